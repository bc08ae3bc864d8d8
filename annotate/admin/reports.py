"""Reports as they were written, and what is to be reported on."""

import json
import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from annotate.actions.outcomes import see_score
from annotate.actions.reports import define_report, request_preview, try_again, update_definition
from annotate.admin.acts import Act, ActingAdmin
from annotate.admin.base import VerbForm, signed_in
from annotate.admin.fields import Day, ZoneInput
from annotate.blind import RESOLVER, desk_sees, hidden_scores
from annotate.models import Claim, Report, ReportDefinition, User

#: A stored page shows words and drawings; it runs nothing, loads nothing from elsewhere and submits nothing.
ONLY_SHOWN = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; sandbox; frame-ancestors 'self'"
CLAIM_ID = re.compile(r"clm_[0-9a-z]{20}")


class DefinitionForm(VerbForm):
    class Meta:
        model = ReportDefinition
        fields = (
            "name", "period", "time_zone", "written_at", "newsroom", "starts_on", "scope", "topics", "outlets", "sources",
            "is_active",
        )  # fmt: skip
        widgets = {
            "time_zone": ZoneInput(), "starts_on": Day(), "name": forms.TextInput(attrs={"class": "vTextField"}),
        }  # fmt: skip

    def write(self) -> ReportDefinition:
        given = dict(self.cleaned_data)
        if not self.instance._state.adding:
            return update_definition(definition=self.instance, by=self.by, **given)
        is_active = given.pop("is_active")
        made = define_report(by=self.by, **given)
        return made if is_active else update_definition(definition=made, by=self.by, is_active=False)


def _preview(definition: ReportDefinition, by: User) -> HttpResponse:
    report = request_preview(definition=definition, at=timezone.now(), by=by)
    return HttpResponseRedirect(reverse("admin:annotate_report_change", args=(report.pk,)))


def _retry(report: Report, by: User) -> str:
    try_again(report=report, by=by)
    return "A worker tries it again."


@admin.register(ReportDefinition)
class DefinitionAdmin(ActingAdmin):
    form = DefinitionForm
    add_verb = change_verb = "report.define"
    acts = (
        Act("preview", "Preview the running period", "report.define", _preview,
            about="As far as it has come. A worker writes it; nobody is sent it."),
    )  # fmt: skip
    list_display = ("name", "period", "time_zone", "newsroom", "starts_on", "is_active", "written")
    list_filter = ("period", "is_active", "newsroom")
    list_select_related = ("newsroom",)
    search_fields = ("name", "newsroom__name")
    search_help_text = "Name or newsroom"
    ordering = ("name",)
    autocomplete_fields = ("newsroom", "outlets", "sources")
    empty = "Nothing is reported on yet. Define a report, and a worker writes it for each period."

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReportDefinition]:
        rows = desk_sees(signed_in(request), super().get_queryset(request))
        return rows.annotate(report_count=Count("reports"))

    @admin.display(description="reports", ordering="report_count")
    def written(self, definition: Any) -> int:
        return definition.report_count


@admin.register(Report)
class ReportAdmin(ActingAdmin):
    acts = (
        Act("retry", "Try it again", "report.define", _retry, shows=lambda r: r.stage == Report.Stage.GIVEN_UP),
    )  # fmt: skip
    list_display = ("definition", "covers", "stands", "built_at", "as_of_change")
    list_filter = ("definition", "is_preview", "period_start", ("built_at", admin.EmptyFieldListFilter))
    list_select_related = ("definition",)
    search_fields = ("definition__name", "id")
    search_help_text = "Name"
    empty = "No report yet. A worker writes each one when its period is over."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        rows = desk_sees(signed_in(request), super().get_queryset(request), "definition__newsroom")
        return rows.defer("figures", "pdf")

    @admin.display(description="period", ordering="period_start")
    def covers(self, report: Report) -> str:
        return f"{report.period.words()} (preview)" if report.is_preview else report.period.words()

    @admin.display(description="stands")
    def stands(self, report: Report) -> str:
        return report.stage.label

    def get_urls(self) -> list[Any]:
        def at(route: str, view: Any, name: str) -> Any:
            return path(
                f"<path:object_id>/{route}/", self.admin_site.admin_view(view), name=f"annotate_report_{name}"
            )

        page = xframe_options_sameorigin(self.page_view)
        return [
            at("page", page, "page"),
            at("pdf", self.pdf_view, "pdf"),
            at("see", require_POST(self.see_view), "see"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        report = self._report(request, object_id)
        reasons = hidden_in(report, signed_in(request))
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": str(report), "report": report,
            "acts": self.acts_for(request, report),
            "hidden": len(reasons), "may_unhide": bool(reasons) and {*reasons.values()} == {RESOLVER},
        }  # fmt: skip
        return TemplateResponse(request, "admin/annotate/report.html", context)

    def page_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The stored page itself, under a policy of its own: for the frame on the report's page."""
        report = self._report(request, object_id)
        if hidden_in(report, signed_in(request)):
            raise PermissionDenied("This report names scores that are hidden from you.")
        context = {"report": report, "fragment": mark_safe(report.html)}  # noqa: S308  shown under a policy that runs nothing
        answer = TemplateResponse(request, "admin/annotate/report_page.html", context)
        answer["Content-Security-Policy"] = ONLY_SHOWN
        return answer

    def pdf_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        report = self._report(request, object_id)
        if hidden_in(report, signed_in(request)):
            raise PermissionDenied("This report names scores that are hidden from you.")
        if not report.pdf:
            raise Http404("There is no PDF of it.")
        name = f'attachment; filename="report-{report.period_start:%Y-%m-%d}.pdf"'
        return HttpResponse(
            bytes(report.pdf), content_type="application/pdf", headers={"Content-Disposition": name}
        )

    def see_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """An explicit choice, as on a claim's page, for every claim that the report names."""
        user, report = signed_in(request), self._report(request, object_id)
        for claim in Claim.objects.filter(pk__in=hidden_in(report, user)):
            see_score(claim=claim, by=user)
        messages.info(request, "The report is shown. Somebody else resolves the claims in it.")
        return HttpResponseRedirect(reverse("admin:annotate_report_change", args=(report.pk,)))

    def _report(self, request: HttpRequest, object_id: str) -> Report:
        report: Report | None = self.get_object(request, unquote(object_id))
        if report is None:
            raise Http404("There is no such report.")
        return report


def hidden_in(report: Report, user: User) -> dict[str, str]:
    """The claims named in a report whose score this person may not see, and why."""
    named = {*CLAIM_ID.findall(json.dumps(report.figures)), *CLAIM_ID.findall(report.html)}
    there = Claim.objects.filter(pk__in=named).values_list("pk", flat=True)
    return hidden_scores(user, [*there])
