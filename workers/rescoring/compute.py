"""From a block of claims to evidence, scores and trials: the plain library, fed."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from annotate.models import State
from annotate.vocabulary import Verdict
from workers.rescoring.consensus import Agreed, agree
from workers.rescoring.evidence import Pair, evidence_of
from workers.rescoring.graph import may_be_tied, traced
from workers.rescoring.reviewers import Reviewers, Shares
from workers.rescoring.rows import AttributionRow, Rows, counts_for
from workers.scoring import (
    ClaimScore,
    Evidence,
    Parameters,
    ResolvedClaim,
    Trial,
    scores_of,
    weigh,
)
from workers.tracing import Trace

logger = logging.getLogger(__name__)


@dataclass
class Block:
    """A block of claims made ready: consensus by attribution, evidence by claim, attributions left without one.

    ``open`` are claims of which readings differ in source or chain: the run's reviewers decide which holds.
    """

    rows: Rows
    agreed: dict[str, Agreed] = field(default_factory=dict)
    evidence: dict[str, list[Evidence]] = field(default_factory=dict)
    counted: dict[str, list[Pair]] = field(default_factory=dict)
    graphs: dict[str, Trace] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    gone: list[str] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)


def prepare(
    rows: Rows,
    reviewers: Reviewers,
    lap: Callable[[str], None] = lambda step: None,
    *,
    all_graphs: bool = True,
) -> Block:
    """Consensus and evidence of each claim. One that cannot be made ready is set aside and logged.

    Without ``all_graphs`` only those graphs are made that the scores hang on, or the run: where reports may depend on
    each other, and where readings differ in whom they lead back to.
    """
    block = Block(rows)
    shares = reviewers.distributions(rows)
    lap("consensus")
    for claim in rows.claims.values():
        try:
            pairs = _pairs(rows.attributions.get(claim.id, []), block, reviewers, shares)
            counted = [(a, agreed) for a, agreed in pairs if counts_for(claim, a)]
            if any(agreed.share < 1.0 for _, agreed in counted):
                block.open.add(claim.id)
            needed = all_graphs or claim.id in block.open or may_be_tied(counted, rows)
            graph = traced(counted, rows) if needed else None
            if graph:
                block.counted[claim.id], block.graphs[claim.id] = counted, graph
            block.evidence[claim.id] = evidence_of(counted, rows, graph.joins if graph else {})
        except Exception:
            logger.exception("the evidence of %s could not be made", claim.id)
            block.failed.add(claim.id)
    lap("evidence")
    return block


def _pairs(
    attributions: Iterable[AttributionRow], block: Block, reviewers: Reviewers, shares: Shares
) -> list[Pair]:
    pairs = []
    for attribution in attributions:
        agreed = agree(attribution, block.rows, reviewers, shares)
        if agreed is None:
            block.gone.append(attribution.id)
        else:
            block.agreed[attribution.id] = agreed
            pairs.append((attribution, agreed))
    return pairs


def scored_claims(block: Block) -> tuple[list[str], list[str]]:
    """Claims that have a score, and those that have none: withdrawn, erased, merged into another."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for claim in block.rows.claims.values():
        if claim.id in block.failed:
            continue
        off = claim.state == State.WITHDRAWN or claim.erased_at or claim.merged_into
        (unwanted if off else wanted).append(claim.id)
    return wanted, unwanted


def score(block: Block, claims: Iterable[str], parameters: Parameters) -> dict[str, ClaimScore]:
    """Scores under a run, each without what its own outcome taught that run."""
    weighed = []
    for claim in claims:
        try:
            weighed.append(
                weigh(
                    block.evidence[claim],
                    parameters,
                    claim_id=claim,
                    exclude_outcome_trials=block.rows.taught.get(claim, ()),
                )
            )
        except Exception:
            logger.exception("%s could not be scored under %s", claim, parameters.run)
            block.failed.add(claim)
    return {found.claim_id: found for found in scores_of(weighed)}


def resolved(block: Block) -> list[ResolvedClaim]:
    """The claims of the block that teach: published ones with an agreed outcome that settles something."""
    return [
        ResolvedClaim(claim, tuple(block.evidence[claim]), outcome.verdict, outcome.day, outcome.certainty)
        for claim, outcome in block.rows.outcomes.items()
        if block.rows.claims[claim].state == State.PUBLISHED
        and claim not in block.failed
        and outcome.verdict != Verdict.UNRESOLVED
    ]


def trials_of(claims: Iterable[ResolvedClaim]) -> list[Trial]:
    """What their outcomes teach of each root."""
    return [trial for claim in claims for trial in claim.trials]


def trials(block: Block) -> list[Trial]:
    """What the outcomes of these claims teach."""
    return trials_of(resolved(block))
