"""Sources whose record changed between two scoring runs, each with its interval."""

from typing import Any

from workers.reports.boundaries import Windows
from workers.reports.document import Section, Sentence, column, section, sentence, table
from workers.reports.roots import named
from workers.reports.runs import run_at
from workers.reports.scopes import Scope
from workers.reports.words import many
from workers.scoring.evidence import Side
from workers.scoring.records import Records, Reliability
from workers.scoring.scales import LEAST_EFFECTIVE_N

NAMED = 12
#: A smaller difference of the mean is no news.
STILL = 0.01
COLUMNS = [
    column("source", "Source", "words"),
    column("side", "When it", "words"),
    column("before", "Before", "estimate"),
    column("now", "Now", "estimate"),
    column("letter", "Letter", "mark"),
    column("trials", "Effective trials", "mark"),
]
NO_ORDER = "They stand by name, in no order of merit: where intervals overlap, the records do not differ."


def records_changed(windows: Windows, scope: Scope) -> Section:
    title = "Sources whose record changed"
    old, new = run_at(windows.now.after), run_at(windows.now.upto)
    if new is None:
        return section("sources", title, empty="No scoring run was made by the end of the period.")
    if old is None or old["pk"] == new["pk"]:
        return section(
            "sources", title, empty="No scoring run was made in this period to compare with an earlier one."
        )
    changed = [
        found
        for found in _changed(*(Records.from_dict(run["parameters"]["records"]) for run in (old, new)))
        if is_of(found[0], scope)
    ]
    names = named(key for key, *_ in changed)
    moved = [(names[key], side, then, now) for key, side, then, now in changed if key in names]
    if not moved:
        empty = "No record of at least three effective trials moved by a point of a hundred or more."
        return section("sources", title, empty=empty)
    lead = f"{many(len(moved), 'record')} moved by a point of a hundred or more between the runs of "
    lead += f"{old['reference_day']:%-d %B} and {new['reference_day']:%-d %B %Y}."
    rows = [_row(*each) for each in moved[:NAMED]]
    caption = f"The {len(rows)} that moved most" if len(moved) > NAMED else "Records that moved"
    chart = {
        "kind": "records",
        "table": "sources",
        "title": "Share that proved right, before and now, with intervals",
    }
    sources = table("sources", f"{caption}, by name", COLUMNS, rows, by_name=True)
    return section("sources", title, [sentence(lead), sentence(NO_ORDER)], [sources], chart=chart)


def is_of(root: str, scope: Scope) -> bool:
    """Of a report on sources or outlets: whether a root is one of these, or of an outlet's unnamed sources."""
    return scope.kind not in ("sources", "outlets") or root.split(":")[1] in scope.ids


def _changed(old: Records, new: Records) -> list[tuple[str, Side, Reliability, Reliability]]:
    """Records with enough trials that differ, those that differ most first."""
    found = []
    for key, side in new.sources:
        kind = new.source_kinds[key]
        now, then = new.reliability(key, kind, side), old.reliability(key, kind, side)
        if now.effective_n >= LEAST_EFFECTIVE_N and abs(now.mean - then.mean) >= STILL:
            found.append((key, side, then, now))
    return sorted(found, key=lambda row: (-abs(row[3].mean - row[2].mean), row[0], row[1]))


def _row(name: Sentence, side: Side, then: Reliability, now: Reliability) -> list[Any]:
    letters = f"{then.letter} → {now.letter}" if then.letter != now.letter else now.letter
    return [name, side.value, estimate(then), estimate(now), letters, trials(then, now)]


def trials(then: Reliability, now: Reliability) -> str:
    return f"{then.effective_n:.1f} → {now.effective_n:.1f}"


def estimate(r: Reliability) -> list[float]:
    return [round(x, 4) for x in (r.mean, *r.interval)]
