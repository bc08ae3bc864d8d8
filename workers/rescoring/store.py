"""Rescoring: take stale claims, score them under the current run, store what came out."""

import datetime as dt
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from annotate.actions import scores
from annotate.actions.consensus import Found
from annotate.actions.graphs import store_graphs
from annotate.models import Claim, ClaimGraph, RunScore
from annotate.statements import ask
from workers.rescoring import records, runs
from workers.rescoring.compute import Block, prepare, score, scored_claims
from workers.rescoring.compute import trials as trials_now
from workers.rescoring.consensus import Agreed
from workers.rescoring.graph import graph_row
from workers.rescoring.reading import load
from workers.rescoring.rows import Rows
from workers.rescoring.runs import Frozen
from workers.scoring import ClaimScore, Component

logger = logging.getLogger(__name__)

#: What a score says where it cannot judge.
WHY_NOT = {
    "no_source_asserts_or_denies": "No source asserts or denies it.",
    "no_record_of_source_or_kind": "Neither a source behind it nor its kind of source has enough resolved claims.",
}


#: Claims that are rescored at once.
BLOCK = 500
_ROWS: list[Any] = [RunScore._meta.get_field(name) for name in ("contributions", "components")]


@dataclass(frozen=True)
class Made:
    """What a block of claims came to: the values of its rows, ready to be stored."""

    block: Block
    scores: list[dict[str, Any]]
    consensus: list[dict[str, Any]]
    unwanted: list[str]


def rescore_stale() -> int:
    """Score every claim that changed since its score, in blocks. Returns how many were scored.

    What changes while the last block is scored rings again.
    """
    done, failed = 0, set[str]()
    while True:
        claims = [pk for (pk,) in (_stale(failed) if failed else ask(_stale))]
        if claims:
            block = rescore(claims, runs.current())
            failed |= block.failed
            done += len(claims) - len(block.failed)
        if len(claims) < BLOCK:
            return done


def _stale(apart_from: Collection[str] = ()) -> QuerySet[Any, Any]:
    stale = Claim.objects.stale().exclude(pk__in=apart_from).order_by("touched_change")
    return stale.values_list("pk")[:BLOCK]


def rescore(claims: Collection[str], under: Frozen) -> Block:
    """Score these claims under a run and store scores, consensus, graphs and, for new outcomes, records."""
    made = make(load(claims, under.run), under)
    block, rows = made.block, made.block.rows
    # Before the scores: where a worker dies in between, the claims are still stale.
    if (news := _roots_with_news(block)) and under.run == runs.current_id():
        records.store_some(under.run, news)
    found = [
        RunScore(**values | {rows.name: rows.named(values[rows.name]) for rows in _ROWS})
        for values in made.scores
    ]
    scores.store_scores(
        found,
        seen=dict.fromkeys([*(score.claim_id for score in found), *made.unwanted], rows.head),
        consensus=_by_claim(made),
        graphs=_graphs(block, rows.claims),
        merged={a.claim for group in rows.attributions.values() for a in group} - rows.claims.keys(),
    )
    return block


def _by_claim(made: Made) -> Found:
    agreed = {values["attribution_id"]: values for values in made.consensus}
    known = agreed.keys() | {*made.block.gone}
    return {
        claim: {a.id: agreed.get(a.id) for a in group if a.id in known}
        for claim, group in made.block.rows.attributions.items()
    }


def keep_graphs(block: Block, among: Collection[str]) -> None:
    """Who had it from whom, of claims with several reports; those ``among`` them without have no graph any more."""
    graphs = _graphs(block, among)
    gone = {*among} - {g.claim_id for g in graphs} - block.failed
    store_graphs(graphs, without=gone, seen=block.rows.head)


def _graphs(block: Block, among: Collection[str]) -> list[ClaimGraph]:
    now, wanted = timezone.now(), {*scored_claims(block)[0]}.intersection(among)
    return [
        row
        for claim in sorted(wanted)
        if (trace := block.graphs.get(claim))
        and (row := graph_row(claim, trace, block.counted[claim], block.rows.head, now))
    ]


def retrace(claims: Collection[str], under: Frozen) -> None:
    """Their graphs anew."""
    if claims:
        block = prepare(load(claims), under.reviewers)
        keep_graphs(block, block.rows.claims)


def make(
    rows: Rows, under: Frozen, lap: Callable[[str], None] = lambda step: None, *, all_graphs: bool = True
) -> Made:
    """Agree and score; nothing is stored. ``lap`` is told when a step is over; ``all_graphs``: see `prepare`."""
    block = prepare(rows, under.reviewers, lap, all_graphs=all_graphs)
    wanted, unwanted = scored_claims(block)
    found = score(block, wanted, under.parameters)
    lap("scores")
    now, head = timezone.now(), rows.head
    made = Made(
        block,
        [_score(block, result, head, now) for result in found.values()],
        [_consensus(pk, agreed, under.run, head, now) for pk, agreed in block.agreed.items()],
        unwanted,
    )
    lap("rows")
    return made


def _roots_with_news(block: Block) -> set[str]:
    """Roots of claims whose outcome came, or went, since the run was taught."""
    now = trials_now(block)
    news = {(t.claim, t.root, t.side, t.y) for t in now} ^ {
        (t.claim, t.root, t.side, t.y) for trials in block.rows.taught.values() for t in trials
    }
    return {root for _, root, _, _ in news}


def _consensus(pk: str, agreed: Agreed, run: str, head: int, now: dt.datetime) -> dict[str, Any]:
    return {
        "attribution_id": pk, "facets": agreed.facets, "exists": agreed.exists, "readings": agreed.readings,
        "adjudicated": agreed.adjudicated, "run_id": run, "as_of_change": head, "computed_at": now,
    }  # fmt: skip


def _score(block: Block, result: ClaimScore, head: int, now: dt.datetime) -> dict[str, Any]:
    low, high = result.interval or (None, None)
    return {
        "claim_id": result.claim_id,
        "probability": result.probability,
        "low": low,
        "high": high,
        "admiralty": result.admiralty,
        "icd203": result.word,
        "cannot_be_judged": WHY_NOT[result.reason] if result.reason else "",
        "resolved_claims": result.resolved_claims,
        "calibration": result.calibration_status,
        "independent_roots": result.independent_roots,
        "effective_roots": result.effective_roots,
        "reports": result.reports,
        "denials": result.denials,
        "silences": result.silences,
        "input_erased": result.input_erased or block.rows.claims[result.claim_id].inputs_erased > 0,
        "contributions": [tuple(line) for line in result.contributions],
        "components": [_component(c) for c in result.components],
        "run_id": result.run,
        "as_of_change": head,
        "computed_at": now,
    }


def _component(component: Component) -> tuple[Any, ...]:
    """A root and the reports that lead to it, by ids and keys only: no words, so nothing to erase."""
    origins = {row.id for row in component.origins}
    reports = [
        (
            row.id, row.report, row.outlet, row.root, row.side.value, row.asserts, row.denies, row.weight,
            row.id in origins, row.is_erased, row.relays,
        )
        for row in component.rows
    ]  # fmt: skip
    return (
        component.key, component.roots, component.relays, component.is_on_both_sides, component.has_merged_pools, reports,
    )  # fmt: skip
