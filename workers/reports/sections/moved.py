"""The claims whose score moved most, each with why."""

from typing import Any

from workers.reports.document import Section, Sentence, column, ref, section, sentence, table
from workers.reports.record import Figures
from workers.reports.tally import Tally
from workers.reports.weights import weightiest
from workers.reports.why import why
from workers.reports.words import many

COLUMNS = [
    column("claim", "Claim", "ref"),
    column("before", "Before", "interval"),
    column("now", "Now", "interval"),
    column("change", "Change", "points"),
    column("grade", "Grade", "mark"),
    column("why", "Why", "words"),
]


def what_moved(found: Tally) -> Section:
    title, last, now = "What moved", found.flows[0], found.flows[1]
    if not now.moved and not now.judged and not now.no_longer_judged:
        empty = "No claim’s score moved by half a point of a hundred or more in this period"
        return section(
            "moved",
            title,
            empty=f"{empty}; {f'{last.moved:,}' if last.moved else 'none'} did in the one before.",
        )
    lead = f"{many(now.moved, 'scored claim')} moved by half a point of a hundred or more; "
    lead += f"in the period before {last.moved:,} did."
    judged = f"{now.judged:,} that could not be judged now can be, {now.no_longer_judged:,} no longer can; "
    judged += f"in the period before {last.judged:,} and {last.no_longer_judged:,}."
    is_worth_saying = now.judged or now.no_longer_judged or last.judged or last.no_longer_judged
    because = weightiest([(old, new) for old, new in found.movers])
    rows = [_row(old, new, because.get(new.claim, ["."])) for old, new in found.movers]
    moved = table(
        "moved",
        "Claims that moved" if now.moved <= len(rows) else f"The {len(rows)} that moved most",
        COLUMNS,
        rows,
    )
    chart = {"kind": "moves", "table": "moved", "title": "Probability before and now, with 90 % intervals"}
    return section(
        "moved", title, [sentence(lead), *([sentence(judged)] if is_worth_saying else [])], [moved] if rows else [],
        chart=chart if rows else None,
    )  # fmt: skip


def _row(old: Figures, new: Figures, because: Sentence) -> list[Any]:
    change = round(100 * ((new.probability or 0.0) - (old.probability or 0.0)), 4)
    return [
        ref(new.claim), interval(old), interval(new), change, _grade(old, new), [why(old, new).removesuffix("."), *because],
    ]  # fmt: skip


def _grade(old: Figures, new: Figures) -> str:
    return str(new.admiralty) if old.admiralty == new.admiralty else f"{old.admiralty} → {new.admiralty}"


def interval(figures: Figures) -> list[float] | None:
    if figures.probability is None or figures.low is None or figures.high is None:
        return None
    return [round(x, 4) for x in (figures.probability, figures.low, figures.high)]
