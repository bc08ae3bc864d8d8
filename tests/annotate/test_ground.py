"""The rows that everything stands on come back when a database is emptied."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from annotate.models import ChangeHead
from annotate.roles import ROLES
from tests import factories as make


@pytest.mark.django_db(transaction=True)
def test_after_a_flush_there_are_roles_and_a_head_again() -> None:
    make.claim()
    call_command("flush", interactive=False, verbosity=0)
    assert ChangeHead.objects.get().last == 0
    assert {*Group.objects.values_list("name", flat=True)} == {*ROLES}
    assert make.claim().pk
