"""Fitting a claim's credibility on resolved claims: β₀, κ, δ and the facet terms, with documented priors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from workers.scoring.components import components
from workers.scoring.evidence import Evidence
from workers.scoring.lines import Line, lines_of, multipliers
from workers.scoring.outcomes import CERTAINTY, trials_of
from workers.scoring.parameters import CORE, Coefficients, Parameters, fold_of
from workers.scoring.records import Records
from workers.scoring.ridge import map_logistic

Floats = npt.NDArray[np.float64]

FOLDS = 10
# prior mean and standard deviation: even odds for one root, less likely than not for denials alone,
# a second root doubles the odds, a denial takes more than a root gives; facets are expected to do little
PRIORS = {
    "one_root": (0.0, 1.5),
    "denials_only": (-1.0, 1.5),
    "corroboration": (0.7, 0.7),
    "denial": (1.0, 1.0),
}
FACET_SD = 0.5


@dataclass(frozen=True, slots=True)
class ResolvedClaim:
    """A claim with its outcome: ``confirmed`` or ``refuted``; ``partly`` and ``unresolved`` are left out."""

    claim_id: str
    evidence: tuple[Evidence, ...]
    outcome: str
    day: date
    certainty: str = "stated"


class ClaimCredibility:
    """Ridge logistic of outcomes on independent evidence, with sign constraints κ ≥ 0 and δ ≥ 0.

    The roots' records enter with coefficient one, each claim's own outcome taken out of them first.
    After `fit`: ``coefficients_`` with covariance, ``left_out_`` refits without each tenth of the claims.
    """

    def __init__(self, facets: Sequence[str] = ()) -> None:
        self.facets = tuple(sorted(facets))

    def fit(self, claims: Iterable[ResolvedClaim], records: Records) -> "ClaimCredibility":
        """``records`` hold the same outcomes' trials. With no usable claim the priors are what is left.

        Raises ``ValueError`` for an outcome after the records' reference day.
        """
        used = [_Ready(claim) for claim in claims if claim.outcome in ("confirmed", "refuted")]
        blank = self._blank([ready.claim for ready in used])
        values, covariance = self._map(used, records, blank)
        whole = replace(blank, covariance=tuple(map(tuple, covariance.tolist())))
        self.coefficients_ = whole.with_vector(values.tolist())
        self.resolved_claims_ = len(used)
        folds = [
            [r for r in used if fold_of(r.claim.claim_id, FOLDS) == f] for f in range(FOLDS if used else 0)
        ]
        self.left_out_ = tuple(tuple(self._without(fold, used, records, blank)) for fold in folds)
        return self

    def _without(
        self, fold: list["_Ready"], used: list["_Ready"], records: Records, blank: Coefficients
    ) -> list[float]:
        """Coefficients that the fold's outcomes reach by no way, not even through a shared source's record."""
        gone = {ready.claim.claim_id for ready in fold}
        others = [ready for ready in used if ready.claim.claim_id not in gone]
        blind = records.without(trial for ready in fold for trial in ready.trials)
        values, _ = self._map(others, blind, blank)
        return values.tolist()

    def parameters(self, run: str, records: Records) -> Parameters:
        """The frozen run these coefficients and the records make."""
        return Parameters(
            run=run,
            records=records,
            coefficients=self.coefficients_,
            resolved_claims=self.resolved_claims_,
            left_out=self.left_out_,
        )

    def _blank(self, claims: Sequence[ResolvedClaim]) -> Coefficients:
        """The terms with every coefficient at nought; the centres know the texts, never an outcome."""
        centres = _centres(claims, self.facets)
        return Coefficients(0.0, 0.0, 0.0, 0.0, dict.fromkeys(self.facets, 0.0), centres)

    def _map(
        self, claims: Sequence["_Ready"], records: Records, blank: Coefficients
    ) -> tuple[Floats, Floats]:
        rows = [ready.row(records, blank) for ready in claims]
        priors = [PRIORS[name] for name in CORE] + [(0.0, FACET_SD)] * len(self.facets)
        mean, sd = np.array(priors).T
        return map_logistic(
            np.array([row for row, _ in rows]).reshape(len(rows), len(mean)),
            np.array([float(ready.claim.outcome == "confirmed") for ready in claims]),
            mean=mean,
            precision=sd**-2,
            offset=np.array([known for _, known in rows]),
            weight=np.array([CERTAINTY[ready.claim.certainty] for ready in claims]),
            nonnegative=(2, 3),
        )


def _centres(claims: Sequence[ResolvedClaim], facets: Sequence[str]) -> dict[str, float]:
    """Each facet's mean over all rows that take a side."""
    rows = [row for claim in claims for row in claim.evidence if row.asserts + row.denies > 0]
    return {name: float(np.mean([row.facets.get(name, 0.0) for row in rows] or [0.0])) for name in facets}


class _Ready:
    """A resolved claim with what every refit needs of it again."""

    def __init__(self, claim: ResolvedClaim) -> None:
        self.claim = claim
        self.voices = components(claim.evidence)
        self.trials = trials_of(
            self.voices, claim=claim.claim_id, outcome=claim.outcome, day=claim.day, certainty=claim.certainty
        )
        self._is_clear = all(len({row.root for row in voice.origins}) == 1 for voice in self.voices)
        self._lines: list[Line] = []

    def row(self, records: Records, blank: Coefficients) -> tuple[list[float], float]:
        """Multipliers of the coefficients, and what the roots' records alone say, without the claim's outcome."""
        known = records.without(self.trials)
        if not (self._lines and self._is_clear):  # else the lines are the same under any records
            self._lines = lines_of(self.voices, Parameters(run="fit", records=known, coefficients=blank))
        asked = [(line, known.reliability(*line.asked)) for line in self._lines if line.asked]
        said = sum([line.sign * line.weight * (r.of_kind + r.of_record) for line, r in asked])
        return multipliers(self._lines, blank.names), said
