"""Reading a claim's stored graph: the names put in, and its reports as a tree under what they lead back to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_KEY = re.compile(r"\{([a-z]+:[^{}]+)\}")
UNTOLD = "a private person"


def placeholder(key: str) -> str:
    """How a name stands in the stored graph."""
    return f"{{{key}}}"


def keys(data: Any) -> set[str]:
    """The keys of everybody whom a graph names."""
    return {key for text in _texts(data) for key in _KEY.findall(text)}


def named(data: Any, names: Mapping[str, str]) -> Any:
    """The graph with names for keys; who may not be named is called so."""
    if isinstance(data, str):
        return _KEY.sub(lambda found: names.get(found[1], UNTOLD), data)
    if isinstance(data, Mapping):
        return {key: named(value, names) for key, value in data.items()}
    return [named(value, names) for value in data] if isinstance(data, list) else data


def _texts(data: Any) -> Iterable[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


@dataclass(frozen=True)
class Line:
    """One node as a line of the drawing: below and to the right of what it had the claim from."""

    key: str
    name: str
    kind: str
    depth: int
    parent: int | None
    published: str
    how: str
    also: tuple[str, ...]


def tree(data: Mapping[str, Any]) -> list[Line]:
    """The nodes, roots first, each report after whom it had it from; a second origin is told in words (``also``)."""
    nodes = {node["key"]: node for node in data["nodes"]}
    ties: dict[str, list[dict[str, Any]]] = {}
    for edge in data["edges"]:
        if edge["start"] in nodes and edge["end"] in nodes:
            ties.setdefault(edge["start"], []).append(edge)
    parent = {key: _first(ties[key]) for key in nodes if ties.get(key)}
    children: dict[str, list[str]] = {}
    for key, edge in parent.items():
        children.setdefault(edge["end"], []).append(key)
    lines: list[Line] = []
    for top in sorted(nodes, key=lambda key: (nodes[key]["group"], key in parent, _when(nodes[key]))):
        _grow(top, None, None, nodes, ties, children, lines)
    return lines


def _first(edges: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Of several the one that says more: directed before undirected, declared before likeness."""
    return min(edges, key=lambda e: (not e["is_directed"], e["kind"] == "alike", e["known"] or "", e["end"]))


def _grow(
    top: str, at: int | None, by: dict[str, Any] | None, nodes: Mapping[str, Any], ties: Mapping[str, list[dict[str, Any]]],
    children: Mapping[str, list[str]], lines: list[Line],
) -> None:  # fmt: skip
    """A node and everything below it; with a stack, for a chain may be long. What is drawn is not drawn again."""
    drawn = {line.key for line in lines}
    waiting = [(top, at, by)]
    while waiting:
        key, above, edge = waiting.pop()
        if key in drawn:
            continue
        drawn.add(key)
        others = [e for e in ties.get(key, ()) if edge is None or e["end"] != edge["end"]]
        node = nodes[key]
        lines.append(
            Line(
                key, node["name"], node["kind"], 0 if above is None else lines[above].depth + 1, above,
                node["published"] or "", _how(edge), tuple(nodes[e["end"]]["name"] for e in others),
            )
        )  # fmt: skip
        here = len(lines) - 1
        below = sorted(children.get(key, ()), key=lambda k: _when(nodes[k]), reverse=True)
        waiting += [(k, here, next(e for e in ties[k] if e["end"] == key)) for k in below]


def _how(edge: dict[str, Any] | None) -> str:
    if edge is None:
        return ""
    return {"copy": "copied", "citation": "credits it", "alike": "cannot be told apart"}.get(
        edge["kind"], "cites it"
    )


def _when(node: Mapping[str, Any]) -> tuple[bool, str, str]:
    return not node["published"], node["published"] or "", node["key"]
