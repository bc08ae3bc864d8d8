"""The report as one JSON value. A fixed number of queries, no clock."""

from collections.abc import Callable
from typing import Any

from annotate.models import Report, ReportDefinition
from workers.reports.boundaries import Windows
from workers.reports.counting import room
from workers.reports.document import Section
from workers.reports.names import fill
from workers.reports.outcomes import outcomes_of
from workers.reports.record import record_of
from workers.reports.scopes import scope_of
from workers.reports.sections.all_records import all_records
from workers.reports.sections.brier import brier_over_time
from workers.reports.sections.circular import circular
from workers.reports.sections.corrections import correction, corrections
from workers.reports.sections.denials import denials
from workers.reports.sections.desk import readings_done
from workers.reports.sections.method import method, not_known, of_a_correction
from workers.reports.sections.moved import what_moved
from workers.reports.sections.quality import agreement
from workers.reports.sections.record import claims_scored
from workers.reports.sections.resolved import resolved
from workers.reports.sections.short import in_short
from workers.reports.sections.single_root import single_root
from workers.reports.sections.sources import records_changed
from workers.reports.sections.unnamed import unnamed_sourcing
from workers.reports.tally import tally

#: What the figures look like; a change of it is a new number, so that a reader of the JSON can tell.
FORM = 3


def figures_of(
    report: Report, windows: Windows, *, say: Callable[[int], None] = lambda per_cent: None
) -> dict[str, Any]:
    """Everything the report says. ``say`` is told how far it is, in per cent."""
    with room():
        sections = _correction(report) if report.corrects else _sections(report, windows, say)
    figures = {
        "form": FORM,
        "report": _heading(report),
        "data": {"windows": windows.to_dict()},
        "sections": sections,
    }
    say(80)
    fill(figures, windows.now)
    return figures


def _correction(report: Report) -> list[Section]:
    return [correction(report), of_a_correction(report)]


def _sections(report: Report, windows: Windows, say: Callable[[int], None]) -> list[Section]:
    now = windows.now
    record = record_of(report.newsroom, scope_of(report), now)
    say(5)
    outcomes = outcomes_of(record, now.upto)
    settled = {r.claim: r for r in outcomes.within(now)}
    verdicts = {r.claim: r.verdict for r in outcomes.all}
    found = tally(record.at([windows.before.after, now.after, now.upto]), settled, verdicts)
    say(50)
    of_all = [
        resolved(outcomes, windows),
        brier_over_time(outcomes, windows, report.time_zone),
        denials(found, now, settled),
    ]
    records, unnamed = records_changed(windows, record.scope), unnamed_sourcing(record, windows)
    if kind_of(report) == ReportDefinition.Kind.RECORDS:
        of_the_kind = [records, all_records(windows, record.scope), *of_all, unnamed]
    else:
        of_the_kind = [
            what_moved(found),
            *of_all,
            single_root(found),
            circular(report, record, found),
            unnamed,
            records,
            readings_done(windows, record),
            agreement(windows, record),
            claims_scored(found),
        ]
    told = [*of_the_kind, corrections(report, now)]
    return [in_short(told), *told, method(now, record), not_known(now, found, outcomes, record)]


def kind_of(report: Report) -> str:
    """As stored with a report that was written once; else as its definition says now."""
    return str((report.figures or {}).get("report", {}).get("kind") or report.definition.kind)


def _heading(report: Report) -> dict[str, Any]:
    """What a definition was called when the report was written stays its name."""
    name = report.figures["report"]["name"] if report.figures else report.definition.name
    return {
        "name": name, "kind": kind_of(report), "definition": report.definition_id, "newsroom": report.definition.newsroom_id,
        "period": report.period.words(), "length": report.length, "time_zone": report.time_zone,
        "start": report.period_start.isoformat(), "end": report.period_end.isoformat(),
        "upto": report.upto.isoformat(), "is_preview": report.is_preview,
        "scope": scope_of(report).to_dict(), "corrects": report.corrects_id,
    }  # fmt: skip
