"""The scoring engine as a plain library: numpy in, figures out; no Django, no Celery, no I/O.

From reviewers' labels to a claim's credibility::

    from datetime import UTC, date, datetime
    from workers.scoring import (
        Consensus, Evidence, Parameters, Pool, SourceReliability,
        if_withdrawn, outcome_trials, score_claim,
    )

    # 1. Consensus: several reviewers on one facet of each attribution
    c = Consensus().fit(
        ["atr_1", "atr_1", "atr_2"], ["ann", "bo", "ann"], ["asserts", "asserts", "denies"])
    c.items_, c.classes_, c.labels_, c.probabilities_

    # 2. Evidence: one row for each attribution of the claim
    spokesman = Evidence(
        id="atr_1", root="src_ministry", kind="named_group|government|representative", report="art_1",
        outlet="out_wire", asserts=0.95, published=datetime(2026, 3, 1, 8, 30, tzinfo=UTC))
    unnamed = Evidence(
        id="atr_2", root="pool_wire_gov", kind="unnamed_group|government|decision_maker", report="art_2",
        outlet="out_wire", pool=Pool("government", "decision_maker"), facets={"hedged": 1.0})

    # 3. Reliability: what earlier outcomes of other claims say of these roots, frozen in a run
    trials = outcome_trials([spokesman], claim="clm_0", outcome="confirmed", day=date(2026, 2, 1))
    records = SourceReliability().fit_trials(trials).records(as_of=date(2026, 3, 2))
    run = Parameters(run="run_7", records=records, resolved_claims=1)

    # 4. Credibility: one claim under that run, and what a withdrawal would change
    score = score_claim([spokesman, unnamed], run, claim_id="clm_1")
    score.probability, score.interval, score.admiralty, score.reason, score.contributions
    if_withdrawn([spokesman, unnamed], run, "atr_2", claim_id="clm_1").change
    assert Parameters.from_dict(run.to_dict()) == run  # plain JSON

Everything is frozen and deterministic: rows in another order, or a copy more, give the same figures.
"""

from workers.scoring.agreement import Agreement, agreement
from workers.scoring.components import Component, components
from workers.scoring.consensus import Consensus
from workers.scoring.credibility import ClaimCredibility, ResolvedClaim
from workers.scoring.dawid_skene import DawidSkene
from workers.scoring.evidence import Evidence, Pool, Side, Trial
from workers.scoring.frozen import ConsensusParameters
from workers.scoring.lines import Contribution
from workers.scoring.majority import MajorityVote
from workers.scoring.outcomes import outcome_trials
from workers.scoring.parameters import Coefficients, Parameters
from workers.scoring.records import Records, Reliability, Tally
from workers.scoring.reliability import Reliabilities, SourceReliability
from workers.scoring.ridge import RidgeLogistic
from workers.scoring.scales import admiralty_letter, admiralty_number, icd203_word
from workers.scoring.score import (
    ClaimScore,
    Withdrawal,
    if_withdrawn,
    score_claim,
    scores_of,
    weigh,
)
from workers.scoring.truth import ValueTruth

__all__ = [
    "Agreement",
    "ClaimCredibility",
    "ClaimScore",
    "Coefficients",
    "Component",
    "Consensus",
    "ConsensusParameters",
    "Contribution",
    "DawidSkene",
    "Evidence",
    "MajorityVote",
    "Parameters",
    "Pool",
    "Records",
    "Reliabilities",
    "Reliability",
    "Side",
    "ResolvedClaim",
    "RidgeLogistic",
    "SourceReliability",
    "Tally",
    "Trial",
    "ValueTruth",
    "Withdrawal",
    "admiralty_letter",
    "admiralty_number",
    "agreement",
    "components",
    "icd203_word",
    "if_withdrawn",
    "outcome_trials",
    "score_claim",
    "scores_of",
    "weigh",
]
