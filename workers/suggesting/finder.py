"""The span finder: who, by which words, what. One interface, so that a trained one can stand behind it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from workers.suggesting import lexicon
from workers.suggesting.grammar import classify
from workers.suggesting.sources import Run, Speakers
from workers.suggesting.text import PARAGRAPH, Tokens, tokenise

WEAK = frozenset(form for verb in lexicon.sections("en/cues")["weak"] for form in lexicon.inflect(verb))
NOUNLIKE = lexicon.words("en/cues", "noun-like")
ADJ = lexicon.words("en/cues", "adjective")
NOUN = lexicon.words("en/cues", "noun")

@dataclass(frozen=True, slots=True)
class Found:
    source: Run | None
    cue: Run
    rule: str

_CAND = re.compile(r"[VUG]")
_BAD_V = frozenset("D'#opvgVUGT.")
_BAD_U = frozenset("D'#opvgVUG.,?cq")

def find(tokens: Tokens, kinds: str) -> Iterator[Found]:
    speakers = Speakers(kinds)
    quoted = bytearray(len(kinds))
    inside = 0
    for i, k in enumerate(kinds):
        if k == "q":
            inside = 1
        elif k == "Q" or tokens.words[i] == PARAGRAPH:
            inside = 0
        quoted[i] = inside
    last_source = prev_right = None
    last_end = 0
    words = tokens.words
    n = len(kinds)
    for i, k in enumerate(kinds):
        if quoted[i] or k not in "VUGNvA:Pg":
            continue
        w = words[i].lower()
        left = kinds[i-1] if i else "."
        right = kinds[i+1] if i + 1 < n else "."
        weak = w in WEAK
        nounlike = w in NOUNLIKE
        sent = kinds.rfind(".", max(0, i-80), i)
        if sent > last_end:
            last_source = None; prev_right = None
        j = i
        while j and kinds[j-1] in "XA":
            j -= 1
        lj = kinds[j-1] if j else "."
        src = None
        if w == "according":
            if words[i+1:i+2] == ["to"]:
                yield Found(speakers.after(i+2, left not in ".q", True), (i, i+2), "according")
            continue
        if k == ":":
            if kinds[max(0,i-12):i].rfind(".") < 0: continue
            st = kinds.rfind(".", 0, i) + 1
            if kinds[st] in "P" and all(c in "P'oN#" for c in kinds[st:i]) and words[st-1:st] in (["\N{PILCROW SIGN}"], []):
                yield Found((st, i), (i, i+1), "label")
            continue
        if j < i and w in ADJ and "X" in kinds[j:i] and right in "tTpos.,S":
            if last_end > sent and last_source: continue
            yield Found(speakers.before(j) if w not in ("expected","known","seen") else None, (j, i+1), "adj"); last_source = None; last_end = i; prev_right=right
            continue
        if w in NOUN and right in "opTt" and (k == "N" or left in "D'p"):
            src = None
            if left == "'":
                src = speakers.before(i-1)
                if src: src = (src[0], i)
            elif left == "D" and words[i-1].lower() in ("his","her","their","its","my","our"):
                src = (i-1, i)
            elif words[i+1] in ("from","by","among"):
                src = speakers.after(i+2)
            if src and last_end > sent and last_source: continue
            yield Found(src, (i, i+2), "noun" if src else "noun-no-source")
            continue
        if k == "V":
            if left in "D'#opvgGT." : continue
            if left in "VU" and not nounlike and w[-1] == "d": pass
            elif left in "VU": continue
            if nounlike and (left in "N,c" or w in ("states", "attacks", "emails", "votes", "continues")) and right not in "DPStqOT": continue
            if weak and right not in "tSqDOP": continue
            if j < i and "X" in kinds[j:i] and words[i+1:i+2] == ["by"]:
                src = speakers.after(i+2); rule = "passive"
            elif left == "Q" or (left == "," and kinds[i-2:i-1] == "Q"):
                src = speakers.after(i+1); rule = "quote-verb-name"
                if not src: continue
            else:
                src = speakers.before(j); rule = "name-verb"
                if src is None and right in "DPS" and left == ",":
                    src = speakers.after(i+1); rule = "comma-verb-name"
                if src is None:
                    src = last_source; rule = "shared"
        elif k == "G":
            if weak and right not in "tSqDOP": continue
            if left in "D'#ov" or w in ("meaning", "appearing", "reasoning", "ruling"): continue
            if left == "X" or j < i and lj in "SPNw": src = speakers.before(j); rule = "progressive"
            elif left in "NP": src = speakers.before(i) ; rule = "np-participle"
            else:
                src = last_source or speakers.subject_of_clause(j); rule = "participle"
        elif k == "U":
            if left in "D'#ov?": continue
            if nounlike and (left in "pgGVUN.,c" or left == "P") and right not in "tSqDO": continue
            if weak and right not in "tSqDOP": continue
            if left == "T" and right not in "tSqDPTO:": continue
            if left == "T":
                src = last_source; rule = "infinitive"
            elif j < i:
                src = speakers.before(j) or last_source or speakers.subject_of_clause(j); rule = "base-aux"
            else:
                src = speakers.before(j) or last_source or speakers.subject_of_clause(j); rule = "base-" + left
        else:
            continue
        if last_end > sent and prev_right is not None and src != last_source:
            if rule[:4] in ("base", "np-p", "prog") or prev_right in "Sts": continue
        if w.startswith(("seem", "appear")):
            yield Found(None, (j, i+1), rule); continue
        yield Found(src, (j, i+1), rule)
        last_source = src; last_end = i; prev_right = right
