"""Text that an outlet puts into article after article: an editor's note, a standing paragraph of background.

Whoever copies one such article shares that text with all of them, and has it from one. Which lines are an outlet's
own is seen from the copies themselves; no list could know them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from workers.tracing.article import CopiedSpan, Copy

MANY = 3  # articles of one outlet with the same text


def without_house_text(copies: Iterable[Copy], outlets: Mapping[str, str]) -> list[Copy]:
    """Leaves out partial copies that share with `other` only what MANY articles of its outlet have.

    `outlets` are the outlets by key of `other`. Of each outlet the copy with the largest share is kept in any case.
    """
    by_outlet: dict[str, list[Copy]] = defaultdict(list)
    for copy in copies:
        by_outlet[outlets.get(copy.other, "")].append(copy)
    kept = by_outlet.pop("", [])
    for found in by_outlet.values():
        nearest = max(found, key=lambda copy: copy.share)
        kept += [c for c in found if c is nearest or c.kind != "partial" or _tells(c, found)]
    return kept


def _tells(copy: Copy, found: list[Copy]) -> bool:
    """Whether it has a span outside quotations that fewer than MANY articles of the outlet have."""
    return any(
        sum(any(_is_same(span, other) for other in c.spans) for c in found) < MANY
        for span in copy.spans
        if not span.is_quoted
    )


def _is_same(one: CopiedSpan, other: CopiedSpan) -> bool:
    """Whether the other covers at least half of it, in the article that both are spans of."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return 2 * shared >= one.end - one.start
