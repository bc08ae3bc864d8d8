"""The dashboard: one's own work at once, the desk's figures as a worker computed them, and nothing that is to be read blind."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotate.models import Article, DeskFigures, User
from tests import factories as make
from tests.admin import desk
from workers.desk_figures import compute
from workers.rescoring import store

pytestmark = pytest.mark.django_db
PAGE = "admin:dashboard"
HEDGED = make.UNNAMED | {"certainty": "hedged"}


def two_readers(differ: bool = True) -> tuple[Article, User, User]:
    """Two reviewers finish the same text; one thinks the words are hedged."""
    article, claim = make.article(), make.claim()
    one, other = make.user("reviewer"), make.user("reviewer")
    make.read(article, claim, by=one)
    make.read(article, claim, by=other, **({"facets": HEDGED} if differ else {}))
    return article, one, other


def text_of(user: User) -> str:
    return desk.client_of(user).get(reverse(PAGE)).content.decode()


def test_before_anything_was_done_every_part_says_so() -> None:
    page = text_of(make.user("reviewer"))
    for words in ("No draft and no open review", "None submitted", "has not computed"):
        assert words in page
    compute()
    page = text_of(make.user("reviewer"))
    for words in ("undefined: no labels", "No two reviewers", "No consensus", "No published article"):
        assert words in page


def test_agreement_is_shown_with_its_interval_its_counts_and_what_is_undefined() -> None:
    for n in range(4):
        two_readers(differ=n == 0)
    compute()
    rows = {row["facet"]: row for row in DeskFigures.objects.get().data["agreement"]}
    assert rows["certainty"]["alpha"] == pytest.approx(0.0, abs=0.2)
    assert rows["stance"]["reason"] == "only one label was ever used"
    page = text_of(make.user("editor"))
    assert 'aria-label="Krippendorff’s α by facet' in page
    assert "undefined: only one label was ever used" in page


def test_a_reviewer_sees_the_own_confusion_and_pairs_and_an_adjudicator_all() -> None:
    _, one, other = two_readers()
    third, _, _ = two_readers()[1:] + (None,)
    store.rescore_stale()
    compute()
    mine = desk.client_of(one).get(reverse(PAGE)).context
    assert [c["name"] for c in mine["confusions"]] in ([str(one)], [])
    assert len(mine["pairs"]) == 1
    everybody = desk.client("adjudicator").get(reverse(PAGE)).context
    assert len(everybody["pairs"]) == 2
    assert {str(one), str(other), str(third)} <= {n for p in everybody["pairs"] for n in p["names"]}


def test_where_terms_are_confused_the_passage_is_shown_only_to_whoever_has_finished_the_text() -> None:
    article, one, _ = two_readers()
    compute()
    words = article.latest.text[:30]
    assert "Hedged or Plain" in text_of(one)
    assert words in text_of(one)
    assert words not in text_of(make.user("reviewer"))
    assert "once you have finished reading them" in text_of(make.user("reviewer"))


def test_an_outlets_share_of_unnamed_sources_stands_by_month_with_counts() -> None:
    article, _, _ = two_readers()
    data = DeskFigures.objects.create(data={}, as_of_change=0, computed_at=timezone.now())
    moved = article.latest
    type(moved).objects.filter(pk=moved.pk).amend(published_at=timezone.now() - dt.timedelta(days=3))
    compute()
    data.refresh_from_db()
    ((month,),) = [o["months"] for o in data.data["outlets"]]
    assert month[1:3] == [1, 1]
    page = text_of(make.user("reviewer"))
    assert article.outlet.name in page
    assert "Share of unnamed sources by month" in page


def test_private_and_unpublished_articles_are_in_no_outlets_figures() -> None:
    claim = make.claim()
    make.read(make.article(published=False), claim)
    compute()
    assert DeskFigures.objects.get().data["outlets"] == []


def test_ones_own_drafts_and_week_are_at_once_and_nobody_elses() -> None:
    article, me = make.article(), make.user("reviewer")
    make.read(article, make.claim(), by=me, submitted=False)
    context = desk.client_of(me).get(reverse(PAGE)).context
    assert context["my_week"] == {"readings": 1, "reviews": 0}
    assert [r.revision.article for r in context["open_reviews"]] == [article]
    other = desk.client("reviewer").get(reverse(PAGE)).context
    assert (other["my_week"]["readings"], [*other["open_reviews"]]) == (0, [])


def test_it_takes_as_many_queries_however_much_was_read() -> None:
    client = desk.client("editor")

    def queries() -> int:
        compute()
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(PAGE))
        return len(seen)

    two_readers()
    few = queries()
    for _ in range(3):
        two_readers()
    assert queries() <= few


def test_whoever_is_not_of_the_desk_sees_nothing() -> None:
    assert desk.client_of(make.user()).get(reverse(PAGE)).status_code == 302
