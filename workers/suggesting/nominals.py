"""Cues that are no verbs: `according to`, `clear that`, `criticism from`, and a name with a colon."""

from workers.suggesting import lexicon
from workers.suggesting.cues import Candidate, Clause, Hit
from workers.suggesting.document import Run
from workers.suggesting.sources import Speakers
from workers.suggesting.text import PARAGRAPH

_ADJECTIVES = lexicon.words("en/cues", "adjective")
_NOUNS = lexicon.words("en/cues", "noun")
_NOBODY_SAYS = frozenset(("expected", "known", "seen"))  # by whom is not told
_IMPERSONAL = frozenset(("unclear", "clear", "certain", "uncertain"))  # `it is unclear`: to everybody
_POSSESSIVES = frozenset(("his", "her", "their", "its", "my", "our"))
_LABEL_LENGTH = 12  # words before a colon that can still be a speaker

WORDS = _ADJECTIVES | _NOUNS | {"according"}


def nominal_rule(at: Candidate, speakers: Speakers, clause: Clause) -> Hit | None:
    """The attribution that a noun, an adjective or a colon makes, if its neighbours let it."""
    if at.word == ":":
        return _label(at)
    if at.word == "according":
        return _according(at, speakers) if at.document.word(at.index + 1) == "to" else None
    if at.word in _ADJECTIVES and at.has_auxiliary and at.right in "tTpos.,S":
        source = None if at.word in _NOBODY_SAYS else speakers.before(at.group)
        if (
            at.word in _IMPERSONAL
            and source == (at.group - 1, at.group)
            and at.document.word(at.group - 1) == "it"
        ):
            source = None
        return Hit(at.run, source, "adjective")
    if at.word in _NOUNS and at.right in "opTt":
        return None if _how_it_was_said(at, clause) else _noun(at, speakers)
    return None


def _how_it_was_said(at: Candidate, clause: Clause) -> bool:
    """`said in a statement that`: a second word for the same attribution."""
    return clause.right == "p" and at.left in "DN" and at.right == "t"


def _according(at: Candidate, speakers: Speakers) -> Hit:
    opens = at.left in ".q"  # then the comma after the source ends it
    return Hit((at.index, at.index + 2), speakers.after(at.index + 2, not opens, True), "according-to", True)


def _noun(at: Candidate, speakers: Speakers) -> Hit | None:
    if at.document.kind(at.index) != "N" and at.left not in "D'p":
        return None  # a verb's form, in a verb's place
    owner = _owner(at, speakers)
    return Hit((at.index, at.index + 2), owner, "noun" if owner else "noun-alone")


def _owner(at: Candidate, speakers: Speakers) -> Run | None:
    if at.left == "'":
        owner = speakers.before(at.index - 1)
        return (owner[0], at.index) if owner else None
    if at.document.word(at.index - 1) in _POSSESSIVES:
        return at.index - 1, at.index
    if at.document.word(at.index + 1) in ("from", "by", "among"):
        return speakers.after(at.index + 2)
    return None


def _label(at: Candidate) -> Hit | None:
    """`Smith: …` at the head of a paragraph, as headlines and transcripts have it."""
    document, first = at.document, at.index
    while first and document.kind(first - 1) != "." and at.index - first <= _LABEL_LENGTH:
        first -= 1
    opens = first == 0 or document.tokens.words[first - 1] == PARAGRAPH
    named = document.kind(first) == "P" and not document.kinds[first : at.index].strip("PoN#")
    return Hit((at.index, at.index + 1), (first, at.index), "label") if opens and named else None
