"""Suggestions at the desk: each reviewer answers alone, by one request, and what became of each is kept by rule."""

from typing import Any

import pytest
from django.urls import reverse

from annotate.actions.suggestions import switch_rule
from annotate.admin.suggestion_json import wording
from annotate.models import Article, Claim, Reading, RuleAnswer, Source, Suggestion, SuggestionDecision, User
from tests import factories as make
from tests.admin import desk
from workers import suggestions

pytestmark = pytest.mark.django_db

TEXT = (
    "The ministry will close the plant in May, according to two officials familiar with the plan. "
    "Ines Calder, a spokeswoman for the port, denied that the plant would close. "
    "The ministry declined to comment. Meridian News reported that the port had been sold."
)


@pytest.fixture
def article() -> Article:
    made = make.article(TEXT)
    suggestions.suggest_for_new_texts()
    return made


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


def call(user: User, name: str, pk: str, body: dict[str, Any] | None = None) -> Any:
    url = reverse(f"admin:annotate_article_{name}", args=(pk,))
    client = desk.client_of(user)
    return client.get(url) if body is None else client.post(url, body, "application/json")


def waiting(user: User, article: Article) -> list[dict[str, Any]]:
    return call(user, "suggestions", article.latest.pk).json()["suggestions"]


def one(user: User, article: Article, kind: str) -> dict[str, Any]:
    return next(s for s in waiting(user, article) if s["kind"]["value"] == kind)


def test_each_comes_with_the_words_that_gave_it_away(article: Article, me: User) -> None:
    found = one(me, article, "anonymous_source")
    assert found["spans"]["source"]["exact"] == "two officials familiar with the plan"
    assert {r["says"]: r["exact"] for r in found["because"]}.items() >= {
        "here somebody speaks": "according to",
        "identification: unnamed group": "two officials familiar with the plan",
    }.items()
    assert found["reading"]["details"]["stated_count"] == 2
    assert found["wording"] == "The ministry will close the plant in May."


def test_one_request_accepts_with_a_claim_that_is_there(article: Article, me: User) -> None:
    found, claim = one(me, article, "anonymous_source"), make.claim()
    answer = call(me, "accept", found["id"], {"claim": claim.pk})
    assert answer.status_code == 200, answer.content
    reading = Reading.objects.get()
    assert (reading.attribution.claim, reading.identification, reading.stance) == (
        claim,
        "unnamed_group",
        "asserts",
    )
    assert reading.stated_count == 2
    decision = SuggestionDecision.objects.get()
    assert (decision.decision, decision.reading, decision.corrected) == ("accepted", reading, [])
    assert found["id"] not in {s["id"] for s in answer.json()["suggestions"]}
    assert set(RuleAnswer.objects.filter(rule="who-informs").values_list("facet", "answer")) == {
        ("identification", "accepted")
    }


def test_a_second_reading_of_the_same_words_stands_beside_the_answer(article: Article, me: User) -> None:
    found, (claim, other) = one(me, article, "anonymous_source"), (make.claim(), make.claim())
    call(me, "accept", found["id"], {"claim": claim.pk})
    span = found["spans"]["content"]
    client, at = desk.client_of(me), reverse("admin:annotate_article_derive", args=(article.latest.pk,))
    derived = client.get(at, {"start": span["start"], "end": span["end"]}).json()
    assert derived["facets"]["identification"] == "unnamed_group"
    assert "suggestion" not in derived
    sent = {
        **found["reading"],
        "claim": other.pk,
        "suggestion": found["id"],
    }  # as from a tab that was open before
    answer = call(me, "save", article.latest.pk, sent)
    assert answer.status_code == 200, answer.content
    assert answer.json()["suggestion"] is None
    assert {r.attribution.claim for r in Reading.objects.all()} == {claim, other}
    assert SuggestionDecision.objects.get().decision == "accepted"


def test_accepting_makes_the_claim_and_the_source_that_the_card_showed(article: Article, me: User) -> None:
    found = one(me, article, "denial")
    assert found["new_source"] == "Ines Calder"
    sent = {"wording": found["wording"], "new_source": found["new_source"]}
    assert call(me, "accept", found["id"], sent).status_code == 200
    reading = Reading.objects.get()
    assert (reading.stance, reading.source.name) == ("denies", "Ines Calder")
    assert not reading.source.has_public_role  # nobody has said so yet
    assert reading.attribution.claim.wording == "The plant would close."
    assert SuggestionDecision.objects.get().decision == "accepted"


def test_a_source_that_is_known_is_not_made_again(article: Article, me: User) -> None:
    known = make.source("Ines Calder")
    make.source("Ines Calder", private_to=make.newsroom())
    found = one(me, article, "denial")
    assert found["reading"]["source"]["id"] == known.pk
    assert found["new_source"] == ""


def test_an_outlet_that_was_cited_carries_and_does_not_testify(article: Article, me: User) -> None:
    found = one(me, article, "other_media")
    assert (found["new_relay"], found["reading"]["facets"]["identification"]) == (
        "Meridian News",
        "unattributed",
    )
    wire = make.outlet("Meridian News", kind="wire")
    again = one(me, article, "other_media")
    assert again["new_relay"] == ""
    sent = {"wording": again["wording"], "relays": [{"type": "outlet", "id": wire.pk}]}
    assert call(me, "accept", again["id"], sent).status_code == 200
    assert [n.outlet for n in Reading.objects.get().chain.all()] == [wire]


def test_what_the_reviewer_changes_in_the_form_counts_as_corrected(article: Article, me: User) -> None:
    found, claim = one(me, article, "anonymous_source"), make.claim()
    sent = found["reading"] | {"claim": claim.pk, "source": None, "suggestion": found["id"]}
    sent["facets"] = sent["facets"] | {"certainty": "hedged", "identification": "unnamed_individual"}
    assert call(me, "save", article.latest.pk, sent).status_code == 200
    decision = SuggestionDecision.objects.get()
    assert (decision.decision, decision.corrected) == ("corrected", ["certainty", "identification"])
    answers = dict(RuleAnswer.objects.values_list("rule", "answer"))
    assert answers["who-informs"] == "corrected"
    assert answers["according-to"] == "accepted"  # the words were found rightly


def test_a_later_correction_of_the_reading_counts_too(article: Article, me: User) -> None:
    found, claim = one(me, article, "anonymous_source"), make.claim()
    call(me, "accept", found["id"], {"claim": claim.pk})
    first = Reading.objects.get()
    sent = found["reading"] | {"claim": claim.pk, "source": None, "supersedes": first.pk}
    sent["facets"] = sent["facets"] | {"certainty": "hedged"}
    assert call(me, "save", article.latest.pk, sent).status_code == 200
    decision = SuggestionDecision.objects.get()
    assert (decision.decision, decision.corrected) == ("corrected", ["certainty"])


def test_rejecting_and_accepting_are_taken_back(article: Article, me: User) -> None:
    found, claim = one(me, article, "anonymous_source"), make.claim()
    call(me, "reject", found["id"], {})
    assert SuggestionDecision.objects.get().decision == "rejected"
    assert call(me, "reject", found["id"], {}).status_code == 409
    assert call(me, "undo", found["id"], {}).status_code == 200
    call(me, "accept", found["id"], {"claim": claim.pk})
    assert call(me, "undo", found["id"], {}).status_code == 200
    assert not SuggestionDecision.objects.exists()
    assert not RuleAnswer.objects.exists()
    assert not Reading.objects.current().exists()
    assert call(me, "accept", found["id"], {"claim": claim.pk}).status_code == 200
    assert Reading.objects.current().count() == 1


def test_what_one_did_with_a_suggestion_the_other_does_not_see(article: Article, me: User) -> None:
    other = make.user("reviewer")
    for found in waiting(other, article):
        call(other, "reject", found["id"], {})
    assert waiting(other, article) == []
    assert len(waiting(me, article)) == Suggestion.objects.count()
    assert call(me, "undo", Suggestion.objects.first().pk, {}).status_code == 409


def test_after_the_review_is_submitted_nothing_is_suggested_any_more(article: Article, me: User) -> None:
    make.read(article, make.claim(), by=me)
    assert waiting(me, article) == []


def test_a_refusal_writes_nothing(article: Article, me: User) -> None:
    found = one(me, article, "denial")
    for body, field in (
        ({}, "claim"),
        ({"wording": "x" * 2000, "new_source": "Ines Calder"}, "wording"),
        ({"wording": ["x"], "new_source": "Ines Calder"}, "wording"),
        ({"wording": "The plant would close.", "source": "src_nobody"}, "source"),
        ({"wording": "The plant would close."}, "source"),
        ({"wording": "The plant would close.", "new_source": "A", "polarity": "upside"}, "polarity"),
        ({"wording": "The plant would close.", "new_source": "A", "relays": [{"type": "x"}]}, "relays"),
    ):
        answer = call(me, "accept", found["id"], body)
        assert answer.status_code == 400, body
        assert field in answer.json()["errors"]
    assert not Claim.objects.exists()
    assert not Source.objects.exists()
    assert not SuggestionDecision.objects.exists()
    assert call(me, "accept", "sug_nothing", {}).status_code == 400


def test_a_private_submission_suggests_nothing_to_whoever_does_not_see_it(me: User) -> None:
    private = make.article(TEXT, published=False, newsroom=make.newsroom())
    suggestions.suggest_for_new_texts()
    row = Suggestion.objects.filter(revision__article=private).first()
    assert call(me, "suggestions", private.latest.pk).status_code == 400
    assert call(me, "reject", row.pk, {}).status_code == 400


def test_only_reviewers_answer(article: Article) -> None:
    row = Suggestion.objects.first()
    for role in ("adjudicator", "editor", "administrator"):
        assert call(make.user(role), "reject", row.pk, {}).status_code == 403
        assert call(make.user(role), "accept", row.pk, {"claim": make.claim().pk}).status_code == 403


def test_a_rule_that_is_switched_off_is_left_out_of_later_texts(article: Article) -> None:
    switch_rule(rule="who-informs", off=True, reason="Wrong.", by=make.user("editor"))
    later = make.article(TEXT)
    suggestions.suggest_for_new_texts()
    rules = {r for s in Suggestion.objects.filter(revision=later.latest) for r in s.rules}
    assert "who-informs" not in rules
    assert "according-to" in rules


def test_as_many_queries_however_many_suggestions(
    article: Article, me: User, django_assert_max_num_queries: Any
) -> None:
    longer = make.article("\n".join(TEXT.replace("May", f"May {n}") for n in range(20)))
    suggestions.suggest_for_new_texts()
    client = desk.client_of(me)
    with django_assert_max_num_queries(16):
        client.get(reverse("admin:annotate_article_suggestions", args=(longer.latest.pk,)))


def test_which_is_not_shown_as_who_speaks(me: User) -> None:
    made = make.article("It was late for the board, which said that it was sorry.")
    suggestions.suggest_for_new_texts()
    [found] = waiting(me, made)
    assert (found["spans"]["source"], found["needs_source"], found["new_source"]) == (None, True, "")
    assert found["reading"]["spans"]["source"]["exact"] == "which"


@pytest.mark.parametrize(
    "content",
    [
        "to have received nothing",
        "cited by Calder News Agency",
        "condition of anonymity because of an inquiry",
        "and spoke on condition of anonymity because of an inquiry",
        "is what it would mean for the port",
        "how the government knew",
        "it, two people told the agency",
    ],
)
def test_what_is_no_sentence_is_offered_as_no_claim(content: str) -> None:
    assert wording(content) == ""
    assert wording("that the plant will close") == "The plant will close."
    assert wording("it will close in May") == "It will close in May."


def test_who_is_not_named_is_not_offered_as_a_new_speaker(me: User) -> None:
    made = make.article(
        "Labs show it early. In May the ministry denied that it would. Ines Calder said so too."
    )
    suggestions.suggest_for_new_texts()
    assert [(s["new_source"], s["needs_source"]) for s in waiting(me, made)] == [
        ("", True), ("", True), ("Ines Calder", False),
    ]  # fmt: skip
