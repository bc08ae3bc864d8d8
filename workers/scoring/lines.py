"""The lines of a claim's score: a prior, one for each root and side, corroboration, facet terms."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

from workers.scoring.components import Component
from workers.scoring.evidence import Evidence, Side
from workers.scoring.parameters import Parameters
from workers.scoring.records import Reliability

PRIOR, ASSERTING, DENYING = "prior", "asserting_root", "denying_root"
CORROBORATION, FACET = "corroboration", "facet"


@dataclass(frozen=True, slots=True)
class Contribution:
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


@dataclass(frozen=True, slots=True)
class Line:
    """A contribution with what drawing its uncertainty needs: the coefficients' multipliers
    (``terms``: name → multiplier), the root's posterior, its ``sign`` and its ``weight``."""

    kind: str
    label: str
    log_odds: float
    terms: dict[str, float]
    root: str | None = None
    evidence: tuple[str, ...] = ()
    reliability: Reliability | None = None
    weight: float = 0.0
    sign: float = 0.0
    can_judge: bool = False

    def shown(self) -> Contribution:
        of_kind = of_record = 0.0
        if (r := self.reliability) is not None:
            of_kind = self.sign * self.weight * (logit(r.kind_mean) - logit(r.overall_mean))
            of_record = self.sign * self.weight * (logit(r.mean) - logit(r.kind_mean))
        return Contribution(
            self.kind, self.label, self.log_odds, self.root, self.evidence, of_kind, of_record
        )


def logit(p: float) -> float:
    return log(p) - log(1.0 - p)


def lines_of(voices: Sequence[Component], parameters: Parameters) -> list[Line]:
    """All lines of a claim, in a fixed order; their log-odds sum to the logit of its probability."""
    asserting = _discounted(_root_lines(voices, Side.ASSERTS, parameters), voices, parameters)
    denying = _discounted(_root_lines(voices, Side.DENIES, parameters), voices, parameters)
    is_asserted = any(voice.stands(Side.ASSERTS) for voice in voices)
    lines = [_coefficient_line(PRIOR, "one_root" if is_asserted else "denials_only", 1.0, parameters)]
    lines += [*asserting, *denying]
    if not is_asserted:
        return lines
    beyond = max(sum(line.weight for line in asserting) - 1.0, 0.0)
    lines.append(_coefficient_line(CORROBORATION, "corroboration", beyond, parameters))
    return lines + _facet_lines(asserting, voices, parameters)


def _coefficient_line(kind: str, name: str, times: float, parameters: Parameters) -> Line:
    value = getattr(parameters.coefficients, name)
    return Line(kind, name, value * times, {name: times})


def _root_lines(voices: Sequence[Component], side: Side, parameters: Parameters) -> list[Line]:
    found = (_root_line(voice, side, parameters) for voice in voices)
    return [line for line in found if line is not None]


def _root_line(voice: Component, side: Side, parameters: Parameters) -> Line | None:
    """The line of the voice's origin; of several that a day cannot put in order, the one that says least."""
    by_root: dict[str, list[Evidence]] = {}
    for row in voice.origins:
        by_root.setdefault(row.root, []).append(row)
    lines = [
        _line_of_root(voice, rows, side, strength, parameters)
        for rows in by_root.values()
        if (strength := max(row.strength(side) for row in rows)) > 0
    ]
    return min(lines, key=lambda line: (abs(line.log_odds), line.root), default=None)


def _line_of_root(
    voice: Component, rows: list[Evidence], side: Side, strength: float, parameters: Parameters
) -> Line:
    first = min(rows, key=lambda row: (row.span()[0], row.id))
    has_record = all(row.has_record for row in rows)
    r = parameters.records.reliability(first.root, first.kind, side, has_record=has_record)
    is_denial = side is Side.DENIES
    line = Line(
        DENYING if is_denial else ASSERTING,
        voice.key,
        0.0,
        {"denial": -strength} if is_denial else {},
        root=first.root,
        evidence=tuple(sorted(row.id for row in voice.rows if row.strength(side) > 0)),
        reliability=r,
        weight=strength,
        sign=-1.0 if is_denial else 1.0,
        can_judge=parameters.records.can_judge(first.kind, r),
    )
    return weighted(line, strength, parameters)


def weighted(line: Line, weight: float, parameters: Parameters) -> Line:
    """The same root's line at another weight."""
    own = 0.0
    if (r := line.reliability) is not None:
        own = line.sign * (logit(r.mean) - logit(r.overall_mean))
    terms = dict.fromkeys(line.terms, -weight)
    log_odds = weight * own - (weight * parameters.coefficients.denial if terms else 0.0)
    return replace(line, weight=weight, log_odds=log_odds, terms=terms)


def _discounted(lines: list[Line], voices: Sequence[Component], parameters: Parameters) -> list[Line]:
    """Learned dependence weakens the later of two roots: I = 1 / (1 + Σ D over the earlier ones)."""
    if not parameters.dependence:
        return lines
    spans = {voice.key: _first_span(voice) for voice in voices}
    owed = [_owed(line, lines, spans, parameters) for line in lines]
    return [weighted(line, line.weight / (1.0 + d), parameters) for line, d in zip(lines, owed, strict=True)]


def _owed(line: Line, lines: list[Line], spans: dict, parameters: Parameters) -> float:
    """Σ D towards the roots that spoke before; where a day leaves the order open, each owes half."""
    owed = 0.0
    for other in lines:
        if other is line or line.root is None or other.root is None:
            continue
        pair = (line.root, other.root) if line.root < other.root else (other.root, line.root)
        (start, end), (other_start, other_end) = spans[line.label], spans[other.label]
        is_later, is_earlier = other_end < start, end < other_start
        share = 1.0 if is_later else 0.0 if is_earlier else 0.5
        owed += share * parameters.dependence.get(pair, 0.0)
    return owed


def _first_span(voice: Component) -> tuple:
    return min(row.span() for row in voice.origins)


def _facet_lines(asserting: list[Line], voices: Sequence[Component], parameters: Parameters) -> list[Line]:
    """Each facet once: its mean over the asserting roots, less the run's centre, times its coefficient."""
    coefficients = parameters.coefficients
    total = sum(line.weight for line in asserting)
    if total == 0.0:
        return []
    lines = []
    for name in sorted(coefficients.facets):
        mean = sum(line.weight * _facet_of(line, voices, name) for line in asserting) / total
        centred = mean - coefficients.centres[name]
        lines.append(Line(FACET, name, coefficients.facets[name] * centred, {name: centred}))
    return lines


def _facet_of(line: Line, voices: Sequence[Component], name: str) -> float:
    """The facet at the root's origin; where its reports differ, the one that carries it least."""
    voice = next(voice for voice in voices if voice.key == line.label)
    rows = [row for row in voice.origins if row.root == line.root and row.strength(Side.ASSERTS) > 0]
    return min(row.facets.get(name, 0.0) for row in rows)
