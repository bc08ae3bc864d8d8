"""From keys to names, in one query."""

import pytest

from annotate.formats.names import names
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_each_kind_of_key_has_a_name_and_an_unknown_one_none() -> None:
    source, outlet = make.source("Ada Person"), make.outlet("The Gazette")
    keys = {
        source.root_key: "Ada Person",
        outlet.root_key: "The Gazette",
        f"pool:{outlet.pk}:government:decision_maker": "Unnamed government decision makers, per The Gazette",
        f"pool:{outlet.pk}:none_stated:informational": "Unnamed informationals, per The Gazette",
    }
    found = names(
        [*keys, "source:src_gone", "nonsense", "", "pool:out_gone:government:participant"], newsroom=None
    )
    assert found.keys() == keys.keys()
    assert found == keys


def test_a_private_one_is_named_to_its_newsroom_alone() -> None:
    newsroom, other = make.newsroom(), make.newsroom()
    source = make.source("Own", private_to=newsroom)
    assert names([source.root_key], newsroom=newsroom) == {source.root_key: "Own"}
    assert names([source.root_key], newsroom=other) == names([source.root_key], newsroom=None) == {}


def test_any_number_takes_one_query_and_known_ones_none(django_assert_num_queries) -> None:
    keys = [make.source().root_key for _ in range(5)] + [make.outlet().root_key for _ in range(5)]
    with django_assert_num_queries(1):
        found = names(keys, newsroom=None)
    assert len(found) == 10
    known = {key.split(":")[1]: name for key, name in found.items()}
    with django_assert_num_queries(0):
        assert names(keys, newsroom=None, known=known) == found
