"""The row that every write stands on comes back when a database is emptied."""

import pytest
from django.core.management import call_command

from annotate.models import ChangeHead
from tests import factories as make


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_after_a_flush_there_is_a_head_of_the_log_again() -> None:
    make.claim()
    call_command("flush", interactive=False, verbosity=0)
    assert ChangeHead.objects.get().last == 0
    assert make.claim().pk
