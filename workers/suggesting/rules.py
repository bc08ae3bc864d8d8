"""The finder without a model: cues first, then the noun phrase that can be their source, then the content."""

from dataclasses import replace

from workers.suggesting.contents import content
from workers.suggesting.cues import Candidate, Clause, Hit, verb_rule
from workers.suggesting.description import describe
from workers.suggesting.document import REACH, Document
from workers.suggesting.finder import Found
from workers.suggesting.nominals import WORDS, nominal_rule
from workers.suggesting.sources import Speakers

_NOBODY = frozenset(("the public", "the same"))  # `before the public sees it`
_POSSESSIVES = frozenset(("his", "her", "its", "their"))


class RuleFinder:
    """Rules over word classes; linear in the text."""

    def find(self, document: Document) -> list[Found]:
        speakers = Speakers(document.kinds)
        found: list[Found] = []
        clause = Clause()
        for index, kind in enumerate(document.kinds):
            if kind == ".":
                clause = Clause()
            elif not document.quoted[index]:
                hit = _within_reach(_hit(document, index, kind, speakers, clause))
                if (
                    hit
                    and not _by_nobody(document, hit)
                    and (not clause.nests(hit) or _is_informant(document, hit))
                ):
                    found.append(Found(hit.cue, hit.source, content(document, hit.cue, hit.source), hit.rule))
                    clause = Clause(hit.cue, hit.source, document.kind(hit.cue[1]))
        return found


def _within_reach(hit: Hit | None) -> Hit | None:
    """A source shared from cue to cue is let go where it is too far away: a sentence may have no end."""
    if hit and hit.source and hit.cue[0] - hit.source[1] > REACH:
        return replace(hit, source=None)
    return hit


def _by_nobody(document: Document, hit: Hit) -> bool:
    return hit.source is not None and " ".join(map(document.word, range(*hit.source))) in _NOBODY


def _is_informant(document: Document, hit: Hit) -> bool:
    """An unnamed source inside what another says is worth a reviewer's look: `admitted it when an aide reported`."""
    if not hit.source or hit.rule not in ("source-verb", "base", "auxiliary"):
        return False
    it = describe(document, hit.source)
    owned = it.words[0] in _POSSESSIVES and it.has("plural")  # `her advisers`
    known = it.is_named or (it.is_definite and not owned)
    return (it.has("informant") or it.has("plural")) and not known


def _hit(document: Document, index: int, kind: str, speakers: Speakers, clause: Clause) -> Hit | None:
    if kind in "VUG":
        at = Candidate.at(document, index)
        return verb_rule(at, speakers, clause) or (
            nominal_rule(at, speakers, clause) if at.word in WORDS else None
        )
    if kind == ":" or document.word(index) in WORDS:
        return nominal_rule(Candidate.at(document, index), speakers, clause)
    return None
