"""What would change if a piece were withdrawn: each root and each report of a claim in turn, recomputed."""

import logging
from collections.abc import Sequence
from typing import Any

from annotate.actions import whatif
from annotate.models import WhatIf
from workers.rescoring import runs
from workers.rescoring.compute import prepare
from workers.rescoring.reading import load
from workers.scoring import Evidence, if_withdrawn

logger = logging.getLogger(__name__)

#: Pieces that are tried of one claim: the first hundred roots and reports, in the order of their keys.
PIECES = 100


def answer_all() -> int:
    """Every open question. Returns how many were answered."""
    done = 0
    for question in WhatIf.objects.filter(answered_at=None).order_by("asked_at"):
        try:
            whatif.answer(question=question, answers=answers(question.claim_id, question.run_id))
            done += 1
        except Exception:
            logger.exception("what if of %s could not be answered", question.claim_id)
            whatif.answer(question=question, answers=[])
    return done


def answers(claim: str, run: str) -> list[dict[str, Any]]:
    """For each root and report: probability and grade without it, and the change in log-odds (None: cannot be judged)."""
    under = runs.frozen(run)
    block = prepare(load([claim], run), under.reviewers)
    evidence, own = block.evidence.get(claim, []), block.rows.taught.get(claim, [])
    found = []
    for piece in _pieces(evidence):
        without = if_withdrawn(evidence, under.parameters, piece, claim_id=claim, exclude_outcome_trials=own)
        score = without.score
        found.append(
            {
                "piece": piece, "probability": score.probability, "admiralty": score.admiralty,
                "independent_roots": score.independent_roots, "change": without.change,
            }
        )  # fmt: skip
    return found


def _pieces(evidence: Sequence[Evidence]) -> list[str]:
    return [*sorted({row.root for row in evidence}), *sorted({row.report for row in evidence})][:PIECES]
