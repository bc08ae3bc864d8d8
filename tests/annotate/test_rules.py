"""The derived kind over every combination, and the other predicates."""

import itertools
from types import SimpleNamespace

import pytest

from annotate import rules
from annotate.vocabulary import (
    ASSERTING,
    DENYING,
    FACETS,
    SILENT,
    UNNAMED,
    Channel,
    Identification,
    Kind,
    Role,
    Stance,
)


def facets(**values: str) -> SimpleNamespace:
    base = {
        "identification": "named_individual",
        "role": "participant",
        "affiliation": "corporate",
        "stance": "asserts",
    }
    return SimpleNamespace(
        **base | {"channel": "quote", "directness": "first_hand", "speaks_for": ""} | values
    )


@pytest.mark.parametrize("behind", [True, False])
def test_every_combination_has_the_kind_of_the_first_row_that_matches(behind: bool) -> None:
    seen = set()
    for identification, role, stance, channel in itertools.product(Identification, Role, Stance, Channel):
        got = rules.kind(
            facets(identification=identification, role=role, stance=stance, channel=channel),
            nobody_behind_outlet=behind,
        )
        assert got == _by_the_table(identification, role, stance, channel, behind)
        seen.add(got)
    assert seen == {*Kind} - (set() if behind else {Kind.OTHER_MEDIA})


def _by_the_table(identification: str, role: str, stance: str, channel: str, behind: bool) -> str:
    """The table of the vocabulary, row by row, written a second time in other words."""
    if stance in ("declines_to_comment", "did_not_respond", "no_official_explanation"):
        return "no_comment"
    if stance in ("denies", "disputes"):
        return "denial"
    if channel == "press_report" and behind:
        return "other_media"
    if identification.startswith("unnamed"):
        return "anonymous_source"
    if identification == "unattributed":
        return "unattributed"
    officially = channel in ("statement", "document", "public_speech") or stance == "announces"
    person = identification == "named_individual"
    if officially and (
        identification == "named_group" or (person and role in ("representative", "decision_maker"))
    ):
        return "official_statement"
    if identification in ("document", "database"):
        return "document_or_data"
    if person:
        return "named_expert" if role == "informational" else "named_participant"
    return "named_organisation"


def test_the_stances_are_three_sides_and_nothing_is_left_over() -> None:
    assert {*Stance} == ASSERTING | DENYING | SILENT
    assert len(ASSERTING) + len(DENYING) + len(SILENT) == len(Stance)


@pytest.mark.parametrize("stance", sorted(SILENT))
def test_a_silence_is_never_a_denial_however_the_passage_puts_it(stance: str) -> None:
    assert rules.side(stance) == rules.side(stance, "negated") == "silent"


def test_a_negated_passage_flips_the_side() -> None:
    assert rules.side("asserts", "negated") == "denies"
    assert rules.side("denies", "negated") == "asserts"


@pytest.mark.parametrize("identification", sorted(UNNAMED))
def test_an_anonymous_opinion_is_flagged_and_information_is_not(identification: str) -> None:
    assert rules.is_anonymous_opinion(facets(identification=identification, stance="estimates"))
    assert rules.is_anonymous_opinion(facets(identification=identification, directness="deduced"))
    assert not rules.is_anonymous_opinion(facets(identification=identification))
    assert not rules.is_anonymous_opinion(facets(stance="estimates"))


def test_speaking_for_whoever_declines_comment_is_flagged() -> None:
    unnamed = facets(identification="unnamed_individual", speaks_for="Acme ")
    silent = facets(identification="named_group", stance="declines_to_comment", speaks_for="ACME")
    assert rules.speaks_for_a_silent_organisation(unnamed, [silent])
    assert not rules.speaks_for_a_silent_organisation(unnamed, [facets(speaks_for="Acme")])
    assert not rules.speaks_for_a_silent_organisation(facets(speaks_for="Acme"), [silent])


@pytest.mark.parametrize(
    ("a", "b", "together"),
    [((0, 4), (0, 14), True), ((0, 4), (2, 14), True), ((0, 4), (3, 14), False), ((0, 4), (4, 8), False), (None, (0, 4), False)],
)  # fmt: skip
def test_spans_belong_together_when_half_of_the_shorter_is_shared(a: tuple, b: tuple, together: bool) -> None:
    assert rules.spans_belong_together(a, b) is together


def test_every_term_is_defined_and_fits_its_column() -> None:
    from annotate.models import Reading

    for name, terms in FACETS.items():
        width = Reading._meta.get_field(name).max_length
        for term in terms:
            assert term.definition, term
            assert len(term.value) <= width
