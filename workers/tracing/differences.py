"""In what two statements that sound alike differ: negation, an opposite, a figure, a time, a name, who did what."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from workers.tracing.lexicon import opposites
from workers.tracing.propositions import PARTICLES, Proposition, Term

_COMPARED = 60  # terms of each, for the comparison in order

Kind = Literal["negation", "opposite", "figure", "time", "name", "role", "word"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, in words for the reviewer; the passage's side comes first."""

    kind: Kind
    text: str


def differences(
    passage: Proposition, claim: Proposition, common: Set[str], *, tolerance: float = 0.0
) -> tuple[Difference, ...]:
    """All differences that rules can see; `common` are the terms that both have."""
    found = (
        _negation(passage, claim, common),
        _opposite(passage, claim),
        _figure(passage, claim, tolerance),
        _time(passage, claim),
        _name(passage, claim),
        _role(passage, claim, common),
        _word(passage, claim),
    )
    return tuple(difference for difference in found if difference)


def _differ(kind: Kind, passage: Proposition, ours: Term, claim: Proposition, theirs: Term) -> Difference:
    return Difference(kind, f"“{passage.written(ours)}” here, “{claim.written(theirs)}” in the claim")


def _negation(passage: Proposition, claim: Proposition, common: Set[str]) -> Difference | None:
    ours, theirs = _is_negated(passage, common), _is_negated(claim, common)
    if ours == theirs:
        return None
    return Difference(
        "negation", "the passage denies it" if ours else "the claim denies it, the passage does not"
    )


def _is_negated(read: Proposition, common: Set[str]) -> bool:
    """Whether the words in common stand under an odd number of negators."""
    reached = [term.negations for term in read.terms if term.term in common]
    return max(reached, default=0) % 2 == 1


def _opposite(passage: Proposition, claim: Proposition) -> Difference | None:
    ours = {term.term: term for term in passage.terms}
    theirs = {term.term: term for term in claim.terms}
    for one in sorted(ours.keys() - theirs):
        for other in sorted(theirs.keys() - ours):
            if (one, other) in opposites():
                return _differ("opposite", passage, ours[one], claim, theirs[other])
    for before, particle in sorted(passage.particles - claim.particles):
        turned = PARTICLES[particle]
        if (before, turned) in claim.particles - passage.particles:
            return Difference("opposite", f"“{particle}” here, “{turned}” in the claim")
    return None


def _figure(passage: Proposition, claim: Proposition, tolerance: float) -> Difference | None:
    for theirs in claim.figures:
        same_unit = [ours for ours in passage.figures if ours.unit == theirs.unit] or passage.figures
        if same_unit and not any(_is_near(ours.value, theirs.value, tolerance) for ours in passage.figures):
            return Difference(
                "figure", f"{_plain(same_unit[0].value)} here, {_plain(theirs.value)} in the claim"
            )
    return None


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.12g}"


def _is_near(one: float, other: float, tolerance: float) -> bool:
    return abs(one - other) <= tolerance * abs(other) + 1e-9 * abs(other)


def _time(passage: Proposition, claim: Proposition) -> Difference | None:
    for kind in ("year", "month", "day", "weekday"):
        ours = {value for found, value in passage.times if found == kind}
        theirs = {value for found, value in claim.times if found == kind}
        if ours and theirs and not ours & theirs:
            return Difference(
                "time", f"{kind} {min(map(str, ours))} here, {min(map(str, theirs))} in the claim"
            )
    return None


def _name(passage: Proposition, claim: Proposition) -> Difference | None:
    """Another name stands where the claim has one that the passage lacks."""
    for ours, theirs in _replaced(passage, claim):
        names = [next((t for t in side if t.is_name), None) for side in (ours, theirs)]
        if names[0] and names[1] and not _occurs(names[0], claim) and not _occurs(names[1], passage):
            return _differ("name", passage, names[0], claim, names[1])
    return None


def _occurs(name: Term, other: Proposition) -> bool:
    """Whether the other has the word, or one that begins with it: Ukraine, Ukrainian."""
    alike = (
        t.term.startswith(name.term) or name.term.startswith(t.term) for t in other.terms if len(t.term) > 3
    )
    return any(alike) or any(t.term == name.term for t in other.terms)


def _word(passage: Proposition, claim: Proposition) -> Difference | None:
    """All that the passage lacks of the claim is one word, another stands in its place, and these are no known opposites.

    The passage may say more: “will close its quay before the summer” is not “will sell its quay”.
    """
    ours, theirs = ({t.term for t in read.terms} for read in (passage, claim))
    if len(theirs - ours) != 1:
        return None
    for here, there in _replaced(passage, claim):
        pair = here[0].term, there[0].term
        is_form = pair[0].startswith(pair[1]) or pair[1].startswith(pair[0])
        if (
            len(here) == len(there) == 1
            and pair[0] not in theirs
            and {pair[1]} == theirs - ours
            and not is_form
            and pair not in opposites()
        ):
            return _differ("word", passage, here[0], claim, there[0])
    return None


def _replaced(passage: Proposition, claim: Proposition) -> Iterator[tuple[list[Term], list[Term]]]:
    """One or two terms of the passage that stand where the claim has one or two others."""
    ours, theirs = list(passage.terms[:_COMPARED]), list(claim.terms[:_COMPARED])
    matcher = SequenceMatcher(None, [t.term for t in ours], [t.term for t in theirs], autojunk=False)
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "replace" and i_end - i <= 2 and j_end - j <= 2:
            yield ours[i:i_end], theirs[j:j_end]


def _role(passage: Proposition, claim: Proposition, common: Set[str]) -> Difference | None:
    """Two names have changed places around the same verb, and no passive explains it."""
    ours, theirs = _order(passage, common), _order(claim, common)
    for one, other in theirs:
        if (other, one) in ours - theirs and (one, other) not in ours and passage.passives == claim.passives:
            word = {term.term: passage.written(term) for term in passage.terms}
            return Difference("role", f"“{word[other]}” and “{word[one]}” have changed places")
    return None


def _order(read: Proposition, common: Set[str]) -> set[tuple[str, str]]:
    """Pairs of names in their order that have a common word other than a name between them."""
    terms = [term for term in read.terms if term.term in common and (term.is_argument or not term.is_name)]
    return set(_around(terms))


def _around(terms: list[Term]) -> Iterator[tuple[str, str]]:
    for i, middle in enumerate(terms):
        if not middle.is_name:
            yield from ((a.term, b.term) for a in terms[:i] if a.is_name for b in terms[i + 1 :] if b.is_name)
