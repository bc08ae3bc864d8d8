"""Has this been annotated? By address, however it is written."""

import pytest

from annotate.actions import articles, claims
from annotate.models import Claim
from annotate.roles import SETUP
from tests import factories as make
from tests.api import rows
from tests.api.asking import Newsdesk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "written",
    [
        "https://paper.example/story",
        "http://www.paper.example/story/",
        "https://paper.example/story?utm_source=x&fbclid=y#top",
        "https://amp.paper.example/story",
        "https://paper.example/story/amp",
    ],
)
def test_an_address_is_known_however_it_is_written(written: str) -> None:
    article, claim = make.article(url="https://www.paper.example/story"), make.claim()
    make.read(article, claim)
    rows.score(claim)
    found = Newsdesk().read("articles/lookup/", url=written)["results"][0]
    assert found["url"] == written
    assert found["article"]["id"] == article.pk
    assert found["article"]["claims"][0]["id"] == claim.pk
    assert found["article"]["claims"][0]["credibility"]["admiralty"] == 2


def test_many_are_answered_in_their_order_and_the_unknown_with_null() -> None:
    b = make.article(url="https://b.example/1")
    asked = ["https://a.example/1", "https://b.example/1", "https://c.example/1"]
    found = Newsdesk().read("articles/lookup/", url=asked)["results"]
    assert [r["article"] and r["article"]["id"] for r in found] == [None, b.pk, None]


def test_a_hundred_and_one_are_too_many_and_none_too_few() -> None:
    desk = Newsdesk()
    assert desk.ask("articles/lookup/", url=[f"https://a.example/{n}" for n in range(101)]).status_code == 400
    assert desk.ask("articles/lookup/").json()["errors"][0]["field"] == "url"
    assert "not a web address" in desk.ask("articles/lookup/", url="javascript:alert(1)").json()["detail"]


def test_a_merged_claim_is_shown_as_the_one_it_became() -> None:
    article, old, new = make.article(url="https://a.example/1"), make.claim(), make.claim()
    make.read(article, old)
    claims.merge_claims(kept=new, merged=Claim.objects.get(pk=old.pk), by=SETUP)
    found = Newsdesk().read("articles/lookup/", url="https://a.example/1")["results"][0]
    assert [claim["id"] for claim in found["article"]["claims"]] == [new.pk]


def test_a_withdrawn_article_says_so_and_shows_no_claims() -> None:
    article = make.article(url="https://a.example/1")
    make.read(article, make.claim())
    articles.withdraw_article(article=article, reason="Retracted.", by=SETUP)
    found = Newsdesk().read("articles/lookup/", url="https://a.example/1")["results"][0]["article"]
    assert (found["state"], found["withdrawn_reason"], found["claims"]) == ("withdrawn", "Retracted.", [])


def test_its_own_text_comes_back_to_the_newsroom_that_submitted_it_and_to_nobody_else() -> None:
    desk = Newsdesk()
    article = make.article(newsroom=desk.newsroom, url="https://a.example/1")
    assert desk.read(f"articles/{article.pk}/")["text"] == make.TEXT.strip()
    other = Newsdesk().read(f"articles/{article.pk}/")
    assert (other["text"], other["is_own_submission"]) == (None, False)
    assert desk.read("articles/lookup/", url="https://a.example/1")["results"][0]["article"][
        "is_own_submission"
    ]


def test_an_address_that_leads_to_it_is_known_and_another_newsrooms_is_not() -> None:
    desk, article = Newsdesk(), make.article(url="https://a.example/new")
    for address in ("https://short.example/x", "http://www.a.example/old/?utm_source=y"):
        articles.note_address(article=article, url=address, by=SETUP)
    own = make.article(url="https://a.example/own", newsroom=make.newsroom(), published=False)
    articles.note_address(article=own, url="https://short.example/z", by=SETUP)
    asked = [
        "https://short.example/x",
        "https://a.example/old",
        "https://a.example/new",
        "https://short.example/z",
    ]
    found = [result["article"] for result in desk.read("articles/lookup/", url=asked)["results"]]
    assert [each and each["id"] for each in found] == [article.pk, article.pk, article.pk, None]
