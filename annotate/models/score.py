"""What the workers computed: runs, consensus, records of sources, scores and their history."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotate.models.base import AppendOnly, IdField
from annotate.models.kept_json import KeptJSON, KeptRows

#: What is kept of a line of the working, of a root, and of a report that leads to it.
CONTRIBUTION = "kind", "label", "log_odds", "root", "evidence", "of_kind", "of_record"
COMPONENT = "key", "roots", "relays", "is_on_both_sides", "has_merged_pools", "reports"
REPORT = (
    "attribution", "article", "outlet", "root", "side", "asserts", "denies", "weight", "is_origin", "is_erased", "relays",
)  # fmt: skip


class ScoringRun(AppendOnly):
    """Fitted parameters, frozen: with them and the data at its change number, every score can be made again."""

    id = IdField("run")
    parameters = models.JSONField()
    figures = models.JSONField(
        default=dict, help_text="How good it is: agreement, held-out log loss, reliability diagram."
    )
    as_of_change = models.BigIntegerField()
    reference_day = models.DateField()
    code_version = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"{self.id} of {self.reference_day}"


class CurrentRun(models.Model):
    """The one run that scores are made under: switching it is one update of one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    run = models.ForeignKey(ScoringRun, models.PROTECT, related_name="+")
    previous = models.ForeignKey(
        ScoringRun, models.PROTECT, null=True, related_name="+",
        help_text="The run before, while what the switch changed is not told in full.",
    )  # fmt: skip
    switched_at = models.DateTimeField(auto_now=True)
    switched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="current_run_is_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.run)


class ConsensusFigures(models.Model):
    """The distribution over each facet's terms for one attribution, from its submitted readings."""

    facets = KeptJSON(help_text="{facet: {term: probability}}")
    exists = models.FloatField(help_text="The share of finished reviews of the passage that have it.")
    readings = models.PositiveIntegerField()
    adjudicated = models.BooleanField(default=False)
    run = models.ForeignKey(ScoringRun, models.CASCADE, related_name="+", db_index=False)
    as_of_change = models.BigIntegerField()
    computed_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"consensus on {self.attribution.passage}"  # type: ignore[attr-defined]


class RunConsensus(ConsensusFigures):
    """The consensus on an attribution under one run: what workers write.

    Neither it nor `RunScore` asks the database whether what it points to is there: a pass writes some hundred
    thousand rows about what it has just read, and to look each up again is a third of what storing them costs.
    """

    id = models.BigAutoField(primary_key=True)
    attribution = models.ForeignKey(
        "annotate.Attribution",
        models.CASCADE,
        related_name="run_consensus",
        db_index=False,
        db_constraint=False,
    )
    run = models.ForeignKey(ScoringRun, models.CASCADE, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="run_consensus_once", fields=["attribution", "run"]),
            models.CheckConstraint(name="consensus_exists_is_a_share", condition=Q(exists__range=(0, 1))),
        ]


class Consensus(ConsensusFigures):
    """The consensus under the current run, as everybody reads it: a view, see `Score`."""

    attribution = models.OneToOneField(
        "annotate.Attribution", models.DO_NOTHING, primary_key=True, related_name="consensus"
    )

    class Meta:
        managed = False
        verbose_name_plural = "consensus"


class SourceRecord(models.Model):
    """What a root's resolved claims say of it, asserting or denying. Key: source:…, outlet:… or pool:…"""

    key = models.CharField(max_length=120)
    side = models.CharField(max_length=7)
    kind = models.CharField(max_length=80)
    mean = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    effective_n = models.FloatField()
    trials = models.PositiveIntegerField()
    letter = models.CharField(max_length=1)
    waiting = models.PositiveIntegerField(default=0, help_text="Outcomes that the current run has not seen.")
    as_of_change = models.BigIntegerField()
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="record_once_per_side", fields=["key", "side"]),
            models.CheckConstraint(name="record_side_is_known", condition=Q(side__in=["asserts", "denies"])),
            models.CheckConstraint(name="record_letter_is_admiralty", condition=Q(letter__in=list("ABCDEF"))),
            models.CheckConstraint(
                name="record_mean_in_interval",
                condition=Q(low__gte=0, high__lte=1, low__lte=models.F("high")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.side}: {self.letter}"


class Figures(models.Model):
    """A claim's published figures. ``None`` for probability means: cannot be judged. Never 0, never ½."""

    probability = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    admiralty = models.PositiveSmallIntegerField()
    icd203 = models.CharField(max_length=24, null=True)
    cannot_be_judged = models.CharField(
        max_length=200, blank=True, help_text="Why not, in words; empty when it can."
    )
    resolved_claims = models.PositiveIntegerField()
    calibration = models.CharField(max_length=12)
    independent_roots = models.PositiveIntegerField()
    effective_roots = models.FloatField()
    reports = models.PositiveIntegerField()
    denials = models.PositiveIntegerField()
    silences = models.PositiveIntegerField()
    input_erased = models.BooleanField(default=False)
    run = models.ForeignKey(ScoringRun, models.PROTECT, related_name="+")
    as_of_change = models.BigIntegerField()
    computed_at = models.DateTimeField()

    class Meta:
        abstract = True


def _figure_constraints(model: str) -> list[models.BaseConstraint]:
    # NULL in a range is not false to a constraint, so the figures are asked for outright.
    there = Q(probability__isnull=False, low__isnull=False, high__isnull=False)
    judged = there & Q(
        cannot_be_judged="", probability__range=(0, 1), low__lte=models.F("high"), admiralty__range=(1, 5)
    )
    not_judged = ~Q(cannot_be_judged="") & Q(probability=None, low=None, high=None, icd203=None, admiralty=6)
    return [
        models.CheckConstraint(name=f"{model}_judged_or_says_why_not", condition=judged | not_judged),
        models.CheckConstraint(
            name=f"{model}_words_only_when_calibrated", condition=Q(icd203=None) | Q(calibration="calibrated")
        ),
        models.CheckConstraint(
            name=f"{model}_calibration_is_known",
            condition=Q(calibration__in=["prior_only", "provisional", "calibrated"]),
        ),
    ]


class Working(Figures):
    """Figures with the working behind them."""

    contributions = KeptRows(
        names=CONTRIBUTION, default=list, help_text="Log-odds, a line each; they sum to logit P."
    )
    components = KeptRows(
        names=COMPONENT,
        within=REPORT,
        default=list,
        help_text="The roots, and the reports that lead to each.",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.admiralty} {'' if self.probability is None else f'{self.probability:.0%}'}".strip()


class RunScore(Working):
    """A claim's score under one run: what workers write. A run's rows come before it is current and go after."""

    id = models.BigAutoField(primary_key=True)
    claim = models.ForeignKey(
        "annotate.Claim", models.CASCADE, related_name="run_scores", db_index=False, db_constraint=False
    )
    run = models.ForeignKey(ScoringRun, models.CASCADE, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        constraints = [
            *_figure_constraints("score"),
            models.UniqueConstraint(name="run_score_once", fields=["claim", "run"]),
        ]
        indexes = [models.Index(name="run_score_by_grade", fields=["run", "admiralty", "claim"])]


class Score(Working):
    """A claim's score under the current run, as everybody reads it: ``claim.score``, ``score__admiralty``.

    A view: the rows of `RunScore` whose run stands in the one row of `CurrentRun`. So one update switches all
    scores at once, and a statement sees those of one run only. It joins over ``run_score_once`` alone, however
    many runs are kept. A migration that alters `RunScore` or `CurrentRun` drops the view first and makes it again.
    """

    claim = models.OneToOneField("annotate.Claim", models.DO_NOTHING, primary_key=True, related_name="score")

    class Meta:
        managed = False


class ScoreHistory(Figures, AppendOnly):
    """The figures as they were: a row whenever a published figure changed."""

    id = models.BigAutoField(primary_key=True)
    claim = models.ForeignKey("annotate.Claim", models.CASCADE, related_name="score_history")
    change = models.BigIntegerField(help_text="The change that announced it.")
    lines = models.JSONField(
        default=list,
        help_text="The weightiest lines: [[root, or the term where there is none, log-odds], …].",
    )

    class Meta:
        ordering = ["claim", "-id"]
        verbose_name_plural = "score history"
        constraints = _figure_constraints("score_history")
        indexes = [models.Index(name="score_history_newest", fields=["claim", "-id"])]

    def __str__(self) -> str:
        return f"{self.claim_id} at {self.change}"


class Trial(models.Model):
    """What one resolved claim taught a run about one root: kept, so that the claim's own score can leave it out."""

    run = models.ForeignKey(ScoringRun, models.CASCADE, related_name="trials")
    claim = models.ForeignKey("annotate.Claim", models.CASCADE, related_name="+")
    root = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    side = models.CharField(max_length=7)
    day = models.DateField()
    y = models.FloatField()
    weight = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="trial_once", fields=["run", "claim", "root", "side"]),
            models.CheckConstraint(name="trial_side_is_known", condition=Q(side__in=["asserts", "denies"])),
            models.CheckConstraint(
                name="trial_is_between_0_and_1", condition=Q(y__range=(0, 1), weight__range=(0, 1))
            ),
        ]
        indexes = [models.Index(name="trial_of_root", fields=["run", "root"])]

    def __str__(self) -> str:
        return f"{self.root} {self.side} on {self.claim_id}"
