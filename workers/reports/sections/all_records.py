"""Every record that says something, by name: how those who speak have turned out."""

from collections.abc import Iterable
from typing import Any

from workers.reports.boundaries import Window, Windows
from workers.reports.document import Section, column, section, sentence, table
from workers.reports.roots import named
from workers.reports.runs import run_at
from workers.reports.scopes import Scope
from workers.reports.sections.sources import NO_ORDER, estimate, is_of
from workers.reports.words import many
from workers.scoring.evidence import Side
from workers.scoring.records import Records, Reliability
from workers.scoring.scales import LEAST_EFFECTIVE_N

#: A longer list is nobody's reading; the records of all are in the admin and the API.
NAMED = 60
COLUMNS = [
    column("source", "Source", "words"),
    column("side", "When it", "words"),
    column("now", "Proved right", "estimate"),
    column("letter", "Letter", "mark"),
    column("trials", "Effective trials", "mark"),
    column("before", "Period before", "estimate"),
    column("year_ago", "A year ago", "estimate"),
]


def all_records(windows: Windows, scope: Scope) -> Section:
    title, new = "The records", _records(windows.now)
    if new is None:
        return section("records", title, empty="No scoring run was made by the end of the period.")
    known = [key for key in new.sources if _known(new, *key) and is_of(key[0], scope)]
    names = named({root for root, _ in known})
    shown = [key for key in known if key[0] in names]
    thin = len({root for root, _ in new.sources if is_of(root, scope)} - {root for root, _ in known})
    if not shown:
        empty = f"No source in a public role has {LEAST_EFFECTIVE_N:.0f} effective trials yet: too few to say anything."
        return section("records", title, empty=empty)
    lead = f"{many(len(shown), 'record')} of sources in a public role and of outlets’ unnamed sources rest on at least "
    lead += f"{LEAST_EFFECTIVE_N:.0f} effective trials; {many(thin, 'source')} with fewer are not listed: so few say little."
    earlier = [_records(window) for window in (windows.before, windows.year_ago)]
    rows = [[names[root], *_row(root, side, new, earlier)] for root, side in _largest(new, shown)]
    caption = "Records, by name" if len(shown) <= NAMED else f"The {NAMED} records with most trials, by name"
    listed = table("records", caption, COLUMNS, rows, by_name=True)
    return section("records", title, [sentence(lead), sentence(NO_ORDER)], [listed])


def _records(window: Window) -> Records | None:
    run = run_at(window.upto)
    return Records.from_dict(run["parameters"]["records"]) if run else None


def _largest(now: Records, keys: list[tuple[str, Side]]) -> list[tuple[str, Side]]:
    return sorted(keys, key=lambda key: (-now.sources[key].trials, key))[:NAMED]


def _known(records: Records, root: str, side: Side) -> Reliability | None:
    """The record of a root that has one of enough trials."""
    tally = records.sources.get((root, side))
    if tally is None or tally.trials < LEAST_EFFECTIVE_N:
        return None
    return records.reliability(root, records.source_kinds[root], side)


def _row(root: str, side: Side, now: Records, earlier: Iterable[Records | None]) -> list[Any]:
    found = now.reliability(root, now.source_kinds[root], side)
    then = [_known(records, root, side) if records else None for records in earlier]
    return [
        side.value, estimate(found), found.letter, f"{found.effective_n:.1f}",
        *(estimate(r) if r else None for r in then),
    ]  # fmt: skip
