"""The Admiralty code in others' notations, there and back: MISP taxonomy tags and STIX 2.1 confidence.

*Cannot be judged* (F, 6) has no number in STIX, and in MISP one that means a half. So it is never written as
a number here: its STIX confidence is absent, and a MISP number is never read. A round trip returns 6 as 6.
"""

from collections.abc import Iterable
from typing import Any

RELIABILITY = "ABCDEF"
CREDIBILITY = range(1, 7)
CANNOT_BE_JUDGED = 6

_RELIABILITY_TAG = 'admiralty-scale:source-reliability="{}"'
_CREDIBILITY_TAG = 'admiralty-scale:information-credibility="{}"'
_CONFIDENCE = {1: 90, 2: 70, 3: 50, 4: 30, 5: 10}


def misp_credibility(grade: int) -> str:
    """The MISP tag of an Admiralty credibility, 1–6."""
    return _CREDIBILITY_TAG.format(_known_grade(grade))


def misp_reliability(letter: str) -> str:
    """The MISP tag of an Admiralty reliability, A–F."""
    return _RELIABILITY_TAG.format(_known_letter(letter).lower())


def credibility_from_misp(tags: Iterable[str]) -> int | None:
    """The credibility that one of the tags states, or None where none does. Raises ValueError where two differ."""
    return _only({grade for grade in CREDIBILITY if misp_credibility(grade) in {*tags}}, "credibility")


def reliability_from_misp(tags: Iterable[str]) -> str | None:
    """The reliability that one of the tags states, or None where none does. Raises ValueError where two differ."""
    return _only({letter for letter in RELIABILITY if misp_reliability(letter) in {*tags}}, "reliability")


def stix_confidence(grade: int) -> int | None:
    """STIX 2.1 confidence (0–100) of an Admiralty credibility; None for 6: the property is to be left out."""
    return _CONFIDENCE.get(_known_grade(grade))


def credibility_from_stix(confidence: int | None) -> int:
    """The Admiralty credibility of a STIX 2.1 confidence, by the bands of its appendix A; absent is 6."""
    if confidence is None:
        return CANNOT_BE_JUDGED
    if type(confidence) is not int or not 0 <= confidence <= 100:
        raise ValueError(
            f"confidence: {confidence!r} is not a whole number from 0 to 100; leave it out if unknown"
        )
    return next(grade for least, grade in ((80, 1), (60, 2), (40, 3), (20, 4), (0, 5)) if confidence >= least)


def _known_grade(grade: int) -> int:
    if type(grade) is not int or grade not in CREDIBILITY:
        raise ValueError(f"admiralty: {grade!r} is not a credibility from 1 to 6")
    return grade


def _known_letter(letter: str) -> str:
    if len(letter) != 1 or letter not in RELIABILITY:
        raise ValueError(f"admiralty: {letter!r} is not a reliability from A to F")
    return letter


def _only(found: set[Any], what: str) -> Any:
    if len(found) > 1:
        raise ValueError(f"tags: they state more than one {what}; keep one")
    return found.pop() if found else None
