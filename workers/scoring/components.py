"""Who is one voice: declared dependence joins reports into components, undirected and transitive.

Many reports that lead to one root are one root. A component weighs what its origin weighs: the root
its reports lead back to or, where several remain, that of the earliest report. Relays carry, they do
not testify. A cycle of outlets is simply one component without a root behind it.
"""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from workers.scoring.evidence import Evidence, Side
from workers.value import value


@value
class Component:
    """One independent voice: its rows and where they lead.

    ``key`` names it (its smallest root key), ``roots`` are all roots in it and ``origins`` the rows it
    weighs as: one root's rows, or several where day precision cannot tell which was earliest.
    ``has_merged_pools`` says that unnamed sources of several outlets could not be told apart, ``sides`` which
    sides any of its origin's rows most probably takes.
    """

    key: str
    rows: tuple[Evidence, ...]
    roots: tuple[str, ...]
    origins: tuple[Evidence, ...]
    has_merged_pools: bool
    sides: frozenset[Side]

    def stands(self, side: Side) -> bool:
        return side in self.sides

    @property
    def is_on_both_sides(self) -> bool:
        return self.stands(Side.ASSERTS) and self.stands(Side.DENIES)

    @property
    def is_silent(self) -> bool:
        return not self.sides

    @property
    def relays(self) -> tuple[str, ...]:
        """Outlets that carried it without testifying, in order of their keys."""
        origins = {row.root for row in self.origins}
        return tuple(sorted({name for row in self.rows for name in (row.outlet, *row.relays)} - origins))


def components(evidence: Iterable[Evidence]) -> tuple[Component, ...]:
    """Joins the rows of one claim into components, in order of their keys, whatever the rows' order."""
    rows = sorted(evidence, key=attrgetter("id"))
    _require_distinct(rows)
    if _is_each_alone(rows):
        return tuple(sorted([_alone(row) for row in rows], key=_KEY))
    behind = _rows_behind(rows)
    groups: dict[int, list[Evidence]] = {}
    for leader, row in zip(_joined(rows, behind), rows, strict=True):
        groups.setdefault(leader, []).append(row)
    return tuple(sorted([_component(group, behind) for group in groups.values()], key=_KEY))


_KEY = attrgetter("key")


def _is_each_alone(rows: Sequence[Evidence]) -> bool:
    """Whether nothing can join any two of them, as in most claims. False where in doubt."""
    if len({row.root for row in rows}) < len(rows):
        return False
    pools: set[tuple[str, str]] = set()
    for row in rows:
        if row.joins or row.copied_from:
            return False
        if row.pool is not None:
            pool = row.pool.affiliation, row.pool.role
            if pool in pools:
                return False
            pools.add(pool)
    outlets = {row.outlet for row in rows}
    return not [row for row in rows if row.root in outlets and row.root != row.outlet]


def _require_distinct(rows: Sequence[Evidence]) -> None:
    for before, after in zip(rows, rows[1:], strict=False):
        if before.id == after.id:
            raise ValueError(f"evidence {after.id!r} is given twice; give each attribution once")


def _rows_behind(rows: Sequence[Evidence]) -> dict[str, Evidence]:
    """For each relaying row the one it was taken from, in the report it copies or of the outlet it cites."""
    outlets = {row.outlet for row in rows}
    if not any(row.copied_from or (row.root != row.outlet and row.root in outlets) for row in rows):
        return {}
    by_report, by_outlet = _grouped(rows, "report"), _grouped(rows, "outlet")
    behind = {}
    for row in rows:
        if row.copied_from is not None and row.copied_from != row.report:
            others = by_report.get(row.copied_from)
        else:
            others = by_outlet.get(row.root) if row.root != row.outlet else None
        if others:
            behind[row.id] = _counterpart(row, others)
    return behind


def _grouped(rows: Iterable[Evidence], name: str) -> dict[str, list[Evidence]]:
    groups: dict[str, list[Evidence]] = {}
    for row in rows:
        groups.setdefault(getattr(row, name), []).append(row)
    return groups


def _counterpart(row: Evidence, others: Sequence[Evidence]) -> Evidence:
    """One row only, lest a relay weld two roots that the report it carries keeps apart."""
    return min(others, key=lambda o: (o.root != row.root, o.kind != row.kind, o.root, o.id))


def _keys(row: Evidence, behind: dict[str, Evidence]) -> Iterator[str]:
    yield f"id:{row.id}"
    yield f"root:{row.root}"
    if row.pool is not None:
        yield f"pool:{row.pool.affiliation}|{row.pool.role}"
    if row.id in behind:
        yield f"id:{behind[row.id].id}"
    for key in row.joins:
        yield f"join:{key}"
        yield f"id:{key}"  # a join may name another row; an id nobody has joins nothing


def _joined(rows: Sequence[Evidence], behind: dict[str, Evidence]) -> list[int]:
    """Union-find over rows and the keys they share → each row's component leader, a place in ``rows``."""
    parent = [*range(len(rows))]

    def find(place: int) -> int:
        while parent[place] != place:
            parent[place] = place = parent[parent[place]]
        return place

    first: dict[str, int] = {}
    for place, row in enumerate(rows):
        for key in _keys(row, behind):
            if (other := first.setdefault(key, place)) != place:
                parent[find(other)] = find(place)
    return [find(place) for place in parent]


#: By side, that of an origin of one row.
_ALONE = {Side.ASSERTS: frozenset([Side.ASSERTS]), Side.DENIES: frozenset([Side.DENIES])}
_NONE: frozenset[Side] = frozenset()


def _component(rows: list[Evidence], behind: dict[str, Evidence]) -> Component:
    if len(rows) == 1:
        return _alone(rows[0])
    heads = [row for row in rows if row.id not in behind] or rows
    origins = tuple(heads if len(heads) == 1 else _origins(heads))
    roots = tuple(sorted({row.root for row in rows}))
    pools = {row.root for row in rows if row.pool is not None}
    sides = _NONE.union(*map(_sides, origins))
    return Component(roots[0], tuple(rows), roots, origins, len(pools) > 1, sides)


def _alone(row: Evidence) -> Component:
    rows = (row,)
    return Component(row.root, rows, (row.root,), rows, False, _sides(row))


def _sides(row: Evidence) -> frozenset[Side]:
    return _ALONE[row.side] if row.side is not Side.SILENT and row.strength(row.side) > 0 else _NONE


def _origins(heads: list[Evidence]) -> list[Evidence]:
    """The rows of the roots that spoke first."""
    speaking = [row for row in heads if row.side is not Side.SILENT and not row.is_erased] or heads
    earliest = {row.root for row in _earliest(speaking)}
    return [row for row in heads if row.root in earliest]


def _earliest(rows: Sequence[Evidence]) -> list[Evidence]:
    """Rows that no other surely precedes; several where a day's precision leaves it open."""
    first_end = min(row.span()[1] for row in rows)
    return [row for row in rows if row.span()[0] <= first_end]


def counts(evidence: Iterable[Evidence]) -> tuple[int, int, int]:
    """Reports, denials and silences: distinct reports, and of them those with a row on that side."""
    taken = {(row.report, row.side) for row in evidence}
    denying, silent = (sum([side is each for _, each in taken]) for side in (Side.DENIES, Side.SILENT))
    return len({report for report, _ in taken}), denying, silent
