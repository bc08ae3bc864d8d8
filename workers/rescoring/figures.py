"""How good a run is, by its own resolved claims: each scored without what its outcome taught."""

import math
from collections.abc import Sequence
from typing import Any

from annotate.models import Reading
from annotate.vocabulary import FACETS
from workers.rescoring.compute import trials_of
from workers.scoring import Parameters, ResolvedClaim, agreement, probability_of

BINS = 10
#: Readings that agreement is computed on: the newest.
NEWEST = 50_000
_FLOOR = 1e-6
Pair = tuple[float, float]


def figures_of(known: Sequence[ResolvedClaim], parameters: Parameters) -> dict[str, Any]:
    """Held-out log loss, Brier score and reliability diagram; Krippendorff's α of each facet, or why there is none."""
    pairs = [pair for claim in known if (pair := _held_out(claim, parameters)) is not None]
    return {
        "resolved_claims": parameters.resolved_claims,
        "half_life_days": parameters.records.half_life,
        "strength": parameters.records.strength,
        "held_out": _held_out_figures(sorted(pairs)),
        "agreement": _agreement(),
    }


def _held_out(claim: ResolvedClaim, parameters: Parameters) -> Pair | None:
    """What the run says of a claim without its own outcome, and what became of it."""
    if claim.outcome not in ("confirmed", "refuted"):
        return None
    probability = probability_of(
        claim.evidence, parameters, claim_id=claim.claim_id, exclude_outcome_trials=trials_of([claim])
    )
    return None if probability is None else (probability, float(claim.outcome == "confirmed"))


def _held_out_figures(pairs: Sequence[Pair]) -> dict[str, Any]:
    n = len(pairs)
    if n == 0:
        return {"claims": 0, "log_loss": None, "brier": None, "reliability": []}
    right = (max(p if y else 1.0 - p, _FLOOR) for p, y in pairs)
    return {
        "claims": n,
        "log_loss": -sum(map(math.log, right)) / n,
        "brier": sum((p - y) ** 2 for p, y in pairs) / n,
        "reliability": [
            _bin(pairs[n * b // BINS : n * (b + 1) // BINS])
            for b in range(BINS)
            if n * (b + 1) // BINS > n * b // BINS
        ],
    }


def _bin(pairs: Sequence[Pair]) -> dict[str, float]:
    """Claims of about the same probability: how probable on average, how many came true."""
    n = len(pairs)
    return {
        "claims": n,
        "mean_probability": sum(p for p, _ in pairs) / n,
        "share_confirmed": sum(y for _, y in pairs) / n,
    }


def _agreement() -> dict[str, Any]:
    rows = list(
        Reading.objects.current()
        .submitted()
        .order_by("-created_at", "pk")
        .values_list("attribution", "reviewer", *FACETS)[:NEWEST]
    )
    found = {}
    for place, facet in enumerate(FACETS, start=2):
        alpha = agreement([r[0] for r in rows], [r[1] for r in rows], [r[place] for r in rows])
        found[facet] = {
            "alpha": alpha.alpha,
            "interval": list(alpha.interval) if alpha.interval else None,
            "attributions": alpha.items,
            "undefined": alpha.reason,
        }
    return found
