"""A fact-checker's outcomes: proposed by key, agreed by a second person at the desk. Both have not seen the score."""

from typing import Any

from django.core.exceptions import ValidationError

from annotate.actions import outcomes as verbs
from annotate.formats.claims import instant
from annotate.models import ApiKey, Claim, Outcome, Scope
from api import paging
from api.answers.readings import OutcomePage, OwnOutcome
from api.paging import Order
from api.reading_bodies import NewOutcome, OutcomeChange
from api.views import or_404
from api.writing import Write, WriteView

NEWEST = Order("-proposed_at", "proposed_at", descending=True)
COLUMNS = (
    "id", "claim_id", "state", "verdict", "why_checked", "certainty", "evidence_url", "evidence_quote", "came_about_on",
    "proposed_at", "decided_at",
)  # fmt: skip


class OutcomeWrites(WriteView):
    """A newsroom's own outcomes."""

    def create(self, given: dict[str, Any], key: ApiKey) -> str:
        claim = Claim.objects.visible_to(key.newsroom).filter(pk=given.pop("claim"), erased_at=None).first()
        if claim is None:
            raise ValidationError({"claim": "There is no such claim. Look for it in claims/."})
        return verbs.propose_outcome(claim=claim.kept, by=key, **given).pk

    def own(self, id: str) -> Outcome:
        outcome: Outcome = or_404(own_outcomes(self.newsroom).filter(pk=id).first())
        return outcome

    def change(self, thing: Outcome, given: dict[str, Any], key: ApiKey) -> None:
        verbs.withdraw_outcome(outcome=thing, reason=given["reason"], by=key)

    def told(self, id: str) -> dict[str, Any]:
        return _told(or_404(own_outcomes(self.newsroom).filter(pk=id).values(*COLUMNS).first()))


class Outcomes(OutcomeWrites):
    """The outcomes that your newsroom proposed, newest first."""

    operation, summary = "outcomes_list", "What your newsroom found out"
    scopes = {"GET": Scope.RESOLVE, "POST": Scope.RESOLVE}
    writes = {"POST": Write("outcomes_create", "Say what became of a claim", NewOutcome, OwnOutcome, 201)}
    parameters = paging.PARAMETERS
    answer = OutcomePage

    def read(self) -> dict[str, Any]:
        rows, cursor = paging.page(own_outcomes(self.newsroom).values(*COLUMNS), NEWEST, self.given)
        return self.page([_told(row) for row in rows], cursor)


class OutcomeView(OutcomeWrites):
    """One outcome that your newsroom proposed. It can be taken back until a second person has decided."""

    operation, summary = "outcomes_read", "An outcome of your own"
    scopes = {"GET": Scope.RESOLVE, "PATCH": Scope.RESOLVE}
    writes = {"PATCH": Write("outcomes_change", "Take an outcome back", OutcomeChange, OwnOutcome, 200)}
    answer = OwnOutcome

    def read(self, id: str) -> dict[str, Any]:
        return self.told(id)


def own_outcomes(newsroom: str) -> Any:
    return Outcome.objects.filter(proposed_by__voice_of=newsroom)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "object": "outcome",
        "id": row["id"],
        "claim": row["claim_id"],
        "state": row["state"],
        "verdict": row["verdict"],
        "why_checked": row["why_checked"],
        "certainty": row["certainty"],
        "evidence_url": row["evidence_url"],
        "evidence_quote": row["evidence_quote"],
        "came_about_on": row["came_about_on"] and row["came_about_on"].isoformat(),
        "proposed_at": instant(row["proposed_at"]),
        "decided_at": instant(row["decided_at"]),
    }
