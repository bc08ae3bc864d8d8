"""What the source does with the claim: silences and denials by phrase, the rest by the cue's own verb."""

from collections.abc import Sequence

from workers.suggesting.phrases import Mark

SILENT = frozenset(("declines_to_comment", "did_not_respond", "no_official_explanation"))
DENYING = frozenset(("denies", "disputes"))


def unconditional(found: Sequence[Mark]) -> list[Mark]:
    """Without the exceptions (probability 0) and what they touch."""
    barred = [mark.span for mark in found if mark.probability == 0]
    kept: list[Mark] = []
    place = 0
    for mark in found:
        while place < len(barred) and barred[place][1] <= mark.span[0]:
            place += 1
        if mark.probability and not (place < len(barred) and barred[place][0] < mark.span[1]):
            kept.append(mark)
    return kept
