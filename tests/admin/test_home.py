"""Home and dashboard begin with the first thing to do, and one line of why."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from annotate.actions.assigning import assign_text
from annotate.actions.queue import take_task
from annotate.models import User
from tests import factories as make
from tests.admin import desk

pytestmark = pytest.mark.django_db
PAGES = ("admin:index", "admin:dashboard")


@pytest.fixture(params=PAGES)
def first(request: pytest.FixtureRequest):
    def shown(user: User) -> str:
        page = desk.client_of(user).get(reverse(request.param)).content.decode()
        part = page.partition('<section class="first"')[2].partition("</section>")[0]
        return " ".join(part.split())

    return shown


def test_a_reviewer_is_offered_the_next_text_with_its_reason(first) -> None:
    me, article = make.user("reviewer"), make.article(headline="Plant to close")
    assert "Next text" in first(me)
    assert "Plant to close" in first(me)
    assert "It is the text most worth your time." in first(me)
    due = timezone.localdate() + dt.timedelta(days=3)
    assign_text(revision=article.latest, to=me, due_on=due, by=make.user("editor"))
    assert f"It is assigned to you, due {due:%-d %b %Y}." in first(me)


def test_what_was_begun_comes_before_the_next(first) -> None:
    me, article = make.user("reviewer"), make.article(headline="Plant to close")
    take_task(revision=article.latest, by=me)
    assert "Go on reading" in first(me)
    assert f"/{article.pk}/change/" in first(me)
    assert "Next text" not in first(me)


def test_where_there_is_nothing_to_read_that_is_said(first) -> None:
    assert "Nothing in the queue is for you now." in first(make.user("reviewer"))


def test_an_adjudicator_is_led_to_the_cases_and_others_are_told_nothing(first) -> None:
    article, claim = make.article(), make.claim()
    adjudicator = make.user("adjudicator")
    assert first(adjudicator) == ""
    for stance in ("asserts", "denies", "asserts"):
        make.read(article, claim, facets=make.UNNAMED | {"stance": stance})
    assert "1 attribution on which readers differ waits for a decision." in first(adjudicator)
    assert first(make.user("editor")) == ""
