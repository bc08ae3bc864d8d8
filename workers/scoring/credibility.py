"""Fitting a claim's credibility on resolved claims: β₀, κ, δ and the facet terms, with documented priors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from workers.scoring.columns import Columns
from workers.scoring.components import components
from workers.scoring.evidence import Evidence, Side
from workers.scoring.lines import Line, root_lines
from workers.scoring.outcomes import CERTAINTY, OUTCOMES, trials_of
from workers.scoring.parameters import CORE, Coefficients, Parameters, fold_of
from workers.scoring.records import Records
from workers.scoring.ridge import map_logistic
from workers.scoring.said import Said

Floats = npt.NDArray[np.float64]

FOLDS = 10
SETTLED = "confirmed", "refuted"
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

        Raises ``ValueError`` for an outcome after the records' reference day, a word that is no outcome, and a claim
        that is given twice.
        """
        claims = list(claims)
        _require_each_once(claims)
        used = [_Ready(claim) for claim in claims if claim.outcome in SETTLED]
        blank = self._blank([ready.claim for ready in used])
        asked = _Asked(used, records, blank)
        values, covariance = self._map(asked, np.array([], dtype=np.int64))
        whole = replace(blank, covariance=tuple(map(tuple, covariance.tolist())))
        self.coefficients_ = whole.with_vector(values.tolist())
        self.resolved_claims_ = len(used)
        fold = np.array([fold_of(ready.claim.claim_id, FOLDS) for ready in used], dtype=np.int64)
        # coefficients that the fold's outcomes reach by no way, not even through a shared source's record
        refits = [self._map(asked, np.flatnonzero(fold == f)) for f in range(FOLDS if used else 0)]
        self.left_out_ = tuple(tuple(coefficients.tolist()) for coefficients, _ in refits)
        return self

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

    def _map(self, asked: "_Asked", without: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
        """The coefficients on all claims but these."""
        design, said = asked.without(without)
        kept = np.ones(len(said), dtype=bool)
        kept[without] = False
        priors = [PRIORS[name] for name in CORE] + [(0.0, FACET_SD)] * len(self.facets)
        mean, sd = np.array(priors).T
        return map_logistic(
            design.reshape(len(said), len(mean))[kept],
            asked.outcome[kept],
            mean=mean,
            precision=sd**-2,
            offset=said[kept],
            weight=asked.weight[kept],
            nonnegative=(2, 3),
        )


def _require_each_once(claims: Sequence[ResolvedClaim]) -> None:
    seen: set[str] = set()
    for claim in claims:
        if claim.outcome not in OUTCOMES:
            raise ValueError(
                f"outcome of claim {claim.claim_id!r}: {claim.outcome!r} is not one of {', '.join(OUTCOMES)}"
            )
        if claim.claim_id in seen:
            raise ValueError(f"claim {claim.claim_id!r} is given twice; give each resolved claim once")
        seen.add(claim.claim_id)


def _centres(claims: Sequence[ResolvedClaim], facets: Sequence[str]) -> dict[str, float]:
    """Each facet's mean over all rows that take a side."""
    rows = [row for claim in claims for row in claim.evidence if row.asserts + row.denies > 0]
    return {name: float(np.mean([row.facets.get(name, 0.0) for row in rows] or [0.0])) for name in facets}


class _Ready:
    """A resolved claim with what is needed of it again and again: its components and its own trials."""

    def __init__(self, claim: ResolvedClaim) -> None:
        self.claim = claim
        self.voices = components(claim.evidence)
        self.trials = trials_of(
            self.voices, claim=claim.claim_id, outcome=claim.outcome, day=claim.day, certainty=claim.certainty
        )
        self.is_asserted = any(Side.ASSERTS in voice.sides for voice in self.voices)
        #: No two roots may be a component's origin: then its lines are the same under any records.
        self.is_clear = all(len({row.root for row in voice.origins}) == 1 for voice in self.voices)

    def lines(self, records: Records, blank: Coefficients) -> list[Line]:
        """Of its roots, without the claim's outcome."""
        known = records.without(self.trials)
        return root_lines(self.voices, Parameters(run="fit", records=known, coefficients=blank))


class _Asked:
    """The claims of a fit, of which the same is asked for each fold. ``outcome`` and ``weight`` are (n,)."""

    def __init__(self, used: Sequence[_Ready], records: Records, blank: Coefficients) -> None:
        self._used, self._records, self._blank = used, records, blank
        lines = [ready.lines(records, blank) for ready in used]
        self._said = Said(lines, [ready.trials for ready in used], records)
        self._design = self._columns(used, lines).multipliers
        self._unclear = [n for n, ready in enumerate(used) if not ready.is_clear]
        self.outcome = np.array([float(ready.claim.outcome == "confirmed") for ready in used])
        self.weight = np.array([CERTAINTY[ready.claim.certainty] for ready in used])

    def _columns(self, used: Sequence[_Ready], lines: Sequence[Sequence[Line]]) -> Columns:
        return Columns(lines, [ready.is_asserted for ready in used], [self._blank] * len(used))

    def without(self, gone: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Multipliers of the coefficients (n, p), and what the roots' records alone say (n,), without the claim's own
        outcome and those of the claims that are ``gone``."""
        said = self._said.without(gone)
        if not self._unclear or not len(gone):
            return self._design, said
        design = self._design.copy()
        blind = self._records.without(trial for n in gone for trial in self._used[n].trials)
        unclear = [self._used[n] for n in self._unclear]
        columns = self._columns(unclear, [ready.lines(blind, self._blank) for ready in unclear])
        design[self._unclear], said[self._unclear] = columns.multipliers, columns.sums(columns.said)
        return design, said
