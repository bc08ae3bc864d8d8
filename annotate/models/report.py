"""Scheduled reports: what is wanted, and what was written."""

import datetime as dt
import zoneinfo
from itertools import islice

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from annotate.models.base import IdField
from annotate.models.newsroom import Newsroom
from annotate.models.person import check_time_zone
from annotate.periods import Period


class ReportDefinition(models.Model):
    """What a report is about and how often it comes."""

    class Length(models.TextChoices):
        DAY = "day"
        WEEK = "week"
        MONTH = "month"
        QUARTER = "quarter"

    class Scope(models.TextChoices):
        EVERYTHING = "all", "Everything"
        WATCHED = "watched", "The newsroom’s watched claims"
        TOPICS = "topics", "Claims of these topics"
        OUTLETS = "outlets", "Claims that these outlets reported"
        SOURCES = "sources", "Claims that these sources spoke about"

    class Kind(models.TextChoices):
        SOURCING = "sourcing", "Sourcing report: what moved, and how well claims are sourced"
        RECORDS = "records", "Source-record report: how those who speak have turned out"

    class Form(models.TextChoices):
        """What is attached to each e-mail. Its text and the page itself are always in it."""

        PDF = "pdf", "PDF"
        CSV = "csv", "CSV"
        JSON = "json", "JSON"

    id = IdField("rpd")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.SOURCING)
    period = models.CharField(max_length=8, choices=Length, default=Length.WEEK)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_time_zone])
    newsroom = models.ForeignKey(
        "annotate.Newsroom", models.CASCADE, null=True, blank=True, related_name="reports"
    )
    starts_on = models.DateField(help_text="The first period is the one in which this day lies.")
    written_at = models.TimeField(
        default=dt.time(6), help_text="When it is written, in its own time zone, on the day after the period."
    )
    scope = models.CharField(
        max_length=8, choices=Scope, default=Scope.EVERYTHING, help_text="Which claims it is about."
    )
    topics = models.ManyToManyField("annotate.Topic", blank=True, related_name="+")
    outlets = models.ManyToManyField("annotate.Outlet", blank=True, related_name="+")
    sources = models.ManyToManyField("annotate.Source", blank=True, related_name="+")
    formats = models.JSONField(
        default=list,
        blank=True,
        help_text="Attached to each e-mail; its text and the page itself always come.",
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="report_kind_is_known", condition=Q(kind__in=["sourcing", "records"])
            ),
            models.CheckConstraint(
                name="report_period_is_known", condition=Q(period__in=["day", "week", "month", "quarter"])
            ),
            models.CheckConstraint(name="report_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="report_scope_is_known",
                condition=Q(scope__in=["all", "watched", "topics", "outlets", "sources"]),
            ),
            models.CheckConstraint(
                name="report_watched_by_a_newsroom", condition=~Q(scope="watched") | Q(newsroom__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def due_at(self, period: Period) -> dt.datetime:
        """When the report on a period is written."""
        return period.moment_after(self.written_at)

    def next_runs(self, at: dt.datetime, count: int = 5) -> list[tuple[Period, dt.datetime]]:
        """The next periods to be reported on, and when each report is written."""
        first = Period.of_day(self.starts_on, self.period, self.time_zone)
        running = Period.around(at, self.period, self.time_zone).before
        start = running if running.start > first.start else first
        coming = ((p, self.due_at(p)) for p in start.onward())
        return list(islice(((p, due) for p, due in coming if due > at), count))

    def next_runs_in_words(self, at: dt.datetime) -> list[str]:
        """Such as “Monday 9 March 2026 at 06:00, on 2–8 March 2026”, in its own time zone."""
        zone = zoneinfo.ZoneInfo(self.time_zone)
        return [
            f"{due:%A} {due.day} {due:%B %Y} at {due:%H:%M}, on {period.words()}"
            for period, due in ((p, d.astimezone(zone)) for p, d in self.next_runs(at))
        ]


class ReportQuerySet(models.QuerySet["Report"]):
    def issued(self) -> "ReportQuerySet":
        """Written on a whole period."""
        return self.filter(is_preview=False, corrects=None, built_at__isnull=False)

    def archived(self) -> "ReportQuerySet":
        """What subscribers get and the archive holds: issued reports, and corrections of them."""
        return self.filter(is_preview=False, built_at__isnull=False)

    def to_write(self) -> "ReportQuerySet":
        """Asked for, not there yet, and not given up."""
        return self.filter(built_at=None, attempts__lt=Report.ATTEMPTS)

    def to_render(self) -> "ReportQuerySet":
        """Their figures changed (words were erased): the renderings are to be made again."""
        return self.filter(built_at__isnull=False, html="")

    def that_name(self, thing_id: str) -> "ReportQuerySet":
        """Those whose figures name an article, claim or source. Ids are random: the text either has it or not."""
        return self.alias(text=Cast("figures", models.TextField())).filter(text__contains=thing_id)


class Report(models.Model):
    """One definition's report on one period: one row whatever the schedule does. Or a preview of it."""

    #: A report that cannot be written is tried this often; then it stops and says why.
    ATTEMPTS = 5

    class Stage(models.TextChoices):
        WAITING = "waiting", "Waiting for a worker"
        WRITING = "writing", "Being written"
        FAILED = "failed", "Failed, will be tried again"
        GIVEN_UP = "given_up", "Given up"
        RENDERING = "rendering", "Being rendered again"
        READY = "ready", "Ready"

    id = IdField("rpt")
    definition = models.ForeignKey(ReportDefinition, models.PROTECT, related_name="reports")
    # As the definition said when the period came: a later change of it does not move what was written.
    length = models.CharField(max_length=8, choices=ReportDefinition.Length, default="week")
    time_zone = models.CharField(max_length=64, default="UTC")
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    upto = models.DateTimeField(
        help_text="What happened before this is in it: the period's end, or a preview's moment."
    )
    is_preview = models.BooleanField(default=False)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections",
        help_text="The issued report that this one corrects.",
    )  # fmt: skip
    corrected_upto = models.BigIntegerField(
        null=True, editable=False, help_text="Changes up to this number were looked at for a correction."
    )
    figures = models.JSONField(
        null=True, help_text="Everything that is said in it; the renderings are made from this."
    )
    html = models.TextField(blank=True)
    pdf = models.BinaryField(null=True, editable=False)
    as_of_change = models.BigIntegerField(null=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now)
    begun_at = models.DateTimeField(null=True, editable=False)
    built_at = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Per cent.")
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-period_start", "id"]
        constraints = [
            models.UniqueConstraint(
                name="report_once_per_period",
                fields=["definition", "period_start"],
                condition=Q(is_preview=False, corrects=None),
            ),
            models.UniqueConstraint(
                name="report_corrected_once_by_a_change",
                fields=["corrects", "as_of_change"],
                condition=Q(corrects__isnull=False),
            ),
            models.CheckConstraint(
                name="report_correction_is_no_preview",
                condition=Q(corrects=None) | Q(is_preview=False, as_of_change__isnull=False),
            ),
            models.CheckConstraint(
                name="report_period_in_order", condition=Q(period_end__gt=F("period_start"))
            ),
            models.CheckConstraint(
                name="report_issued_on_a_whole_period",
                condition=Q(is_preview=True, upto__gt=F("period_start"), upto__lte=F("period_end"))
                | Q(is_preview=False, upto=F("period_end")),
            ),
            models.CheckConstraint(
                name="report_built_has_figures",
                condition=Q(built_at=None) | Q(figures__isnull=False, as_of_change__isnull=False),
            ),
            models.CheckConstraint(name="report_progress_is_per_cent", condition=Q(progress__range=(0, 100))),
        ]

    def __str__(self) -> str:
        words = f"{self.definition}, {self.period.words()}"
        if self.corrects_id:
            return f"{words} (correction)"
        return f"{words} (preview)" if self.is_preview else words

    def get_absolute_url(self) -> str:
        """Its permanent address, for members of its newsroom and for the desk."""
        return reverse("archived-report", args=(self.pk,))

    @property
    def newsroom(self) -> Newsroom | None:
        """Whose it is; None: the desk's."""
        return self.definition.newsroom

    @property
    def period(self) -> Period:
        return Period.around(self.period_start, self.length, self.time_zone)

    @property
    def stage(self) -> "Report.Stage":
        if self.built_at:
            return self.Stage.READY if self.html else self.Stage.RENDERING
        if self.attempts >= self.ATTEMPTS and self.failure:
            return self.Stage.GIVEN_UP
        if self.failure:
            return self.Stage.FAILED
        return self.Stage.WRITING if self.begun_at else self.Stage.WAITING
