"""What is due, in order, and the one way to write it.

The rows are the queue: a sweep asks which periods have ended without a report. Two beats, a retry, a killed worker,
a clock set back: whoever comes finds the one row of the period taken, written, or free to take.
"""

import datetime as dt
import logging
import traceback
from collections.abc import Iterator
from itertools import takewhile

from django.db.models import Max
from django.utils import timezone

from annotate.actions import reports
from annotate.actions.corrections import issue_corrections
from annotate.models import Report, ReportDefinition
from annotate.periods import Period
from annotate.roles import SETUP
from workers.reports.boundaries import windows_of
from workers.reports.figures import figures_of
from workers.reports.html import as_html
from workers.reports.pdf import as_pdf

logger = logging.getLogger(__name__)

#: A verb that began before midnight has committed by then.
GRACE = dt.timedelta(minutes=5)
#: A sweep makes up for so many missed periods of one definition; the next sweep goes on.
AT_ONCE = 20


def build_due(at: dt.datetime) -> list[Report]:
    """Write every report that is due at ``at``, each definition's in order of its periods, and the previews."""
    reports.give_up_dead(at=at)
    written = [
        r for r in Report.objects.to_write().filter(is_preview=True).order_by("requested_at") if write(r, at)
    ]
    for definition in ReportDefinition.objects.filter(is_active=True).select_related("newsroom"):
        try:
            written += _write_in_order(definition, at)
        except Exception:  # one definition must not stop the others
            logger.exception("what %s asks for could not be told", definition.pk)
    return written


def _write_in_order(definition: ReportDefinition, at: dt.datetime) -> list[Report]:
    """The later ones wait for one that fails, until it is written or given up. Then what is to be corrected."""
    written = []
    for report in due(definition, at):
        if not write(report, at):
            break
        written.append(report)
    issue_corrections(definition=definition, at=at)
    waiting = (
        definition.reports.to_write()
        .exclude(corrects=None)
        .order_by("corrects__period_start", "as_of_change")
    )
    return written + [correction for correction in waiting if write(correction, at)]


def due(definition: ReportDefinition, at: dt.datetime) -> Iterator[Report]:
    """The periods that have ended without a report, oldest first; each gets its row only when its turn comes."""
    yield from definition.reports.to_write().filter(is_preview=False, corrects=None).order_by("period_start")
    ended = takewhile(
        lambda period: period.end <= at - GRACE and definition.due_at(period) <= at,
        next_period(definition).onward(),
    )
    lasting = (period for period in ended if period.start < period.end)  # some zones have left out a day
    for _, period in zip(range(AT_ONCE), lasting, strict=False):
        yield reports.claim_period(definition=definition, period=period)


def next_period(definition: ReportDefinition) -> Period:
    """The first period without a row. After the length or zone changed: the first that overlaps none written.

    Never one from before the definition starts, though somebody asked for a report on an older period.
    """
    last = definition.reports.filter(is_preview=False).aggregate(end=Max("period_end"))["end"]
    length, zone = definition.period, definition.time_zone
    first = Period.of_day(definition.starts_on, length, zone)
    if last is None or last <= first.start:
        return first
    period = Period.around(last, length, zone)
    return period if period.start >= last else period.next


def write(report: Report, at: dt.datetime) -> bool:
    """Write one report, if nobody else has it in hand; False where it is not there afterwards."""
    if not reports.begin_report(report=report, at=at):
        return False
    try:
        windows = windows_of(report)
        figures = figures_of(report, windows, say=lambda n: reports.note_progress(report=report, per_cent=n))
        html, pdf = as_html(figures), as_pdf(figures)
        reports.store_report(
            report=report,
            figures=figures,
            html=html,
            pdf=pdf,
            as_of_change=report.as_of_change or windows.now.upto,
            at=timezone.now(),
        )
    except Exception as error:
        logger.exception("report %s was not written", report.pk)
        where = traceback.extract_tb(error.__traceback__)[-1]
        reports.fail_report(report=report, failure=f"{type(error).__name__}: {error} ({where.name})")
        return False
    report.refresh_from_db()
    return True


def build(definition: ReportDefinition, day: dt.date) -> Report:
    """Write the report on the period that ``day`` lies in, now, and return it (also when it was there before).

    Raises `RuntimeError` where it cannot be written, with why; `ValueError` for a period that has not ended.
    """
    period = Period.of_day(day, definition.period, definition.time_zone)
    if period.end > timezone.now():
        raise ValueError(f"{period.words()} has not ended; ask for a preview.")
    return _written(reports.claim_period(definition=definition, period=period))


def preview(definition: ReportDefinition, at: dt.datetime | None = None) -> Report:
    """Write the report on the running period as far as it has come, now."""
    moment = at or timezone.now()
    return _written(reports.request_preview(definition=definition, at=moment, by=SETUP))


def _written(report: Report) -> Report:
    if report.built_at is None and not write(report, timezone.now()):
        report.refresh_from_db()
        if report.built_at is None:
            raise RuntimeError(f"{report}: {report.failure or 'another worker has it in hand'}")
    return report


def render_again() -> int:
    """Render the reports whose words were erased; returns how many."""
    waiting = Report.objects.to_render()
    for report in waiting:
        figures = report.figures or {}
        reports.store_rendering(report=report, html=as_html(figures), pdf=as_pdf(figures))
    return len(waiting)
