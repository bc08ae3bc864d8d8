"""The same claim again: which existing claims a new passage states, denies, or only resembles, and why.

Word statistics rank (inverse document frequency over the claims at hand); rules on negation, opposites, figures,
times, names and who did what then decide whether two propositions that sound alike are one. docs/tracing.md says
why no encoder is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from workers.tracing.differences import Difference, differences
from workers.tracing.propositions import Proposition, proposition

Relation = Literal["same", "negated", "different", "related"]

JOINED = 0.5  # from here on a claim is proposed for joining
LEAST = 0.15  # below, a claim is not shown
_TURNING = frozenset(("negation", "opposite"))  # differences that turn a proposition round
ALIKE = 0.3  # from here on two claims that somebody takes for one are looked at for being opposites


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """An existing claim: its key, its wording, and the relative tolerance of its figures (0.1: ten percent)."""

    key: str
    text: str
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Match:
    """A claim that a passage may state.

    - `relation`: `same`; `negated` (the same proposition, turned round: to be linked with polarity `negated`);
      `different` (alike, but `differences` says in which figure, time, name or role they differ: never to be joined);
      `related` (too little in common to propose joining).
    - `score`: 0 to 1, the weighted share of words in common.
    - `shared`: spans in the passage (code points, end exclusive) of the words in common.
    """

    claim: str
    relation: Relation
    score: float
    shared: tuple[tuple[int, int], ...]
    differences: tuple[Difference, ...]

    @property
    def is_joined(self) -> bool:
        """Whether joining is proposed: one key for the reviewer, with the relation as polarity."""
        return self.relation in ("same", "negated")

    @property
    def reason(self) -> str:
        """One line for the reviewer."""
        told = "; ".join(difference.text for difference in self.differences)
        return f"{self.score:.0%} of the words in common" + (f"; {told}" if told else "")


class Claims:
    """The claims to match against, read once. Raises ValueError where two have one key.

    A claim takes a third of a millisecond to read and about a kilobyte; a wording read before is remembered.
    """

    def __init__(self, claims: Iterable[KnownClaim]) -> None:
        self._claims = tuple(claims)
        if len({claim.key for claim in self._claims}) < len(self._claims):
            raise ValueError("claims: two have one key; give each claim once")
        self._read = [proposition(claim.text) for claim in self._claims]
        self._column: dict[str, int] = {}
        cells = [
            (row, self._column.setdefault(word, len(self._column)))
            for row, read in enumerate(self._read)
            for word in read.bag
        ]
        rows, columns = np.array(cells, dtype=np.int64).reshape(-1, 2).T
        shape = len(self._claims), len(self._column)
        self._has = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
        holders = np.bincount(columns, minlength=shape[1])
        # The last weight is that of a word which no claim has.
        self._weights = np.log1p((len(self._claims) + 1) / (np.append(holders, 0) + 1))
        self._totals = np.maximum(self._has @ self._weights[:-1], 1e-9)

    def match(self, passage: str, *, limit: int = 5) -> tuple[Match, ...]:
        """The claims that `passage` comes nearest to: those to be joined first, then by score; at most `limit`."""
        read = proposition(passage)
        scores = self._scores(read)
        best = np.argsort(-scores, kind="stable")[: 10 * limit]
        found = [self._match(read, row, float(scores[row])) for row in best.tolist() if scores[row] >= LEAST]
        found.sort(key=lambda match: (not match.is_joined, -match.score, match.claim))
        return tuple(found[:limit])

    def _scores(self, read: Proposition) -> NDArray[np.float64]:
        """For each claim the F measure of the words in common by weight, the claim's own counting twice as much."""
        columns = [self._column.get(word, len(self._column)) for word in read.bag]
        known = [column for column in columns if column < len(self._column)]
        asked = np.zeros(len(self._column))
        asked[known] = self._weights[known]
        of_claim = (self._has @ asked) / self._totals
        of_passage = (self._has @ asked) / max(float(self._weights[columns].sum()), 1e-9)
        return 5 * of_claim * of_passage / np.maximum(4 * of_passage + of_claim, 1e-9)

    def _match(self, read: Proposition, row: int, score: float) -> Match:
        claim, known = self._claims[row], self._read[row]
        common = read.bag & known.bag
        found = differences(read, known, common, tolerance=claim.tolerance)
        shared = tuple((term.start, term.end) for term in read.terms if term.term in common)
        return Match(claim.key, _relation(score, found), score, shared, found)


def _relation(score: float, found: Sequence[Difference]) -> Relation:
    if score < JOINED:
        return "related"
    kinds = {difference.kind for difference in found}
    if kinds - _TURNING:
        return "different"
    turned = sum(difference.kind in _TURNING for difference in found)
    return "negated" if turned % 2 else "same"


def opposed(one: str, other: str) -> str:
    """Why two wordings put a proposition and its opposite, in words; empty where they do not."""
    for passage, claim in ((one, other), (other, one)):
        for match in Claims([KnownClaim("", claim)]).match(passage):
            kinds = [difference.kind for difference in match.differences]
            turned = [difference.text for difference in match.differences if difference.kind in _TURNING]
            if match.score >= ALIKE and len(turned) % 2 and len(turned) == len(kinds):
                return turned[0]
    return ""
