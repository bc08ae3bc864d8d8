"""Disputes: a source or an outlet contests a claim. One person owns it, there is a day, a decision, a public note.

What readers may know stands on the claim as well (`Claim.dispute`), so that every list and answer says
“disputed” without asking further. The words of the party stay at the desk.
"""

import datetime as dt
import re
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils import timezone

from annotate import text as texts
from annotate.actions.verb import CONFLICT, Log, lock, snapshot, verb
from annotate.models import Claim, Dispute, Outlet, Source, User
from annotate.roles import may

DAYS = 14
#: What lets somebody be reached: an address, a handle, a telephone number.
_CONTACT = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|(?<!\w)@\w{3,}|(?:\+|00)?\d[\d ()/.-]{7,}\d")
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}")


def open_dispute(
    *, claim: Claim, party: Source | Outlet, contested: str, owner: User, by: User, due_on: dt.date | None = None
) -> Dispute:  # fmt: skip
    """Record that a source or an outlet contests a claim. From now on the claim shows “disputed”."""
    words = _words("contested", contested)
    due = due_on or timezone.localdate() + dt.timedelta(days=DAYS)
    if due < timezone.localdate():
        raise ValidationError({"due_on": "This day is over. Give one that is still to come."})
    _check_owner(owner)
    with verb("dispute.open", by=by) as log:
        claim = lock(claim.kept)
        if claim.erased_at:
            raise ValidationError({"claim": "This claim was erased; there is nothing left to contest."})
        who = {"source" if isinstance(party, Source) else "outlet": party.kept}
        if claim.disputes.filter(state=Dispute.State.OPEN, **who).exists():
            raise ValidationError(
                {"party": f"{party.kept} contests this claim already. Decide that dispute first."}, code=CONFLICT
            )  # fmt: skip
        dispute = Dispute.objects.create(
            claim=claim, contested=words, owner=owner, due_on=due, opened_by=by, opened_at=log.at, **who
        )
        log.add(dispute, after=snapshot(dispute))
        _tell(log, claim)
    return dispute


def hand_on_dispute(
    *, dispute: Dispute, by: User, owner: User | None = None, due_on: dt.date | None = None
) -> Dispute:
    """Another owner, another day, or both."""
    with verb("dispute.hand_on", by=by, allowed_as="dispute.open") as log:
        dispute = _open(dispute)
        before = snapshot(dispute)
        if owner is not None:
            _check_owner(owner)
            dispute.owner = owner
        dispute.due_on = due_on or dispute.due_on
        dispute.save()
        log.add(dispute, before=before, after=snapshot(dispute))
    return dispute


def decide_dispute(*, dispute: Dispute, state: str, decision: str, public_note: str, by: User) -> Dispute:
    """Uphold it, reject it, or note that the party took it back; readers are told the public note."""
    ends = [s for s in Dispute.State.values if s != Dispute.State.OPEN]
    if state not in ends:
        raise ValidationError({"state": f"“{state}” is no decision. Use one of {', '.join(ends)}."})
    why, note = _words("decision", decision), _words("public_note", public_note)
    with verb("dispute.decide", by=by) as log:
        claim = lock(Claim.objects.get(pk=dispute.claim_id).kept)
        dispute = _open(dispute)
        if dispute.owner_id != by.pk:
            raise PermissionDenied(f"{dispute.owner} owns this dispute and decides it. Hand it on first.")
        before = snapshot(dispute)
        dispute.state, dispute.decision, dispute.public_note = state, why, note
        dispute.decided_by, dispute.decided_at = by, log.at
        dispute.save()
        log.add(dispute, before=before, after=snapshot(dispute))
        _tell(log, claim)
    return dispute


def blank(disputes: Any) -> None:
    """Part of erasing: what was contested and decided goes; that there was a dispute stays."""
    from annotate.actions.reports import ERASED

    disputes.update(contested=ERASED)
    disputes.exclude(state=Dispute.State.OPEN).update(decision=ERASED, public_note=ERASED)
    for claim in Claim.objects.filter(pk__in=disputes.values("claim")):
        tell_anew(claim.kept)


def told(claim: Claim) -> dict[str, Any] | None:
    """What readers may know of the disputes of a claim: the open one that is oldest, else the newest decided."""
    rows = Dispute.objects.filter(Q(claim=claim) | Q(claim__merged_into=claim))
    shown = rows.filter(state=Dispute.State.OPEN).order_by("opened_at").first()
    shown = shown or rows.exclude(state=Dispute.State.OPEN).order_by("-decided_at").first()
    if shown is None:
        return None
    return {
        "state": str(shown.state),
        "by": "source" if shown.source_id else "outlet",
        "opened_at": _instant(shown.opened_at),
        "decided_at": _instant(shown.decided_at),
        "note": shown.public_note or None,
    }


def _instant(at: dt.datetime | None) -> str | None:
    """As every time is told: UTC, to the microsecond, so that two compare as texts."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z") if at else None


def tell_anew(claim: Claim) -> None:
    """Part of other verbs: what the claim says of its disputes, after some came to it or left it."""
    now = told(claim)
    if now != claim.dispute:
        Claim.objects.filter(pk=claim.pk).update(dispute=now, updated_at=timezone.now())


def _tell(log: Log, claim: Claim) -> None:
    """Write the claim's own line, which readers and their tools follow."""
    before, claim.dispute = claim.dispute, told(claim)
    claim.save()
    log.add(claim, before={"dispute": _state(before)}, after={"dispute": _state(claim.dispute)})


def _state(dispute: dict[str, Any] | None) -> str | None:
    """The note stays out of the claim's log: it is the dispute's, and is erased with it."""
    return dispute["state"] if dispute else None


def _open(dispute: Dispute) -> Dispute:
    dispute = lock(dispute)
    if dispute.state != Dispute.State.OPEN:
        raise ValidationError("This dispute is decided already. Load it again.", code=CONFLICT)
    return dispute


def _check_owner(owner: User) -> None:
    if not may(owner, "dispute.decide"):
        raise ValidationError({"owner": f"{owner} is not an editor or adjudicator, so could not decide it."})


def _words(field: str, given: str) -> str:
    words = texts.clean(given, field=field, limit=5000)
    if not words:
        raise ValidationError({field: "Say it in a sentence or two."})
    if found := _CONTACT.search(_DATE.sub("", words)):
        raise ValidationError({field: f"Leave out what reaches a person: “{found.group().strip()}”."})
    return words
