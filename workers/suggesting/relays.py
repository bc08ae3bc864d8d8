"""Through which outlet a source is heard, and which names are outlets."""

from workers.suggesting import lexicon
from workers.suggesting.description import describe
from workers.suggesting.document import Document, Run
from workers.suggesting.finder import Found
from workers.suggesting.sources import Speakers

_LAST = lexicon.words("en/media", "last-word")
_ALONE = lexicon.words("en/media", "outlet")
_RARELY = lexicon.words("en/media", "not-an-outlet")
_AGENCIES = frozenset(("news", "press", "wire", "telegraph"))  # what makes an agency one that reports
_BEFORE = frozenset(("by", "told", "tells", "telling", "with", "on", "to"))
_VERBS = frozenset(
    [
        "cited",
        "quoted",
        "reported",
        "interviewed",
        "told",
        "tells",
        "telling",
        "citing",
        "interview",
        "spoke",
        "speaking",
        "said",
        "appearance",
    ]
)


def outlet_at(document: Document, index: int) -> Run | None:
    """The outlet's name that begins at a token: capitals that end in a word of the trade."""
    first = index + (document.word(index) == "the")
    last = first
    while document.kind(last) == "P" and last - first < 6:
        last += 1
    while last > first and not _ends_a_name(document, first, last):
        last -= 1
    return (index, last) if last > first else None


def _ends_a_name(document: Document, first: int, last: int) -> bool:
    part, length = document.word(last - 1).split(".")[0], last - first
    if part == "agency":
        return length > 1 and document.word(last - 2) in _AGENCIES
    return (part in _LAST and length > 1) or (part in _ALONE and (length > 1 or part not in _RARELY))


def is_outlet(document: Document, run: Run) -> bool:
    found = outlet_at(document, run[0])
    return found is not None and found[1] >= run[1]


def _informs(document: Document, run: Run) -> bool:
    it = describe(document, run)
    return it.has("informant") or it.has("plural") or it.mentions("informs")


def _short_names(document: Document) -> dict[str, Run]:
    """What a text calls a news agency once it has named it; `the agency` is one where no other agency is named."""
    short: dict[str, Run] = {}
    for last, word in enumerate(document.tokens.words):
        if word != "Agency":
            continue
        first = last
        while document.kind(first - 1) == "P" and last - first < 6:
            first -= 1
        if not _ends_a_name(document, first, last + 1):
            return {}
        short.setdefault("agency", (first, last + 1))
        if last - first == 2:
            short.setdefault(document.word(first), (first, last + 1))
    return short


class Outlets:
    """The outlets that one text names; `outlet` is the text's own, which relays nothing to itself."""

    def __init__(self, document: Document, outlet: str) -> None:
        self._document = document
        self._own = frozenset(outlet.lower().replace(".", " ").split()) - {"the"}
        self._short = _short_names(document)

    def is_news(self, run: Run) -> bool:
        """Whether a source is an outlet, or `the agency` in a text that names a news agency."""
        return is_outlet(self._document, run) or self.in_full(run) != run

    def in_full(self, run: Run) -> Run:
        """Where the text has the whole name: `Calder`, `the agency` are Calder News Agency."""
        words = [self._document.word(index) for index in range(*run)]
        return self._short.get(" ".join(words[words[0] == "the" :]), run)

    def _at(self, index: int) -> Run | None:
        found = outlet_at(self._document, index)
        if found:
            return found
        last = index + 1 + (self._document.word(index) == "the")
        return (index, last) if self.in_full((index, last)) != (index, last) else None

    def is_other(self, run: Run) -> bool:
        """Whether a source is an outlet, and not our own."""
        return self.is_news(run) and not self._is_own(run)

    def _is_own(self, run: Run) -> bool:
        """`The Post` in the Washington Post: every word of the name is one of our own name's."""
        words = {self._document.word(index) for index in range(*run)} - {"the"}
        return bool(words) and words <= self._own

    def behind(self, found: Found, speakers: Speakers) -> tuple[Run | None, Run | None]:
        """(source, relay): in `the wire reported, citing officials` the officials are the source."""
        source = found.source
        if not source or self._document.word(found.cue[1] - 1) != "citing":
            return source, None
        cited = speakers.after(found.cue[1], apposition=False)
        if not cited or not (self.is_other(source) or _informs(self._document, cited)):
            return source, None
        return cited, None if self._is_own(source) else source

    def relay(self, near: Run, source: Run | None) -> Run | None:
        """The outlet that `cited by`, `told`, `in an interview with` name near an attribution."""
        if source and is_outlet(self._document, source):
            return None
        for index in range(*near):
            if self._document.word(index) in _BEFORE:
                found = self._at(index + 1)
                verbs = {self._document.word(place) for place in range(max(near[0], index - 4), index + 1)}
                if found and verbs & _VERBS and not self._is_own(found):
                    return found
        return None
