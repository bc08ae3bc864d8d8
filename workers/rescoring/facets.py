"""A reading's nine closed facets as one text: few differ, so each is taken apart once."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.db.models import CharField, F, Func, Value

from annotate.vocabulary import FACETS


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
