"""What the graph of a claim is made of, and what it is answered with: plain frozen values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from workers.tracing.moment import Moment
from workers.value import value

NodeKind = Literal["report", "outlet", "source"]
EdgeKind = Literal["chain", "copy", "citation", "alike"]
FindingKind = Literal["one_root", "cycle", "hindsight"]


@value
class Stop:
    """One stop of a chain: an outlet, or a source (a pool, a person, a document) with its key and name."""

    key: str
    name: str
    is_outlet: bool = False


@value
class Report:
    """One attribution of the claim in one article.

    `chain` runs from the reader's side to the origin, without the article's own outlet; an empty one says that the
    report names nobody. `span` is where the attribution stands in the article's text (code points, end exclusive).
    """

    key: str
    article: str
    outlet: Stop
    published: Moment | None = None
    chain: tuple[Stop, ...] = ()
    span: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if not self.key or not self.article:
            raise ValueError(f"report {self.key!r}: key and article must not be empty")

    @property
    def root(self) -> Stop:
        """The last stop of its chain; its own outlet where it names nobody."""
        return self.chain[-1] if self.chain else self.outlet


def in_time(reports: Iterable[Report]) -> list[Report]:
    """In order of the first instant that each may have been published; those without a time last."""
    return sorted(
        reports, key=lambda r: (r.published is None, r.published.window if r.published else (), r.key)
    )


@value
class Citation:
    """`article` has it from the article `of`; said in the article `declared_in`, its own text if that is empty.

    `report` and `of_report` say which of their reports, where that is known.
    """

    article: str
    of: str
    declared_in: str = ""
    report: str = ""
    of_report: str = ""


@value
class Node:
    """A report, an outlet, or a source. `group` numbers the dependent reports and what they lead to."""

    key: str
    kind: NodeKind
    name: str
    published: Moment | None
    group: int
    is_root: bool


@value
class Edge:
    """`start` had it from `end`. Undirected where neither time nor a credit tells which of two copies was first.

    `declared_by` is the report whose text says so, `known` when that was published. `alike` ends are unnamed sources
    that cannot be told apart.
    """

    start: str
    end: str
    kind: EdgeKind
    declared_by: str
    known: Moment | None
    is_directed: bool = True


@value
class Finding:
    """Something a reader should know about where the claim comes from.

    - `one_root`: these reports are one; `roots` are names, the origin's first. `known` since their first tie.
    - `cycle`: `outlets` cite each other in this order; `roots` is empty where nobody stands behind them.
    - `hindsight`: what `declared_by` published, at `known`, about reports that were out before.

    `reports` are keys, the earliest first.
    """

    kind: FindingKind
    text: str
    reports: tuple[str, ...]
    roots: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    declared_by: str | None = None
    known: Moment | None = None


@value
class Trace:
    """The graph of one claim.

    `groups` gives every report the number of its group. `joins` says the same as keys of reports to be joined with,
    as `Evidence.joins` of the scoring engine takes them: empty for the first report of a group.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    groups: Mapping[str, int]
    joins: Mapping[str, frozenset[str]]
    find: Callable[[], tuple[Finding, ...]]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What it shows: found when asked for, a score has no need of it."""
        return self.find()

    def as_data(self) -> dict[str, Any]:
        """Nodes, edges, findings and groups in lists, dicts and strings, ready for JSON."""
        return {
            "nodes": [_plain(node) for node in self.nodes],
            "edges": [_plain(edge) for edge in self.edges],
            "findings": [_plain(finding) for finding in self.findings],
            "groups": dict(self.groups),
        }


def _plain(part: Node | Edge | Finding) -> dict[str, Any]:
    names: tuple[str, ...] = part.__match_args__  # asdict would copy each deeply
    return {name: _spelt(getattr(part, name)) for name in names}


def _spelt(found: Any) -> Any:
    if isinstance(found, Moment):
        return found.isoformat()
    return list(found) if isinstance(found, tuple) else found
