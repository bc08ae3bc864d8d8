"""A fitted consensus, frozen: what other items' labels come to under the parameters of one fit."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from workers.scoring.confusion import Precisions, prior_of, rows_of
from workers.scoring.labels import Ints, Labels, coded
from workers.scoring.patterns import patterns_of
from workers.scoring.posterior import blocks
from workers.scoring.temperature import tempered

Floats = npt.NDArray[np.float64]
#: code of a label → expected counts of it over the true states (Q,)
ByLabel = Mapping[int, Sequence[float]]


@dataclass(frozen=True, slots=True)
class ConsensusParameters:
    """The parameters of one `Consensus` fit. Immutable, plain JSON by `to_dict`.

    K classes, Q states, as many for each class: ``states`` (Q,) is the prior of the states, ``everyone`` (K, Q) the expected counts of all reviewers
    together, ``reviewers`` each one's own where a label was used. A reviewer that the fit did not
    know is drawn to everyone's confusion.
    """

    classes: tuple[Any, ...]
    temperature: float
    states: Floats
    everyone: Floats
    precisions: Precisions
    reviewers: Mapping[Any, ByLabel]
    _log_rows: dict[Any, Floats] = field(default_factory=dict, repr=False, compare=False)

    def predict(self, reviewers: Sequence[Hashable], labels: Sequence[Hashable]) -> Floats:
        """Probabilities (K,) of one item's classes from its labels, as the fit would give them.

        Of a reviewer who is given twice the last label counts. Raises ``ValueError`` for unequal lengths,
        no labels, or a label that is none of the classes.
        """
        if len(reviewers) != len(labels) or not len(labels):
            raise ValueError("reviewers, labels: give equally many, at least one")
        scores = np.log(self.states)
        for reviewer, label in dict(zip(reviewers, labels, strict=True)).items():
            scores = scores + self._rows(reviewer)[self._code(label)]
        return tempered(by_class(scores[None, :], len(self.classes)), self.temperature)[0]

    def predict_items(
        self, items: Sequence[Hashable], reviewers: Sequence[Hashable], labels: Sequence[Hashable]
    ) -> tuple[list[Any], Floats]:
        """The same of many items at once: the items in sorted order and their probabilities (n, K)."""
        rows = coded(items, reviewers, labels, classes=self.classes)
        of, probabilities = self.predict_patterns(rows)
        return rows.items, probabilities[of]

    def predict_patterns(self, rows: Labels) -> tuple[Ints, Floats]:
        """Of ``rows`` whose labels are codes into these classes: which of P patterns of labels each item has (n,), and the
        patterns' probabilities (P, K)."""
        patterns = patterns_of(rows)
        log_rows = np.stack([self._rows(name) for name in rows.reviewers])
        of_codes = log_rows.reshape(-1, log_rows.shape[2])[patterns.codes]
        scores = np.add.reduceat(of_codes, patterns.starts[:-1], axis=0)
        log_classes = by_class(scores + np.log(self.states), len(self.classes))
        return patterns.of_items(np.arange(len(rows.items))), tempered(log_classes, self.temperature)

    def accuracy(self, reviewer: Hashable) -> float:
        """How often the reviewer is right, drawn to what is expected of everyone: mean of the posterior."""
        counts = self._counts(reviewer)
        return float(prior_of(counts, self.everyone, self.precisions).ability[0])

    def only(self, reviewers: Iterable[Hashable]) -> "ConsensusParameters":
        """Enough to score these reviewers' labels, with the same figures."""
        kept = {name: self.reviewers[name] for name in reviewers if name in self.reviewers}
        return replace(self, reviewers=kept, _log_rows={})

    def _code(self, label: Hashable) -> int:
        try:
            return self.classes.index(label)
        except ValueError:
            raise ValueError(f"labels: {label!r} is none of the classes") from None

    def _rows(self, reviewer: Hashable) -> Floats:
        """log θ (K, Q), worked out once."""
        key = reviewer if reviewer in self.reviewers else None
        if key not in self._log_rows:
            counts = self._counts(key)
            prior = prior_of(counts, self.everyone, self.precisions)
            self._log_rows[key] = np.log(rows_of(counts, prior, self.precisions)[0])
        return self._log_rows[key]

    def _counts(self, reviewer: Hashable) -> Floats:
        counts = np.zeros((1, *self.everyone.shape))
        for code, row in self.reviewers.get(reviewer, {}).items():
            counts[0, code] = row
        return counts

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON; classes and reviewers must be strings or whole numbers to come back as they were."""
        return {
            "classes": list(self.classes),
            "temperature": self.temperature,
            "states": self.states.tolist(),
            "everyone": self.everyone.tolist(),
            "precisions": [self.precisions.ability, *self.precisions.confusion.tolist()],
            "reviewers": [
                [name, [[code, *row] for code, row in used.items()]] for name, used in self.reviewers.items()
            ],
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "ConsensusParameters":
        ability, *confusion = stored["precisions"]
        return cls(
            classes=tuple(stored["classes"]),
            temperature=stored["temperature"],
            states=np.array(stored["states"]),
            everyone=np.array(stored["everyone"]),
            precisions=Precisions(ability, np.array(confusion)),
            reviewers={name: {code: row for code, *row in used} for name, used in stored["reviewers"]},
        )


def by_label(counts: Floats) -> ByLabel:
    """A reviewer's counts (K, Q) without the labels that were not used."""
    return {int(code): counts[code].tolist() for code in np.flatnonzero(counts.any(axis=1))}


def by_class(scores: Floats, n_classes: int) -> Floats:
    """Log joint of states (n, Q) → of classes (n, K), the largest at 0."""
    each = scores.shape[1] // n_classes
    log_classes = np.empty((len(scores), n_classes))
    for rows in blocks(len(scores)):
        part = reduce(np.logaddexp, (scores[rows, state::each] for state in range(each)))
        np.subtract(part, reduce(np.maximum, part.T)[:, None], out=log_classes[rows])
    return log_classes
