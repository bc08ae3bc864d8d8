"""What the source does with the claim: silences and denials by phrase, the rest by the cue's own verb."""

from collections.abc import Iterator

from workers.suggesting.document import Document
from workers.suggesting.phrases import Mark, phrases

SILENT = frozenset(("declines_to_comment", "did_not_respond", "no_official_explanation"))
DENYING = frozenset(("denies", "disputes"))


def silences(document: Document) -> list[Mark]:
    return _unconditional(document, phrases("en/silence").find(document))


def denials(document: Document) -> list[Mark]:
    return _unconditional(document, phrases("en/denial").find(document))


def _unconditional(document: Document, marks: Iterator[Mark]) -> list[Mark]:
    """Without the exceptions (probability 0), what they cover."""
    kept: list[Mark] = []
    barred = 0
    for mark in marks:
        if mark.probability == 0:
            barred = max(barred, mark.span[1])
        elif mark.span[0] >= barred:
            kept.append(mark)
    return kept
