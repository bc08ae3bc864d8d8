"""Adjudicating: one decision where readings differ, and joining or parting what readings are of."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q

from annotate import text as texts
from annotate.actions.recusal import refuse_interested
from annotate.actions.verb import CONFLICT, lock, snapshot, verb
from annotate.models import Adjudication, AdjudicationCase, Attribution, DeniedBy, Reading, User
from annotate.roles import Actor
from annotate.vocabulary import DENYING, FACETS


def adjudicate(
    *,
    attribution: Attribution,
    reason: str,
    by: User,
    facets: Mapping[str, str] | None = None,
    chosen: Reading | None = None,
    exists: bool = True,
    supersedes: Adjudication | None = None,
) -> Adjudication:
    """Decide how an attribution stands: term by term, whose source and chain hold, or that there is none."""
    why = texts.clean(reason, field="reason", limit=5000)
    if not why:
        raise ValidationError({"reason": "Say why; the reviewers are shown it."})
    with verb("attribution.adjudicate", by=by, reason=why) as log:
        attribution = lock(attribution)
        _check(attribution, by, facets or {}, chosen, exists)
        current = Adjudication.objects.filter(attribution=attribution, superseded_at=None).first()
        if (current.pk if current else None) != (supersedes.pk if supersedes else None):
            raise ValidationError("Somebody adjudicated this meanwhile. Load it again.", code=CONFLICT)
        Adjudication.objects.filter(attribution=attribution, superseded_at=None).amend(superseded_at=log.at)
        case = AdjudicationCase.objects.filter(attribution=attribution).first()
        decision = Adjudication.objects.create(
            attribution=attribution, adjudicator=by, chosen=chosen, facets=dict(facets or {}), exists=exists,
            was_random=case is not None and case.why == AdjudicationCase.Why.RANDOM, reason=why,
        )  # fmt: skip
        log.add(decision, before=snapshot(current) if current else None, after=snapshot(decision))
        log.touch([attribution.claim])
    return decision


def join_attributions(*, kept: Attribution, joined: Attribution, by: User, reason: str = "") -> Attribution:
    """The readings of two attributions are of one. A reviewer who read both keeps the reading in the kept one."""
    with verb("attribution.join", by=by, reason=reason) as log:
        kept, joined = lock(kept), lock(joined)
        if kept.pk == joined.pk or kept.claim.kept != joined.claim.kept:
            raise ValidationError({"joined": "Only two attributions of one claim can be joined."})
        both = set(kept.readings.values_list("reviewer", flat=True))
        if clash := joined.readings.filter(reviewer__in=both).first():
            raise ValidationError(
                {"joined": f"{clash.reviewer} has read both as two. Adjudicate one of them away instead."}
            )
        moved = list(joined.readings.values_list("pk", flat=True))
        Reading.objects.filter(pk__in=moved).amend(attribution=kept)
        log.add(kept, before={"readings_of": joined.pk, "readings": moved}, after={"readings": moved})
        log.touch([kept.claim])
    return kept


def part_attribution(
    *, attribution: Attribution, readings: Sequence[Reading], by: User, reason: str = ""
) -> Attribution:
    """Some readings are of another attribution of the same passage and claim: a new one."""
    with verb("attribution.part", by=by, reason=reason, allowed_as="attribution.join") as log:
        attribution = lock(attribution)
        people = {r.reviewer_id for r in readings}
        moved = list(attribution.readings.filter(reviewer__in=people).values_list("pk", flat=True))
        rest = attribution.readings.exclude(reviewer__in=people)
        if not moved or not rest.exists():
            raise ValidationError({"readings": "Choose some of the readings, not none and not all."})
        parted = Attribution.objects.create(passage=attribution.passage, claim=attribution.claim)
        Reading.objects.filter(pk__in=moved).amend(attribution=parted)
        log.add(parted, before={"readings_of": attribution.pk, "readings": moved}, after={"readings": moved})
        log.touch([attribution.claim])
    return parted


def link_denial(*, denial: Attribution, denied: Attribution, by: Actor, linked: bool = True) -> None:
    """Say which attribution a denial denies, or undo that. The newest row holds."""
    with verb("attribution.deny", by=by) as log:
        if denial.pk == denied.pk:
            raise ValidationError({"denied": "An attribution does not deny itself."})
        if linked and not denial.readings.filter(superseded_at=None, stance__in=DENYING).exists():
            raise ValidationError({"denial": "Nobody reads this as a denial. Choose that stance first."})
        user = by if isinstance(by, User) else None
        DeniedBy.objects.create(denial=denial, denied=denied, linked=linked, created_by=user)
        log.add(denial, after={"denies": denied.pk, "linked": linked})


def _check(
    attribution: Attribution, by: User, facets: Mapping[str, str], chosen: Reading | None, exists: bool
) -> None:
    if attribution.readings.filter(Q(reviewer=by), superseded_at=None).exists():
        raise PermissionDenied("Whoever read it does not adjudicate it.")
    refuse_interested(attribution.passage.revision.article, by)
    for name, term in facets.items():
        if name not in FACETS or term not in FACETS[name].values:
            known = ", ".join(FACETS[name].values) if name in FACETS else ", ".join(FACETS)
            raise ValidationError({name: f"“{term}” is not a term. Use one of {known}."})
    if chosen and chosen.attribution_id != attribution.pk:
        raise ValidationError({"chosen": "This reading is of another attribution."})
    if exists and not facets and not chosen:
        raise ValidationError(
            {"facets": "Decide a term, choose a reading, or say that there is no such attribution."}
        )
