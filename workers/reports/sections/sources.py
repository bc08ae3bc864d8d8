"""Sources whose record changed between two scoring runs, each with its interval."""

from typing import Any

from annotate.models import Outlet, ScoringRun, Source
from annotate.vocabulary import Affiliation, Role
from workers.reports.boundaries import Windows
from workers.reports.document import Section, Sentence, column, ref, section, sentence, table
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


def records_changed(windows: Windows) -> Section:
    title = "Sources whose record changed"
    old, new = _run_before(windows.now.after), _run_before(windows.now.upto)
    if new is None:
        return section("sources", title, empty="No scoring run was made by the end of the period.")
    if old is None or old["pk"] == new["pk"]:
        return section(
            "sources", title, empty="No scoring run was made in this period to compare with an earlier one."
        )
    changed = _changed(*(Records.from_dict(run["parameters"]["records"]) for run in (old, new)))
    named = _named(key for key, *_ in changed)
    rows = [_row(named[key], side, *both) for key, side, *both in changed if key in named]
    if not rows:
        empty = "No record of at least three effective trials moved by a point of a hundred or more."
        return section("sources", title, empty=empty)
    lead = f"{len(rows)} records moved by a point of a hundred or more between the runs of "
    lead += f"{old['reference_day']:%-d %B} and {new['reference_day']:%-d %B %Y}. "
    lead += "They are in no order of merit: where intervals overlap, the records do not differ."
    shown = sorted(rows[:NAMED], key=lambda row: (str(row[0]), row[1]))
    caption = f"The {len(shown)} that moved most" if len(rows) > NAMED else "Records that moved"
    chart = {
        "kind": "records",
        "table": "sources",
        "title": "Share that proved right, before and now, with intervals",
    }
    return section(
        "sources", title, [sentence(lead)], [table("sources", caption, COLUMNS, shown)], chart=chart
    )


def _run_before(number: int) -> dict[str, Any] | None:
    runs = ScoringRun.objects.filter(as_of_change__lte=number).order_by("-as_of_change", "-created_at", "-pk")
    found = runs.values("pk", "reference_day", "parameters").first()
    return dict(found) if found else None


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
    return [name, side.value, _interval(then), _interval(now), letters, f"{now.effective_n:.1f}"]


def _interval(r: Reliability) -> list[float]:
    return [round(x, 4) for x in (r.mean, *r.interval)]


def _named(keys: Any) -> dict[str, Sentence]:
    """Key → who that is, for those who may be named: in two queries."""
    parts = {key: key.split(":")[1:] for key in keys}
    ids = {p[0] for p in parts.values()}
    public = set(
        Source.objects.filter(pk__in=ids, has_public_role=True, private_to=None).values_list("pk", flat=True)
    )
    public |= set(Outlet.objects.filter(pk__in=ids, private_to=None).values_list("pk", flat=True))
    return {key: _who(key, p) for key, p in parts.items() if p[0] in public}


def _who(key: str, parts: list[str]) -> Sentence:
    if not key.startswith("pool:"):
        return [ref(parts[0])]
    affiliation, role = Affiliation(parts[1]).label.lower(), Role(parts[2]).label.lower()
    return [ref(parts[0]), f"’s unnamed sources ({affiliation}, {role})"]
