"""Suggestions: kept once, answered by each reviewer alone, switched off by rule."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction

from annotate.actions import suggestions
from annotate.models import Reading, Suggestion, SuggestionDecision, SuggestionRun, SwitchedOffRule
from tests import factories as make

pytestmark = pytest.mark.django_db


def offered(article: object, *rules: str) -> Suggestion:
    row = Suggestion(
        revision=article.latest,
        kind="anonymous_source",
        facets={
            "identification": {"unnamed_group": 0.9, "unnamed_individual": 0.1},
            "certainty": {"plain": 1.0},
        },
        cue_start=42,
        cue_end=54,
        content_start=0,
        content_end=41,
        because=[{"rule": rule, "start": 42, "end": 54} for rule in rules],
        rules=list(rules),
    )
    suggestions.store_suggestions(revision=article.latest, suggestions=[row])
    return row


def test_a_text_is_looked_through_once() -> None:
    article = make.article()
    offered(article, "unnamed.plural")
    assert not suggestions.store_suggestions(revision=article.latest, suggestions=[])
    assert Suggestion.objects.count() == SuggestionRun.objects.count() == 1


def test_a_reading_that_says_the_same_accepts_and_one_that_differs_corrects() -> None:
    article, claim = make.article(), make.claim()
    row = offered(article, "unnamed.plural")
    same, other = make.user("reviewer"), make.user("reviewer")
    reading = make.read(article, claim, by=same, cue=(42, 54))
    hedged = make.read(article, claim, by=other, cue=(42, 54), facets=make.UNNAMED | {"certainty": "hedged"})
    accepted = suggestions.take_up(suggestion=row, reading=reading, by=same)
    corrected = suggestions.take_up(suggestion=row, reading=hedged, by=other)
    assert (accepted.decision, accepted.corrected) == ("accepted", [])
    assert (corrected.decision, corrected.corrected) == ("corrected", ["certainty"])


def test_each_reviewer_answers_once_and_does_not_see_what_others_answered() -> None:
    row = offered(make.article(), "unnamed.plural")
    one, two = make.user("reviewer"), make.user("reviewer")
    suggestions.reject(suggestion=row, by=one)
    assert not Suggestion.objects.undecided_by(one).exists()
    assert Suggestion.objects.undecided_by(two).exists()
    with pytest.raises(ValidationError, match="already"):
        suggestions.reject(suggestion=row, by=one)


def test_a_reading_of_another_text_does_not_answer_it() -> None:
    row, reviewer = offered(make.article(), "unnamed.plural"), make.user("reviewer")
    elsewhere = make.read(make.article(), make.claim(), by=reviewer)
    with pytest.raises(ValidationError, match="another text"):
        suggestions.take_up(suggestion=row, reading=elsewhere, by=reviewer)


def test_a_rule_is_switched_off_with_a_reason_and_on_again() -> None:
    offered(make.article(), "good", "bad")
    kept = offered(make.article(), "good")
    editor = make.user("editor")
    with pytest.raises(ValidationError):
        suggestions.switch_rule(rule="bad", off=True, by=editor)
    suggestions.switch_rule(rule="bad", off=True, by=editor, reason="Takes insiders for sources.")
    assert list(Suggestion.objects.offered()) == [kept]
    suggestions.switch_rule(rule="bad", off=False, by=editor)
    assert Suggestion.objects.offered().count() == 2
    with pytest.raises(PermissionDenied):
        suggestions.switch_rule(rule="bad", off=True, by=make.user("reviewer"), reason="No.")


def test_the_database_refuses_what_does_not_hold() -> None:
    article, reviewer = make.article(), make.user("reviewer")
    row = offered(article, "good")
    decision = suggestions.reject(suggestion=row, by=reviewer)
    off = SwitchedOffRule.objects.create(rule="x", reason="y", switched_by=reviewer)
    for thing, values, name in (
        (row, {"cue_end": 3}, "suggestion_cue_is_a_span"),
        (decision, {"decision": "shrug"}, "suggestion_decision_is_known"),
        (decision, {"decision": "accepted"}, "suggestion_taken_up_has_a_reading"),
        (off, {"reason": ""}, "switched_off_rule_has_a_reason"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            models.QuerySet(type(thing)).filter(pk=thing.pk).update(**values)
    again = SuggestionDecision(suggestion=row, reviewer=reviewer, decision="rejected")
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    copy = Suggestion.objects.get()
    copy.pk = "sug_other"
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)
    assert Reading.objects.count() == 0
