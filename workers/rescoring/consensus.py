"""What several reviewers' readings of one attribution come to, facet by facet."""

from collections import Counter
from collections.abc import Sequence
from functools import cache

from annotate.vocabulary import FACETS, Polarity
from workers.rescoring.facets import Distribution
from workers.rescoring.reviewers import Reviewers, Shares
from workers.rescoring.rows import AttributionRow, Decision, Node, ReadingRow, Rows
from workers.value import value


@value
class Agreed:
    """The consensus on one attribution.

    ``facets``: {facet: {term: probability}}. ``exists``: share of the finished reviews that have it.
    ``reading``: the one whose source and chain hold, by plurality or adjudication, and ``share`` of the
    readings that say the same of source, chain and polarity (1 once adjudicated).
    """

    facets: dict[str, Distribution]
    exists: float
    reading: ReadingRow
    share: float
    adjudicated: bool
    readings: int

    def probable(self, facet: str) -> str:
        return self.facets[facet].probable

    def sides(self) -> tuple[float, float]:
        """The probabilities that the source asserts the claim as worded, and that it denies it."""
        asserts, denies = self.facets["stance"].sides
        return (asserts, denies) if self.reading.polarity == Polarity.AFFIRMED else (denies, asserts)


def agree(attribution: AttributionRow, rows: Rows, reviewers: Reviewers, shares: Shares) -> Agreed | None:
    """None where no finished review has it, or an adjudicator said that it is not there.

    ``shares`` are the distributions that `Reviewers.distributions` made; a facet without one has the plain shares
    of its readings.
    """
    readings = rows.readings.get(attribution.id, [])
    decision = rows.decisions.get(attribution.id)
    if not readings or (decision and not decision.exists):
        return None
    made = shares.get(attribution.id, {})
    facets = {name: made[name] if name in made else _plain(name, readings) for name in FACETS}
    if decision:
        facets |= {name: _certain(term) for name, term in decision.facets.items() if name in FACETS}
    reading, share = _plurality(readings, rows, decision, reviewers)
    finished = max(attribution.finished or 0, len(readings))
    exists = 1.0 if decision else len(readings) / finished
    return Agreed(facets, exists, reading, share, decision is not None, len(readings))


def _plain(name: str, readings: Sequence[ReadingRow]) -> Distribution:
    said = [reading.facets[name] for reading in readings]
    if said.count(said[0]) == len(said):  # as where the facet does not apply
        return _certain(said[0])
    return Distribution({term: n / len(said) for term, n in sorted(Counter(said).items())})


@cache
def _certain(term: str) -> Distribution:
    return Distribution({term: 1.0})


def _plurality(
    readings: Sequence[ReadingRow], rows: Rows, decision: Decision | None, reviewers: Reviewers
) -> tuple[ReadingRow, float]:
    """One reading stands for source, chain and polarity, weighted by ability; ties go by the reading's id."""
    if decision and decision.chosen:
        chosen = next((r for r in readings if r.id == decision.chosen), None)
        if chosen:
            return chosen, 1.0
    said = [_said(reading, rows) for reading in readings]
    if said.count(said[0]) == len(said):
        return readings[0], 1.0
    groups: dict[tuple, list[ReadingRow]] = {}
    for each, reading in zip(said, readings, strict=True):
        groups.setdefault(each, []).append(reading)
    weights = {each: sum(reviewers.ability(r.reviewer) for r in group) for each, group in groups.items()}
    best = max(groups, key=lambda each: (round(weights[each], 9), groups[each][0].id))
    return groups[best][0], 1.0 if decision else min(weights[best] / sum(weights.values()), 1.0)


def _said(reading: ReadingRow, rows: Rows) -> tuple:
    nodes: tuple[Node, ...] = tuple(rows.chains.get(reading.id, ()))
    return reading.polarity, nodes
