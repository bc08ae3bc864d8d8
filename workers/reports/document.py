"""The pieces of a report: sections of sentences and tables whose cells say what they are.

A report is one JSON value. A *sentence* is a list of strings and references. A *reference* names a claim, source,
outlet or article by id with its words beside it; only references carry words of the record. A *cell* is what its
column's kind says:

    ref, words    a sentence; a mark is one of a few characters
    count         a whole number
    share         [n, of]
    counted       [n, of, low, high], a share with its interval; low and high None: of none
    probability   a number from 0 to 1, or None: cannot be judged
    interval      a score's [value, low, high], or None: cannot be judged
    estimate      a share's [value, low, high], or None: too few
    grade         Admiralty 1–6
    points        a difference of probabilities, in points of a hundred
    score         [value, low, high] on a scale of its own, or None: too few
    time          ISO 8601
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

Reference: TypeAlias = dict[str, str]
Part: TypeAlias = str | Reference
Sentence: TypeAlias = list[Part]
Section: TypeAlias = dict[str, Any]
Table: TypeAlias = dict[str, Any]


def ref(thing_id: str) -> Reference:
    """A reference whose words are filled in later, for all at once (`names.fill`)."""
    return {"id": thing_id, "words": ""}


def sentence(*parts: Part) -> Sentence:
    return list(parts)


def column(key: str, label: str, kind: str) -> dict[str, str]:
    return {"key": key, "label": label, "kind": kind}


def table(
    key: str, caption: str, columns: Sequence[dict[str, str]], rows: Iterable[Sequence[Any]], *, by_name: bool = False
) -> Table:  # fmt: skip
    """``by_name``: its rows are put in order of the words of their first cell, once those are filled in."""
    made: Table = {"key": key, "caption": caption, "columns": list(columns), "rows": [list(r) for r in rows]}
    return made | {"by_name": True} if by_name else made


def section(
    key: str, title: str, sentences: Iterable[Sentence] = (), tables: Iterable[Table] = (), *, empty: str = "",
    chart: dict[str, Any] | None = None,
) -> Section:  # fmt: skip
    """``empty`` says why there is nothing to say; then there are no tables."""
    return {
        "key": key, "title": title, "sentences": list(sentences), "tables": [] if empty else list(tables),
        "empty": empty, "chart": None if empty else chart,
    }  # fmt: skip


def references(value: Any) -> Iterator[Reference]:
    """Every reference in a report, in order."""
    if isinstance(value, dict):
        if value.keys() == {"id", "words"}:
            yield value
        else:
            for inner in value.values():
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)
