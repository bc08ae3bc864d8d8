"""Suggested attributions: keeping them, answering them, switching a bad rule off."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from annotate import text as texts
from annotate.actions import matching
from annotate.actions.verb import CONFLICT, snapshot, verb
from annotate.models import (
    Reading,
    Revision,
    RuleAnswer,
    Suggestion,
    SuggestionDecision,
    SuggestionRun,
    SwitchedOffRule,
    User,
)
from annotate.roles import WORKER, System
from annotate.vocabulary import SILENT

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
        matching.ask_for_claims(revision=revision, spans=propositions(suggestions), by=by)
    return True


def propositions(suggestions: Iterable[Suggestion]) -> list[tuple[int, int]]:
    """The contents that may put a claim: what is said, not that nothing was."""
    contents = (s.span("content") for s in suggestions if s.probable().get("stance") not in SILENT)
    return [span for span in contents if span and span[1] - span[0] <= matching.LONGEST]


def take_up(*, suggestion: Suggestion, reading: Reading, by: User) -> SuggestionDecision:
    """A reading was made from a suggestion: accepted where it says the same, corrected where it differs."""
    if reading.reviewer_id != by.pk or reading.review.revision_id != suggestion.revision_id:
        raise ValidationError({"suggestion": "This suggestion is of another text."})
    differs = _differences(suggestion, reading)
    return _decide(suggestion, by, Decision.CORRECTED if differs else Decision.ACCEPTED, reading, differs)


def follow(*, before: Reading, after: Reading, by: User) -> None:
    """A reading that was made from a suggestion was corrected: what the suggestion got wrong is known better now."""
    there = SuggestionDecision.objects.filter(reading=before).select_related("suggestion").first()
    if there is None:
        return
    _forget(there)
    take_up(suggestion=there.suggestion, reading=after, by=by)


def undecide(*, suggestion: Suggestion, by: User) -> None:
    """Take one's own answer back; the suggestion waits again. A reading made from it is withdrawn apart."""
    with verb("suggestion.undecide", by=by, allowed_as="suggestion.decide") as log:
        there = SuggestionDecision.objects.filter(suggestion=suggestion, reviewer=by).first()
        if there is None:
            raise _conflict("You have not answered this suggestion.")
        log.add(suggestion, before={"decision": there.decision, "corrected": there.corrected})
        _forget(there)


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
            raise _conflict("You have answered this suggestion already.")
        row = SuggestionDecision.objects.create(
            suggestion=suggestion, reviewer=by, decision=decision, reading=reading, corrected=corrected
        )
        RuleAnswer.objects.bulk_create(_answers(row, suggestion))
        log.add(suggestion, after={"decision": decision.value, "corrected": corrected})
    return row


def _answers(decision: SuggestionDecision, suggestion: Suggestion) -> list[RuleAnswer]:
    """What the decision says of each rule that fired: right, right but for what it said, or wrong altogether."""
    fired = {(reason["rule"], reason.get("facet", "")) for reason in suggestion.because}
    return [
        RuleAnswer(decision=decision, rule=rule, facet=facet, answer=_answer(decision, facet))
        for rule, facet in sorted(fired)
    ]


def _answer(decision: SuggestionDecision, facet: str) -> Decision:
    if decision.decision == Decision.REJECTED:
        return Decision.REJECTED
    its_own = {facet} if facet else {*SPANS}
    return Decision.CORRECTED if its_own & {*decision.corrected} else Decision.ACCEPTED


def _conflict(message: str) -> ValidationError:
    return ValidationError({"suggestion": ValidationError(message, code=CONFLICT)})


def _forget(decision: SuggestionDecision) -> None:
    SuggestionDecision.objects.filter(pk=decision.pk).amend_away()


def _differences(suggestion: Suggestion, reading: Reading) -> list[str]:
    """Facets on which a rule had an opinion and spans that it gave, where the reading says otherwise."""
    facets: dict[str, Any] = suggestion.probable()
    differing = [name for name, term in facets.items() if getattr(reading, name, term) != term]
    spans = [name for name in SPANS if suggestion.span(name) and suggestion.span(name) != reading.span(name)]
    return sorted(differing + spans)
