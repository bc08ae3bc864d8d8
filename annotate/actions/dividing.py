"""Dividing a claim that is two propositions: some of its attributions become those of a new one. Merging undoes it."""

from collections.abc import Collection

from django.core.exceptions import ValidationError

from annotate.actions import articles, claims
from annotate.actions.verb import lock, snapshot, verb
from annotate.models import Attribution, Claim, ClaimPassage, State, User, Wording


def divide_claim(
    *, claim: Claim, attributions: Collection[Attribution], wording: str, by: User, reason: str = ""
) -> Claim:
    """A new claim takes these attributions, with their readings as they are. It stands where the old one stands.

    `merge_claims` with the new one as ``merged`` takes it back.
    """
    with verb("claim.divide", by=by, reason=reason, allowed_as="claim.merge") as log:
        claim = lock(claim)
        moved = list(Attribution.objects.filter(claim=claim, pk__in=[a.pk for a in attributions]))
        if claim.merged_into_id or claim.erased_at or claim.state == State.WITHDRAWN:
            raise ValidationError(
                "This claim does not stand for itself. Divide the one that it was merged into."
            )
        if not moved or len(moved) != len({a.pk for a in attributions}):
            raise ValidationError({"attributions": "Choose attributions of this claim."})
        if not Attribution.objects.filter(claim=claim).exclude(pk__in=[a.pk for a in moved]).exists():
            raise ValidationError({"attributions": "Leave at least one; else reword the claim."})
        new = Claim(
            wording=claims.checked_wording(wording), language=claim.language, newsroom=claim.newsroom,
            question=claim.question, subject=claim.subject, about_from=claim.about_from, about_to=claim.about_to,
        )  # fmt: skip
        if new.wording == claim.wording:
            raise ValidationError({"wording": "Two claims need two wordings."})
        new.full_clean()
        new.save(force_insert=True)
        Wording.objects.create(claim=new, number=1, text=new.wording, language=new.language, created_by=by)
        new.topics.set(claim.topics.all())
        Attribution.objects.filter(pk__in=[a.pk for a in moved]).update(claim=new)
        _link_again(claim, new, moved, by)
        log.add(new, after=snapshot(new))
        if claim.state == State.PUBLISHED:
            articles.move(log, new, State.PUBLISHED)
        log.add(claim, after={"divided_into": new.pk, "attributions": [a.pk for a in moved]})
        log.touch([claim, new])
    return new


def _link_again(claim: Claim, new: Claim, moved: Collection[Attribution], by: User) -> None:
    """The passages go along, with the polarity that they have; one that also puts the old claim stays linked to it."""
    left = set(Attribution.objects.filter(claim=claim).values_list("passage", flat=True))
    for passage in {a.passage for a in moved}:
        last = ClaimPassage.objects.filter(claim=claim, passage=passage).order_by("-id").first()
        polarity = last.polarity if last else "affirmed"
        claims.ensure_link(new, passage, polarity=polarity, linked=True, by=by)
        if passage.pk not in left:
            claims.ensure_link(claim, passage, polarity=polarity, linked=False, by=by)
