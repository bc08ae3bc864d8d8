"""What is to be reported on, how often, and who gets it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from annotate.actions.definitions import define_report, update_definition
from annotate.actions.deliveries import subscribe, unsubscribe
from annotate.actions.reports import request_preview, request_report
from annotate.admin.acts import Act, ActingAdmin
from annotate.admin.base import VerbForm, signed_in
from annotate.admin.fields import Clock, Day, ZoneInput
from annotate.blind import desk_sees
from annotate.models import ReportDefinition, Subscription, User
from annotate.roles import may

#: What says when reports come.
SCHEDULE = ("period", "time_zone", "written_at", "starts_on")


class DefinitionForm(VerbForm):
    formats = forms.MultipleChoiceField(
        choices=ReportDefinition.Form.choices, required=False, widget=forms.CheckboxSelectMultiple,
        label="Attached to e-mail", help_text="Its text and the page itself always come.",
    )  # fmt: skip

    class Meta:
        model = ReportDefinition
        fields = (
            "name", "kind", *SCHEDULE, "newsroom", "scope", "topics", "outlets", "sources", "formats", "is_active",
        )  # fmt: skip
        widgets = {
            "time_zone": ZoneInput(), "starts_on": Day(), "written_at": Clock(),
            "name": forms.TextInput(attrs={"class": "vTextField"}),
        }  # fmt: skip

    def write(self) -> ReportDefinition:
        given = dict(self.cleaned_data)
        if not self.instance._state.adding:
            return update_definition(definition=self.instance, by=self.by, **given)
        is_active = given.pop("is_active")
        made = define_report(by=self.by, **given)
        return made if is_active else update_definition(definition=made, by=self.by, is_active=False)


class ScheduleForm(forms.ModelForm):
    """The part of a definition that says when it is written; never saved."""

    class Meta:
        model = ReportDefinition
        fields = SCHEDULE


class Address(forms.Form):
    address = forms.EmailField(max_length=254)


class Leaver(forms.Form):
    """Which of the addresses is to get it no more."""

    address = forms.ModelChoiceField(Subscription.objects.none(), empty_label=None)

    def __init__(self, *args: Any, definition: ReportDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].queryset = definition.subscriptions.filter(ended_at=None)  # type: ignore[attr-defined]

    @staticmethod
    def given(definition: ReportDefinition) -> dict[str, Any]:
        return {"definition": definition}


class PastDay(forms.Form):
    day = forms.DateField(widget=Day(), help_text="Any day of the period.")


def _subscribe(definition: ReportDefinition, by: User, address: str) -> str:
    made = subscribe(definition=definition, address=address, by=by)
    return f"{made.address} gets it from the next one on."


def _unsubscribe(definition: ReportDefinition, by: User, address: Subscription) -> str:
    unsubscribe(subscription=address, by=by)
    return f"{address.address} gets it no more."


def _has_recipients(definition: ReportDefinition) -> bool:
    return definition.subscriptions.filter(ended_at=None).exists()


def _preview(definition: ReportDefinition, by: User) -> HttpResponse:
    report = request_preview(definition=definition, at=timezone.now(), by=by)
    return HttpResponseRedirect(reverse("admin:annotate_report_change", args=(report.pk,)))


def _past(definition: ReportDefinition, by: User, day: Any) -> HttpResponse:
    report = request_report(definition=definition, day=day, at=timezone.now(), by=by)
    return HttpResponseRedirect(reverse("admin:annotate_report_change", args=(report.pk,)))


@admin.register(ReportDefinition)
class DefinitionAdmin(ActingAdmin):
    form = DefinitionForm
    add_verb = change_verb = "report.define"
    acts = (
        Act("preview", "Preview the running period", "report.define", _preview,
            about="As far as it has come. A worker writes it; nobody is sent it."),
        Act("past", "Report on a past period", "report.define", _past, form=PastDay,
            about="With what was known by its end. It goes into the archive and to nobody by e-mail."),
        Act("subscribe", "Send it to an address", "report.define", _subscribe, form=Address,
            about="Each report from the next one on. Whoever gets it can end that with one click."),
        Act("unsubscribe", "Send it no more to an address", "report.define", _unsubscribe, form=Leaver,
            shows=_has_recipients),
    )  # fmt: skip
    list_display = ("name", "kind", "period", "time_zone", "newsroom", "starts_on", "is_active", "written")
    list_filter = ("kind", "period", "is_active", "newsroom")
    list_select_related = ("newsroom",)
    search_fields = ("name", "newsroom__name")
    search_help_text = "Name or newsroom"
    ordering = ("name",)
    autocomplete_fields = ("newsroom", "outlets", "sources")
    readonly_fields = ("next_runs", "recipients")
    change_form_template = "admin/annotate/definition_form.html"
    empty = "Nothing is reported on yet. Define a report, and a worker writes it for each period."

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReportDefinition]:
        rows = desk_sees(signed_in(request), super().get_queryset(request))
        return rows.annotate(report_count=Count("reports"))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.runs_view)
        return [path("runs/", view, name="annotate_reportdefinition_runs"), *super().get_urls()]

    def runs_view(self, request: HttpRequest) -> HttpResponse:
        """The next runs of a schedule as it stands in the form, in words."""
        if not may(signed_in(request), "report.define"):
            raise PermissionDenied("Schedules are for editors.")
        form = ScheduleForm(request.GET)
        if not form.is_valid():
            return JsonResponse({"runs": []})
        return JsonResponse({"runs": form.instance.next_runs_in_words(timezone.now())})

    @admin.display(description="next five runs")
    def next_runs(self, definition: ReportDefinition) -> str:
        if not definition._state.adding and not definition.is_active:
            return "None: it is not active."
        runs = [] if definition._state.adding else definition.next_runs_in_words(timezone.now())
        items = format_html_join("", "<li>{}</li>", ((run,) for run in runs))
        where = reverse("admin:annotate_reportdefinition_runs")
        return format_html('<ol class="next-runs" data-runs="{}" aria-live="polite">{}</ol>', where, items)

    @admin.display(description="sent to")
    def recipients(self, definition: ReportDefinition) -> str:
        if definition._state.adding:
            return "–"
        addresses = definition.subscriptions.filter(ended_at=None).values_list("address", flat=True)
        return ", ".join(addresses) or "Nobody yet."

    @admin.display(description="reports", ordering="report_count")
    def written(self, definition: Any) -> int:
        return definition.report_count
