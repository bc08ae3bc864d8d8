"""Lists: whole, in order, filtered by what is known."""

import pytest

from annotate.models import Claim
from tests import factories as make
from tests.api import rows
from tests.api.asking import Newsdesk

pytestmark = pytest.mark.django_db


def ids(found: list) -> list[str]:
    return [each["id"] for each in found]


@pytest.mark.parametrize("order", ["-updated_at", "updated_at"])
@pytest.mark.parametrize("page_size", [1, 3, 7])
def test_every_row_comes_once_also_where_all_changed_at_the_same_moment(order: str, page_size: int) -> None:
    made = [make.claim().pk for _ in range(7)]
    Claim.objects.update(updated_at=rows.THEN)
    found = ids(Newsdesk().everything("claims/", order=order, page_size=page_size))
    assert found == sorted(made, reverse=order.startswith("-"))


def test_a_walk_from_the_oldest_change_misses_nothing_that_changes_meanwhile() -> None:
    first, second, third = make.claim(), make.claim(), make.claim()
    desk = Newsdesk()
    page = desk.read("claims/", order="updated_at", page_size=1)
    assert ids(page["results"]) == [first.pk]
    rows.score(second)
    rest = desk.everything(page["next"].partition("/api/v1/")[2])
    assert set(ids(rest)) >= {second.pk, third.pk}


def test_claims_are_filtered_by_state_grade_topic_and_time() -> None:
    desk = Newsdesk()
    energy, judged, draft = (
        make.claim(topics=["Energy"]),
        make.claim(),
        make.claim(published=False, newsroom=desk.newsroom),
    )
    rows.score(judged, admiralty=4)
    assert ids(desk.read("claims/", topic="Energy")["results"]) == [energy.pk]
    assert ids(desk.read("claims/", admiralty=[4, 5])["results"]) == [judged.pk]
    assert ids(desk.read("claims/", state="draft")["results"]) == [draft.pk]
    assert len(desk.read("claims/", state="any")["results"]) == 3
    newest = Claim.objects.order_by("-updated_at").first()
    assert ids(desk.read("claims/", updated_since=newest.updated_at.isoformat(), state="any")["results"]) == [
        newest.pk
    ]


def test_merged_ones_are_not_listed_twice() -> None:
    from annotate.actions import claims, parties
    from annotate.roles import SETUP

    desk = Newsdesk()
    a, b = make.claim(), make.claim()
    claims.merge_claims(kept=a, merged=b, by=SETUP)
    assert ids(desk.read("claims/")["results"]) == [a.pk]
    x, y = make.source(), make.source()
    parties.merge_sources(kept=x, merged=y, by=SETUP)
    assert ids(desk.read("sources/")["results"]) == [x.pk]
    assert desk.read(f"sources/{y.pk}/")["merged_into"] == x.pk


def test_sources_carry_their_record() -> None:
    minister = make.source("Minister")
    rows.record(minister.root_key)
    (told,) = Newsdesk().read("sources/", name="mini")["results"]
    assert (told["id"], told["record"]["asserts"]["admiralty"], told["record"]["denies"]) == (
        minister.pk,
        "B",
        None,
    )


def test_outlets_are_found_by_domain_and_kind() -> None:
    wire = make.outlet("The Wire", kind="wire", domain="wire.example")
    make.outlet("A paper")
    rows.record(wire.root_key)
    told = Newsdesk().read("outlets/", domain="www.wire.example")["results"]
    assert [(o["id"], o["record"]["asserts"]["trials"]) for o in told] == [(wire.pk, 12)]
    assert ids(Newsdesk().read("outlets/", kind="wire")["results"]) == [wire.pk]
    assert Newsdesk().read(f"outlets/{wire.pk}/")["domain"] == "wire.example"


def test_articles_are_filtered_by_outlet_and_never_bring_their_text() -> None:
    desk = Newsdesk()
    article = make.article()
    make.article()
    found = desk.read("articles/", outlet=article.outlet_id)["results"]
    assert ids(found) == [article.pk]
    assert make.TEXT not in str(found)
    assert len(desk.everything("articles/", page_size=1)) == 2
