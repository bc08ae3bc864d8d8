"""Reports: what is wanted, and keeping what a worker wrote."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from annotate import text as texts
from annotate.actions.verb import change, lock, snapshot, verb
from annotate.models import Newsroom, Report, ReportDefinition
from annotate.roles import WORKER, Actor, System


def define_report(
    *, name: str, by: Actor, starts_on: dt.date, period: str = ReportDefinition.Period.WEEK, time_zone: str = "UTC",
    newsroom: Newsroom | None = None,
) -> ReportDefinition:  # fmt: skip
    """What is to be reported on, how often, and from which day."""
    with verb("report.define", by=by) as log:
        definition = ReportDefinition(
            name=texts.clean(name, field="name", limit=200), period=period, time_zone=time_zone, newsroom=newsroom,
            starts_on=starts_on,
        )  # fmt: skip
        definition.full_clean()
        definition.save(force_insert=True)
        log.add(definition, after=snapshot(definition))
    return definition


def update_definition(*, definition: ReportDefinition, by: Actor, **values: Any) -> ReportDefinition:
    """Change what later reports are; those written stay as they are."""
    with verb("report.define", by=by) as log:
        definition = lock(definition)
        if difference := change(definition, values):
            log.add(definition, before=difference[0], after=difference[1])
    return definition


def claim_period(*, definition: ReportDefinition, start: dt.datetime, end: dt.datetime) -> Report:
    """The one row of a definition and period, whoever asks first."""
    return Report.objects.get_or_create(
        definition=definition, period_start=start, defaults={"period_end": end}
    )[0]


def store_report(
    *, report: Report, figures: Mapping[str, Any], html: str, as_of_change: int, by: System = WORKER
) -> Report:
    """Keep a report once; a second worker's copy of the same period is dropped."""
    with verb("report.store", by=by) as log:
        report = lock(report)
        if report.built_at is None:
            report.figures, report.html, report.as_of_change = dict(figures), html, as_of_change
            report.built_at, report.failure = timezone.now(), ""
            report.full_clean(exclude=["html"])
            report.save()
            log.add(
                report, after={"period_start": report.period_start.isoformat(), "as_of_change": as_of_change}
            )
    return report


def fail_report(*, report: Report, failure: str, by: System = WORKER) -> None:
    """Note why a report could not be written; the next sweep tries again."""
    with verb("report.store", by=by):
        report = lock(report)
        report.attempts += 1
        report.failure = failure[:2000]
        report.save()
