"""What is said: the quotation beside the attribution, else the clause after it, else the one before it."""

import re

from workers.suggesting.document import REACH, Document, Run

_BEFORE_THAT = 8  # words between `told` and `that`
_TELLS = frozenset(("told", "tells", "telling"))
_WHOM = re.compile(r"[DPNO'#]++(?:[pod][DPNO'#]*+)*+")  # `told the agency on Friday`
_CARRIES = frozenset(("cited", "quoted", "interviewed"))


def content(document: Document, cue: Run, source: Run | None) -> Run | None:
    """The content's run of tokens; None where nothing is left of the sentence."""
    first = min(cue[0], source[0]) if source else cue[0]
    last = _carried(document, max(cue[1], source[1]) if source else cue[1])
    return (
        _quotation_before(document, first)
        or _quotation_after(document, last)
        or (None if _only_whom(document, first, last) else _clause_after(document, last))
        or _clause_before(document, first)
    )


def _carried(document: Document, last: int) -> int:
    """After `sources cited by the wire`: who carried it is none of what was said."""
    if document.word(last) not in _CARRIES or document.word(last + 1) != "by":
        return last
    last += 2
    while document.kind(last) in "DP'":
        last += 1
    return last


def _quotation_before(document: Document, first: int) -> Run | None:
    """`“…,” she said`: the quotation that closes right before the attribution."""
    end = first if document.kind(first - 1) == "Q" else first - 1
    if end < 1 or document.kind(end - 1) != "Q" or document.kind(first - 1) not in "Q,":
        return None
    start = end - 2
    floor = max(0, end - 4 * REACH)
    while start > floor and document.quoted[start]:
        start -= 1
    if start == end - 2:
        return None  # nothing opens it
    return (start if document.kind(start) == "q" else start + 1), end


def _quotation_after(document: Document, last: int) -> Run | None:
    """`she said: “…”`: the quotation that opens right after it, whole."""
    start = last
    while start < last + 2 and document.kind(start) in ",:":
        start += 1
    if document.kind(start) != "q":
        return None
    end = start + 1
    ceiling = min(len(document.kinds), start + 4 * REACH)
    while end < ceiling and document.quoted[end]:
        end += 1
    return start, end + (document.kind(end) == "Q")


def _only_whom(document: Document, first: int, last: int) -> bool:
    """`…, two officials told the agency.`: after the cue stands whom they told, and nothing else."""
    if document.word(last - 1) not in _TELLS or document.kind(first - 1) not in ",-":
        return False
    end = document.sentence(last)[1]
    return _WHOM.fullmatch(document.kinds, last, end) is not None


def _clause_after(document: Document, last: int) -> Run | None:
    if last >= len(document.kinds):
        return None
    start, end = last, document.sentence(last)[1]
    while start < end and document.kind(start) in ",:-":
        start += 1
    that = document.kinds.find("t", start, min(end, start + _BEFORE_THAT))
    if document.kind(start) in "pdOPD" and that >= 0:  # `told them that`, `said on Friday that`
        start = that
    elif document.kind(start) == "p" or (document.kind(start) == "T" and document.kind(start + 1) in "DPN'"):
        start += 1  # `called for`, `referring to`
    return _whole(document, start, _cut(document, start, end))


def _cut(document: Document, start: int, end: int) -> int:
    """Before `, adding …` begins another attribution of the same source."""
    place = document.kinds.find(",G", start, end)
    return place if place > start else end


def _whole(document: Document, start: int, end: int) -> Run | None:
    """With the mark and the quotation mark that close a quotation opened inside."""
    if document.kinds[end : end + 2] == ".Q" and document.kinds.rfind("q", start, end) >= 0:
        end += 2
    return (start, end) if end - start > 1 else None


def _clause_before(document: Document, first: int) -> Run | None:
    start, end = document.sentence(max(0, first - 1))[0], first
    while end > start and document.kind(end - 1) in ",-":
        end -= 1
    return (start, end) if end - start > 1 else None
