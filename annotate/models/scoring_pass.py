"""Scoring everything under one run: a pass, cut into shards that any worker takes. Work is rows, counted in by rows."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotate.models.base import IdField


class PassQuerySet(models.QuerySet):
    def open(self) -> "PassQuerySet":
        return self.filter(is_open=True)


class ScoringPass(models.Model):
    """Every claim's score is made under ``run``, unseen; when the last shard is in, all are switched to at once.

    *Telling* comes after the switch: changed figures go into history and change log, block by block, and the scores
    of the run before go.
    """

    class State(models.TextChoices):
        SCORING = "scoring"
        TELLING = "telling", "switched, announcing"
        DONE = "done"
        FAILED = "failed"

    id = IdField("pas")
    run = models.ForeignKey("annotate.ScoringRun", models.PROTECT, related_name="passes")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.SCORING)
    is_open = models.BooleanField(default=True, editable=False)
    note = models.CharField(max_length=300, blank=True, help_text="Why it failed.")
    as_of_change = models.BigIntegerField(help_text="The newest change when it began.")
    began_at = models.DateTimeField(auto_now_add=True)
    switched_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = PassQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "scoring passes"
        ordering = ["-began_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="pass_switched_before_it_tells",
                condition=~Q(state__in=["telling", "done"]) | Q(switched_at__isnull=False),
            ),
            models.CheckConstraint(
                name="pass_is_open_or_over",
                condition=Q(is_open=True, state__in=["scoring", "telling"])
                | Q(is_open=False, state__in=["done", "failed"]),
            ),
            models.UniqueConstraint(name="pass_one_open", fields=["is_open"], condition=Q(is_open=True)),
        ]

    def __str__(self) -> str:
        return f"pass under {self.run_id} ({self.state})"


class ShardQuerySet(models.QuerySet):
    def left(self) -> "ShardQuerySet":
        """Not yet done in the state that the pass is in."""
        return self.filter(
            Q(of__state=ScoringPass.State.SCORING, scored_at=None)
            | Q(of__state=ScoringPass.State.TELLING, told_at=None)
        )

    def free(self, *, at: dt.datetime, lease: dt.timedelta) -> "ShardQuerySet":
        """Left, and nobody's: never taken, or by somebody who has not been heard of since."""
        return self.left().filter(Q(taken_at=None) | Q(taken_at__lt=at - lease))


class Shard(models.Model):
    """The claims with ``after < id <= upto``; an empty end is open, so that new claims fall into one too."""

    of = models.ForeignKey(ScoringPass, models.CASCADE, related_name="shards")
    number = models.PositiveIntegerField()
    after = models.CharField(max_length=28, blank=True)
    upto = models.CharField(max_length=28, blank=True)
    taken_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Times taken in this state.")
    scored_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    claims = models.PositiveIntegerField(default=0)
    seconds = models.JSONField(default=dict, help_text="{step: processor seconds}.")

    objects = ShardQuerySet.as_manager()

    class Meta:
        ordering = ["of", "number"]
        constraints = [models.UniqueConstraint(name="shard_once", fields=["of", "number"])]

    def __str__(self) -> str:
        return f"shard {self.number} of {self.of_id}"

    def holds(self, field: str = "claim") -> Q:
        """The condition on ``field`` that a claim is in it."""
        return between(field, self.after, self.upto)


def between(field: str, after: str, upto: str) -> Q:
    """``after < field <= upto``; an empty end is open."""
    low = Q(**{f"{field}__gt": after}) if after else Q()
    return low & (Q(**{f"{field}__lte": upto}) if upto else Q())
