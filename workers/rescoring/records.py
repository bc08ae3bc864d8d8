"""Sources' records as their pages show them: what a run knows of a root, and the outcomes since."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from django.db.models import Exists, OuterRef
from django.utils import timezone

from annotate.actions import scores
from annotate.actions.verb import newest_change
from annotate.models import SourceRecord
from annotate.models import Trial as TrialRow
from workers.rescoring.runs import frozen, parameters_of, resolved, trials_from, waiting
from workers.scoring import Side, SourceReliability, Trial


def rows_of(run: str) -> list[SourceRecord]:
    """The records of every root under a run, to be stored with the switch to it."""
    return _made(run, None)


def store_all(run: str) -> int:
    """The records of every root. Returns how many."""
    rows = rows_of(run)
    scores.store_records(rows, roots=None)
    return len(rows)


def store_some(run: str, roots: Collection[str]) -> int:
    """The records of these roots, after an outcome came in or went."""
    if not roots:
        return 0
    rows = _made(run, set(roots))
    scores.store_records(rows, roots=roots)
    return len(rows)


def _made(run: str, roots: set[str] | None) -> list[SourceRecord]:
    head = newest_change()
    since = [t for t in trials_from(waiting(run), frozen(run)) if roots is None or t.root in roots]
    seen = _seen(run, roots)
    fresh = {trial.claim for trial in since}
    known = [trial for trial in seen if trial.claim not in fresh] + since
    as_of = max((parameters_of(run).as_of, *(trial.day for trial in known)))
    return _rows(known, Counter(t.root for t in since), run, as_of, head)


def _seen(run: str, roots: set[str] | None) -> list[Trial]:
    still = resolved().filter(claim=OuterRef("claim"))
    rows = TrialRow.objects.filter(Exists(still), run=run).order_by("day", "claim", "root", "side")
    if roots is not None:
        rows = rows.filter(root__in=roots)
    return [
        Trial(root=root, kind=kind, side=Side(side), day=day, y=y, weight=weight, claim=claim)
        for root, kind, side, day, y, weight, claim in rows.values_list(
            "root", "kind", "side", "day", "y", "weight", "claim"
        )
    ]


def _rows(
    known: Sequence[Trial], waits: Counter[str], run: str, as_of: dt.date, head: int
) -> list[SourceRecord]:
    """Own trials up to now; the kind's mean as the run froze it, so that one outcome moves one record."""
    frozen = parameters_of(run).records
    strength = frozen.strength
    own = (
        SourceReliability(half_life=frozen.half_life, strength=frozen.strength)
        .fit_trials(known)
        .records(as_of)
    )
    trials: dict[tuple[str, Side], list[Trial]] = defaultdict(list)
    for trial in known:
        trials[trial.root, trial.side].append(trial)
    rows = []
    for (root, side), mine in sorted(trials.items()):
        kind = own.source_kinds[root]
        of_kind, tally = frozen.reliability(root, kind, side), own.sources[root, side]
        alpha = tally.right + strength * of_kind.kind_mean
        beta = tally.trials - tally.right + strength * (1.0 - of_kind.kind_mean)
        r = replace(of_kind, alpha=alpha, beta=beta, effective_n=tally.trials)
        low, high = r.interval
        rows.append(
            SourceRecord(
                key=root, side=side.value, kind=kind, mean=r.mean, low=low, high=high, effective_n=r.effective_n,
                trials=len(mine), letter=r.letter, waiting=waits[root], as_of_change=head, computed_at=timezone.now(),
            )
        )  # fmt: skip
    return rows
