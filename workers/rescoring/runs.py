"""The scoring run that scores are made under: fitting one, switching to it, having it at hand."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from annotate.actions import scores
from annotate.actions.verb import newest_change
from annotate.models import CurrentRun, Outcome, ScoringRun, State
from annotate.models import Trial as TrialRow
from annotate.models.base import new_id
from annotate.roles import WORKER
from annotate.statements import ask
from annotate.vocabulary import Verdict
from workers.rescoring.clock import Clock, not_collecting
from workers.rescoring.compute import prepare, trials_of
from workers.rescoring.compute import resolved as resolved_of
from workers.rescoring.figures import figures_of
from workers.rescoring.reading import stream
from workers.rescoring.reviewers import Reviewers, fit_reviewers
from workers.scoring import ClaimCredibility, Parameters, ResolvedClaim, SourceReliability, Trial

CODE_VERSION = "3"
#: Facets that weigh of themselves; none that already defines a root's kind.
FACETS = ("first_hand", "hearsay", "hedged", "self_interested")
#: Trials in the last two years from which half-life and strength are tuned; below, the documented ones stand.
ENOUGH_TO_TUNE = 200
BLOCK = 500


@dataclass(frozen=True)
class Frozen:
    """A run as it is scored under: the plain library's parameters and what is known of each reviewer."""

    parameters: Parameters
    reviewers: Reviewers

    @property
    def run(self) -> str:
        return self.parameters.run


def current(*, today: dt.date | None = None) -> Frozen:
    """The current run; where there is none yet, one is fitted first."""
    run = current_id()
    if run is None:  # the first ever: nothing is scored yet, so nothing is switched from
        first = fit(reference_day=today or timezone.now().date())
        scores.switch_run(run=first, by=WORKER)
        run = first.pk
    return frozen(run)


def current_id() -> str | None:
    return next((run for (run,) in ask(_current)), None)


def _current() -> QuerySet[CurrentRun, Any]:
    return CurrentRun.objects.filter(pk=1).values_list("run")


@lru_cache(maxsize=2)
def frozen(run: str) -> Frozen:
    """A run never changes, so a process reads each but once."""
    stored = ScoringRun.objects.get(pk=run).parameters
    return Frozen(Parameters.from_dict(stored), Reviewers.from_dict(stored.get("consensus", {})))


def parameters_of(run: str) -> Parameters:
    return frozen(run).parameters


@not_collecting()
def fit(*, reference_day: dt.date) -> ScoringRun:
    """Fit on every claim resolved up to the reference day and keep the run; `passes` makes scores follow it.

    Fitting is one process and holds the readings' labels and the resolved claims' evidence in memory:
    docs/method.md has the arithmetic. Three steps, each frozen for the next: reviewers, sources, claims.
    """
    head = newest_change()
    clock = Clock()
    reviewers, of_reviewers = fit_reviewers()
    clock.lap("consensus")
    run = new_id("run")
    blank = Frozen(Parameters.prior(as_of=reference_day, run=run), reviewers)
    known = [claim for claim in resolved_claims(resolved(), blank) if claim.day <= reference_day]
    taught = trials_of(known)
    clock.lap("load")
    records = _reliability(taught, reference_day).records(as_of=reference_day)
    clock.lap("reliability")
    fitted = ClaimCredibility(FACETS).fit(known, records)
    clock.lap("credibility")
    figures = figures_of(fitted, records) | {"roots": len({trial.root for trial in taught})} | of_reviewers
    clock.lap("figures")
    return scores.store_run(
        run=run,
        parameters=fitted.parameters(run, records).to_dict() | {"consensus": reviewers.to_dict()},
        figures=figures | {"seconds": clock.seconds},
        as_of_change=head,
        reference_day=reference_day,
        code_version=CODE_VERSION,
        trials=[_row(run, trial) for trial in taught],
    )


def _reliability(taught: Sequence[Trial], reference_day: dt.date) -> SourceReliability:
    """Half-life and strength by walk-forward log loss over the last two years, once there is enough to walk on."""
    estimator = SourceReliability().fit_trials(taught)
    since = reference_day - dt.timedelta(days=730)
    if sum(trial.day >= since for trial in taught) >= ENOUGH_TO_TUNE:
        estimator.tune(since, reference_day)
    return estimator


def resolved() -> QuerySet[Outcome]:
    """The outcomes that teach: agreed, settled, of published claims."""
    agreed = Outcome.objects.filter(state=Outcome.State.AGREED, claim__state=State.PUBLISHED)
    return agreed.exclude(verdict=Verdict.UNRESOLVED)


def waiting(run: str) -> QuerySet[Outcome]:
    """The outcomes that a run has not seen: they wait for the next one."""
    seen = TrialRow.objects.filter(run=run, claim=OuterRef("claim"))
    after, made = ScoringRun.objects.values_list("as_of_change", "created_at").get(pk=run)
    # By touched_change first: what was not touched since cannot be new. Imported ones carry old times.
    news = ~Exists(seen) | Q(decided_at__gt=made)
    return resolved().filter(news, claim__touched_change__gt=after)


def resolved_claims(outcomes: QuerySet[Outcome], under: Frozen) -> Iterator[ResolvedClaim]:
    """Resolved claims with their evidence: a fixed number of queries, and a block of rows at a time."""
    claims = outcomes.values("claim")
    for rows in stream(lambda path: Q(**{f"{path}__in": claims}), "", size=BLOCK):
        yield from resolved_of(prepare(rows, under.reviewers, all_graphs=False))


def trials_from(outcomes: QuerySet[Outcome], under: Frozen) -> list[Trial]:
    """What outcomes teach."""
    return trials_of(resolved_claims(outcomes, under))


def _row(run: str, trial: Trial) -> dict[str, Any]:
    return {
        "run_id": run, "claim_id": trial.claim, "root": trial.root, "kind": trial.kind, "side": trial.side.value,
        "day": trial.day, "y": trial.y, "weight": trial.weight,
    }  # fmt: skip
