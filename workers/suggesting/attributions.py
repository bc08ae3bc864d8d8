"""The finder's attributions and the phrases for silence and denial, brought together."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from workers.suggesting.document import REACH, Document, Run
from workers.suggesting.finder import Found
from workers.suggesting.lexicon import inflect
from workers.suggesting.phrases import Mark
from workers.suggesting.sources import Speakers
from workers.suggesting.stances import unconditional

_SAID = ":said"  # terms of phrases that deny only inside what somebody says


_ADMITS = frozenset(
    form
    for verb in ("admit+", "acknowledge", "concede", "ask", "question", "wonder")
    for form in inflect(verb)
)
_SPEAKS = frozenset(("spoke", "speak", "speaks", "speaking", "spoken"))
_OWN_VOICE = frozenset(("i", "we", "my", "our"))


@dataclass(frozen=True, slots=True)
class Attribution:
    """What the finder found, with the phrase that shows its stance, if one does."""

    found: Found
    stance: Mark | None = None


def attributions(
    document: Document, found: Sequence[Found], phrases: Mapping[str, Sequence[Mark]]
) -> list[Attribution]:
    """All attributions in the order of their cues; a phrase without a cue of its own makes one."""
    terms = [_tokens(document, mark) for mark in phrases["anonymity"]]
    ordered = [
        item
        for item in sorted(found, key=lambda item: item.cue)
        if not _is_ground_rule(document, item, terms)
    ]
    starts = [item.cue[0] for item in ordered]
    stances: dict[int, Mark] = {}
    added: list[Attribution] = []
    speakers = Speakers(document.kinds)
    for mark in unconditional(phrases["silence"]) + unconditional(phrases["denial"]):
        run = _tokens(document, mark)
        said = mark.term.endswith(_SAID)
        mark = replace(mark, term=mark.term.removesuffix(_SAID))
        inside = said or _in_own_voice(document, run)
        place = _around(document, ordered, starts, run) if inside else _at(ordered, starts, run)
        if place is not None:
            stances.setdefault(place, mark)
        elif not _overlaps(added, run) and (not said or document.quoted[run[0]]):
            added.append(Attribution(_new(document, None if said else speakers, run, mark.rule), mark))
    joined = [Attribution(item, stances.get(place)) for place, item in enumerate(ordered)]
    return sorted(joined + added, key=lambda item: item.found.cue)


def _is_ground_rule(document: Document, item: Found, terms: Sequence[Run]) -> bool:
    """`who asked not to be named`: on what terms somebody spoke whose words stand beside it, not what he said."""
    if item.source and document.word(item.cue[1] - 1) in _SPEAKS and _follows(terms, item.cue[1]):
        return True
    place = bisect_right(terms, (item.cue[1] - 1, len(document.kinds))) - 1
    if place < 0 or terms[place][1] <= item.cue[0]:
        return False
    is_aside = item.source is not None and document.kinds[slice(*item.source)] == "w"
    is_within = item.cue[0] > terms[place][0]  # `be named` of what was asked
    return is_aside or is_within or item.rule in ("shared-source", "infinitive")


def _follows(terms: Sequence[Run], place: int) -> bool:
    """`The official spoke on condition of anonymity`: the terms stand right after it."""
    first = bisect_left(terms, (place, 0))
    return first < len(terms) and terms[first][0] <= place + 1


def _tokens(document: Document, mark: Mark) -> Run:
    first = bisect_left(document.tokens.starts, mark.span[0])
    return first, max(first + 1, bisect_left(document.tokens.starts, mark.span[1]))


def _at(ordered: Sequence[Found], starts: Sequence[int], run: Run) -> int | None:
    """The attribution whose cue overlaps the phrase."""
    for place in range(bisect_left(starts, run[0] - REACH // 8), bisect_right(starts, run[1] - 1)):
        if ordered[place].cue[1] > run[0]:
            return place
    return None


def _around(document: Document, ordered: Sequence[Found], starts: Sequence[int], run: Run) -> int | None:
    """The attribution whose content holds the phrase, the nearest one; not by who admits or asks it."""
    near = range(bisect_left(starts, run[0] - 4 * REACH), bisect_right(starts, run[1] + 4 * REACH))
    holding = [
        place for place in near if _holds(ordered[place].content, run) and _tells(document, ordered[place])
    ]
    return min(holding, key=lambda place: abs(starts[place] - run[0]), default=None)


def _tells(document: Document, found: Found) -> bool:
    return not found.rule.startswith("noun") and document.word(found.cue[1] - 1) not in _ADMITS


def _holds(content: Run | None, run: Run) -> bool:
    return content is not None and content[0] <= run[0] and run[1] <= content[1] + 1


def _overlaps(added: Sequence[Attribution], run: Run) -> bool:
    return bool(added) and added[-1].found.cue[0] <= run[0] < added[-1].found.cue[1]


def _in_own_voice(document: Document, run: Run) -> bool:
    """`“We deny that,” she said`: the one who says it is the one who denies."""
    return bool(document.quoted[run[0]]) and any(
        document.word(run[0] - back) in _OWN_VOICE for back in range(1, 5)
    )


def _new(document: Document, speakers: Speakers | None, run: Run, rule: str) -> Found:
    """A phrase that is its own cue: `could not be reached`."""
    first = run[0]
    while document.kind(first - 1) in "XA" and run[0] - first < 8:
        first -= 1
    return Found((first, run[1]), speakers.before(first) if speakers else None, None, rule)
