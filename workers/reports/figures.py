"""The report as one JSON value. A fixed number of queries, no clock."""

from collections.abc import Callable
from typing import Any

from annotate.models import Report
from workers.reports.boundaries import Windows
from workers.reports.names import fill
from workers.reports.outcomes import outcomes_of
from workers.reports.record import record_of
from workers.reports.scopes import Scope, scope_of
from workers.reports.sections.corrections import corrections
from workers.reports.sections.denials import denials
from workers.reports.sections.desk import readings_done
from workers.reports.sections.method import method
from workers.reports.sections.moved import what_moved
from workers.reports.sections.quality import agreement
from workers.reports.sections.record import claims_scored
from workers.reports.sections.resolved import resolved
from workers.reports.sections.single_root import single_root
from workers.reports.sections.sources import records_changed
from workers.reports.sections.unnamed import unnamed_sourcing
from workers.reports.tally import tally

#: What the figures look like; a change of it is a new number, so that a reader of the JSON can tell.
FORM = 1


def figures_of(
    report: Report, windows: Windows, *, say: Callable[[int], None] = lambda per_cent: None
) -> dict[str, Any]:
    """Everything the report says. ``say`` is told how far it is, in per cent."""
    newsroom = report.newsroom
    scope = scope_of(report)
    record = record_of(newsroom, scope, windows.now)
    say(5)
    outcomes = outcomes_of(record, windows.now.upto)
    settled = {r.claim: r for r in outcomes.within(windows.now)}
    found = tally(record.at([windows.before.after, windows.now.after, windows.now.upto]), settled)
    say(50)
    sections = [
        claims_scored(found),
        what_moved(found),
        resolved(outcomes, windows),
        denials(found, windows.now, settled),
        single_root(found),
        unnamed_sourcing(record, windows),
        records_changed(windows),
        readings_done(windows, record),
        agreement(windows, record),
        corrections(report, windows.now),
        method(windows.now, scope),
    ]
    figures = {
        "form": FORM,
        "report": _heading(report, scope),
        "data": {"windows": windows.to_dict()},
        "sections": sections,
    }
    say(80)
    fill(figures, windows.now)
    return figures


def _heading(report: Report, scope: Scope) -> dict[str, Any]:
    return {
        "name": report.definition.name, "definition": report.definition_id, "newsroom": report.definition.newsroom_id,
        "period": report.period.words(), "length": report.length, "time_zone": report.time_zone,
        "start": report.period_start.isoformat(), "end": report.period_end.isoformat(),
        "upto": report.upto.isoformat(), "is_preview": report.is_preview,
        "scope": scope.to_dict(),
    }  # fmt: skip
