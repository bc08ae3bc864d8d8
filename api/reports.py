"""Reports: a newsroom's archive, and what it wants to be reported on."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request

from annotate.actions.definitions import define_report, update_definition
from annotate.actions.deliveries import set_recipients
from annotate.formats import reports
from annotate.models import ApiKey, Claim, Outlet, Report, ReportDefinition, Scope, Source, Topic
from api import paging
from api.answers.reports import DefinitionAnswer, DefinitionPage, IssuedReportDetail, ReportPage
from api.bodies import DefinitionChange, NewDefinition
from api.negotiation import JSON, Format
from api.paging import Order
from api.parameters import Parameter, an_id, identifier
from api.views import ReadView, or_404
from api.writing import Write, WriteView

NEWEST = Order("-period_start", "period_start", descending=True)
BY_ID = Order("id", "id")


class Reports(ReadView):
    """The newsroom's issued reports and their corrections, newest period first."""

    operation, summary = "reports_list", "Reports that were issued to your newsroom"
    parameters = (
        Parameter("definition", "Only those of this definition.", identifier("rpd"), an_id("rpd")),
        *paging.PARAMETERS,
    )
    answer = ReportPage
    is_closed_to_blind = True

    def read(self) -> dict[str, Any]:
        found = archive(self.newsroom).values(*reports.REPORT)
        if self.given["definition"]:
            found = found.filter(definition=self.given["definition"])
        rows, cursor = paging.page(found, NEWEST, self.given)
        return self.page([self._told(row) for row in reports.with_corrections(rows)], cursor)

    def _told(self, row: dict[str, Any]) -> dict[str, Any]:
        return reports.report(row, self.request.build_absolute_uri)


def _file(form: str) -> Any:
    def render(request: Request, told: dict[str, Any]) -> Any:
        made, _ = reports.attached(Report.objects.get(pk=told["id"]), form)
        return made

    return render


def _page(request: Request, told: dict[str, Any]) -> str:
    return Report.objects.values_list("html", flat=True).get(pk=told["id"])


class ReportView(ReadView):
    """One report with every figure. As CSV, HTML or PDF it is the file that people read."""

    operation, summary = "reports_read", "A report with every figure"
    formats = {
        "json": JSON,
        "csv": Format("text/csv", _file("csv"), schema=OpenApiTypes.STR),
        "html": Format("text/html", _page, schema=OpenApiTypes.STR),
        "pdf": Format("application/pdf", _file("pdf"), schema=OpenApiTypes.BINARY),
    }
    answer = IssuedReportDetail
    is_closed_to_blind = True

    def read(self, id: str) -> dict[str, Any]:
        row = or_404(archive(self.newsroom).filter(pk=id).values(*reports.REPORT, "figures", "html").first())
        if not row["html"] and self.format is not JSON:
            raise Http404("Its pages are being made again.")
        (row,) = reports.with_corrections([row])
        return reports.report(row, self.request.build_absolute_uri) | {"figures": row["figures"]}


class DefinitionWrites(WriteView):
    """What a newsroom wants to be reported on."""

    def create(self, given: dict[str, Any], key: ApiKey) -> str:
        recipients = given.pop("recipients", [])
        is_active = given.pop("is_active", True)
        made = define_report(by=key, newsroom=key.newsroom, **_values(given, self.newsroom))
        if not is_active:
            update_definition(definition=made, by=key, is_active=False)
        set_recipients(definition=made, addresses=recipients, by=key)
        return made.pk

    def own(self, id: str) -> ReportDefinition:
        definition: ReportDefinition = or_404(
            defined(self.newsroom).select_for_update().filter(pk=id).first()
        )
        return definition

    def change(self, thing: ReportDefinition, given: dict[str, Any], key: ApiKey) -> None:
        recipients = given.pop("recipients", None)
        update_definition(definition=thing, by=key, **_values(given, self.newsroom))
        if recipients is not None:
            set_recipients(definition=thing, addresses=recipients, by=key)

    def told(self, id: str) -> dict[str, Any]:
        return reports.definition(or_404(defined(self.newsroom).filter(pk=id).first()), timezone.now())


class Definitions(DefinitionWrites):
    """What is reported on for the newsroom. The addresses of readers are told: it takes the scope `reports`."""

    operation, summary = "report_definitions_list", "What is reported on for your newsroom"
    scopes = {"GET": Scope.REPORTS, "POST": Scope.REPORTS}
    writes = {
        "POST": Write("report_definitions_create", "Define a report", NewDefinition, DefinitionAnswer, 201)
    }
    parameters = paging.PARAMETERS
    answer = DefinitionPage

    def read(self) -> dict[str, Any]:
        found, cursor = paging.page(defined(self.newsroom), BY_ID, self.given)
        return self.page([reports.definition(each, timezone.now()) for each in found], cursor)


class DefinitionView(DefinitionWrites):
    """One definition. It is archived with `is_active: false`; its reports stay."""

    operation, summary = "report_definitions_read", "One definition of a report"
    scopes = {"GET": Scope.REPORTS, "PATCH": Scope.REPORTS}
    writes = {
        "PATCH": Write(
            "report_definitions_change", "Change or archive it", DefinitionChange, DefinitionAnswer, 200
        )
    }
    answer = DefinitionAnswer

    def read(self, id: str) -> dict[str, Any]:
        return self.told(id)


def archive(newsroom: str) -> QuerySet[Report]:
    return Report.objects.archived().filter(definition__newsroom=newsroom)


def defined(newsroom: str) -> QuerySet[ReportDefinition]:
    return ReportDefinition.objects.filter(newsroom=newsroom).prefetch_related(
        "topics", "outlets", "sources", "subscriptions"
    )


def _values(given: dict[str, Any], newsroom: str) -> dict[str, Any]:
    """A body's fields as the verb takes them: names and ids of what this newsroom may know of."""
    values = dict(given)
    if "topics" in given:
        known = Topic.objects.filter(claims__in=Claim.objects.visible_to(newsroom)).distinct()
        values["topics"] = _found(
            "topics", given["topics"], {t.name: t for t in known.filter(name__in=given["topics"])}
        )
    for name, model in (("outlets", Outlet), ("sources", Source)):
        if name in given:
            rows = model.objects.visible_to(newsroom).kept().filter(pk__in=given[name])
            values[name] = _found(name, given[name], {row.pk: row for row in rows})
    return values


def _found(field: str, wanted: list[str], known: dict[str, Any]) -> list[Any]:
    if missing := [each for each in wanted if each not in known]:
        raise ValidationError({field: f"“{missing[0][:100]}” is not there. Leave it out or give another."})
    return [known[each] for each in dict.fromkeys(wanted)]
