"""Files and addresses of articles, and records, on their way in: looked through by a worker, shown, and written when a person says so."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotate.models.base import IdField


class ArticleImport(models.Model):
    """One file or address. Its words go once it is done: from then on they stand in the articles alone."""

    #: One that kills its worker is tried this often; then it stops and says why.
    ATTEMPTS = 3

    class Format(models.TextChoices):
        URL = "url", "Web address"
        TEXT = "text", "Plain text: the headline, an empty line, the text"
        HTML = "html", "Web page (HTML)"
        JSON = "json", "JSON or JSON lines"
        CSV = "csv", "CSV"
        NINJS = "ninjs", "ninjs 3"
        RECORD = "record", "A record, as JSON lines"
        TABLES = "tables", "A record, as CSV in a ZIP"

    class State(models.TextChoices):
        WAITING = "waiting", "Being looked through"
        SHOWN = "shown", "Waits for you"
        FAULTY = "faulty", "Has faults; nothing was imported"
        CONFIRMED = "confirmed", "Being imported"
        DONE = "done", "Imported"
        DROPPED = "dropped", "Dropped"

    OPEN = (State.WAITING, State.SHOWN, State.FAULTY, State.CONFIRMED)

    id = IdField("imp")
    name = models.CharField(max_length=2000, help_text="The file's name, or the address.")
    format = models.CharField(max_length=8, choices=Format)
    body = models.BinaryField(editable=False)
    defaults = models.JSONField(default=dict, blank=True, help_text="What holds where a row does not say.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0, help_text="Rows looked through.")
    rows = models.JSONField(
        default=list,
        blank=True,
        help_text="[{row, headline, outlet, what}]: what would become of each; of a record {kind, new, unchanged}.",
    )
    faults = models.JSONField(default=list, blank=True, help_text="[{row, field, message}]")
    made = models.JSONField(
        default=dict, blank=True, help_text="{new, revised, unchanged}: how many, and the ids of articles."
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = "import"
        constraints = [
            models.CheckConstraint(
                name="import_state_is_known",
                condition=Q(state__in=["waiting", "shown", "faulty", "confirmed", "done", "dropped"]),
            ),
            models.CheckConstraint(
                name="import_format_is_known",
                condition=Q(format__in=["url", "text", "html", "json", "csv", "ninjs", "record", "tables"]),
            ),
            models.CheckConstraint(
                name="import_ended_has_a_time",
                condition=Q(state__in=["done", "dropped"], ended_at__isnull=False)
                | (~Q(state__in=["done", "dropped"]) & Q(ended_at=None)),
            ),
            models.CheckConstraint(
                name="import_progress_in_total", condition=Q(progress__lte=models.F("total"))
            ),
        ]
        indexes = [models.Index(name="import_open", fields=["state", "created_at"])]

    def __str__(self) -> str:
        return self.name

    @property
    def is_working(self) -> bool:
        return self.state in (self.State.WAITING, self.State.CONFIRMED)

    @property
    def is_record(self) -> bool:
        return self.format in (self.Format.RECORD, self.Format.TABLES)

    @property
    def right(self) -> str:
        """The verb that whoever hands it over must be allowed."""
        return "record.import" if self.is_record else "article.import"
