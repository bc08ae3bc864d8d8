"""Claims: what the record says, how far to trust it, what became of it, and who said it in which words."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from rest_framework.request import Request

from annotate.actions import claims as verbs
from annotate.formats import attributions, claims
from annotate.formats.blindness import NOT_TOLD
from annotate.formats.names import names
from annotate.models import ApiKey, Claim, Scope, ScoreHistory, State
from api import filters, paging, ready
from api.answers.claims import ClaimDetail, ClaimPage, HistoryPage
from api.bodies import ClaimChange, NewClaim, claim_values
from api.negotiation import ANNOTATIONS, CSV, JSON, REVIEW
from api.paging import Order
from api.parameters import INSTANT, Parameter, moment, one_of
from api.problems import Problem
from api.views import ReadView, answer, or_404
from api.writing import Write, WriteView

ORDERS = {
    "-updated_at": Order("-updated_at", "updated_at", descending=True),
    "updated_at": Order("updated_at", "updated_at"),
}
ORDER = Parameter(
    "order", "Newest change first, or oldest: that one misses nothing while you page.", one_of(ORDERS),
    {"type": "string", "enum": [*ORDERS], "default": "-updated_at"}, "-updated_at",
)  # fmt: skip
#: What may be said of a list without narrowing it.
UNFILTERED = {"order", "page_size", "cursor", "format"}
AS_OF = Parameter(
    "as_of", "What was said at this time, or at the end of this day: that time's figures, today's visibility.", moment,
    {"anyOf": [{"type": "string", "format": "date"}, INSTANT]},
)  # fmt: skip


class ClaimWrites(WriteView):
    """A newsroom's own drafts of claims."""

    def create(self, given: dict[str, Any], key: ApiKey) -> str:
        return verbs.create_claim(newsroom=key.newsroom, by=key, **claim_values(given)).pk

    def own(self, id: str) -> Claim:
        claim: Claim = or_404(
            Claim.objects.visible_to(self.newsroom).select_for_update(of=("self",)).filter(pk=id).first()
        )
        if claim.newsroom_id != self.newsroom or claim.state != State.DRAFT:
            raise PermissionDenied("Only your own drafts can be changed; the desk changes what is published.")
        return claim

    def change(self, thing: Claim, given: dict[str, Any], key: ApiKey) -> None:
        verbs.reword_claim(claim=thing, by=key, **claim_values(given))

    def told(self, id: str) -> dict[str, Any]:
        return detail(id, self.newsroom)


class Claims(ClaimWrites):
    """Claims, a page at a time, each with its credibility and its outcome."""

    scopes = {"GET": Scope.READ, "POST": Scope.SUBMIT}
    writes = {"POST": Write("claims_create", "Submit a claim for review", NewClaim, ClaimDetail, 201)}

    operation, summary = "claims_list", "Claims, newest change first"
    formats = {"json": JSON, "csv": CSV}
    parameters = (*filters.PARAMETERS, ORDER, AS_OF, *paging.PARAMETERS)
    answer = ClaimPage

    def read(self) -> dict[str, Any]:
        self._refuse_two_times()
        if self.is_blind and any(self.given[name] not in (None, []) for name in filters.OF_SCORE):
            raise PermissionDenied(NOT_TOLD)
        if self.is_plain and not self.request.GET.keys() - UNFILTERED:
            return self._everything()
        listed = filters.listed(self.given, self.newsroom)
        if self.given["as_of"]:
            found, cursor = paging.page(claims.rows(listed), ORDERS[self.given["order"]], self.given)
            return self.page(claims.as_of(found, self.given["as_of"], newsroom=self.newsroom), cursor)
        found, cursor = paging.page(
            listed.values("id", "updated_at"), ORDERS[self.given["order"]], self.given
        )
        by_id = told_by_id([row["id"] for row in found], self.newsroom, plain=self.is_plain)
        return self.page([by_id[row["id"]] for row in found if row["id"] in by_id], cursor)

    def _everything(self) -> dict[str, Any]:
        """The list without filters, as everybody is told it."""
        found, cursor = ready.page(ORDERS[self.given["order"]], self.given)
        made = told_by_id([pk for pk, it in found.items() if it is None], self.newsroom, plain=False)
        told: list[Any] = [it or made.get(pk) for pk, it in found.items()]
        return self.page([each for each in told if each is not None], cursor)

    def _refuse_two_times(self) -> None:
        clash = [name for name in filters.OF_SCORE if self.given[name] not in (None, [])]
        if self.given["as_of"] and clash:
            why = "It looks at today's figures and as_of at past ones. Leave one of the two out."
            raise Problem("invalid-value", f"{clash[0]}: {why}", [(clash[0], why)])


class ClaimView(ClaimWrites):
    """One claim with its attributions. A merged one answers with `merged_into`, an erased one with 410."""

    operation, summary = "claims_read", "A claim with everything that supports it"
    scopes = {"GET": Scope.READ, "PATCH": Scope.SUBMIT}
    writes = {"PATCH": Write("claims_change", "Change a draft of your own", ClaimChange, ClaimDetail, 200)}
    formats = {"json": JSON, "annotations": ANNOTATIONS, "claimreview": REVIEW}
    parameters = (AS_OF,)
    answer = ClaimDetail
    problems = ("erased",)

    def get(self, request: Request, **kwargs: str) -> HttpResponseBase:
        if self.is_plain and not self.given["as_of"] and (text := ready.one(kwargs["id"])):
            return answer(text)
        return super().get(request, **kwargs)

    def read(self, id: str) -> dict[str, Any]:
        return detail(id, self.newsroom, self.given["as_of"])


class ClaimHistory(ReadView):
    """Every figure that was published for a claim, newest first. Of a withdrawn claim there is none to show."""

    is_closed_to_blind = True
    operation, summary = "claims_history", "What was said of a claim, and when"
    parameters = paging.PARAMETERS
    answer = HistoryPage
    problems = ("erased",)

    def read(self, id: str) -> dict[str, Any]:
        row = visible(id, self.newsroom)
        history = ScoreHistory.objects.filter(claim=id)
        if row["state"] == State.WITHDRAWN or row["merged_into_id"]:
            history = history.none()
        columns = history.values("id", "change", *claims.FIGURES)
        found, cursor = paging.page(columns, Order("-change", "id", descending=True), self.given)
        return self.page([claims.figures(each) | {"change": each["change"]} for each in found], cursor)


def detail(id: str, newsroom: str, at: dt.datetime | None = None) -> dict[str, Any]:
    """A claim with its roots and attributions, as a newsroom may read it; ``at``: with that time's figures."""
    row = visible(id, newsroom, working=["contributions", "components"])
    if row["merged_into_id"] or row["state"] == State.WITHDRAWN:
        bare = claims.claim(row, newsroom=newsroom)
        return bare | {"merged_into": kept(row["merged_into_id"]), "roots": [], "attributions": []}
    found = attributions.of_claim(id, newsroom=newsroom, until=at)
    if at:
        return claims.as_of([row], at, newsroom=newsroom)[0] | {"roots": [], "attributions": found}
    named = names(claims.roots([row]), newsroom=newsroom, known=attributions.names_in(found))
    return claims.claim(row, named, newsroom=newsroom) | claims.members(row, named, found)


def told_by_id(ids: Collection[str], newsroom: str, *, plain: bool) -> dict[str, Any]:
    """Claims as lists tell them, by id: what stands ready as it is, where that is what is wanted, and the rest made now.

    Three queries for any number; one where all stand ready.
    """
    found: dict[str, Any] = dict(ready.several(ids)) if plain and ids else {}
    if missing := [pk for pk in ids if pk not in found]:
        visible = Claim.objects.visible_to(newsroom).filter(pk__in=missing, erased_at=None)
        rows = list(claims.rows(visible, working=["contributions"]))
        found |= {claim["id"]: claim for claim in told(rows, newsroom)}
    return found


def told(rows: list[dict[str, Any]], newsroom: str) -> list[dict[str, Any]]:
    """Rows as claims with their working; one query for the names in it."""
    named = names(claims.roots(rows), newsroom=newsroom)
    return [claims.claim(row, named, newsroom=newsroom) for row in rows]


def visible(id: str, newsroom: str, *, working: Sequence[str] = ()) -> dict[str, Any]:
    """A claim's row, or 404 for what this newsroom may not know of, or 410 for what was erased."""
    found = Claim.objects.visible_to(newsroom).filter(pk=id)
    row: dict[str, Any] = or_404(claims.rows(found, working=working).first())
    if row["erased_at"]:
        raise Problem("erased", "This claim was erased. Delete your copies.", id=id)
    return row


def kept(id: str | None) -> str | None:
    """Where a merged claim ended up, however often it was merged on."""
    while id and (further := Claim.objects.filter(pk=id).values_list("merged_into", flat=True).first()):
        id = further
    return id
