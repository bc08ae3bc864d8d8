"""The same claim again: words are matched with the claims that exist, opposites apart, private ones by nobody else."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from annotate.actions import claims, erasure
from annotate.actions.matching import ask_for_claims
from annotate.models import Article, ClaimCandidate, ClaimSearch, User
from tests import factories as make
from tests.admin import desk
from workers import matching

pytestmark = pytest.mark.django_db

TEXT = "The lab did not switch off the alarm, an official said. Three people were hurt in the fire on Monday."


@pytest.fixture(autouse=True)
def _nothing_read_before() -> None:
    matching._read.clear()


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


@pytest.fixture
def article() -> Article:
    return make.article(TEXT)


def asked(article: Article, words: str, by: User) -> ClaimSearch:
    ask_for_claims(revision=article.latest, spans=[make.span(article, words)], by=by)
    matching.match_passages()
    return ClaimSearch.objects.get(revision=article.latest, start=make.span(article, words)[0])


def told(article: Article, words: str, by: User) -> list[dict]:
    start, end = make.span(article, words)
    url = reverse("admin:annotate_article_candidates", args=(article.latest.pk,))
    body = {"spans": [{"start": start, "end": end}]}
    return desk.client_of(by).post(url, body, "application/json").json()["searches"]


def test_the_opposite_is_linked_with_polarity_and_never_merged(article: Article, me: User) -> None:
    claim = make.claim("The lab switched off the alarm.")
    found = asked(article, "The lab did not switch off the alarm", me).candidates.get()
    assert (found.claim, found.relation) == (claim, "negated")
    [search] = told(article, "The lab did not switch off the alarm", me)
    assert search["ready"]
    assert (search["claims"][0]["polarity"], search["claims"][0]["joins"]) == ("negated", True)
    assert "words in common" in search["claims"][0]["hint"]


def test_another_figure_is_another_claim_and_is_not_proposed(article: Article, me: User) -> None:
    make.claim("Five people were hurt in the fire on Monday.")
    asked(article, "Three people were hurt in the fire on Monday", me)
    [search] = told(article, "Three people were hurt in the fire on Monday", me)
    assert [c["joins"] for c in search["claims"]] == [False]


def test_words_that_are_only_similar_are_called_so_and_not_chosen(article: Article, me: User) -> None:
    make.claim("Three people in the village of Oldmarsh were hurt in a collision on Monday.")
    words = "Three people were hurt in the fire on Monday"
    found = asked(article, words, me).candidates.get()
    assert (found.relation, found.score < 0.75) == ("same", True)
    [told_of] = told(article, words, me)[0]["claims"]
    assert (told_of["hint"].partition(":")[0], told_of["joins"]) == ("similar words", False)


def test_a_claim_made_later_is_found_when_it_is_asked_again(article: Article, me: User) -> None:
    words = "Three people were hurt in the fire on Monday"
    assert not asked(article, words, me).candidates.exists()
    make.claim("Three people were hurt in the fire on Monday.")
    [search] = told(article, words, me)
    assert not search["ready"]
    matching.match_passages()
    assert told(article, words, me)[0]["claims"][0]["joins"]
    assert matching.match_passages() == 0


def test_only_the_record_and_the_desks_own_drafts_are_matched(article: Article, me: User) -> None:
    words, newsroom = "Three people were hurt in the fire on Monday", make.newsroom()
    private = make.claim(words + ".", published=False, newsroom=newsroom)
    draft = make.claim(words + ", at least.", published=False)
    assert {c.claim for c in asked(article, words, me).candidates.all()} == {draft}
    own = make.article(TEXT, published=False, newsroom=newsroom)
    found = asked(own, words, make.user("editor"))
    assert {c.claim for c in found.candidates.all()} == {private}


def test_merged_and_withdrawn_claims_are_told_as_they_stand_now(article: Article, me: User) -> None:
    words = "Three people were hurt in the fire on Monday"
    merged = make.claim(words + ".")
    gone = make.claim("Three were hurt in the fire on Monday.", published=False)
    asked(article, words, me)
    kept = make.claim("Three casualties, says the fire brigade.")
    editor = make.user("editor")
    claims.merge_claims(kept=kept, merged=merged, by=editor)
    claims.withdraw_claim(claim=gone, reason="Wrong.", by=editor)
    assert [c["id"] for c in told(article, words, me)[0]["claims"]] == [kept.pk]


def test_what_was_erased_leaves_no_reason_behind(article: Article, me: User) -> None:
    claim = make.claim("Five people were hurt in the fire on Monday.")
    asked(article, "Three people were hurt in the fire on Monday", me)
    assert ClaimCandidate.objects.exists()
    request = erasure.request_erasure(thing=claim, reason="Court.", by=make.user("editor"))
    erasure.carry_out_erasure(request=request, by=make.user("administrator"))
    assert not ClaimCandidate.objects.exists()
    request = erasure.request_erasure(thing=article, reason="Court.", by=make.user("editor"))
    erasure.carry_out_erasure(request=request, by=make.user("administrator"))
    assert not ClaimSearch.objects.exists()


def test_bad_spans_are_refused_by_name(article: Article, me: User) -> None:
    url = reverse("admin:annotate_article_candidates", args=(article.latest.pk,))
    client = desk.client_of(me)
    for spans in (
        None,
        "x",
        [{}],
        [{"start": "0", "end": 5}],
        [{"start": 5, "end": 3}],
        [{"start": 0, "end": 9**9}],
    ):
        answer = client.post(url, {"spans": spans}, "application/json")
        assert answer.status_code == 400
        assert "spans" in answer.json()["errors"]
    long = make.article("word " * 1000)
    with pytest.raises(ValidationError, match="At most 2,000"):
        ask_for_claims(revision=long.latest, spans=[(0, 4000)], by=me)


def test_the_database_refuses_what_does_not_hold(article: Article, me: User) -> None:
    make.claim("Five people were hurt in the fire on Monday.")
    search = asked(article, "Three people were hurt in the fire on Monday", me)
    row = search.candidates.get()
    for thing, values, name in (
        (row, {"relation": "twin"}, "claim_candidate_relation_is_a_term"),
        (row, {"score": 1.5}, "claim_candidate_score_is_a_share"),
        (search, {"end": 0}, "claim_search_has_words"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            models.QuerySet(type(thing)).filter(pk=thing.pk).update(**values)
