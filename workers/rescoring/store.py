"""Rescoring: take stale claims, score them under the current run, store what came out."""

import datetime as dt
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from annotate.actions import scores
from annotate.actions.graphs import store_graphs
from annotate.models import Claim, RunConsensus, RunScore
from workers.rescoring import records, runs
from workers.rescoring.compute import Block, prepare, score, scored_claims
from workers.rescoring.compute import trials as trials_now
from workers.rescoring.consensus import Agreed
from workers.rescoring.graph import graph_row
from workers.rescoring.reading import load
from workers.rescoring.rows import Rows
from workers.rescoring.runs import Frozen
from workers.scoring import ClaimScore, Component, Contribution

logger = logging.getLogger(__name__)

#: What a score says where it cannot judge.
WHY_NOT = {
    "no_source_asserts_or_denies": "No source asserts or denies it.",
    "no_record_of_source_or_kind": "Neither a source behind it nor its kind of source has enough resolved claims.",
}


_LINE = Contribution._fields


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
        stale = Claim.objects.stale().exclude(pk__in=failed).order_by("touched_change")
        claims = list(stale.values_list("pk", flat=True)[: runs.BLOCK])
        if claims:
            block = rescore(claims, runs.current())
            failed |= block.failed
            done += len(claims) - len(block.failed)
        if len(claims) < runs.BLOCK:
            return done


def rescore(claims: Collection[str], under: Frozen) -> Block:
    """Score these claims under a run and store scores, consensus and, for new outcomes, records."""
    made = make(load(claims, under.run), under)
    head, block = made.block.rows.head, made.block
    scores.store_consensus([RunConsensus(**values) for values in made.consensus], gone=block.gone)
    scores.store_scores(
        [RunScore(**values) for values in made.scores],
        seen={values["claim_id"]: head for values in made.scores},
    )
    keep_graphs(block, block.rows.claims)
    if made.unwanted:
        scores.drop_scores(made.unwanted, seen=dict.fromkeys(made.unwanted, head))
    if under.run == runs.current_id():
        records.store_some(under.run, _roots_with_news(block))
    return block


def keep_graphs(block: Block, among: Collection[str]) -> None:
    """Who had it from whom, of claims with several reports; those ``among`` them without have no graph any more."""
    now, wanted = timezone.now(), {*scored_claims(block)[0]}.intersection(among)
    graphs = [
        row
        for claim in sorted(wanted)
        if (trace := block.graphs.get(claim))
        and (row := graph_row(claim, trace, block.counted[claim], block.rows.head, now))
    ]
    gone = {*among} - {g.claim_id for g in graphs} - block.failed
    store_graphs(graphs, without=[*gone], seen=block.rows.head)


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
        "contributions": [dict(zip(_LINE, line, strict=True)) for line in result.contributions],
        "components": [_component(c) for c in result.components],
        "run_id": result.run,
        "as_of_change": head,
        "computed_at": now,
    }


def _component(component: Component) -> dict[str, Any]:
    """A root and the reports that lead to it, by ids and keys only: no words, so nothing to erase."""
    origins = {row.id for row in component.origins}
    return {
        "key": component.key,
        "roots": list(component.roots),
        "relays": list(component.relays),
        "is_on_both_sides": component.is_on_both_sides,
        "has_merged_pools": component.has_merged_pools,
        "reports": [
            {
                "attribution": row.id, "article": row.report, "outlet": row.outlet, "root": row.root, "side": row.side.value,
                "asserts": row.asserts, "denies": row.denies, "weight": row.weight, "is_origin": row.id in origins,
                "is_erased": row.is_erased, "relays": list(row.relays),
            }
            for row in component.rows
        ],
    }  # fmt: skip
