"""Whatever comes in wrong gets an error that names the field, and leaves nothing half-written."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from annotate.actions import articles, claims, outcomes, readings
from annotate.models import Article, Attribution, Change, Claim, Outcome, Outlet, Passage, Reading, Revision
from annotate.roles import SETUP
from tests import factories as make

pytestmark = pytest.mark.django_db
TABLES = (Article, Revision, Claim, Passage, Attribution, Reading, Outcome, Change)


def refused(act: Callable[[], Any], field: str, says: str = "") -> None:
    """The act is refused with an error on the field, and no table has a row more."""
    before = [table.objects.count() for table in TABLES]
    with pytest.raises(ValidationError) as caught:
        act()
    errors = caught.value.message_dict if hasattr(caught.value, "error_dict") else {"": caught.value.messages}
    assert field in errors, errors
    assert says in " ".join(errors[field])
    assert [table.objects.count() for table in TABLES] == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Paste"),
        ("   \n ", "Paste"),
        ("x" * 5_000_000, "1,000,000"),
        ("Fine words.\x00 And more.", "NUL"),
        ("Half a pair: \ud800.", "UTF-8"),
        ("Lost: \ufffd.", "UTF-8"),
        ("Bell \x07.", "U+0007"),
        ("Words <script>alert(1)</script>", "HTML"),
        ("<p>Words</p>", "HTML"),
        ("Words <svg/onload=alert(1)>", "HTML"),
        ("Words <script src=//evil.example/x", "HTML"),
        ("Words <x-y onclick=alert(1)>", "HTML"),
        ("Words <img src=x onerror=alert(1)>", "HTML"),
    ],
)
def test_a_text_that_cannot_be_an_article(text: str, says: str) -> None:
    outlet = make.outlet()
    refused(lambda: make.article(text, outlet=outlet), "text", says)


def test_less_than_signs_are_no_markup() -> None:
    article = make.article("Profit < 3 % and loss > 2; if a<b then c.")
    assert article.latest.text == "Profit < 3 % and loss > 2; if a<b then c."


def test_text_is_stored_as_nfc_with_line_feeds() -> None:
    article = make.article("Cafe\u0301\r\nnext")
    assert article.latest.text == "Caf\u00e9\nnext"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", ""),
        ("headline", "h" * 501),
        ("url", "javascript:alert(1)"),
        ("url", "not an address"),
        ("url", "https://a\u3002\u3002b.com/"),
        ("url", "https://" + "\u00e4" * 61 + ".example/"),
        ("language", "en; drop"),
        ("precision", "hour"),
        ("time_zone", "Mars/Olympus"),
        ("published_at", dt.datetime(2026, 1, 1)),
        ("published_at", dt.datetime(2999, 1, 1, tzinfo=dt.UTC)),
        ("published_at", dt.datetime(1, 1, 1, 10, tzinfo=dt.timezone(dt.timedelta(hours=9)))),
        ("byline", "b" * 301),
    ],
)
def test_a_field_of_an_article_that_does_not_hold(field: str, value: Any) -> None:
    outlet = make.outlet()
    refused(lambda: make.article(outlet=outlet, **{field: value}), field)


def test_the_same_address_twice() -> None:
    make.article(url="https://www.paper.example/story/?utm_source=x")
    outlet = make.outlet()
    refused(lambda: make.article(url="http://paper.example/story", outlet=outlet), "url", "here already")


@pytest.mark.parametrize("wording", ["", "  ", "w" * 1001, "x\x00y", "<b>bold</b>"])
def test_a_claim_without_proper_words(wording: str) -> None:
    refused(lambda: claims.create_claim(wording=wording, by=SETUP), "wording")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("content", {"content": (0, 10_000)}),
        ("content", {"content": (5, 5)}),
        ("content", {"content": (-1, 5)}),
        ("content", {"content": ("0", 5)}),
        ("cue", {"cue": (180, 5_000)}),
        ("source", {"source_span": (9, 3)}),
        ("content", {"quotes": {"content": "other words"}}),
        ("stance", {"facets": make.UNNAMED | {"stance": "shrugs"}}),
        ("identification", {"facets": {"stance": "asserts"}}),
        ("mood", {"facets": make.UNNAMED | {"mood": "good"}}),
        ("polarity", {"details": {"polarity": "maybe"}}),
        ("secret_name", {"details": {"secret_name": "Deep Throat"}}),
        ("stated_count", {"details": {"stated_count": 0}}),
        ("stated_count", {"details": {"stated_count": "two"}}),
        ("note", {"details": {"note": "x\x00"}}),
        ("source", {"facets": make.NAMED}),
    ],
)  # fmt: skip
def test_a_reading_that_does_not_hold(field: str, values: dict[str, Any]) -> None:
    article, claim, reviewer = make.article(), make.claim(), make.user("reviewer")
    new = make.new_reading(article, claim, **values)
    refused(lambda: readings.save_reading(revision=article.latest, reading=new, by=reviewer), field)


def test_an_unnamed_source_never_has_an_entry() -> None:
    article, claim, reviewer = make.article(), make.claim(), make.user("reviewer")
    new = make.new_reading(article, claim, source=make.source())
    refused(
        lambda: readings.save_reading(revision=article.latest, reading=new, by=reviewer),
        "source",
        "never record who it is",
    )


def test_a_chain_that_comes_back_to_an_outlet() -> None:
    article, claim, reviewer, wire = make.article(), make.claim(), make.user("reviewer"), make.outlet()
    for relays in ([wire, wire], [article.outlet], [wire, article.outlet]):
        new = make.new_reading(article, claim, relays=relays)
        refused(
            lambda new=new: readings.save_reading(revision=article.latest, reading=new, by=reviewer),
            "relays",
            "twice in the chain",
        )


def test_a_chain_sees_through_merged_outlets() -> None:
    from annotate.actions import parties

    article, claim, reviewer, other = make.article(), make.claim(), make.user("reviewer"), make.outlet()
    parties.merge_outlets(kept=article.outlet, merged=other, by=make.user("editor"))
    new = make.new_reading(article, claim, relays=[Outlet.objects.get(pk=other.pk)])
    refused(lambda: readings.save_reading(revision=article.latest, reading=new, by=reviewer), "relays")


def test_two_tabs_saving_the_same_reading() -> None:
    article, claim, reviewer = make.article(), make.claim(), make.user("reviewer")
    reading = make.read(article, claim, by=reviewer, submitted=False)
    hedged = make.new_reading(article, claim, facets=make.UNNAMED | {"certainty": "hedged"})
    readings.save_reading(revision=article.latest, reading=hedged, by=reviewer, supersedes=reading)
    refused(
        lambda: readings.save_reading(
            revision=article.latest, reading=hedged, by=reviewer, supersedes=reading
        ),
        "supersedes",
        "changed meanwhile",
    )
    assert Reading.objects.current().get().certainty == "hedged"


def test_the_same_form_sent_twice() -> None:
    article, claim, reviewer = make.article(), make.claim(), make.user("reviewer")
    make.read(article, claim, by=reviewer, submitted=False)
    new = make.new_reading(article, claim)
    with pytest.raises(ValidationError) as caught:
        readings.save_reading(revision=article.latest, reading=new, by=reviewer)
    assert caught.value.code == "conflict"
    assert Reading.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("evidence_url", {"evidence_url": ""}),
        ("evidence_url", {"evidence_url": "ftp://x"}),
        ("evidence_quote", {"evidence_quote": " "}),
        ("verdict", {"verdict": "true"}),
        ("why_checked", {"why_checked": "bored"}),
        ("certainty", {"certainty": "sure"}),
        ("came_about_on", {"came_about_on": dt.date(2999, 1, 1)}),
    ],
)
def test_an_outcome_that_does_not_hold(field: str, values: dict[str, Any]) -> None:
    claim, adjudicator = make.claim(), make.user("adjudicator")
    refused(lambda: propose(claim, adjudicator, **values), field)


def propose(claim: Claim, by: Any, **values: Any) -> Outcome:
    given = {
        "verdict": "confirmed",
        "why_checked": "sampled",
        "evidence_url": "https://evidence.example/a",
        "evidence_quote": "It closed.",
    }
    return outcomes.propose_outcome(claim=claim, by=by, **given | values)


def test_an_article_of_the_claim_is_no_evidence_for_it() -> None:
    article, claim = make.article(url="https://paper.example/story"), make.claim()
    make.read(article, claim)
    adjudicator = make.user("adjudicator")
    refused(
        lambda: propose(claim, adjudicator, evidence_url="https://www.paper.example/story/?utm_medium=a"),
        "evidence_url",
        "one of the reports",
    )


def test_an_outcome_by_its_own_second_person() -> None:
    claim, adjudicator = make.claim(), make.user("adjudicator")
    outcome = propose(claim, adjudicator)
    with pytest.raises(PermissionDenied, match="second person"):
        outcomes.agree_outcome(outcome=outcome, by=adjudicator)
    assert Outcome.objects.get().state == "proposed"


def test_whoever_read_the_claim_or_saw_its_score_does_not_resolve_it() -> None:
    claim = make.claim()
    reader = make.user("reviewer", "adjudicator")
    make.read(make.article(), claim, by=reader)
    with pytest.raises(PermissionDenied, match="read this claim"):
        propose(claim, reader)
    peeker = make.user("editor")
    outcomes.see_score(claim=claim, by=peeker)
    with pytest.raises(PermissionDenied, match="score"):
        propose(claim, peeker)
    outcome = propose(claim, make.user("adjudicator"))
    with pytest.raises(PermissionDenied, match="score"):
        outcomes.agree_outcome(outcome=outcome, by=peeker)
    outcomes.agree_outcome(outcome=outcome, by=make.user("editor"))
    assert Outcome.objects.get().state == "agreed"


def test_a_copy_of_a_copy_of_itself() -> None:
    a, b = make.article(), make.article()
    articles.declare_syndication(article=b, origin=a, by=SETUP)
    refused(lambda: articles.declare_syndication(article=a, origin=b, by=SETUP), "syndicated_from")


def test_an_embargo_in_the_past_and_a_withdrawal_without_reason() -> None:
    claim, editor = make.claim(published=False), make.user("editor")
    refused(lambda: claims.embargo_claim(claim=claim, until=make.NOON, by=editor), "embargo_until")
    refused(lambda: claims.withdraw_claim(claim=claim, reason=" ", by=editor), "withdrawn_reason")


@pytest.mark.parametrize(
    ("field", "value"), [("language", "\u202e<"), ("subject", "<b>x</b>"), ("unit", "x\x00")]
)
def test_a_particular_of_a_claim_that_does_not_hold(field: str, value: str) -> None:
    refused(lambda: claims.create_claim(wording="It closes.", by=SETUP, **{field: value}), field)


def test_an_outlet_whose_domain_is_no_text() -> None:
    with pytest.raises(ValidationError, match="Give text"):
        make.outlet(domain=True)


def test_a_reason_is_checked_as_every_text_is() -> None:
    claim, editor = make.claim(), make.user("editor")
    refused(lambda: claims.withdraw_claim(claim=claim, reason="Lost: \ufffd.", by=editor), "reason", "UTF-8")


def test_after_submitting_nothing_new_is_read_but_ones_own_is_corrected() -> None:
    article, claim, reviewer = make.article(), make.claim(), make.user("reviewer")
    mine = make.read(article, claim, by=reviewer)
    late = make.new_reading(article, make.claim(), content=(100, 120))
    refused(
        lambda: readings.save_reading(revision=article.latest, reading=late, by=reviewer), "", "not be blind"
    )
    hedged = make.new_reading(article, claim, facets=make.UNNAMED | {"certainty": "hedged"})
    readings.save_reading(revision=article.latest, reading=hedged, by=reviewer, supersedes=mine)
    assert Reading.objects.current().get().certainty == "hedged"


def test_whoever_saw_the_score_does_not_take_an_outcome_back() -> None:
    claim, editor = make.claim(), make.user("editor")
    outcome = make.resolved(claim)
    outcomes.see_score(claim=claim, by=editor)
    with pytest.raises(PermissionDenied, match="score"):
        outcomes.withdraw_outcome(outcome=outcome, reason="It was not so.", by=editor)


def test_whoever_read_a_merged_claim_does_not_resolve_the_kept_one() -> None:
    kept, merged, reader = make.claim(), make.claim(), make.user("reviewer", "adjudicator")
    make.read(make.article(), merged, by=reader)
    claims.merge_claims(kept=kept, merged=merged, by=make.user("editor"))
    with pytest.raises(PermissionDenied, match="read this claim"):
        propose(kept, reader)
