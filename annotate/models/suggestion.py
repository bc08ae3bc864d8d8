"""What the service suggests to a reviewer, and what reviewers did with it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from annotate.models.base import AppendOnly, IdField


class SuggestionRun(AppendOnly):
    """That a text was looked through for attributions: a text without such a row still is to be."""

    revision = models.OneToOneField(
        "annotate.Revision", models.CASCADE, primary_key=True, related_name="suggestion_run"
    )
    failure = models.TextField(blank=True, help_text="Why there is none; empty when it went well.")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"suggestions for {self.revision_id}"


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def offered(self) -> "SuggestionQuerySet":
        """Without those that rest on a rule that was switched off. Two queries."""
        off = set(SwitchedOffRule.objects.values_list("rule", flat=True))
        if not off:
            return self
        gone = [pk for pk, rules in self.values_list("pk", "rules") if off & set(rules)]
        return self.exclude(pk__in=gone)

    def undecided_by(self, reviewer) -> "SuggestionQuerySet":
        """Those that this reviewer has not answered; what others did with them stays unseen."""
        return self.exclude(decisions__reviewer=reviewer)


class Suggestion(models.Model):
    """A suggested attribution: three spans, probable facets, and the words and rules that gave it away."""

    id = IdField("sug")
    revision = models.ForeignKey("annotate.Revision", models.CASCADE, related_name="suggestions")
    kind = models.CharField(max_length=24)
    facets = models.JSONField(help_text="{facet: {term: probability}}")
    cue_start = models.PositiveIntegerField()
    cue_end = models.PositiveIntegerField()
    source_start = models.PositiveIntegerField(null=True)
    source_end = models.PositiveIntegerField(null=True)
    content_start = models.PositiveIntegerField(null=True)
    content_end = models.PositiveIntegerField(null=True)
    relay_start = models.PositiveIntegerField(null=True)
    relay_end = models.PositiveIntegerField(null=True)
    name_start = models.PositiveIntegerField(null=True)
    name_end = models.PositiveIntegerField(null=True)
    stated_count = models.PositiveIntegerField(null=True)
    count_floor = models.PositiveIntegerField(null=True)
    because = models.JSONField(
        help_text="[{rule, facet, start, end}]: the words that fired each rule, and the facet it spoke for."
    )
    rules = models.JSONField(help_text="The ids of the rules that fired, each once.")

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["revision", "cue_start", "id"]
        constraints = [
            models.UniqueConstraint(
                name="suggestion_once", fields=["revision", "cue_start", "cue_end", "content_start"]
            ),
            models.CheckConstraint(name="suggestion_cue_is_a_span", condition=Q(cue_end__gt=F("cue_start"))),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.cue_start}"

    def span(self, name: str) -> tuple[int, int] | None:
        """``source``, ``cue``, ``content``, ``relay`` or ``name`` as code points (start, end), or None."""
        start, end = getattr(self, f"{name}_start"), getattr(self, f"{name}_end")
        return None if start is None else (start, end)

    def probable(self) -> dict[str, str]:
        """The most probable term of each facet on which a rule has an opinion."""
        return {facet: max(terms, key=lambda term: terms[term]) for facet, terms in self.facets.items()}


class SuggestionDecision(AppendOnly):
    """What one reviewer did with a suggestion. Each answers for himself: blind, like the reading itself."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted"
        CORRECTED = "corrected"
        REJECTED = "rejected"

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="decisions")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision)
    reading = models.ForeignKey("annotate.Reading", models.CASCADE, null=True, related_name="+")
    corrected = models.JSONField(default=list, help_text="The facets and spans in which the reading differs.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="suggestion_decided_once", fields=["suggestion", "reviewer"]),
            models.CheckConstraint(
                name="suggestion_decision_is_known",
                condition=Q(decision__in=["accepted", "corrected", "rejected"]),
            ),
            models.CheckConstraint(
                name="suggestion_taken_up_has_a_reading",
                condition=Q(decision="rejected") | Q(reading__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} {self.decision} {self.suggestion_id}"


class RuleAnswer(AppendOnly):
    """What became of one rule's word on one facet when a reviewer answered: what the screen of rules counts.

    An empty facet: the rule found the attribution itself, and its spans.
    """

    decision = models.ForeignKey(SuggestionDecision, models.CASCADE, related_name="rule_answers")
    rule = models.CharField(max_length=80)
    facet = models.CharField(max_length=24, blank=True)
    answer = models.CharField(max_length=10, choices=SuggestionDecision.Decision)

    class Meta:
        verbose_name = "rule of suggestions"
        verbose_name_plural = "rules of suggestions"
        constraints = [
            models.UniqueConstraint(name="rule_answered_once", fields=["decision", "rule", "facet"]),
            models.CheckConstraint(
                name="rule_answer_is_known", condition=Q(answer__in=["accepted", "corrected", "rejected"])
            ),
        ]
        # The screen counts by rule and facet, and shows a rule's last answers.
        indexes = [models.Index(name="rule_answers", fields=["rule", "facet", "answer", "-id"])]

    def __str__(self) -> str:
        return f"{self.rule} {self.answer}"


class SwitchedOffRule(models.Model):
    """A rule whose suggestions are no longer offered, because reviewers reject what it says."""

    rule = models.CharField(max_length=80, primary_key=True)
    reason = models.TextField()
    switched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(name="switched_off_rule_has_a_reason", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return self.rule
