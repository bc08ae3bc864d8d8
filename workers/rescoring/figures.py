"""How good a run is, by its own resolved claims: each scored without what its outcome taught."""

import math
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np

from annotate.models import Reading
from annotate.vocabulary import FACETS
from workers.rescoring.facets import facets_text, table_of
from workers.scoring import ClaimCredibility, Records, agreement

BINS = 10
#: Readings that agreement is computed on: the newest.
NEWEST = 50_000
_FLOOR = 1e-6
#: a probability, and 1.0 where the claim was confirmed, 0.0 where it was refuted
Pair = tuple[float, float]


def figures_of(fitted: ClaimCredibility, records: Records) -> dict[str, Any]:
    """Held-out log loss, Brier score and reliability diagram; Krippendorff's α of each facet, or why there is none."""
    return {
        "resolved_claims": fitted.resolved_claims_,
        "half_life_days": records.half_life,
        "strength": records.strength,
        "held_out": _held_out_figures(sorted(fitted.held_out_)),
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
    # Times alone sort in a fraction of the time that whole rows take.
    since = newest.order_by("-created_at").values_list("created_at", flat=True)[NEWEST - 1 : NEWEST].first()
    late = newest.filter(created_at__gte=since) if since else newest
    rows = [*late.values_list("attribution", "reviewer", facets_text())[:NEWEST]]
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
