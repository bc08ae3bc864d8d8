"""Outcomes: what became of a claim, with evidence, by two people who have not seen its score."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils import timezone

from annotate import text as texts
from annotate.actions.verb import CONFLICT, lock, person_of, snapshot, verb
from annotate.addresses import canonical
from annotate.blind import refuse_sighted
from annotate.models import ApiKey, Article, Claim, Outcome, Reading, Score, ScoreSeen, User
from annotate.roles import SETUP, System
from annotate.vocabulary import OutcomeCertainty, Verdict, WhyChecked


def propose_outcome(
    *, claim: Claim, verdict: str, why_checked: str, evidence_url: str, evidence_quote: str, by: User | ApiKey,
    certainty: str = OutcomeCertainty.STATED, came_about_on: dt.date | None = None,
) -> Outcome:  # fmt: skip
    """Propose what became of a claim. It counts once a second person agreed."""
    with verb("outcome.propose", by=by) as log:
        person = person_of(by)
        claim = lock(claim)
        if isinstance(by, ApiKey):
            refuse_sighted(by.newsroom, claim.published_at)
        _refuse_partial(claim, person)
        values = check(claim, verdict, why_checked, certainty, evidence_url, evidence_quote, came_about_on)
        if claim.outcomes.filter(state__in=("proposed", "agreed")).exists():
            raise ValidationError(
                "This claim has an outcome already. Withdraw that one first.", code=CONFLICT
            )
        outcome = Outcome.objects.create(
            claim=claim, proposed_by=person, proposed_at=log.at, probability_before=_before(claim), **values
        )
        log.add(outcome, after=snapshot(outcome))
    return outcome


def agree_outcome(*, outcome: Outcome, by: User) -> Outcome:
    """The second person agrees: from now on sources' records count it."""
    return _decide(outcome, Outcome.State.AGREED, by)


def reject_outcome(*, outcome: Outcome, reason: str, by: User) -> Outcome:
    """The second person does not agree."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why you do not agree; the proposer is shown it."})
    return _decide(outcome, Outcome.State.REJECTED, by, reason)


def withdraw_outcome(*, outcome: Outcome, reason: str, by: User | ApiKey) -> Outcome:
    """Take an outcome back: it no longer counts. A key takes back its newsroom's own, until somebody agreed."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is taken back."})
    allowed = "outcome.propose" if isinstance(by, ApiKey) else "outcome.decide"
    with verb("outcome.withdraw", by=by, reason=reason, allowed_as=allowed) as log:
        person = person_of(by)
        outcome = lock(outcome)
        if isinstance(by, ApiKey) and outcome.proposed_by_id != person.pk:
            raise PermissionDenied(
                "Only an outcome that your newsroom proposed can be taken back with this key."
            )
        if isinstance(by, ApiKey) and outcome.state != Outcome.State.PROPOSED:
            raise ValidationError("It is decided already. Ask the desk to take it back.", code=CONFLICT)
        _refuse_partial(outcome.claim, person)
        _set(log, outcome, Outcome.State.WITHDRAWN)
    return outcome


def import_outcome(*, claim: Claim, verdict: str, why_checked: str, evidence_url: str, evidence_quote: str,
                   at: dt.datetime, probability_before: float | None = None, by: System = SETUP) -> Outcome:  # fmt: skip
    """An archive's outcome, agreed elsewhere. Only the service's set-up may."""
    with verb("outcome.import", by=by) as log:
        values = check(
            claim, verdict, why_checked, OutcomeCertainty.STATED, evidence_url, evidence_quote, None
        )
        outcome = Outcome.objects.create(
            claim=claim, state=Outcome.State.AGREED, proposed_at=at, decided_at=at, imported=True,
            probability_before=probability_before, **values,
        )  # fmt: skip
        log.add(outcome, after=snapshot(outcome))
        log.touch([claim])
    return outcome


def see_score(*, claim: Claim, by: User) -> None:
    """Note that somebody who could resolve this claim has looked at its score, and so no longer can."""
    with verb("score.see", by=by) as log:
        if ScoreSeen.objects.get_or_create(claim=claim.kept, user=by)[1]:
            log.add(claim, after={"score_seen": True}, public=False)


def _decide(outcome: Outcome, state: Outcome.State, by: User, reason: str = "") -> Outcome:
    with verb("outcome.decide", by=by, reason=reason) as log:
        outcome = lock(outcome)
        if outcome.state != Outcome.State.PROPOSED:
            raise ValidationError("This outcome is decided already. Load it again.", code=CONFLICT)
        if outcome.proposed_by_id == by.pk:
            raise PermissionDenied("The second person is another than the one who proposed it.")
        _refuse_partial(outcome.claim, by)
        outcome.decided_by, outcome.decided_at = by, log.at
        _set(log, outcome, state)
    return outcome


def _set(log, outcome: Outcome, state: Outcome.State) -> None:
    before = outcome.state
    outcome.state = state
    outcome.save()
    agreed = Outcome.State.AGREED in (before, state)
    public = agreed and outcome.claim.published_at is not None
    log.add(outcome, before={"state": before}, after=snapshot(outcome), public=public)
    if agreed:
        log.touch([outcome.claim])


def _refuse_partial(claim: Claim, by: User) -> None:
    """Whoever read the claim, or saw its score, does not resolve it."""
    read = Q(attribution__claim=claim.kept) | Q(attribution__claim__merged_into=claim.kept)
    if Reading.objects.filter(read | Q(attribution__claim=claim), reviewer=by).exists():
        raise PermissionDenied("Whoever read this claim does not resolve it.")
    if ScoreSeen.objects.filter(claim=claim.kept, user=by).exists():
        raise PermissionDenied("You have looked at this claim's score; somebody else resolves it.")


def check(
    claim: Claim, verdict: str, why_checked: str, certainty: str, url: str, quote: str, on: dt.date | None
) -> dict[str, Any]:
    for name, value, terms in (
        ("verdict", verdict, Verdict), ("why_checked", why_checked, WhyChecked), ("certainty", certainty, OutcomeCertainty),
    ):  # fmt: skip
        if value not in terms.values:
            raise ValidationError({name: f"“{value}” is not a term. Use one of {', '.join(terms.values)}."})
    words = texts.clean(quote, field="evidence_quote", limit=5000)
    if not words:
        raise ValidationError({"evidence_quote": "Quote the words that settle it."})
    if not url:
        raise ValidationError({"evidence_url": "Give the address of the evidence."})
    address = canonical(url, field="evidence_url")
    if Article.objects.filter(canonical_url=address, revisions__passages__attributions__claim=claim).exists():
        raise ValidationError(
            {"evidence_url": "This is one of the reports of the claim itself. Give other evidence."}
        )
    if on and on > timezone.localdate():
        raise ValidationError({"came_about_on": "This day is still to come."})
    return {
        "verdict": verdict, "why_checked": why_checked, "certainty": certainty,
        "evidence_url": url, "evidence_quote": words, "came_about_on": on,
    }  # fmt: skip


def _before(claim: Claim) -> float | None:
    """What the score said before an outcome was first entered; an earlier proposal's note is kept."""
    first = claim.outcomes.order_by("proposed_at").first()
    if first:
        return first.probability_before
    return Score.objects.filter(claim=claim).values_list("probability", flat=True).first()
