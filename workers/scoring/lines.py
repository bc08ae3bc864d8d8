"""The lines of a claim's score: a prior, one for each root and side, corroboration, facet terms."""

from collections.abc import Sequence
from typing import NamedTuple

from workers.scoring.components import Component
from workers.scoring.evidence import Evidence, Side
from workers.scoring.parameters import Coefficients, Parameters
from workers.scoring.records import Reliability

PRIOR, ASSERTING, DENYING = "prior", "asserting_root", "denying_root"
CORROBORATION, FACET = "corroboration", "facet"


class Contribution(NamedTuple):
    """One line of the waterfall, in log-odds.

    ``kind`` is prior, asserting_root, denying_root, corroboration or facet; ``label`` the coefficient,
    facet or component it is about; ``evidence`` the ids of the rows behind it. A root's line is its
    kind's part plus its own record's part (``of_kind``, ``of_record``), for a denial also the denial's.
    """

    kind: str
    label: str
    log_odds: float
    root: str | None = None
    evidence: tuple[str, ...] = ()
    of_kind: float = 0.0
    of_record: float = 0.0


class Line(NamedTuple):
    """What the root of a voice says on one side.

    ``rows`` are those of the origin, ``asked`` is how the records were asked for the root's ``reliability``, ``sign`` is
    1 where it asserts and −1 where it denies, ``weight`` in 0..1.
    """

    voice: Component
    rows: Sequence[Evidence]
    asked: tuple[str, str, Side, bool]
    reliability: Reliability
    sign: float
    weight: float

    def log_odds(self, coefficients: Coefficients) -> float:
        """What it adds: its kind and its record, of a denial also the coefficient."""
        r, times = self.reliability, self.sign * self.weight
        said = times * (r.of_kind + r.of_record)
        return said if self.sign > 0.0 else said + times * coefficients.denial

    def shown(self, log_odds: float) -> Contribution:
        voice, rows, (root, _, side, _), r, sign, weight = self
        if len(voice.rows) == 1:
            evidence: tuple[str, ...] = (rows[0].id,)
        else:
            behind = rows if len(rows) == len(voice.rows) else voice.rows
            evidence = tuple([row.id for row in behind if row.strength(side) > 0.0])
        kind, times = (ASSERTING, weight) if sign > 0.0 else (DENYING, -weight)
        return Contribution(kind, voice.key, log_odds, root, evidence, times * r.of_kind, times * r.of_record)

    def facets(self, names: Sequence[str]) -> list[float]:
        """Each facet at the root's origin; where its reports differ, the one that carries it least."""
        if len(self.rows) == 1:
            of = self.rows[0].facets
            return [of.get(name, 0.0) for name in names]
        side = self.asked[2]
        taking = [row.facets for row in self.rows if row.strength(side) > 0.0]
        return [min([of.get(name, 0.0) for of in taking]) for name in names]


def root_lines(voices: Sequence[Component], parameters: Parameters) -> list[Line]:
    """The lines of the roots: first those that assert, then those that deny."""
    found = []
    for side, sign in ((Side.ASSERTS, 1.0), (Side.DENIES, -1.0)):
        lines = []
        for voice in voices:
            if line := _line_of(voice, side, sign, parameters):
                lines.append(line)
        found += _discounted(lines, parameters) if parameters.dependence else lines
    return found


def _line_of(voice: Component, side: Side, sign: float, parameters: Parameters) -> Line | None:
    """The line of the voice's origin; of several that a day cannot put in order, the one that says least."""
    if len(voice.origins) == 1:
        return _line_of_root(voice, voice.origins, side, sign, parameters)
    by_root: dict[str, list[Evidence]] = {}
    for row in voice.origins:
        by_root.setdefault(row.root, []).append(row)
    lines = [
        line for rows in by_root.values() if (line := _line_of_root(voice, rows, side, sign, parameters))
    ]
    coefficients = parameters.coefficients
    return min(lines, key=lambda line: (abs(line.log_odds(coefficients)), line.asked[0]), default=None)


def _line_of_root(
    voice: Component, rows: Sequence[Evidence], side: Side, sign: float, parameters: Parameters
) -> Line | None:
    if len(rows) == 1:
        first = rows[0]
        weight, has_record = first.strength(side), first.has_record
    else:
        first = min(rows, key=lambda row: (row.span()[0], row.id))
        weight = max([row.strength(side) for row in rows])
        has_record = all(row.has_record for row in rows)
    if weight <= 0.0:
        return None
    asked = first.root, first.kind, side, has_record
    return Line(voice, rows, asked, parameters.records.reliability(*asked), sign, weight)


def _discounted(lines: list[Line], parameters: Parameters) -> list[Line]:
    """Learned dependence weakens the later of two roots: I = 1 / (1 + Σ D over the earlier ones)."""
    spans = [min([row.span() for row in line.voice.origins]) for line in lines]
    owed = [_owed(n, lines, spans, parameters) for n in range(len(lines))]
    return [line._replace(weight=line.weight / (1.0 + d)) for line, d in zip(lines, owed, strict=True)]


def _owed(n: int, lines: list[Line], spans: list[tuple], parameters: Parameters) -> float:
    """Σ D towards the roots that spoke before; where a day leaves the order open, each owes half."""
    owed, own, (start, end) = 0.0, lines[n].asked[0], spans[n]
    for place, line in enumerate(lines):
        if place == n:
            continue
        other, (other_start, other_end) = line.asked[0], spans[place]
        pair = (own, other) if own < other else (other, own)
        is_later, is_earlier = other_end < start, end < other_start
        share = 1.0 if is_later else 0.0 if is_earlier else 0.5
        owed += share * parameters.dependence.get(pair, 0.0)
    return owed
