"""A reading's nine closed facets as one text: few differ, so each is taken apart once."""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from operator import getitem
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import CharField, F, Func, Value

from annotate import rules
from annotate.vocabulary import FACETS

#: The facet that says which others apply.
WHO = "identification"
TERMS = {name: [str(term) for term in terms] for name, terms in FACETS.items()}
PLACE = {name: {term: code for code, term in enumerate(terms)} for name, terms in TERMS.items()}


class Distribution(dict[str, float]):
    """Probabilities of a facet's terms. Many attributions share one, and what is asked of it is worked out once."""

    @cached_property
    def probable(self) -> str:
        if len(self) == 1:
            return next(iter(self))
        return max(self, key=lambda term: (self[term], term))

    @cached_property
    def sides(self) -> tuple[float, float]:
        """Of stances: the probabilities that the passage is said to be so, and that it is denied."""
        asserts = denies = 0.0
        for stance, p in self.items():
            side = rules.side(stance)
            if side == "asserts":
                asserts += p
            elif side == "denies":
                denies += p
        return asserts, denies


def facets_text(prefix: str = "") -> Func:
    """The facets of a reading, joined by the database. ``prefix``: the path to the reading."""
    joined: list[Any] = []
    for name in FACETS:
        joined += [F(f"{prefix}{name}"), Value("|")]
    # Not Concat: it nests a COALESCE a term, which is too deep for SQLite; a facet is never null.
    return Func(*joined[:-1], template="(%(expressions)s)", arg_joiner=" || ", output_field=CharField())


@lru_cache(maxsize=65_536)
def facets_of(text: str) -> Mapping[str, str]:
    return MappingProxyType(dict(zip(FACETS, text.split("|"), strict=True)))


def table_of(texts: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """For each text and facet, in their order: the term's place in the facet, and whether the facet applies."""
    rows = np.frombuffer(b"".join(map(_places, texts)), dtype=np.uint8).reshape(len(texts), 2, len(FACETS))
    return rows[:, 0].astype(np.int64), rows[:, 1].astype(bool)


@lru_cache(maxsize=65_536)
def _places(text: str) -> bytes:
    """The places, then whether they apply: no facet has 256 terms."""
    terms = text.split("|")
    return bytes(map(getitem, _IN_ORDER, terms)) + _APPLIES[terms[_WHO_AT]]


_IN_ORDER = [PLACE[name] for name in FACETS]
_WHO_AT = [*FACETS].index(WHO)
_APPLIES = {term: bytes([name in rules.applies(term) for name in FACETS]) for term in TERMS[WHO]}
