"""Sources and outlets: who they are, and what resolved claims say of them."""

from typing import Any

from django.db.models import Q

from annotate.actions.erasure import ERASED
from annotate.formats import parties
from annotate.models import Outlet, Source
from annotate.vocabulary import Affiliation, OutletKind
from api import paging
from api.answers.parties import OutletAnswer, OutletPage, SourceAnswer, SourcePage
from api.paging import Order
from api.parameters import WORDS, Parameter, one_of, words
from api.problems import Problem
from api.views import ReadView, or_404

BY_ID = Order("id", "id")
NAME = Parameter("name", "Words that the name contains.", words, WORDS)
IDENTIFICATIONS = [str(value) for value, _ in Source._meta.get_field("identification").choices or ()]


class Sources(ReadView):
    """Sources, a page at a time. Private persons are not among them: nothing is told of who does not speak in public."""

    operation, summary = "sources_list", "Sources with their record"
    parameters = (
        NAME,
        Parameter(
            "identification", "What sort of source.", one_of(IDENTIFICATIONS), {"type": "string", "enum": IDENTIFICATIONS}
        ),
        Parameter(
            "affiliation", "Where the source belongs.", one_of(Affiliation.values),
            {"type": "string", "enum": Affiliation.values},
        ),
        *paging.PARAMETERS,
    )  # fmt: skip
    answer = SourcePage

    def read(self) -> dict[str, Any]:
        found = Source.objects.told_to(self.newsroom).kept().exclude(name=ERASED)
        for name in ("identification", "affiliation"):
            if self.given[name]:
                found = found.filter(**{name: self.given[name]})
        if self.given["name"]:
            found = found.filter(name__icontains=self.given["name"])
        rows, cursor = paging.page(found.values(*parties.SOURCE), BY_ID, self.given)
        return self.page(parties.sources(rows), cursor)


class SourceView(ReadView):
    """One source; a private person is none. A merged one answers with `merged_into`, an erased one with 410."""

    operation, summary = "sources_read", "A source and its record"
    answer = SourceAnswer
    problems = ("erased",)

    def read(self, id: str) -> dict[str, Any]:
        told = Q(pk__in=Source.objects.told_to(self.newsroom).values("pk")) | Q(name=ERASED)
        found = Source.objects.visible_to(self.newsroom).filter(told, pk=id)
        row = or_404(found.values(*parties.SOURCE).first())
        if row["name"] == ERASED:
            raise Problem("erased", "This source was erased. Delete your copies.", id=id)
        return parties.sources([row | {"merged_into_id": kept(Source, row["merged_into_id"])}])[0]


class Outlets(ReadView):
    """Outlets, a page at a time."""

    operation, summary = "outlets_list", "Outlets with their record"
    parameters = (
        NAME,
        Parameter(
            "kind", "What sort of publisher.", one_of(OutletKind.values), {"type": "string", "enum": OutletKind.values}
        ),
        Parameter("domain", "Exactly this domain, such as example.org.", words, WORDS),
        *paging.PARAMETERS,
    )  # fmt: skip
    answer = OutletPage

    def read(self) -> dict[str, Any]:
        found = Outlet.objects.visible_to(self.newsroom).kept()
        if self.given["name"]:
            found = found.filter(name__icontains=self.given["name"])
        if self.given["kind"]:
            found = found.filter(kind=self.given["kind"])
        if self.given["domain"]:
            found = found.filter(domain=self.given["domain"].lower().removeprefix("www."))
        rows, cursor = paging.page(found.values(*parties.OUTLET), BY_ID, self.given)
        return self.page(parties.outlets(rows), cursor)


class OutletView(ReadView):
    """One outlet. A merged one answers with `merged_into`."""

    operation, summary = "outlets_read", "An outlet and its record"
    answer = OutletAnswer

    def read(self, id: str) -> dict[str, Any]:
        row = or_404(Outlet.objects.visible_to(self.newsroom).filter(pk=id).values(*parties.OUTLET).first())
        return parties.outlets([row | {"merged_into_id": kept(Outlet, row["merged_into_id"])}])[0]


def kept(model: type[Source] | type[Outlet], id: str | None) -> str | None:
    """Where a merged one ended up, however often it was merged on."""
    while id and (further := model.objects.filter(pk=id).values_list("merged_into", flat=True).first()):
        id = further
    return id
