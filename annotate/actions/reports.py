"""Reports: claiming a period, asking for a preview, and keeping what a worker wrote."""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

from annotate.actions.definitions import FIRST_YEAR
from annotate.actions.deliveries import address_report
from annotate.actions.verb import lock, verb
from annotate.bell import ring
from annotate.models import Change, Report, ReportDefinition, User
from annotate.periods import Period
from annotate.roles import WORKER, System

ERASED = "[erased]"
#: What the log calls a report that was issued: it is announced to its newsroom.
READY = "report.ready"
#: A worker that has not come back with the report for so long is taken for dead.
PATIENCE = dt.timedelta(minutes=30)


def claim_period(*, definition: ReportDefinition, period: Period) -> Report:
    """The one row of a definition and period, whoever asks first."""
    return Report.objects.get_or_create(
        definition=definition, period_start=period.start, is_preview=False, corrects=None,
        defaults={
            "period_end": period.end, "upto": period.end, "length": period.length, "time_zone": period.zone,
        },
    )[0]  # fmt: skip


def request_preview(*, definition: ReportDefinition, at: dt.datetime, by: User | System) -> Report:
    """Ask for the report on the running period as far as it has come. A worker writes it; nobody is sent it."""
    period = Period.around(at, definition.period, definition.time_zone)
    if period.start == at:
        raise ValidationError("This period begins just now; there is nothing to preview yet.")
    with verb("report.preview", by=by, allowed_as="report.define") as log:
        report = Report.objects.create(
            definition=definition, period_start=period.start, period_end=period.end, upto=at, is_preview=True,
            length=period.length, time_zone=period.zone, requested_by=by if isinstance(by, User) else None,
        )  # fmt: skip
        log.add(report, after={"upto": at.isoformat()})
        transaction.on_commit(partial(ring, "workers.build_reports"), robust=True)
    return report


def request_report(*, definition: ReportDefinition, day: dt.date, at: dt.datetime, by: User) -> Report:
    """Ask for the report on the past period that ``day`` lies in. It goes into the archive and to nobody by e-mail."""
    period = Period.of_day(day, definition.period, definition.time_zone)
    if day.year < FIRST_YEAR or period.end > at:
        raise ValidationError({"day": f"{period.words()} has not ended, or there is no record of it."})
    with verb("report.request", by=by, allowed_as="report.define") as log:
        report = claim_period(definition=definition, period=period)
        if report.requested_by is None and report.built_at is None and report.begun_at is None:
            report.requested_by = by
            report.save(update_fields=["requested_by"])
            log.add(report, after={"period_start": period.start.isoformat()})
            transaction.on_commit(partial(ring, "workers.build_reports"), robust=True)
    return report


def try_again(*, report: Report, by: User) -> Report:
    """Let a report that was given up be tried anew, after what stopped it was mended."""
    with verb("report.retry", by=by, allowed_as="report.define") as log:
        report = lock(report)
        if report.stage != Report.Stage.GIVEN_UP:
            raise ValidationError("Only a report that was given up can be tried again.")
        report.attempts, report.begun_at = 0, None
        report.save()
        log.add(report, after={"attempts": 0})
        transaction.on_commit(partial(ring, "workers.build_reports"), robust=True)
    return report


def begin_report(*, report: Report, at: dt.datetime) -> bool:
    """Take a report to write, by compare-and-set: False where another worker has it, wrote it or gave it up.

    The attempt is counted before the work, so that one that kills its worker is counted too.
    """
    free = Q(begun_at=None) | Q(begun_at__lte=at - PATIENCE) | Q(begun_at__gt=at)  # the clock was set back
    taken = Report.objects.to_write().filter(free, pk=report.pk)
    return bool(taken.update(begun_at=at, attempts=F("attempts") + 1, progress=0))


def note_progress(*, report: Report, per_cent: int) -> None:
    """How far it is, for the page that waits for it."""
    Report.objects.filter(pk=report.pk, built_at=None).update(progress=per_cent)


def store_report(
    *, report: Report, figures: Mapping[str, Any], html: str, as_of_change: int, at: dt.datetime, pdf: bytes | None = None,
    by: System = WORKER,
) -> Report:  # fmt: skip
    """Keep a report once; a second worker's copy of the same period is dropped.

    What was erased while it was being written is blanked; the sweep then renders it again.
    """
    with verb("report.store", by=by) as log:
        report = lock(report)
        if report.built_at is None:
            report.figures = _without(dict(figures), _erased_among(figures))
            if report.figures == figures:
                report.html, report.pdf = html, pdf
            report.as_of_change, report.built_at, report.failure, report.progress = as_of_change, at, "", 100
            report.corrected_upto = None if report.is_preview or report.corrects_id else as_of_change
            report.full_clean(exclude=["html"])
            report.save()
            address_report(report, at)
            told = {"period_start": report.period_start.isoformat(), "as_of_change": as_of_change}
            told |= {"corrects": report.corrects_id} if report.corrects_id else {}
            log.add(report, after=told, verb="" if report.is_preview else READY)
    return report


def store_rendering(*, report: Report, html: str, pdf: bytes, by: System = WORKER) -> None:
    """Keep a rendering made again after words were erased, unless others were erased meanwhile."""
    with verb("report.store", by=by):
        now = lock(report)
        if not now.html and now.figures == report.figures:
            now.html, now.pdf = html, pdf
            now.save(update_fields=["html", "pdf"])


def blank(erased: str) -> None:
    """Part of erasing: a report prints words beside the id they belong to, and exactly those go.

    Reports that are being written are waited for: one is stored either before this, and blanked here, or
    after it, and then looks for what was erased.
    """
    list(Report.objects.select_for_update().filter(built_at=None).values_list("pk"))
    for report in Report.objects.that_name(erased):
        report.figures, report.html, report.pdf = _without(report.figures, {erased}), "", None
        report.save(update_fields=["figures", "html", "pdf"])
        transaction.on_commit(partial(ring, "workers.build_reports"), robust=True)


def named_in(value: Any) -> Iterator[str]:
    """The ids that figures print words of."""
    if isinstance(value, list):
        for inner in value:
            yield from named_in(inner)
    elif isinstance(value, dict):
        if "words" in value and "id" in value:
            yield value["id"]
        for inner in value.values():
            yield from named_in(inner)


def _erased_among(figures: Mapping[str, Any]) -> set[str]:
    verbs = ("article.erase", "claim.erase", "source.erase")
    gone = Change.objects.filter(verb__in=verbs, object_id__in=set(named_in(dict(figures))))
    return set(gone.values_list("object_id", flat=True))


def _without(value: Any, erased: set[str]) -> Any:
    """``value`` with "[erased]" for the words of every reference to one of ``erased``."""
    if isinstance(value, list):
        return [_without(v, erased) for v in value]
    if isinstance(value, dict):
        inner = {k: _without(v, erased) for k, v in value.items()}
        return inner | {"words": ERASED} if "words" in inner and inner.get("id") in erased else inner
    return value


def fail_report(*, report: Report, failure: str, by: System = WORKER) -> None:
    """Note why a report could not be written; the next sweep tries again, so often and no more."""
    with verb("report.store", by=by):
        Report.objects.filter(pk=report.pk, built_at=None).update(failure=failure[:2000], begun_at=None)


def give_up_dead(*, at: dt.datetime, by: System = WORKER) -> None:
    """A report whose every attempt took its worker with it left no word: say that."""
    with verb("report.store", by=by):
        Report.objects.filter(
            built_at=None, failure="", attempts__gte=Report.ATTEMPTS, begun_at__lte=at - PATIENCE
        ).update(failure="Each worker that tried it was killed or ran out of time.")
