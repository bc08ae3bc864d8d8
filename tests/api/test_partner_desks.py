"""A partner desk's readings and a fact-checker's outcomes: by the desk's own verbs, blind, by two people."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotate.actions import newsrooms, outcomes
from annotate.models import ApiKey, Change, Claim, Newsroom, Outcome, Reading, Review, Source
from annotate.roles import SETUP
from tests import factories as make
from tests.api import rows
from tests.api.asking import Newsdesk
from tests.api.sending import send

pytestmark = pytest.mark.django_db

UNNAMED = {
    "identification": "unnamed_group",
    "role": "decision_maker",
    "affiliation": "government",
    "stance": "asserts",
}


@pytest.fixture
def desk() -> Newsdesk:
    return Newsdesk("read", "annotate", "resolve")


def review(article: Any, *readings: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"article": article.pk, "revision": article.latest.pk, "readings": list(readings)} | more


def reading(claim: Claim, **more: Any) -> dict[str, Any]:
    words = {"exact": "close the plant in May"}
    return {"claim": claim.pk, "content": words, "cue": {"exact": "according to"}, "facets": UNNAMED} | more


def outcome(claim: Claim, **more: Any) -> dict[str, Any]:
    return {
        "claim": claim.pk, "verdict": "confirmed", "why_checked": "sampled", "evidence_url": "https://e.example/",
        "evidence_quote": "It was so.",
    } | more  # fmt: skip


def test_a_whole_review_counts_at_once_as_one_reviewers_and_is_logged_with_the_key(desk: Newsdesk) -> None:
    article, claim = make.article(), make.claim()
    answer = send(desk, "reviews/", review(article, reading(claim)), Idempotency_Key="r")
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["submitted_at"]
    assert told["readings"][0]["facets"]["role"] == "decision_maker"
    text = article.latest.text
    assert text[told["readings"][0]["content"]["start"] :].startswith("close the plant in May")
    kept = Reading.objects.get()
    assert kept.reviewer == Newsroom.objects.get(pk=desk.newsroom.pk).voice
    assert not kept.reviewer.is_active
    assert not kept.reviewer.has_usable_password()
    assert Change.objects.filter(verb="reading.save", key=desk.key).count() == 1
    assert send(desk, "reviews/", review(article, reading(claim)), Idempotency_Key="r").json() == told
    assert desk.read("reviews/")["results"] == [told]
    assert Newsdesk().read(f"claims/{claim.pk}/")["attributions"][0]["readings"] == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
def test_its_claims_are_held_before_a_number_of_the_log_is_drawn(desk: Newsdesk) -> None:
    """Else it would hold the number and wait for who holds a claim and waits for the number."""
    body = review(make.article(), reading(make.claim()))
    with CaptureQueriesContext(connection) as captured:
        assert send(desk, "reviews/", body).status_code == 201
    asked = [query["sql"] for query in captured]
    held = [n for n, sql in enumerate(asked) if 'FROM "annotate_claim"' in sql and "FOR NO KEY" in sql]
    drawn = [n for n, sql in enumerate(asked) if sql.startswith('UPDATE "annotate_changehead"')]
    assert held[0] < drawn[0]


def test_what_does_not_hold_is_named_with_its_row_and_nothing_is_kept(desk: Newsdesk) -> None:
    article, claim = make.article("The plant will close. The plant will close."), make.claim()
    twice = reading(claim, content={"exact": "will close"}, cue=None)
    answer = send(desk, "reviews/", review(article, twice))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "readings.0.content")
    assert "more than once" in answer.json()["detail"]
    sure = reading(claim, content={"exact": "will close", "prefix": ". The plant "}, cue=None)
    bad = sure | {"facets": UNNAMED | {"identification": "named_individual"}}
    assert (
        send(desk, "reviews/", review(article, sure, bad)).json()["errors"][0]["field"] == "readings.1.source"
    )
    assert Review.objects.count() == Reading.objects.count() == 0
    stale = review(article, sure, revision="rev_00000000000000000000")
    assert send(desk, "reviews/", stale).status_code == 409
    assert send(desk, "reviews/", review(article, sure)).status_code == 201


def test_a_second_review_of_the_same_text_would_not_be_blind(desk: Newsdesk) -> None:
    article, claim = make.article(), make.claim()
    assert send(desk, "reviews/", review(article)).status_code == 201
    again = Newsdesk("annotate", newsroom=desk.newsroom)
    assert send(again, "reviews/", review(article, reading(claim))).status_code == 422
    assert Reading.objects.count() == 0


def test_a_reading_is_corrected_and_withdrawn_by_who_has_seen_it_as_it_is(desk: Newsdesk) -> None:
    article, claim = make.article(), make.claim()
    first = send(desk, "reviews/", review(article, reading(claim))).json()["readings"][0]
    path = f"readings/{first['id']}/"
    tag = desk.ask(path).headers["ETag"]
    corrected = reading(claim, facets=UNNAMED | {"role": "representative"})
    assert send(desk, path, corrected, "patch").status_code == 428
    assert send(desk, path, corrected, "patch", If_Match='"x"').status_code == 412
    second = send(desk, path, corrected, "patch", If_Match=tag).json()
    assert second["facets"]["role"] == "representative"
    assert desk.read(path)["superseded_by"] == second["id"]
    assert send(desk, path, corrected, "patch", If_Match="*").status_code == 409, (
        "the old one is no longer current"
    )
    path = f"readings/{second['id']}/"
    assert send(desk, path, {}, "delete").status_code == 428
    assert send(desk, path, {}, "delete", If_Match=desk.ask(path).headers["ETag"]).status_code == 204
    assert Reading.objects.current().count() == 0
    assert desk.ask(path).status_code == 404


def test_a_new_source_of_a_reading_stays_private(desk: Newsdesk) -> None:
    article, claim = make.article(), make.claim()
    named = reading(
        claim, facets=UNNAMED | {"identification": "named_individual"},
        new_source={"name": "Own Person", "identification": "named_individual", "has_public_role": True},
    )  # fmt: skip
    assert send(desk, "reviews/", review(article, named)).status_code == 201
    assert Source.objects.get().private_to == desk.newsroom
    assert "Own Person" not in Newsdesk().ask(f"claims/{claim.pk}/").content.decode()


def test_who_owns_the_outlet_does_not_judge_its_articles(desk: Newsdesk) -> None:
    article = make.article(outlet=make.outlet(owner=desk.newsroom))
    assert send(desk, "reviews/", review(article)).status_code == 403


def test_an_outcome_waits_for_a_second_person_and_can_be_taken_back_until_then(desk: Newsdesk) -> None:
    claim, other = make.claim(), make.claim()
    made = send(desk, "outcomes/", outcome(claim))
    assert (made.status_code, made.json()["state"]) == (201, "proposed"), made.content
    assert Newsdesk().read(f"claims/{claim.pk}/")["outcome"] is None
    outcomes.agree_outcome(outcome=Outcome.objects.get(), by=make.user("editor"))
    path = f"outcomes/{made.json()['id']}/"
    assert desk.read(path)["state"] == "agreed"
    back = {"state": "withdrawn", "reason": "Wrong."}
    assert send(desk, path, back, "patch", If_Match="*").status_code == 409, "it is the desk's now"
    second = send(desk, "outcomes/", outcome(other))
    path = f"outcomes/{second.json()['id']}/"
    assert send(desk, path, back, "patch").status_code == 428
    assert send(desk, path, back, "patch", If_Match=made.headers["ETag"]).status_code == 412
    taken = send(desk, path, back, "patch", If_Match=second.headers["ETag"])
    assert (taken.status_code, taken.json()["state"]) == (200, "withdrawn")


def test_who_read_a_claim_does_not_resolve_it(desk: Newsdesk) -> None:
    article, claim = make.article(), make.claim()
    send(desk, "reviews/", review(article, reading(claim)))
    assert send(desk, "outcomes/", outcome(claim)).status_code == 403
    fact_checker = Newsdesk("resolve", newsroom=desk.newsroom)
    assert send(fact_checker, "outcomes/", outcome(claim)).status_code == 403, (
        "one newsroom is one, by whichever key"
    )


def test_such_a_newsroom_is_told_neither_scores_nor_readings_nor_records_by_any_of_its_keys(
    desk: Newsdesk,
) -> None:
    article, claim, source = (
        make.article(url="https://p.example/1"),
        make.claim("It rains a lot."),
        make.source("Ada Person"),
    )
    make.read(article, claim, source=source, facets=make.NAMED)
    rows.score(claim, contributions=[rows.line(source.root_key)])
    rows.record(source.root_key)
    make.resolved(claim)
    sighted, plain = Newsdesk(), Newsdesk("read", newsroom=desk.newsroom)
    assert (article.pk, plain.newsroom.pk) == (article.pk, desk.newsroom.pk)
    paths = (
        f"claims/{claim.pk}/", "claims/", "changes/", f"articles/{article.pk}/", "articles/lookup/?url=https://p.example/1",
        "claims/search/?query=rains", f"claims/{claim.pk}/?format=annotations", f"claims/{claim.pk}/?format=claimreview",
        "claims/?format=csv", f"claims/{claim.pk}/?as_of=2027-01-01", f"sources/{source.pk}/", "dump/",
    )  # fmt: skip
    for path in paths:
        told, hidden = (_body(each.ask(path)) for each in (sighted, plain))
        assert any(word in told for word in ("0.82", "Ada Person", "Probably true", "close the plant")), path
        for word in ("0.82", "Probably true", '"admiralty":"B"', "close the plant"):
            assert word not in hidden, (path, word)
        if not path.startswith(("sources", "dump")):
            assert "Ada Person" not in hidden, path
    assert plain.ask(f"claims/{claim.pk}/history/").status_code == 403
    assert plain.ask("claims/?min_probability=0.5").status_code == 403


def _body(response: Any) -> str:
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def test_what_it_could_look_at_before_it_neither_reads_nor_resolves() -> None:
    sighted = Newsdesk("read")
    article, claim = make.article(), make.claim()
    sighted.read("claims/")
    working = Newsdesk("annotate", "resolve", newsroom=sighted.newsroom)
    assert send(working, "reviews/", review(article)).status_code == 403
    assert send(working, "outcomes/", outcome(claim)).status_code == 403
    assert send(working, "outcomes/", outcome(make.claim())).status_code == 201, "published since"
    newsrooms.revoke_key(key=ApiKey.objects.get(pk=working.key.pk), by=SETUP)
    rows.score(claim)
    from api import authentication

    authentication.forget()
    assert sighted.read(f"claims/{claim.pk}/")["credibility"] is None, (
        "for good: who looked once cannot unlook"
    )


def test_many_are_sent_at_once_and_one_bad_row_stops_no_other() -> None:
    desk = Newsdesk("read", "submit")
    items = [{"wording": "One."}, {"wording": ""}, {"wording": "<b>Three.</b>"}, {"wording": "Four."}]
    told = send(desk, "claims/bulk/", {"items": items}, Idempotency_Key="b").json()
    assert [row["status"] for row in told["results"]] == [201, 422, 422, 201]
    assert (told["made"], told["refused"]) == (2, 2)
    assert told["results"][2]["problem"]["errors"][0]["field"] == "wording"
    assert sorted(Claim.objects.values_list("wording", flat=True)) == ["Four.", "One."]
    again = send(desk, "claims/bulk/", {"items": items}, Idempotency_Key="b").json()
    assert (again, Claim.objects.count()) == (told, 2)
    other = send(desk, "claims/bulk/", {"items": items[:1]}, Idempotency_Key="b").json()
    assert other["results"][0]["status"] == 422, "another body with the same key"
    assert send(desk, "claims/bulk/", {"items": [{"wording": "x"}] * 101}).status_code == 400


def test_a_bulk_of_outcomes_names_each_that_cannot_be_taken(desk: Newsdesk) -> None:
    claim = make.claim()
    told = send(desk, "outcomes/bulk/", {"items": [outcome(claim), outcome(claim)]}).json()
    assert [row["status"] for row in told["results"]] == [201, 409]
