"""The report in a few sentences, for whoever reads no further: taken from the sections that follow."""

from collections.abc import Callable, Sequence
from typing import Any

from annotate.vocabulary import Verdict
from workers.reports.document import Section, Sentence, section
from workers.reports.words import per_cent

EMPTY = (
    "Nothing moved, nothing was settled, nobody denied anything and nothing was taken back in this period."
)


def in_short(sections: Sequence[Section]) -> Section:
    """The largest move, the worst miss, the claim that most lean on one root; and what else there is, in a sentence each."""
    found = {s["key"]: s for s in sections if not s["empty"]}
    said = [line for key, tell in _TOLD.items() if key in found and (line := tell(found[key]))]
    return section("short", "In short", said, empty="" if said else EMPTY)


def _largest_move(of: Section) -> Sentence | None:
    for claim, before, now, _, _, why in _rows(of, "moved"):
        way = "rose" if now[0] > before[0] else "fell"
        return ["“", claim, f"” {way} from {per_cent(before[0])} to {per_cent(now[0])}. ", *why]
    return None


def _worst_miss(of: Section) -> Sentence | None:
    for claim, forecast, verdict, _ in _rows(of, "misses"):
        what = "turned out confirmed" if verdict == Verdict.CONFIRMED.label else "was refuted"
        return ["The worst miss: “", claim, f"” {what}; its score had said {per_cent(forecast)}."]
    return None


def _one_root(of: Section) -> Sentence | None:
    for claim, reports, *_ in _rows(of, "single_root"):
        return ["“", claim, f"” has {reports:,} reports, and all of them lead back to one root."]
    return None


def _circle(of: Section) -> Sentence | None:
    for claim, *_ in _rows(of, "circular"):
        return ["“", claim, "” is reported in a circle: each outlet cites another, and none the origin."]
    return None


def _lead(of: Section) -> Sentence | None:
    return list(of["sentences"][0])


def _rows(of: Section, key: str) -> list[Any]:
    return next((t["rows"] for t in of["tables"] if t["key"] == key), [])


_TOLD: dict[str, Callable[[Section], Sentence | None]] = {
    "corrections": _lead, "moved": _largest_move, "resolved": _worst_miss, "sources": _lead, "denials": _lead,
    "single_root": _one_root, "circular": _circle, "unnamed": _lead,
}  # fmt: skip
