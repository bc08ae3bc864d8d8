"""How many sources the text states: a whole number from 1, with its field named where it is not."""

import pytest
from django.core.exceptions import ValidationError

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["stated_count", "count_floor"])
@pytest.mark.parametrize("count", [0, -1, 10_000, 1.5, "2", True])
def test_what_is_no_count_is_refused(name: str, count: object) -> None:
    with pytest.raises(ValidationError) as refused:
        make.read(make.article(), make.claim(), details={name: count})
    assert name in refused.value.message_dict
