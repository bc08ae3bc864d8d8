"""What the lines of many claims come to: the arithmetic of a score, in columns."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from workers.scoring.lines import CORROBORATION, FACET, PRIOR, Contribution, Line
from workers.scoring.parameters import CORE, Coefficients
from workers.scoring.ridge import expit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ONE_ROOT, DENIALS_ONLY, BEYOND, DENIAL = range(len(CORE))


class Columns:
    """n claims with the lines of their roots, L in all, each claim under coefficients of its own, alike in their names.

    ``is_asserted`` (n,): whether anybody asserts the claim. ``claim`` (L,) is whose a line is, ``times`` (L,) sign ×
    weight, ``said`` (L,) the log-odds of its kind and its record.
    """

    def __init__(
        self,
        lines: Sequence[Sequence[Line]],
        is_asserted: Sequence[bool],
        coefficients: Sequence[Coefficients],
    ) -> None:
        self.n, self.coefficients = len(lines), coefficients
        self.is_asserted = np.array(is_asserted, dtype=bool)
        self.lines = [line for of_claim in lines for line in of_claim]
        each: Ints = np.array([len(of_claim) for of_claim in lines], dtype=np.int64)
        self.claim: Ints = np.repeat(np.arange(self.n), each)
        self.times = np.array([line.sign * line.weight for line in self.lines])
        found = [line.reliability for line in self.lines]
        self.said = self.times * np.array([r.of_kind + r.of_record for r in found])

    @cached_property
    def multipliers(self) -> Floats:
        """(n, p): what each coefficient is multiplied by, in the order of their names.

        A facet's is its mean over the asserting roots, less the run's centre.
        """
        if not self.n:
            return np.zeros((0, len(CORE)))
        terms = self.coefficients[0]
        asserting, weight = np.maximum(self.times, 0.0), self._asserting
        found = np.zeros((self.n, len(terms.names)))
        found[:, ONE_ROOT], found[:, DENIALS_ONLY] = self.is_asserted, ~self.is_asserted
        found[:, BEYOND] = np.where(self.is_asserted, np.maximum(weight - 1.0, 0.0), 0.0)
        found[:, DENIAL] = self.sums(np.minimum(self.times, 0.0))
        with_facets = self.has_facets
        carrying = np.flatnonzero(with_facets[self.claim] & (asserting > 0.0))
        claim, weights = self.claim[carrying], asserting[carrying]
        names = terms.names[len(CORE) :]
        carried = np.array([self.lines[n].facets(names) for n in carrying.tolist()])
        for place, name in enumerate(names if len(carried) else ()):
            total = np.bincount(claim, weights * carried[:, place], minlength=self.n)
            mean = total[with_facets] / weight[with_facets]
            found[with_facets, len(CORE) + place] = mean - terms.centres[name]
        return found

    @cached_property
    def has_facets(self) -> npt.NDArray[np.bool_]:
        """(n,): some root asserts it whose facets can weigh."""
        return self.is_asserted & (self._asserting > 0.0)

    @cached_property
    def _asserting(self) -> Floats:
        """(n,): the weight of the roots that assert it."""
        return self.sums(np.maximum(self.times, 0.0))

    @cached_property
    def _values(self) -> Floats:
        """(n, p): the coefficients."""
        values = np.array([coefficients.values for coefficients in self.coefficients])
        return values.reshape(self.multipliers.shape)

    @cached_property
    def _of_terms(self) -> Floats:
        return self.multipliers * self._values

    def probabilities(self) -> list[float]:
        total = self._of_terms.sum(axis=1) + self.sums(self.said)
        found: list[float] = expit(total).tolist()
        return found

    def contributions(self) -> list[tuple[Contribution, ...]]:
        """Of each claim, in a fixed order; they sum to the logit of its probability."""
        of_denial = np.minimum(self.times, 0.0) * self._values[self.claim, DENIAL]
        roots = [
            line.shown(log_odds)
            for line, log_odds in zip(self.lines, (self.said + of_denial).tolist(), strict=True)
        ]
        ends = np.cumsum(np.bincount(self.claim, minlength=self.n)).tolist()
        facets = self.coefficients[0].names[len(CORE) :] if self.n else ()
        found, start = [], 0
        for end, of, is_asserted, has_facets in zip(
            ends, self._of_terms.tolist(), self.is_asserted.tolist(), self.has_facets.tolist(), strict=True
        ):
            place = ONE_ROOT if is_asserted else DENIALS_ONLY
            lines = [Contribution(PRIOR, CORE[place], of[place]), *roots[start:end]]
            if is_asserted:
                lines.append(Contribution(CORROBORATION, CORE[BEYOND], of[BEYOND]))
            if has_facets:
                lines += [
                    Contribution(FACET, name, said)
                    for name, said in zip(facets, of[len(CORE) :], strict=True)
                ]
            found.append(tuple(lines))
            start = end
        return found

    def sums(self, values: Floats) -> Floats:
        """(n,): what the lines of each claim come to."""
        found: Floats = np.bincount(self.claim, values, minlength=self.n).astype(float)
        return found
