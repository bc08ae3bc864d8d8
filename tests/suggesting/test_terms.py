"""Every term that can be suggested is a term of the vocabulary, and the kind follows the domain's own rule."""

from itertools import product
from types import SimpleNamespace

import pytest

from tests.suggesting.test_bad_input import BAD, PARAGRAPH
from workers.suggesting import lexicon, suggest
from workers.suggesting.kinds import kind
from workers.suggesting.phrases import ENGLISH

vocabulary = pytest.importorskip("annotate.vocabulary")
rules = pytest.importorskip("annotate.rules")

FACET_OF_FILE = {
    "silence": "stance",
    "denial": "stance",
    "stances": "stance",
    "channels": "channel",
    "certainty": "certainty",
    "directness": "directness",
    "anonymity": "ground_rule",
}
MORE = (
    "“It will fall,” said Jane Doe, a former professor of law. Critics said it would not. A poll showed that it may. "
    "Voters want it. He said on condition of anonymity that the report, in a statement, was wrong. One said so. "
    "The union’s lawyer told the court. The tweet said it. The bishop and the company said no. 53% said yes. "
)


def terms_of(facet: str) -> set[str]:
    if facet == "anonymity_reason":
        return {term.value for term in vocabulary.Given}
    return {term.value for term in vocabulary.FACETS[facet]}


@pytest.mark.parametrize("name", ENGLISH)
def test_every_phrase_speaks_for_a_term(name: str) -> None:
    sections = {section.removesuffix(":said") for section in lexicon.lines(f"en/{name}")}
    assert sections <= terms_of(FACET_OF_FILE[name])


def test_every_role_affiliation_and_tenure_is_a_term() -> None:
    for section in lexicon.sections("en/roles"):
        facet, _, term = section.partition(":")
        assert term in terms_of(facet), section


def test_whatever_is_suggested_is_in_the_vocabulary() -> None:
    for text in (PARAGRAPH, MORE, *BAD.values()):
        for item in suggest(text[:5_000]):
            assert item.kind in {term.value for term in vocabulary.Kind}
            for facet, terms in item.facets.items():
                assert set(terms) <= terms_of(facet), facet
                assert sum(terms.values()) == pytest.approx(1, abs=1e-3)


def test_the_kind_is_the_one_that_the_domain_derives() -> None:
    facets = ("stance", "channel", "identification", "role")
    for chosen in product(*([term.value for term in vocabulary.FACETS[facet]] for facet in facets)):
        ours = dict(zip(facets, chosen, strict=True))
        theirs = SimpleNamespace(**ours, affiliation="", directness="", speaks_for="")
        for alone in (True, False):
            derived = rules.kind(theirs, nobody_behind_outlet=alone)
            assert kind({facet: {term: 1.0} for facet, term in ours.items()}, alone) == derived
