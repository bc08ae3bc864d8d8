"""Rescoring: take stale claims, score them under the current run, store what came out."""

import dataclasses
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from annotate.actions import scores
from annotate.actions.graphs import store_graphs
from annotate.models import Claim, ClaimGraph, RunConsensus, RunScore
from workers.rescoring import records, runs
from workers.rescoring.compute import Block, prepare, score, scored_claims, trials_of_run
from workers.rescoring.compute import trials as trials_now
from workers.rescoring.graph import graph_row
from workers.rescoring.rows import load
from workers.rescoring.runs import Frozen
from workers.scoring import ClaimScore, Component, Contribution, Trial

logger = logging.getLogger(__name__)

#: What a score says where it cannot judge.
WHY_NOT = {
    "no_source_asserts_or_denies": "No source asserts or denies it.",
    "no_record_of_source_or_kind": "Neither a source behind it nor its kind of source has enough resolved claims.",
}


_LINE = tuple(each.name for each in dataclasses.fields(Contribution))


@dataclass(frozen=True)
class Made:
    """What a block of claims came to, ready to be stored; ``taught`` by their own outcomes."""

    block: Block
    scores: list[RunScore]
    consensus: list[RunConsensus]
    unwanted: list[str]
    taught: Mapping[str, list[Trial]]


def rescore_stale() -> int:
    """Score every claim that changed since its score, in blocks. Returns how many were scored."""
    done, failed = 0, set[str]()
    while claims := list(
        Claim.objects.stale()
        .exclude(pk__in=failed)
        .order_by("touched_change")[: runs.BLOCK]
        .values_list("pk", flat=True)
    ):
        block = rescore(claims, runs.current())
        failed |= block.failed
        done += len(claims) - len(block.failed)
    return done


def rescore(claims: Collection[str], under: Frozen) -> Block:
    """Score these claims under a run and store scores, consensus and, for new outcomes, records."""
    made = make(claims, under)
    head, block = made.block.rows.head, made.block
    scores.store_consensus(made.consensus, gone=block.gone)
    scores.store_scores(made.scores, seen={s.claim_id: head for s in made.scores})
    keep_graphs(made)
    if made.unwanted:
        scores.drop_scores(made.unwanted, seen=dict.fromkeys(made.unwanted, head))
    if under.run == runs.current_id():
        records.store_some(under.run, _roots_with_news(block, made.taught))
    return block


def keep_graphs(made: Made, *, only_new: bool = False) -> None:
    """Who had it from whom, of claims with several reports. A run moves them only where it moves whose reading holds.

    ``only_new``: those that stand as they are kept are not written again.
    """
    block, now = made.block, timezone.now()
    graphs = [
        row
        for claim in (s.claim_id for s in made.scores)
        if (trace := block.graphs.get(claim))
        and (row := graph_row(claim, trace, block.counted[claim], block.rows.head, now))
    ]
    gone = {*block.rows.claims} - {g.claim_id for g in graphs} - block.failed
    if only_new:
        kept = dict(ClaimGraph.objects.filter(pk__in=[*block.rows.claims]).values_list("pk", "data"))
        graphs = [g for g in graphs if g.data != kept.get(g.claim_id)]
        gone &= kept.keys()
    if graphs or gone:
        store_graphs(graphs, without=[*gone], seen=block.rows.head)


def make(claims: Collection[str], under: Frozen, lap: Callable[[str], None] = lambda step: None) -> Made:
    """Load, agree and score; nothing is stored. ``lap`` is told when a step is over."""
    rows = load(claims)
    lap("load")
    block = prepare(rows, under.reviewers)
    lap("consensus")
    wanted, unwanted = scored_claims(block)
    taught = trials_of_run(under.run, list(block.rows.claims))
    lap("load")
    found = score(block, wanted, under.parameters, taught)
    lap("maths")
    now, head = timezone.now(), rows.head
    made = Made(
        block,
        [_score(block, result, head, now) for result in found.values()],
        [_consensus(pk, agreed, under.run, head, now) for pk, agreed in block.agreed.items()],
        unwanted,
        taught,
    )
    lap("rows")
    return made


def _roots_with_news(block: Block, taught: Mapping[str, list[Trial]]) -> set[str]:
    """Roots of claims whose outcome came, or went, since the run was ``taught``."""
    now = trials_now(block)
    news = {(t.claim, t.root, t.side, t.y) for t in now} ^ {
        (t.claim, t.root, t.side, t.y) for trials in taught.values() for t in trials
    }
    return {root for _, root, _, _ in news}


def _consensus(pk: str, agreed: Any, run: str, head: int, now: Any) -> RunConsensus:
    return RunConsensus(
        attribution_id=pk, facets=agreed.facets, exists=agreed.exists, readings=agreed.readings,
        adjudicated=agreed.adjudicated, run_id=run, as_of_change=head, computed_at=now,
    )  # fmt: skip


def _score(block: Block, result: ClaimScore, head: int, now: Any) -> RunScore:
    low, high = result.interval or (None, None)
    return RunScore(
        claim_id=result.claim_id,
        probability=result.probability,
        low=low,
        high=high,
        admiralty=result.admiralty,
        icd203=result.word,
        cannot_be_judged=WHY_NOT[result.reason] if result.reason else "",
        resolved_claims=result.resolved_claims,
        calibration=result.calibration_status,
        independent_roots=result.independent_roots,
        effective_roots=result.effective_roots,
        reports=result.reports,
        denials=result.denials,
        silences=result.silences,
        input_erased=result.input_erased or block.rows.claims[result.claim_id].inputs_erased > 0,
        contributions=[_line(line) for line in result.contributions],
        components=[_component(c) for c in result.components],
        run_id=result.run,
        as_of_change=head,
        computed_at=now,
    )


def _line(line: Contribution) -> dict[str, Any]:
    """As `dataclasses.asdict` has it, at a tenth of its price."""
    return {name: getattr(line, name) for name in _LINE}


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
