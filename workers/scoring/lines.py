"""The lines of a claim's score: a prior, one for each root and side, corroboration, facet terms."""

from collections.abc import Sequence
from typing import NamedTuple

from workers.scoring.components import Component
from workers.scoring.evidence import Evidence, Side
from workers.scoring.parameters import Parameters
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
    """A contribution with what drawing its uncertainty needs: the coefficient ``term`` that it has ``times`` over, the
    root's posterior, how the records were ``asked`` for it, its ``sign`` and its ``weight``. ``rows`` are those of
    the origin that take the side."""

    kind: str
    label: str
    log_odds: float
    term: str = ""
    times: float = 0.0
    root: str | None = None
    evidence: tuple[str, ...] = ()
    rows: tuple[Evidence, ...] = ()
    asked: tuple[str, str, Side, bool] | None = None
    reliability: Reliability | None = None
    weight: float = 0.0
    sign: float = 0.0
    can_judge: bool = False

    def shown(self) -> Contribution:
        if (r := self.reliability) is None:
            return Contribution(self.kind, self.label, self.log_odds, self.root, self.evidence)
        times = self.sign * self.weight
        return Contribution(
            self.kind,
            self.label,
            self.log_odds,
            self.root,
            self.evidence,
            times * r.of_kind,
            times * r.of_record,
        )


def lines_of(voices: Sequence[Component], parameters: Parameters) -> list[Line]:
    """All lines of a claim, in a fixed order; their log-odds sum to the logit of its probability."""
    return with_coefficients(voices, root_lines(voices, parameters), parameters)


def root_lines(voices: Sequence[Component], parameters: Parameters) -> list[Line]:
    """The lines of the roots: first those that assert, then those that deny."""
    return [
        line
        for side in (Side.ASSERTS, Side.DENIES)
        for line in _discounted(_root_lines(voices, side, parameters), voices, parameters)
    ]


def with_coefficients(
    voices: Sequence[Component], roots: Sequence[Line], parameters: Parameters
) -> list[Line]:
    """The roots' lines between the prior and what comes of all of them together."""
    is_asserted = any(voice.stands(Side.ASSERTS) for voice in voices)
    lines = [_coefficient_line(PRIOR, "one_root" if is_asserted else "denials_only", 1.0, parameters)]
    lines += roots
    if not is_asserted:
        return lines
    asserting = [line for line in roots if line.kind == ASSERTING]
    beyond = max(sum([line.weight for line in asserting]) - 1.0, 0.0)
    lines.append(_coefficient_line(CORROBORATION, "corroboration", beyond, parameters))
    return lines + _facet_lines(asserting, parameters)


def multipliers(lines: Sequence[Line], names: Sequence[str]) -> list[float]:
    """What each coefficient is multiplied by, in the order of their names."""
    found = dict.fromkeys(names, 0.0)
    for line in lines:
        if line.term:
            found[line.term] += line.times
    return [*found.values()]


def _coefficient_line(kind: str, name: str, times: float, parameters: Parameters) -> Line:
    value = getattr(parameters.coefficients, name)
    return Line(kind, name, value * times, name, times)


def _root_lines(voices: Sequence[Component], side: Side, parameters: Parameters) -> list[Line]:
    found = (_root_line(voice, side, parameters) for voice in voices)
    return [line for line in found if line is not None]


def _root_line(voice: Component, side: Side, parameters: Parameters) -> Line | None:
    """The line of the voice's origin; of several that a day cannot put in order, the one that says least."""
    if len(voice.origins) == 1:
        return _line_of_root(voice, voice.origins, side, parameters)
    by_root: dict[str, list[Evidence]] = {}
    for row in voice.origins:
        by_root.setdefault(row.root, []).append(row)
    lines = [
        line
        for rows in by_root.values()
        if (line := _line_of_root(voice, rows, side, parameters)) is not None
    ]
    return min(lines, key=lambda line: (abs(line.log_odds), line.root), default=None)


def _line_of_root(
    voice: Component, rows: Sequence[Evidence], side: Side, parameters: Parameters
) -> Line | None:
    strengths = [row.strength(side) for row in rows]
    weight = max(strengths)
    if weight <= 0.0:
        return None
    taking = tuple([row for row, strength in zip(rows, strengths, strict=True) if strength > 0.0])
    behind = taking if len(voice.rows) == len(rows) else [r for r in voice.rows if r.strength(side) > 0.0]
    first = rows[0] if len(rows) == 1 else min(rows, key=lambda row: (row.span()[0], row.id))
    has_record = first.has_record if len(rows) == 1 else all(row.has_record for row in rows)
    asked = first.root, first.kind, side, has_record
    r = parameters.records.reliability(*asked)
    is_denial = side is Side.DENIES
    sign = -1.0 if is_denial else 1.0
    return Line(
        DENYING if is_denial else ASSERTING,
        voice.key,
        _log_odds(r, weight, sign, parameters),
        term="denial" if is_denial else "",
        times=-weight if is_denial else 0.0,
        root=first.root,
        evidence=tuple([row.id for row in behind]),
        rows=taking,
        asked=asked,
        reliability=r,
        weight=weight,
        sign=sign,
        can_judge=parameters.records.can_judge(first.kind, r),
    )


def _log_odds(r: Reliability, weight: float, sign: float, parameters: Parameters) -> float:
    """What a root's line adds: its kind and its record, of a denial also the coefficient."""
    said = weight * sign * (r.of_kind + r.of_record)
    return said if sign > 0.0 else said - weight * parameters.coefficients.denial


def weighted(line: Line, weight: float, parameters: Parameters) -> Line:
    """The same root's line at another weight."""
    if line.reliability is None:
        return line
    log_odds = _log_odds(line.reliability, weight, line.sign, parameters)
    return line._replace(weight=weight, log_odds=log_odds, times=-weight if line.term else 0.0)


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


def _facet_lines(asserting: list[Line], parameters: Parameters) -> list[Line]:
    """Each facet once: its mean over the asserting roots, less the run's centre, times its coefficient."""
    coefficients = parameters.coefficients
    total = sum([line.weight for line in asserting])
    if total == 0.0:
        return []
    lines = []
    for name in sorted(coefficients.facets):
        mean = sum([line.weight * _facet_of(line.rows, name) for line in asserting]) / total
        centred = mean - coefficients.centres[name]
        lines.append(Line(FACET, name, coefficients.facets[name] * centred, name, centred))
    return lines


def _facet_of(rows: Sequence[Evidence], name: str) -> float:
    """The facet at the root's origin; where its reports differ, the one that carries it least."""
    if len(rows) == 1:
        return rows[0].facets.get(name, 0.0)
    return min(row.facets.get(name, 0.0) for row in rows)
