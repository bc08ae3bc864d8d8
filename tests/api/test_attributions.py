"""Who said it, in which words: quoted, never reprinted."""

import pytest

from annotate.actions import adjudication, articles, scores
from annotate.models import Attribution
from annotate.roles import SETUP
from tests import factories as make
from tests.api import rows
from tests.api.asking import Newsdesk

pytestmark = pytest.mark.django_db

LONG = "Before. " * 200 + "The plant will close in May, two officials said. " + "After. " * 200


def told_of(article, claim):
    return Newsdesk().read(f"claims/{claim.pk}/")["attributions"]


def test_a_quote_comes_with_at_most_300_characters_around_it_from_the_text_itself() -> None:
    article, claim = make.article(LONG), make.claim()
    make.read(article, claim, content=make.span(article, "The plant will close in May"))
    told = told_of(article, claim)[0]
    assert told["quote"] == "The plant will close in May"
    assert 200 <= len(told["before"]) + len(told["after"]) <= 300
    assert told["before"] + told["quote"] + told["after"] in LONG
    assert LONG[told["start"] : told["end"]] == told["quote"]


@pytest.mark.parametrize(
    "text", [make.TEXT, "😀 " * 30 + "It will close." + " ä" * 10, "It will close. Yes."]
)
def test_of_a_short_text_too_it_is_never_the_whole(text: str) -> None:
    article, claim = make.article(text), make.claim()
    words = "will close" if "will close the" in text else "It will close."
    make.read(article, claim, content=make.span(article, words))
    told = told_of(article, claim)[0]
    shown = told["before"] + told["quote"] + told["after"]
    assert shown in article.latest.text
    assert len(shown) < len(article.latest.text)


def test_a_quote_as_long_as_the_article_is_cut() -> None:
    article, claim = make.article(LONG), make.claim()
    make.read(article, claim, content=(0, len(article.latest.text)))
    told = told_of(article, claim)[0]
    assert (len(told["quote"]), told["quote_is_cut"]) == (1000, True)


def test_the_chain_leads_from_the_outlet_to_the_root_which_has_no_id_when_unnamed() -> None:
    wire, article, claim = (
        make.outlet("Wire", kind="wire"),
        make.article(outlet=make.outlet("Paper")),
        make.claim(),
    )
    make.read(article, claim, relays=[wire], facets=make.UNNAMED | {"channel": "press_report"})
    told = told_of(article, claim)[0]
    assert [(node["type"], node["name"]) for node in told["chain"]] == [
        ("outlet", "Paper"), ("outlet", "Wire"), ("pool", None),
    ]  # fmt: skip
    assert (told["kind"], told["side"], told["is_anonymous"]) == ("anonymous_source", "asserts", True)
    assert told["chain"][-1]["affiliation"] == "government"


def test_the_facets_follow_the_consensus_and_the_adjudicator_before_it() -> None:
    article, claim = make.article(), make.claim()
    make.read(article, claim)
    attribution = Attribution.objects.get()
    shares = {"certainty": {"plain": 0.2, "hedged": 0.8}, "stance": {"asserts": 0.6, "denies": 0.4}}
    consensus = {
        "attribution_id": attribution.pk, "run_id": rows.run().pk, "facets": shares, "exists": 1.0, "readings": 1,
        "adjudicated": False, "as_of_change": 1, "computed_at": rows.THEN,
    }  # fmt: skip
    scores.store_scores([], seen={}, consensus={claim.pk: {attribution.pk: consensus}})
    told = told_of(article, claim)[0]
    assert told["facets"]["certainty"] == {"term": "hedged", "probability": 0.8, "is_adjudicated": False}
    assert told["facets"]["role"] == {"term": "decision_maker", "probability": None, "is_adjudicated": False}
    adjudication.adjudicate(
        attribution=attribution,
        reason="It says no.",
        facets={"stance": "denies"},
        by=make.user("adjudicator"),
    )
    told = told_of(article, claim)[0]
    assert told["facets"]["stance"] == {"term": "denies", "probability": None, "is_adjudicated": True}
    assert (told["side"], told["kind"], told["is_adjudicated"]) == ("denies", "denial", True)


def test_one_that_the_adjudicator_found_not_to_exist_is_not_told() -> None:
    article, claim = make.article(), make.claim()
    make.read(article, claim)
    adjudication.adjudicate(
        attribution=Attribution.objects.get(),
        reason="No such thing.",
        exists=False,
        by=make.user("adjudicator"),
    )
    assert told_of(article, claim) == []


def test_most_readers_chain_is_shown() -> None:
    article, claim, wire = make.article(), make.claim(), make.outlet("Wire")
    make.read(article, claim)
    for _ in range(2):
        make.read(article, claim, relays=[wire])
    told = told_of(article, claim)
    assert [(len(told), told[0]["readings"], len(told[0]["chain"]))] == [(1, 3, 3)]


def test_unfinished_reviews_and_unpublished_or_withdrawn_articles_are_not_told() -> None:
    claim = make.claim()
    make.read(make.article(), claim, submitted=False)
    make.read(make.article(published=False), claim)
    gone = make.article()
    make.read(gone, claim)
    articles.withdraw_article(article=gone, reason="Wrong.", by=SETUP)
    assert told_of(gone, claim) == []
