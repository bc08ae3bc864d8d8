"""Reports as they were written, and what is to be reported on."""

import json
import re
from collections.abc import Callable
from functools import partial
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
from django.utils.html import format_html_join
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from annotate.actions.deliveries import decide_delivery, subscribe
from annotate.actions.outcomes import see_score
from annotate.actions.reports import define_report, request_preview, try_again, update_definition
from annotate.admin.acts import Act, ActingAdmin
from annotate.admin.base import VerbForm, signed_in
from annotate.admin.fields import Day, ZoneInput
from annotate.blind import RESOLVER, desk_sees, hidden_scores
from annotate.formats.reports import as_csv, as_json
from annotate.models import Claim, Delivery, Report, ReportDefinition, User
from annotate.roles import may

#: Each file that a report can be taken away as: its type, and how it is made.
FILES: dict[str, tuple[str, Callable[[Report], bytes | str]]] = {
    "pdf": ("application/pdf", lambda report: bytes(report.pdf or b"")),
    "csv": ("text/csv; charset=utf-8", lambda report: as_csv(report.figures or {})),
    "json": ("application/json", lambda report: as_json(report.figures or {})),
}
#: A stored page shows words and drawings; it runs nothing, loads nothing from elsewhere and submits nothing.
ONLY_SHOWN = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; sandbox; frame-ancestors 'self'"
CLAIM_ID = re.compile(r"clm_[0-9a-z]{20}")


class DefinitionForm(VerbForm):
    class Meta:
        model = ReportDefinition
        fields = (
            "name", "period", "time_zone", "written_at", "newsroom", "scope", "topics", "outlets", "sources",
            "starts_on", "is_active",
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


class Address(forms.Form):
    address = forms.EmailField(max_length=254)


def _subscribe(definition: ReportDefinition, by: User, address: str) -> str:
    made = subscribe(definition=definition, address=address, by=by)
    return f"{made.address} gets it from the next one on."


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
        Act("subscribe", "Send it to an address", "report.define", _subscribe, form=Address,
            about="Each report from the next one on. Whoever gets it can end that with one click."),
    )  # fmt: skip
    list_display = ("name", "period", "time_zone", "newsroom", "starts_on", "is_active", "written")
    list_filter = ("period", "is_active", "newsroom")
    list_select_related = ("newsroom",)
    search_fields = ("name", "newsroom__name")
    search_help_text = "Name or newsroom"
    ordering = ("name",)
    autocomplete_fields = ("newsroom", "outlets", "sources")
    readonly_fields = ("next_runs", "recipients")
    empty = "Nothing is reported on yet. Define a report, and a worker writes it for each period."

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReportDefinition]:
        rows = desk_sees(signed_in(request), super().get_queryset(request))
        return rows.annotate(report_count=Count("reports"))

    @admin.display(description="next runs")
    def next_runs(self, definition: ReportDefinition) -> str:
        if definition._state.adding or not definition.is_active:
            return "–"
        runs = definition.next_runs_in_words(timezone.now())
        return format_html_join(mark_safe("<br>"), "{}", ((run,) for run in runs))

    @admin.display(description="sent to")
    def recipients(self, definition: ReportDefinition) -> str:
        if definition._state.adding:
            return "–"
        addresses = definition.subscriptions.filter(ended_at=None).values_list("address", flat=True)
        return ", ".join(addresses) or "Nobody yet."

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
        files = [at(f"file.{kind}", partial(self.file_view, kind=kind), kind) for kind in FILES]
        return [
            *files,
            at("page", page, "page"),
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
            "deliveries": report.deliveries.select_related("subscription") if self.sees_addresses(request) else (),
            "hidden": len(reasons), "may_unhide": bool(reasons) and {*reasons.values()} == {RESOLVER},
        }  # fmt: skip
        return TemplateResponse(request, "admin/annotate/report.html", context)

    def page_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The stored page itself, under a policy of its own: for the frame on the report's page."""
        report = self._report(request, object_id)
        if hidden_in(report, signed_in(request)):
            raise PermissionDenied("This report names scores that are hidden from you.")
        return HttpResponse(report.html, headers={"Content-Security-Policy": ONLY_SHOWN})

    def file_view(self, request: HttpRequest, object_id: str, kind: str) -> HttpResponse:
        """The report as a file: print, every figure as CSV or JSON."""
        report = self._report(request, object_id)
        if hidden_in(report, signed_in(request)):
            raise PermissionDenied("This report names scores that are hidden from you.")
        if report.stage != Report.Stage.READY:
            raise Http404("This report is not written yet.")
        content_type, made = FILES[kind]
        name = f"{slugify(report.definition.name) or 'report'}-{report.period.first.isoformat()}.{kind}"
        headers = {
            "Content-Disposition": content_disposition_header(True, name),
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(made(report), content_type=content_type, headers=headers)

    def sees_addresses(self, request: HttpRequest) -> bool:
        """Who gets a report is for those who decide it."""
        return may(signed_in(request), "report.define")

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


def _decide(send_again: bool) -> Callable[[Delivery, User], None]:
    def do(delivery: Delivery, by: User) -> None:
        decide_delivery(delivery=delivery, send_again=send_again, by=by)

    return do


def _is_open(delivery: Delivery) -> bool:
    return delivery.state in (Delivery.State.UNCERTAIN, Delivery.State.REFUSED)


@admin.register(Delivery)
class DeliveryAdmin(ActingAdmin):
    """What became of each message; the uncertain ones wait here for a person."""

    view_verb = "report.define"
    acts = (
        Act("again", "Send it again", "report.define", _decide(True), shows=_is_open,
            about="If the first one did go out, its reader gets it twice."),
        Act("taken", "Take it as delivered", "report.define", _decide(False), shows=_is_open),
    )  # fmt: skip
    list_display = ("subscription", "report", "state", "attempts", "not_before", "ended_at", "answer")
    list_filter = ("state", "report__definition")
    list_select_related = ("subscription", "report__definition")
    search_fields = ("subscription__address",)
    search_help_text = "Address"
    ordering = ("-not_before",)
    empty = "Nothing was sent yet. A report goes to the addresses of its definition when it is written."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        rows = desk_sees(signed_in(request), super().get_queryset(request), "report__definition__newsroom")
        return rows.defer("report__figures", "report__html", "report__pdf")


def hidden_in(report: Report, user: User) -> dict[str, str]:
    """The claims named in a report whose score this person may not see, and why."""
    named = {*CLAIM_ID.findall(json.dumps(report.figures)), *CLAIM_ID.findall(report.html)}
    there = Claim.objects.filter(pk__in=named).values_list("pk", flat=True)
    return hidden_scores(user, [*there])
