"""Suggested attributions: keeping them, answering them, switching a bad rule off."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from annotate import text as texts
from annotate.actions.verb import CONFLICT, snapshot, verb
from annotate.models import (
    Reading,
    Revision,
    Suggestion,
    SuggestionDecision,
    SuggestionRun,
    SwitchedOffRule,
    User,
)
from annotate.roles import WORKER, System

Decision = SuggestionDecision.Decision
SPANS = ("content", "cue", "source")


def store_suggestions(
    *, revision: Revision, suggestions: Sequence[Suggestion], failure: str = "", by: System = WORKER
) -> bool:
    """Keep what was found in a text, once; a second worker's find of the same text is dropped (False)."""
    with verb("suggestion.store", by=by):
        if SuggestionRun.objects.filter(revision=revision).exists():
            return False
        SuggestionRun.objects.create(revision=revision, failure=failure[:2000])
        Suggestion.objects.bulk_create(suggestions, batch_size=500, ignore_conflicts=True)
    return True


def take_up(*, suggestion: Suggestion, reading: Reading, by: User) -> SuggestionDecision:
    """A reading was made from a suggestion: accepted where it says the same, corrected where it differs."""
    if reading.reviewer_id != by.pk or reading.review.revision_id != suggestion.revision_id:
        raise ValidationError({"suggestion": "This suggestion is of another text."})
    differs = _differences(suggestion, reading)
    return _decide(suggestion, by, Decision.CORRECTED if differs else Decision.ACCEPTED, reading, differs)


def reject(*, suggestion: Suggestion, by: User) -> SuggestionDecision:
    """There is no such attribution, says this reviewer."""
    return _decide(suggestion, by, Decision.REJECTED, None, [])


def switch_rule(*, rule: str, off: bool, by: User, reason: str = "") -> None:
    """No longer offer what rests on a rule, or offer it again."""
    with verb("suggestion.switch", by=by, reason=reason) as log:
        there = SwitchedOffRule.objects.filter(rule=rule).first()
        if off and there is None:
            why = texts.clean(reason, field="reason", limit=2000)
            if not why:
                raise ValidationError({"reason": "Say what the rule gets wrong."})
            there = SwitchedOffRule.objects.create(rule=rule, reason=why, switched_by=by)
            log.add(there, after=snapshot(there))
        elif not off and there is not None:
            log.add(there, before=snapshot(there))
            there.delete()


def _decide(
    suggestion: Suggestion, by: User, decision: Decision, reading: Reading | None, corrected: list[str]
) -> SuggestionDecision:
    with verb("suggestion.decide", by=by) as log:
        if SuggestionDecision.objects.filter(suggestion=suggestion, reviewer=by).exists():
            raise ValidationError({"suggestion": "You have answered this suggestion already."}, code=CONFLICT)
        row = SuggestionDecision.objects.create(
            suggestion=suggestion, reviewer=by, decision=decision, reading=reading, corrected=corrected
        )
        log.add(suggestion, after={"decision": decision.value, "corrected": corrected})
    return row


def _differences(suggestion: Suggestion, reading: Reading) -> list[str]:
    """Facets on which a rule had an opinion and spans that it gave, where the reading says otherwise."""
    facets: dict[str, Any] = suggestion.probable()
    differing = [name for name, term in facets.items() if getattr(reading, name, term) != term]
    spans = [name for name in SPANS if suggestion.span(name) and suggestion.span(name) != reading.span(name)]
    return sorted(differing + spans)
