"""Reports as they were written, and what became of each message."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from annotate.actions.deliveries import decide_delivery, send_to_me
from annotate.actions.outcomes import see_score
from annotate.actions.reports import try_again
from annotate.admin.acts import Act, ActingAdmin
from annotate.admin.base import signed_in
from annotate.archive import article_in, corrections_of
from annotate.blind import RESOLVER, desk_sees, hidden_in
from annotate.formats.reports import TYPES, as_file
from annotate.models import Claim, Delivery, Report, User
from annotate.roles import VIEW, may

#: A stored page shows words and drawings; it runs nothing, loads nothing from elsewhere and submits nothing.
ONLY_SHOWN = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; sandbox; frame-ancestors 'none'"


def _send_to_me(report: Report, by: User) -> str:
    made = send_to_me(report=report, by=by)
    return f"It is on its way to {made.address}."


def _retry(report: Report, by: User) -> str:
    try_again(report=report, by=by)
    return "A worker tries it again."


@admin.register(Report)
class ReportAdmin(ActingAdmin):
    acts = (
        Act("send", "Send it to me", VIEW, _send_to_me, shows=lambda r: r.stage == Report.Stage.READY,
            about="By e-mail, to the address of your account."),
        Act("retry", "Try it again", "report.define", _retry, shows=lambda r: r.stage == Report.Stage.GIVEN_UP),
    )  # fmt: skip
    list_display = ("definition", "covers", "stands", "built_at", "as_of_change")
    list_filter = (
        "definition", "is_preview", ("corrects", admin.EmptyFieldListFilter), "period_start",
        ("built_at", admin.EmptyFieldListFilter),
    )  # fmt: skip
    list_select_related = ("definition",)
    search_fields = ("definition__name", "id")
    search_help_text = "Name"
    empty = "No report yet. A worker writes each one when its period is over."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        rows = desk_sees(signed_in(request), super().get_queryset(request), "definition__newsroom")
        return rows.defer("figures", "pdf")

    @admin.display(description="period", ordering="period_start")
    def covers(self, report: Report) -> str:
        what = " (preview)" if report.is_preview else " (correction)" if report.corrects_id else ""
        return f"{report.period.words()}{what}"

    @admin.display(description="stands")
    def stands(self, report: Report) -> str:
        return report.stage.label

    def get_urls(self) -> list[Any]:
        def at(route: str, view: Any, name: str) -> Any:
            return path(
                f"<path:object_id>/{route}/", self.admin_site.admin_view(view), name=f"annotate_report_{name}"
            )

        files = [at(f"file.{kind}", partial(self.file_view, kind=kind), kind) for kind in TYPES]
        return [
            *files,
            at("page", self.page_view, "page"),
            at("progress", self.progress_view, "progress"),
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
            "acts": [it for it in self.acts_for(request, report) if not reasons or it["act"].name != "send"],
            "deliveries": self._deliveries(request, report), "corrections": corrections_of(report),
            "article": "" if reasons else article_in(report.html),
            "hidden": len(reasons), "may_unhide": bool(reasons) and {*reasons.values()} == {RESOLVER},
        }  # fmt: skip
        return TemplateResponse(request, "admin/annotate/report.html", context)

    def page_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The stored page by itself, under a policy of its own."""
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
        return as_file(report, kind)

    def progress_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """How far it is, for the page that waits for it."""
        report = self._report(request, object_id)
        is_written = report.stage == Report.Stage.WRITING
        words = f"{report.stage.label}, {report.progress} %" if is_written else report.stage.label
        done = report.stage in (Report.Stage.READY, Report.Stage.GIVEN_UP)
        value = report.progress if is_written else None
        return JsonResponse({"is_working": not done, "words": words, "value": value, "max": 100})

    def _deliveries(self, request: HttpRequest, report: Report) -> Any:
        return (
            report.deliveries.select_related("subscription", "asked_by")
            if self.sees_addresses(request)
            else ()
        )

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
    list_display = ("address", "report", "state", "attempts", "not_before", "ended_at", "answer")
    list_filter = ("state", "report__definition")
    list_select_related = ("subscription", "asked_by", "report__definition")
    search_fields = ("subscription__address", "asked_by__email")
    search_help_text = "Address"
    ordering = ("-not_before",)
    empty = "Nothing was sent yet. A report goes to the addresses of its definition when it is written."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        rows = desk_sees(signed_in(request), super().get_queryset(request), "report__definition__newsroom")
        return rows.defer("report__figures", "report__html", "report__pdf")
