"""Claims as JSON, ready to be sent: what `ToldClaim` keeps of them, and how a claim's own address puts it together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from annotate.formats import attributions, claims
from annotate.formats.names import names
from annotate.models import Claim

WORKING = ("contributions", "components")


@dataclass(frozen=True, slots=True)
class Ready:
    """JSON that goes into an answer as it is."""

    text: str

    @property
    def is_scored(self) -> bool:
        return '"credibility":null' not in self.text


def encoded(content: Any) -> bytes:
    """JSON in UTF-8, as short as can be, with its members in their order."""
    return orjson.dumps(content, default=_as_it_is, option=orjson.OPT_PASSTHROUGH_DATACLASS)


def _as_it_is(value: Any) -> orjson.Fragment:
    if isinstance(value, Ready):
        return orjson.Fragment(value.text)
    raise TypeError(f"{type(value).__name__} is no JSON")


def whole(answer: str | bytes, more: str | bytes) -> bytes:
    """A claim with its roots and attributions: the members of two objects in one."""
    answer, more = (each.encode() if isinstance(each, str) else each for each in (answer, more))
    return answer[:-1] + b"," + more[1:]


def tell(ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """For each published claim what everybody is told of it: (answer, more). Five queries for any number."""
    rows = list(claims.rows(Claim.objects.published().filter(pk__in=ids, merged_into=None), working=WORKING))
    found = attributions.of_claims([row["id"] for row in rows], newsroom=None)
    every = [each for told in found.values() for each in told]
    named = names(claims.roots(rows), newsroom=None, known=attributions.names_in(every))
    return {
        row["id"]: (
            encoded(claims.claim(row, named, newsroom=None)).decode(),
            encoded(claims.members(row, named, found[row["id"]])).decode(),
        )
        for row in rows
    }
