"""Which words attribute here: a verb of saying, thinking or showing, in a place where it can be one.

Each rule answers whether a form can be a cue between its neighbours, and where its source stands. The names
of the rules are the ids that a suggestion carries.
"""

from collections.abc import Callable
from dataclasses import dataclass

from workers.suggesting import lexicon
from workers.suggesting.document import Document, Run
from workers.suggesting.sources import Speakers

_WEAK = frozenset(form for verb in lexicon.sections("en/cues")["weak"] for form in lexicon.inflect(verb))
_NOUN_LIKE = lexicon.words("en/cues", "noun-like")
_MOSTLY_NOUNS = lexicon.words("en/cues", "mostly-nouns")
_NOT_CUES_IN_ING = frozenset(("meaning", "appearing", "reasoning", "ruling"))
_QUANTIFIERS = frozenset(
    ["some", "many", "others", "another", "several", "both", "most", "few", "all", "one", "none"]
)
_SAY_OF = frozenset(
    (
        "complains",
        "warns",
        "speaks",
        "thinks",
        "boasts",
        "approves",
        "disapproves",
        "tells",
        "talks",
        "dreams",
    )
)
_LEAVE = frozenset(("authorized", "authorised", "allowed", "permitted"))
_PASSIVE = frozenset(("be", "been", "being", "is", "are", "was", "were"))
_ASKED = frozenset(("how", "why", "whether", "what", "when", "where"))
_LET = frozenset(("let", "lets", "letting"))
_IMPERSONAL = ("seem", "appear")  # what seems has no speaker
_OBJECT = frozenset("tSqDOP")  # after these a weak verb attributes: that, a pronoun, a quotation, an object
_CLAUSE = frozenset("Sts")  # after these begins a clause in which others do not speak to us
_SUBORDINATE = frozenset(("base", "auxiliary", "reduced", "progressive", "adjective", "noun"))


@dataclass(frozen=True, slots=True)
class Hit:
    cue: Run
    source: Run | None
    rule: str
    closes: bool = False  # `…, analysts say.`: speaks for the whole sentence
    asked: bool = False  # `to say how the government knew`


@dataclass(frozen=True, slots=True)
class Clause:
    """What the sentence has said so far: the last cue's source, and the class of the word after that cue."""

    cue: Run = (0, 0)
    source: Run | None = None
    right: str | None = None

    def nests(self, hit: Hit) -> bool:
        """Whether the hit lies inside what the last cue attributes: others do not speak to us there."""
        if self.right is None or hit.closes or (hit.source and hit.source[0] <= self.cue[0] < hit.source[1]):
            return False
        if hit.asked:
            return True
        if hit.source == self.source:
            return hit.rule == "infinitive" and self.right in _CLAUSE
        return hit.rule in _SUBORDINATE or self.right in _CLAUSE


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form that may be a cue: its place, the start of its verb group, and the classes around it."""

    document: Document
    index: int
    group: int
    word: str
    left: str
    right: str

    @classmethod
    def at(cls, document: Document, index: int) -> "Candidate":
        group = index
        while document.kind(group - 1) in "XA" and index - group < 8:
            group -= 1
        word = document.word(index)
        return cls(document, index, group, word, document.kind(index - 1), document.kind(index + 1))

    @property
    def has_auxiliary(self) -> bool:
        return "X" in self.document.kinds[self.group : self.index]

    @property
    def run(self) -> Run:
        return self.group, self.index + 1


def verb_rule(at: Candidate, speakers: Speakers, clause: Clause) -> Hit | None:
    """The attribution that a verb form makes, if its neighbours let it."""
    if at.word in _WEAK and at.right not in _OBJECT:
        return None
    hit = _RULES[at.document.kind(at.index)](at, speakers, clause)
    if hit and at.word.startswith(_IMPERSONAL):
        return Hit(hit.cue, None, "impersonal")
    return hit


def _finite(at: Candidate, speakers: Speakers, clause: Clause) -> Hit | None:
    if _quantified(at):
        return Hit(at.run, (at.group - 1, at.group), "quantified")
    if (at.left in "D'#opvgGT." and at.document.word(at.index - 1) != "her") or (
        at.left in "VU" and (at.word in _NOUN_LIKE or not at.word.endswith("d"))
    ):
        return None
    if at.left == "X" and at.word.endswith("s"):
        return None  # `has calls to make`
    if at.word == "known" and (at.right not in "tTSDPsp" or at.document.word(at.index + 1) == "as"):
        return None  # `the model, known as V5`
    if at.right == "o" and at.word.endswith("s") and at.word not in _SAY_OF:
        return None  # `counters of the hub`
    noun_place = at.left in "N,c" or at.word in _MOSTLY_NOUNS
    if at.word in _NOUN_LIKE and noun_place and at.right not in "DPStqOT":
        return None
    by = at.index + (3 if at.document.kinds[at.index + 1 : at.index + 3] in ("cv", "cV") else 1)
    if at.has_auxiliary and at.document.word(by) == "by":
        return Hit(at.run, speakers.after(by + 1), "passive", True)
    if at.word in ("offered", "shown") and at.document.word(at.index - 1) in _PASSIVE:
        return None
    if at.word == "told" and at.document.word(at.index - 1) in _PASSIVE:  # who was told does not speak
        return Hit(at.run, None, "passive") if at.right in _OBJECT else None
    if at.left in "NP" and at.document.word(at.index + 1) == "by":
        return None  # `sources cited by the wire`: they do not cite
    if at.left == "Q" or (at.left == "," and at.document.kind(at.index - 2) == "Q"):
        source = speakers.after(at.index + 1)
        return Hit(at.run, source, "quotation-verb-source") if source else None
    source = speakers.before(at.group)
    if source:
        asked = source[0] > 0 and at.document.word(source[0] - 1) in _ASKED
        return Hit(at.run, source, "source-verb", _closes(at, source), asked)
    if at.left == "," and at.right in "DPSN#":
        return Hit(at.run, speakers.after(at.index + 1), "comma-verb-source")
    return Hit(at.run, clause.source, "shared-source")


def _participle(at: Candidate, speakers: Speakers, clause: Clause) -> Hit | None:
    if at.left in "D'#ov" or at.word in _NOT_CUES_IN_ING:
        return None
    if at.left == "X" or (at.group < at.index and at.document.kind(at.group - 1) in "SPNw"):
        return Hit(at.run, speakers.before(at.group), "progressive")
    if at.left in "NP":
        return Hit(at.run, speakers.before(at.index), "reduced")
    return Hit(at.run, clause.source or speakers.subject_of_clause(at.group), "participle")


def _base(at: Candidate, speakers: Speakers, clause: Clause) -> Hit | None:
    if _quantified(at):
        return Hit(at.run, (at.group - 1, at.group), "quantified")
    if _is_noun(at):
        return None
    if at.left in "D'#o?" or (at.left == "v" and not speakers.with_relative_clause(at.group)):
        return None
    if at.word in _NOUN_LIKE and at.left in "pgGVUNP.,c" and at.right not in "tSqDO":
        return None
    if at.left == "T" and at.document.word(at.index - 2) in _LEAVE:
        return None  # `not authorized to discuss it` is why nobody is named
    if at.left == "T":
        return Hit(at.run, clause.source, "infinitive") if at.right in "tSqDPTO:" else None
    if at.left == "," and at.right in "DPN#" and at.word not in _NOUN_LIKE:  # `…, say sources`
        return Hit(at.run, speakers.after(at.index + 1), "comma-verb-source", True)
    source = speakers.before(at.group)
    if source and at.group == at.index and _is_let(at.document, source):
        return None
    source = source or clause.source or speakers.subject_of_clause(at.group)
    return Hit(at.run, source, "auxiliary" if at.group < at.index else "base", _closes(at, source))


def _is_let(document: Document, source: Run) -> bool:
    """`has not let one firm or another see it`: who is let see does not speak."""
    first = source[0]
    while document.kind(first - 1) in "PNDc" and source[0] - first < 8:
        first -= 1
    return first > 0 and document.word(first - 1) in _LET


def _quantified(at: Candidate) -> bool:
    """`Many believe`, `another said`: the quantifier is the source."""
    return at.document.word(at.group - 1) in _QUANTIFIERS and at.word not in _NOUN_LIKE


def _closes(at: Candidate, source: Run | None) -> bool:
    return bool(source) and at.right in ".d," and at.document.kind(source[0] - 1) in ",Q" if source else False


_RULES: dict[str, Callable[[Candidate, Speakers, Clause], Hit | None]] = {
    "V": _finite,
    "G": _participle,
    "U": _base,
}


def _is_noun(at: Candidate) -> bool:
    """`its quarterly report`, `on that point`: a determiner stands before it."""
    if at.left == "t":
        return at.word in _NOUN_LIKE and at.document.kind(at.index - 2) in "pT"
    return at.group < at.index and not at.has_auxiliary and at.document.kind(at.group - 1) in "D'"
