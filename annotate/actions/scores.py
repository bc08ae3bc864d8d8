"""Storing what the workers computed. Only the service itself does; it never causes rescoring."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from annotate.actions.bulk import Values, copy_in
from annotate.actions.consensus import Found, keep_consensus
from annotate.actions.graphs import keep_graphs
from annotate.actions.news import announce_denials, announce_records, why
from annotate.actions.verb import Log, hold, verb
from annotate.models import (
    Claim,
    ClaimGraph,
    CurrentRun,
    RunScore,
    ScoreHistory,
    ScoringRun,
    SourceRecord,
    State,
    Trial,
    User,
)
from annotate.roles import WORKER, System
from annotate.statements import amend, ask, put

#: A change in one of these is a changed published figure: it makes history and is announced.
PUBLISHED = (
    "probability", "low", "high", "admiralty", "icd203", "cannot_be_judged", "calibration", "independent_roots",
    "reports", "denials", "silences", "input_erased",
)  # fmt: skip
_STORED = tuple(f.attname for f in RunScore._meta.concrete_fields if f.attname != "id")
HISTORY = tuple(
    f.attname for f in ScoreHistory._meta.concrete_fields if f.attname in _STORED and f.attname != "claim_id"
)
#: What is looked at again when a new score comes: the figures, and what moved them.
_TOLD = ("claim_id", "run_id", "as_of_change", *PUBLISHED, "contributions")
#: Shown figures have two digits; what differs less than half of the next one is the same figure.
SAME = 5e-5
#: Lines that a history row keeps.
LINES = 12


def store_run(
    *,
    run: str,
    parameters: Mapping[str, Any],
    figures: Mapping[str, Any],
    as_of_change: int,
    reference_day: dt.date,
    code_version: str,
    trials: Sequence[Values],
    by: System = WORKER,
) -> ScoringRun:
    """Keep a run under a new id: its parameters, its own figures, what it learnt from. `switch_run` makes scores follow."""
    with verb("run.store", by=by) as log:
        stored = ScoringRun.objects.create(
            pk=run,
            parameters=dict(parameters),
            figures=dict(figures),
            as_of_change=as_of_change,
            reference_day=reference_day,
            code_version=code_version,
        )
        copy_in(Trial, trials)
        log.add(stored, after={"as_of_change": as_of_change, "reference_day": reference_day.isoformat()})
    return stored


def switch_run(*, run: ScoringRun, by: System | User) -> None:
    """Everybody reads this run's scores from now on. Those that it lacks are made by the next sweep: see `passes`."""
    allowed = "run.store" if isinstance(by, System) else "run.restore"
    with verb("run.switch", by=by, allowed_as=allowed) as log:
        point_at(log, run, hold_to_switch(run), by if isinstance(by, User) else None)


def hold_to_switch(run: ScoringRun) -> CurrentRun | None:
    """The run before, if any. Before any claim is held, as in `store_scores`: once this is held, nobody stores under that one.

    The very first run makes the row here and not later: two of them must not meet with claims in their hands.
    """
    _, is_first = CurrentRun.objects.get_or_create(pk=1, defaults={"run": run})
    before = CurrentRun.objects.select_for_update().get(pk=1)
    return None if is_first else before


def point_at(log: Log, run: ScoringRun, before: CurrentRun | None, by: User | None) -> None:
    """The one row that says which run's scores are read. Claims that it has no score for, or an old one, are stale."""
    stale = list(behind(run.pk).values_list("pk", flat=True))
    hold(stale)
    Claim.objects.filter(pk__in=stale).update(scored_change=-1)
    previous = before.run_id if before and before.run_id != run.pk else None
    CurrentRun.objects.update_or_create(
        pk=1, defaults={"run": run, "previous_id": previous, "switched_by": by}
    )
    log.add(run, verb="run.switch", before={"run": before.run_id if before else None}, after={"run": run.pk})


def behind(run: str) -> QuerySet[Claim]:
    """Claims that want a score and have none under this run, or one that has not seen their newest change."""
    scored = RunScore.objects.filter(
        run=run, claim=OuterRef("pk"), as_of_change__gte=OuterRef("touched_change")
    )
    wanted = Claim.objects.filter(merged_into=None, erased_at=None).exclude(state=State.WITHDRAWN)
    return wanted.filter(~Exists(scored)).order_by("pk")


def store_scores(
    scores: Sequence[RunScore],
    *,
    seen: Mapping[str, int],
    consensus: Found = MappingProxyType({}),
    graphs: Sequence[ClaimGraph] | None = None,
    merged: Collection[str] = (),
    by: System = WORKER,
) -> int:
    """Store what a block of claims came to under one run, all of it or nothing.

    ``seen`` has for each claim the change that its score had seen; one without a score here (withdrawn, erased, merged
    away) is not to have any, nor one without a graph, unless ``graphs`` is None. ``merged`` are claims that were merged
    into these and are told of too.

    Under the current run: a claim that changed meanwhile stays stale and is scored again; what changed of the
    published figures is announced, and how many did is returned. Under another: kept until that is the current one.
    """
    with verb("score.store", by=by) as log:
        current, previous = hold_current_run()
        ids, runs = {s.claim_id for s in scores}, {s.run_id for s in scores}
        claims = log.hold({*seen, *ids, *consensus, *merged})
        old = _stored(ids, runs)
        newer = {s.claim_id for s in scores if not _is_newer(s, old.get(s.claim_id))}
        scores = [s for s in scores if s.claim_id not in newer]
        if keep_consensus({pk: of for pk, of in consensus.items() if pk not in newer}, current):
            log.retell({*consensus, *merged})
        unscored = {pk: claim for pk, claim in claims.items() if pk in seen and pk not in ids}
        dropped = {pk for pk, claim in unscored.items() if claim.scored_change <= seen[pk]}
        if dropped:
            RunScore.objects.filter(claim__in=dropped).delete()
            log.retell(dropped)
        put(
            RunScore,
            [{name: getattr(s, name) for name in _STORED} for s in scores],
            over=["claim_id", "run_id"],
        )
        if graphs is not None:
            keep_graphs(
                graphs, without=seen.keys() - {g.claim_id for g in graphs}, seen=max(seen.values(), default=0)
            )
        if runs - {current}:
            _mark_scored({pk: seen[pk] for pk in dropped})
            return 0
        if previous:  # what the switch changed of these is not told yet: told now, and only once
            old = old | _stored(ids, {previous})
            RunScore.objects.filter(claim__in=ids, run=previous).delete()
        changed = [s for s in scores if _differs(s, old.get(s.claim_id))]
        log.retell(s.claim_id for s in scores)
        _mark_scored(seen)
        _announce(log, changed, scores, old, claims)
    return len(changed)


def _stored(claims: Collection[str], runs: Collection[str]) -> dict[str, RunScore]:
    """What is stored of claims under a run, by claim, without the roots behind it."""
    return {row[0]: RunScore(**dict(zip(_TOLD, row, strict=True))) for row in ask(_told, claims, runs)}


def _told(claims: Collection[str], runs: Collection[str]) -> QuerySet[Any, Any]:
    return RunScore.objects.filter(claim__in=claims, run__in=runs).values_list(*_TOLD)


def tell(log: Log, which: Q, current: str | None, previous: str | None) -> int:
    """Announce what a switch changed of these claims' published figures. Returns how many did."""
    claims = hold(RunScore.objects.filter(which, run=current).values_list("claim", flat=True))
    new = {s.claim_id: s for s in RunScore.objects.filter(which, run=current)}
    old = {s.claim_id: s for s in RunScore.objects.filter(which, run=previous)} if previous else {}
    told = set(ScoreHistory.objects.filter(which).order_by().values_list("claim", flat=True).distinct())
    untold = [s for pk, s in sorted(new.items()) if pk in claims and (pk in old or pk not in told)]
    changed = [s for s in untold if _differs(s, old.get(s.claim_id))]
    _announce(log, changed, untold, old, claims)
    stale = RunScore.objects.filter(which, run=current, claim__touched_change__gt=F("claim__scored_change"))
    _mark_scored({pk: seen for pk, seen in stale.values_list("claim", "as_of_change") if pk in claims})
    return len(changed)


def hold_current_run() -> tuple[str | None, str | None]:
    """The current run, which stays so until the transaction ends, and the one before, while that is not told in full.

    Others may store under it at the same time; only the switch waits, and is waited for.
    """
    if connection.vendor != "postgresql":  # SQLite's IMMEDIATE holds the whole file
        return CurrentRun.objects.values_list("run", "previous").first() or (None, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT run_id, previous_id FROM annotate_currentrun WHERE id = 1 FOR SHARE")
        row = cursor.fetchone()
    return row or (None, None)


def store_records(
    rows: Sequence[SourceRecord], *, roots: Collection[str] | None, by: System = WORKER
) -> None:
    """Store the records of ``roots``, or of all (None); those of them that are not among ``rows`` have none any more."""
    with verb("score.store", by=by) as log:
        keep_records(log, rows, roots=roots)


def keep_records(log: Log, rows: Sequence[SourceRecord], *, roots: Collection[str] | None) -> None:
    """As `store_records`, within another verb's transaction."""
    fields = [f.attname for f in SourceRecord._meta.concrete_fields if f.attname not in ("id", "key", "side")]
    there = SourceRecord.objects.all() if roots is None else SourceRecord.objects.filter(key__in=roots)
    old = {(row.key, row.side): row for row in there}
    SourceRecord.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, update_fields=fields, unique_fields=["key", "side"]
    )
    stored = {(row.key, row.side) for row in rows}
    SourceRecord.objects.filter(pk__in=[row.pk for each, row in old.items() if each not in stored]).delete()
    announce_records(log, rows, old)


def _is_newer(score: RunScore, old: RunScore | None) -> bool:
    """Two workers may have scored the same claim: the one that saw less does not overwrite."""
    return old is None or score.as_of_change >= old.as_of_change


def _differs(score: RunScore, old: RunScore | None) -> bool:
    if old is None:
        return True
    return any(not _same(getattr(score, name), getattr(old, name)) for name in PUBLISHED)


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) < SAME
    return a == b


def _mark_scored(seen: Mapping[str, int]) -> None:
    """Compare-and-set by number: never below what another worker noted, never above what was seen."""
    by_number: dict[int, list[str]] = {}
    for claim, number in seen.items():
        by_number.setdefault(number, []).append(claim)
    for number, claims in by_number.items():
        amend(Claim, claims, only_up=True, scored_change=number)


def _announce(
    log: Log,
    changed: Sequence[RunScore],
    stored: Sequence[RunScore],
    old: Mapping[str, RunScore],
    claims: Mapping[str, Claim],
) -> None:
    for score in changed:
        before = old.get(score.claim_id)
        log.add(
            claims[score.claim_id],
            before={name: getattr(before, name) for name in PUBLISHED} if before else None,
            after={name: getattr(score, name) for name in PUBLISHED} | {"why": why(before, score)},
            verb="claim.score_changed",
        )
    announce_denials(log, stored, claims)
    if not changed:
        return
    # The history names the change that announced it: numbers are drawn in the order of the entries.
    first = log.reserve()
    put(
        ScoreHistory,
        [
            {
                "claim_id": score.claim_id,
                "change": first + offset,
                "lines": _weightiest(score.contributions),
                **{name: getattr(score, name) for name in HISTORY},
            }
            for offset, score in enumerate(changed)
        ],
    )
    amend(Claim, [s.claim_id for s in changed], updated_at=log.at)


def _weightiest(contributions: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """Keys and numbers only, no words: what moved a score can be told later, and nothing in it can be erased."""
    lines = [[line["root"] or line["label"], line["log_odds"]] for line in contributions]
    return sorted(lines, key=lambda line: -abs(line[1]))[:LINES]
