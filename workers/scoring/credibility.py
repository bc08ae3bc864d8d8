"""Fitting a claim's credibility on resolved claims: β₀, κ, δ and the facet terms, with documented priors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from workers.scoring.columns import Columns
from workers.scoring.components import Component, components
from workers.scoring.evidence import Evidence, Side, Trial
from workers.scoring.lines import Line, root_lines
from workers.scoring.outcomes import CERTAINTY, OUTCOMES, trials_of
from workers.scoring.parameters import CORE, Coefficients, Parameters, fold_of
from workers.scoring.records import Records
from workers.scoring.ridge import expit, map_logistic
from workers.scoring.said import Said
from workers.scoring.score import probabilities_of, weigh

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


@dataclass(frozen=True)
class ResolvedClaim:
    """A claim with its outcome: ``confirmed`` or ``refuted``; ``partly`` and ``unresolved`` are left out.

    ``voices`` are its evidence's components, ``trials`` what its outcome teaches; each is worked out once.
    """

    claim_id: str
    evidence: tuple[Evidence, ...]
    outcome: str
    day: date
    certainty: str = "stated"

    @cached_property
    def voices(self) -> tuple[Component, ...]:
        return components(self.evidence)

    @cached_property
    def trials(self) -> list[Trial]:
        return trials_of(
            self.voices, claim=self.claim_id, outcome=self.outcome, day=self.day, certainty=self.certainty
        )

    @property
    def is_clear(self) -> bool:
        """No two roots may be a component's origin: then its lines are the same under any records, but for what
        these say of each root."""
        return all(len({row.root for row in voice.origins}) == 1 for voice in self.voices)


class ClaimCredibility:
    """Ridge logistic of outcomes on independent evidence, with sign constraints κ ≥ 0 and δ ≥ 0.

    The roots' records enter with coefficient one, each claim's own outcome taken out of them first.
    After `fit`: ``coefficients_`` with covariance, ``left_out_`` refits without each tenth of the claims, and
    ``held_out_``, for each claim that can be judged, the probability that a score gives it without its own outcome,
    and 1.0 where it was confirmed, 0.0 where it was refuted.
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
        used = [claim for claim in claims if claim.outcome in SETTLED]
        blank = self._blank(used)
        asked = _Asked(used, records, blank)
        values, covariance = self._map(asked, np.array([], dtype=np.int64))
        whole = replace(blank, covariance=tuple(map(tuple, covariance.tolist())))
        self.coefficients_ = whole.with_vector(values.tolist())
        self.resolved_claims_ = len(used)
        fold = np.array([fold_of(claim.claim_id, FOLDS) for claim in used], dtype=np.int64)
        # coefficients that the fold's outcomes reach by no way, not even through a shared source's record
        refits = [self._map(asked, np.flatnonzero(fold == f))[0] for f in range(FOLDS if used else 0)]
        self.left_out_ = tuple(tuple(coefficients.tolist()) for coefficients in refits)
        taught = np.array([bool(claim.trials) for claim in used], dtype=bool)
        of = np.where(taught, fold, FOLDS)  # who taught nothing is scored by all
        probabilities = asked.probabilities(
            np.array([*refits, values])[of if used else []], self.parameters("fit", records)
        )
        self.held_out_ = [
            (p, y) for p, y in zip(probabilities, asked.outcome.tolist(), strict=True) if p is not None
        ]
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
            design[kept],
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


class _Asked:
    """The claims of a fit, of which the same is asked for each fold. ``outcome`` and ``weight`` are (n,)."""

    def __init__(self, used: Sequence[ResolvedClaim], records: Records, blank: Coefficients) -> None:
        self._used, self._records, self._blank = used, records, blank
        self._unclear = [n for n, claim in enumerate(used) if not claim.is_clear]
        whole = Parameters(run="fit", records=records, coefficients=blank)
        lines = [root_lines(claim.voices, whole) for claim in used]
        for n in self._unclear:
            lines[n] = self._lines(n, records.without(used[n].trials))
        self._said = Said(lines, [claim.trials for claim in used], records)
        self._design = self._columns(lines, used).multipliers.reshape(len(used), len(blank.names))
        self.outcome = np.array([float(claim.outcome == "confirmed") for claim in used])
        self.weight = np.array([CERTAINTY[claim.certainty] for claim in used])

    def _lines(self, n: int, records: Records) -> list[Line]:
        return root_lines(
            self._used[n].voices, Parameters(run="fit", records=records, coefficients=self._blank)
        )

    def _columns(self, lines: Sequence[Sequence[Line]], claims: Sequence[ResolvedClaim]) -> Columns:
        is_asserted = [any(voice.stands(Side.ASSERTS) for voice in claim.voices) for claim in claims]
        return Columns(lines, is_asserted, [self._blank] * len(claims))

    def without(self, gone: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Multipliers of the coefficients (n, p), and what the roots' records alone say (n,), without the claim's own
        outcome and those of the claims that are ``gone``."""
        said = self._said.without(gone)
        if not self._unclear or not len(gone):
            return self._design, said
        design = self._design.copy()
        blind = self._records.without(trial for n in gone for trial in self._used[n].trials)
        lines = [self._lines(n, blind) for n in self._unclear]
        columns = self._columns(lines, [self._used[n] for n in self._unclear])
        design[self._unclear], said[self._unclear] = columns.multipliers, columns.sums(columns.said)
        return design, said

    def probabilities(self, coefficients: Floats, parameters: Parameters) -> list[float | None]:
        """Each claim's own, by its row of ``coefficients`` (n, p) and without its outcome, as `score_claim` has it under
        the ``parameters``; ``None`` where it cannot be judged."""
        log_odds = np.einsum("np,np->n", self._design, coefficients) + self._said.without()
        has_record = self._said.can_judge().tolist()
        found = [
            p if has_record[n] and not all(voice.is_silent for voice in self._used[n].voices) else None
            for n, p in enumerate(expit(log_odds).tolist())
        ]
        unclear = [
            self._used[n] for n in self._unclear
        ]  # which root may be the origin hangs on the coefficients too
        anew = [
            weigh(c.evidence, parameters, claim_id=c.claim_id, exclude_outcome_trials=c.trials)
            for c in unclear
        ]
        for n, probability in zip(self._unclear, probabilities_of(anew), strict=True):
            found[n] = probability
        return found
