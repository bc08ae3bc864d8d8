"""What a scoring run freezes: coefficients, source records, pairwise dependence, its reference day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from zlib import crc32

from workers.scoring.records import Records

CALIBRATED_FROM = 200  # resolved claims
PROVISIONAL_FROM = 50
CORE = ("one_root", "denials_only", "corroboration", "denial")


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Log-odds of § 3: β₀ for one asserting root, its denial-only form, κ, δ and the facet terms.

    ``facets`` and ``centres`` share their keys. ``covariance`` is square in the order of `names`,
    row by row; empty means known exactly.
    """

    one_root: float = 0.0
    denials_only: float = -1.0
    corroboration: float = 0.7
    denial: float = 1.0
    facets: Mapping[str, float] = field(default_factory=dict)
    centres: Mapping[str, float] = field(default_factory=dict)
    covariance: tuple[tuple[float, ...], ...] = ()

    def __post_init__(self) -> None:
        if self.corroboration < 0 or self.denial < 0:
            raise ValueError("corroboration and denial must not be negative")
        if self.facets.keys() != self.centres.keys():
            raise ValueError("centres: give one for each facet")

    @property
    def names(self) -> tuple[str, ...]:
        return CORE + tuple(sorted(self.facets))

    @property
    def values(self) -> tuple[float, ...]:
        """The coefficients in the order of `names`."""
        core = (self.one_root, self.denials_only, self.corroboration, self.denial)
        return core + tuple(self.facets[name] for name in sorted(self.facets))

    def with_vector(self, values: Sequence[float]) -> "Coefficients":
        """The same terms with other values, in the order of `names`."""
        facets = dict(zip(sorted(self.facets), map(float, values[4:]), strict=True))
        one_root, denials_only, corroboration, denial = map(float, values[:4])
        return replace(
            self,
            one_root=one_root,
            denials_only=denials_only,
            corroboration=corroboration,
            denial=denial,
            facets=facets,
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "one_root": self.one_root,
            "denials_only": self.denials_only,
            "corroboration": self.corroboration,
            "denial": self.denial,
            "facets": dict(self.facets),
            "centres": dict(self.centres),
            "covariance": [list(row) for row in self.covariance],
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Coefficients":
        covariance = tuple(tuple(row) for row in stored["covariance"])
        return cls(**{**stored, "covariance": covariance})


@dataclass(frozen=True, slots=True)
class Parameters:
    """A scoring run, frozen and JSON-serialisable: the same evidence gives the same figures for ever.

    - ``run``: its key.
    - ``resolved_claims``: claims with an outcome behind the coefficients, for the calibration status.
    - ``left_out``: coefficients refitted without each fold of claims; a claim whose own outcome is in
      the run is scored by its fold's, so that no score ever uses its own outcome.
    - ``dependence``: (root, root) in key order → D in 0..1, a discount on the later source.
    """

    run: str
    records: Records
    coefficients: Coefficients = field(default_factory=Coefficients)
    resolved_claims: int = 0
    left_out: tuple[tuple[float, ...], ...] = ()
    dependence: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @classmethod
    def prior(cls, *, as_of: date, run: str = "prior") -> "Parameters":
        """The documented priors, before any outcome is known."""
        return cls(run=run, records=Records(as_of=as_of))

    @property
    def as_of(self) -> date:
        return self.records.as_of

    @property
    def calibration_status(self) -> str:
        if self.resolved_claims >= CALIBRATED_FROM:
            return "calibrated"
        return "provisional" if self.resolved_claims >= PROVISIONAL_FROM else "prior_only"

    def coefficients_without(self, claim_id: str) -> Coefficients:
        """The coefficients that never saw this claim's outcome."""
        if not self.left_out:
            return self.coefficients
        return self.coefficients.with_vector(self.left_out[fold_of(claim_id, len(self.left_out))])

    def only(self, roots: Iterable[str]) -> "Parameters":
        """Enough of the run to score claims that rest on these roots, with the same figures."""
        wanted = set(roots)
        pairs = {pair: d for pair, d in self.dependence.items() if wanted.issuperset(pair)}
        return replace(self, records=self.records.only(wanted), dependence=pairs)

    def to_dict(self) -> dict[str, Any]:
        return {
            "run": self.run,
            "records": self.records.to_dict(),
            "coefficients": self.coefficients.to_dict(),
            "resolved_claims": self.resolved_claims,
            "left_out": [list(row) for row in self.left_out],
            "dependence": [[first, second, d] for (first, second), d in self.dependence.items()],
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Parameters":
        return cls(
            run=stored["run"],
            records=Records.from_dict(stored["records"]),
            coefficients=Coefficients.from_dict(stored["coefficients"]),
            resolved_claims=stored["resolved_claims"],
            left_out=tuple(tuple(row) for row in stored["left_out"]),
            dependence={(first, second): d for first, second, d in stored["dependence"]},
        )


def fold_of(claim_id: str, folds: int) -> int:
    """The fold a claim belongs to, the same in every process and run."""
    return crc32(claim_id.encode()) % folds
