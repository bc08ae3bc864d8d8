"""What the workers computed: scoring runs and consensus, to be read. An administrator may go back to a run."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from annotate.actions.passes import restore_run
from annotate.admin.acts import Act, ActingAdmin
from annotate.admin.base import DeskAdmin, signed_in
from annotate.admin.guidelines import label
from annotate.admin.run_page import compared, diagram, flat, shown
from annotate.blind import desk_sees, opened_attributions
from annotate.models import Consensus, CurrentRun, ScoringRun, User
from annotate.vocabulary import FACETS


def _restore(run: ScoringRun, by: User) -> str:
    restore_run(run=run, by=by)
    return "Everything is being scored under this run. Once all of it is, it becomes the current one at once."


@admin.register(ScoringRun)
class ScoringRunAdmin(ActingAdmin):
    acts = (
        Act("restore", "Score under this run", "run.restore", _restore,
            shows=lambda run: not CurrentRun.objects.filter(run=run).exists()),
    )  # fmt: skip
    list_display = ("id", "created_at", "reference_day", "as_of_change", "code_version", "is_current")
    list_filter = ("created_at",)
    search_fields = ("id", "code_version")
    search_help_text = "Id or version"
    fields = (
        "id",
        "created_at",
        "reference_day",
        "as_of_change",
        "code_version",
        "is_current",
        "scored",
        "compared",
        "calibrated",
        "how_good",
        "fitted",
    )
    readonly_fields = fields
    empty = "No run yet. The first full run makes one."

    def get_queryset(self, request: HttpRequest) -> QuerySet[ScoringRun]:
        """Parameters are large; only a run's own page reads them."""
        return super().get_queryset(request).defer("parameters", "figures")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)
        current = CurrentRun.objects.values_list("run", flat=True).first()
        for run in page.result_list:
            run.current = run.pk == current
        return page

    @admin.display(description="current", boolean=True)
    def is_current(self, run: Any) -> bool:
        return run.current if hasattr(run, "current") else CurrentRun.objects.filter(run=run).exists()

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.compare_view)
        return [
            path("<path:object_id>/compare/", view, name="annotate_scoringrun_compare"),
            *super().get_urls(),
        ]

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Two runs side by side: what was fitted and how good it is. The other one is the current run, or the chosen."""
        run: ScoringRun | None = self.get_object(request, unquote(object_id))
        if run is None or not self.has_view_permission(request, run):
            raise Http404("There is no such run.")
        others = ScoringRun.objects.exclude(pk=run.pk)
        chosen = others.filter(pk=request.GET.get("with", "")).first()
        current = others.filter(pk__in=CurrentRun.objects.values("run")).first()
        other = chosen or current or others.first()
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": "Two runs side by side", "run": run,
            "other": other, "others": others.defer("parameters", "figures")[:50],
            "sections": compared(run, other) if other else [],
        }  # fmt: skip
        return TemplateResponse(request, "admin/annotate/runs.html", context)

    @admin.display(description="scoring under it")
    def scored(self, run: ScoringRun) -> SafeString | str:
        """How far each pass under it has come."""
        rows = [
            (f"{each.began_at:%-d %b %Y, %H:%M}", each.get_state_display(), each.done, each.all, each.note)
            for each in run.passes.annotate(
                all=Count("shards"), done=Count("shards", filter=Q(shards__scored_at__isnull=False))
            )[:10]
        ]
        body = format_html_join(
            "", "<tr><th scope='row'>{}</th><td>{}</td><td>{} of {} shards</td><td>{}</td></tr>", rows
        )
        return format_html('<table class="plain"><tbody>{}</tbody></table>', body) if rows else "–"

    @admin.display(description="compared")
    def compared(self, run: ScoringRun) -> SafeString:
        url = reverse("admin:annotate_scoringrun_compare", args=(run.pk,))
        return format_html('<a href="{}">Side by side with another run</a>', url)

    @admin.display(description="calibration")
    def calibrated(self, run: ScoringRun) -> SafeString | str:
        return diagram(run) or "Too few resolved claims for a diagram."

    @admin.display(description="how good it is")
    def how_good(self, run: ScoringRun) -> SafeString | str:
        return _table(run.figures)

    @admin.display(description="parameters")
    def fitted(self, run: ScoringRun) -> SafeString | str:
        return _table(run.parameters)


def _table(values: dict[str, Any]) -> SafeString | str:
    """Names and values; what is long is only counted."""
    rows = [(name.replace("_", " "), shown(value)) for name, value in flat(values) if value is not None]
    body = format_html_join("", '<tr><th scope="row">{}</th><td>{}</td></tr>', rows)
    return format_html('<table class="plain"><tbody>{}</tbody></table>', body) if rows else "–"


@admin.register(Consensus)
class ConsensusAdmin(DeskAdmin):
    list_display = ("words", "claim", "readings", "exists", "adjudicated", "computed_at")
    list_filter = ("adjudicated", "computed_at")
    list_select_related = ("attribution__claim", "attribution__passage")
    search_fields = ("attribution__id", "attribution__claim__wording", "attribution__passage__exact")
    search_help_text = "Claim or passage"
    fields = (
        "about",
        "words",
        "readings",
        "exists",
        "adjudicated",
        "agreed",
        "run",
        "as_of_change",
        "computed_at",
    )
    readonly_fields = fields
    ordering = ("-computed_at",)
    empty = "No consensus yet. A worker makes it from submitted readings."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Consensus]:
        user = signed_in(request)
        rows = desk_sees(user, super().get_queryset(request), "attribution__claim__newsroom")
        return rows.filter(attribution__in=opened_attributions(user).values("pk"))

    @admin.display(description="passage")
    def words(self, consensus: Consensus) -> str:
        return consensus.attribution.passage.exact[:140]

    @admin.display(ordering="attribution__claim__wording")
    def claim(self, consensus: Consensus) -> str:
        return consensus.attribution.claim.wording[:140]

    @admin.display(description="claim")
    def about(self, consensus: Consensus) -> SafeString:
        claim = consensus.attribution.claim
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:annotate_claim_change", args=(claim.pk,)), claim.wording
        )

    @admin.display(description="agreed facets")
    def agreed(self, consensus: Consensus) -> SafeString | str:
        ranked = {
            label(facet): ", ".join(
                f"{_term(facet, term)} {100 * share:.0f} %" for term, share in _ranked(shares)
            )
            for facet, shares in consensus.facets.items()
        }
        return _table(ranked)


def _term(facet: str, value: str) -> str:
    terms = FACETS.get(facet)
    return str(terms(value).label) if terms and value in terms.values else value


def _ranked(shares: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(((t, p) for t, p in shares.items() if p >= 0.005), key=lambda pair: -pair[1])
