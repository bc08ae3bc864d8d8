"""How good a run is, by its own resolved claims: each scored without what its outcome taught."""

import math
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np

from annotate.models import Reading
from annotate.vocabulary import FACETS
from workers.rescoring.facets import facets_text, table_of
from workers.scoring import Parameters, ResolvedClaim, Trial, agreement, probabilities_of, weigh
from workers.scoring.credibility import SETTLED

BINS = 10
#: Readings that agreement is computed on: the newest.
NEWEST = 50_000
_FLOOR = 1e-6
Pair = tuple[float, float]


def figures_of(
    known: Sequence[ResolvedClaim], taught: Iterable[Trial], parameters: Parameters
) -> dict[str, Any]:
    """Held-out log loss, Brier score and reliability diagram; Krippendorff's α of each facet, or why there is none.

    ``taught``: what the outcomes of the ``known`` claims put into the records.
    """
    own: dict[str, list[Trial]] = {}
    for trial in taught:
        own.setdefault(trial.claim, []).append(trial)
    settled = [claim for claim in known if claim.outcome in SETTLED]
    held_out = probabilities_of(
        [
            weigh(
                claim.evidence,
                parameters,
                claim_id=claim.claim_id,
                exclude_outcome_trials=own.get(claim.claim_id, ()),
            )
            for claim in settled
        ]
    )
    pairs = [
        (p, float(claim.outcome == "confirmed"))
        for claim, p in zip(settled, held_out, strict=True)
        if p is not None
    ]
    return {
        "resolved_claims": parameters.resolved_claims,
        "half_life_days": parameters.records.half_life,
        "strength": parameters.records.strength,
        "held_out": _held_out_figures(sorted(pairs)),
        "agreement": _agreement(),
    }


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
    newest = Reading.objects.current().submitted().order_by("-created_at", "pk")
    rows = [*newest.values_list("attribution", "reviewer", facets_text())[:NEWEST]]
    items, reviewers = _places(row[0] for row in rows), _places(row[1] for row in rows)
    terms: Any = table_of([row[2] for row in rows])[0]
    found = {}
    for place, facet in enumerate(FACETS):
        alpha = agreement(items, reviewers, terms[:, place])
        found[facet] = {
            "alpha": alpha.alpha,
            "interval": list(alpha.interval) if alpha.interval else None,
            "attributions": alpha.items,
            "undefined": alpha.reason,
        }
    return found


def _places(names: Iterable[Hashable]) -> Any:
    """Each name's place among them: numbers are put in order at a tenth of the price of words."""
    place: dict[Hashable, int] = {}
    return np.array([place.setdefault(name, len(place)) for name in names], dtype=np.int64)
