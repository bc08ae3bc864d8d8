"""Who speaks: the noun phrase before or after a cue, as a run of tokens [first, last).

The classes (grammar.py) are read backwards from the cue with one regular expression over the mirrored
string and forwards with another; both are possessive, so their time is linear.
"""

import re

from workers.suggesting.document import REACH, Run

_HEAD_LEFT = (
    r"(?:(?:\)[^().]{1,6}\()?(?:[NP#]|U(?=[D']))(?:['NP#d]|U(?=[D'])|[vgA](?=[NP'D#]))*+D{0,3}+(?:lp)?)"
)
_PHRASE_LEFT = re.compile(
    rf"{_HEAD_LEFT}(?:(?:[op](?:cp|c)?v?|(?<=[DP])T){_HEAD_LEFT}|c{_HEAD_LEFT}(?:,{_HEAD_LEFT}){{0,4}}+|c,{_HEAD_LEFT}(?:,{_HEAD_LEFT}){{1,4}}+){{0,5}}+"
)
_HEAD = (
    r"(?:(?:pl)?D{0,3}+(?:['#NP]|(?<=[D'])U|d(?=[NP'])|[vVgGA](?=[NP'#D]))*+(?<=[NP#'U])(?:\([^().]{1,6}\))?)"
)
_PHRASE = re.compile(rf"(?:{_HEAD}|D(?=oD))(?:(?:[opc]|T(?=[DP])){_HEAD}){{0,5}}+")
_LISTED = re.compile(r"P+cN+(?![NP])")  # `Democratic and independent analysts`
_NAME = re.compile(r"P['NP#]*+(?:\([^().]{1,6}\))?(?:oD?[NP#']++)?")
_APPOSED = re.compile(r",(?:[DNP#w]|[gA]N|(?<=#,)o)")
_WHEN = re.compile(r"d+(?:[DN]{0,2}p|D(?=N)|[DN]{0,2}(?![NP]))")
_VERB = re.compile(r"[XvVU]")
_MARK = re.compile(r"[,.;:qQc(-]")
_SEGMENT_END = re.compile(r"[,.;:qQ]")
_CLAUSE_START = frozenset(".Q;:q(")


class Speakers:
    """Finds sources in one text's classes. Every search looks at most `REACH` tokens away."""

    def __init__(self, kinds: str) -> None:
        self.kinds = kinds
        self._mirror = kinds[::-1]

    def before(self, cue: int) -> Run | None:
        """The subject that stands left of the token `cue`, which is the first word of the verb group."""
        kinds, last = self.kinds, cue
        when = _WHEN.match(self._mirror, len(kinds) - cue)
        if when:
            last = len(kinds) - when.end()
        kind = kinds[last - 1] if last else "."
        if kind in "SOD" and last > 2 and kinds[last - 2] in "opT":  # `a person with knowledge of it said`
            owner = self._phrase_before(last - 2)
            return (owner[0], last) if owner else (last - 1, last)
        if kind in "SwO":
            return last - 1, last
        restricted = self.with_relative_clause(last)
        if restricted:
            return restricted
        if kind in "NP#)U":
            return self._phrase_before(last)
        if kind == ",":
            return self._with_apposition(last)
        if kind == "-":
            return self._with_parenthesis(last)
        return None

    def _with_parenthesis(self, last: int) -> Run | None:
        """`Insiders — all of them — said`: the noun phrase before the first dash, both dashes included."""
        first = self.kinds.rfind("-", max(0, last - 30), last - 1)
        if first < 1 or "." in self.kinds[first:last]:
            return None
        owner = self._phrase_before(first)
        return (owner[0], last) if owner else None

    def antecedent(self, relative: int) -> Run | None:
        """The noun phrase that `who` or `which` stands for."""
        last = relative - 1 if relative and self.kinds[relative - 1] in ",'" else relative
        return self._phrase_before(last) if last and self.kinds[last - 1] in "NP#)U" else None

    def _phrase_before(self, last: int) -> Run | None:
        size = len(self.kinds)
        match = _PHRASE_LEFT.match(self._mirror, size - last, min(size, size - last + REACH))
        if not match:
            return None
        first = size - match.end()
        if first and self.kinds[first - 1] in "vVgGUXTp":  # an object's head: the subject begins after `and`
            first = max(first, self.kinds.rfind("c", first, last) + 1)
        return first, last

    def with_relative_clause(self, last: int) -> Run | None:
        """`People who have seen him say`: the clause's first noun phrase up to the main verb."""
        kinds = self.kinds
        relative = kinds.rfind("w", max(0, last - 30), last)
        if relative < 0 or not _VERB.search(kinds, relative, last) or _MARK.search(kinds, relative, last):
            return None
        first = relative
        while first and kinds[first - 1] in "DNP#'ogvUT" and relative - first < 12:
            first -= 1
        return (
            (first, last)
            if first < relative and kinds[first - 1 : first] in ("", ".", ",", "c", "s", "Q", "t")
            else None
        )

    def _with_apposition(self, last: int) -> Run | None:
        """`Name, who …, said`: from the clause's first noun phrase that ends at a comma, comma included."""
        kinds = self.kinds
        floor = max(0, last - REACH)
        place = last - 2
        while place >= floor and kinds[place] not in _CLAUSE_START:
            place -= 1
        place += 1
        while place < last - 1:
            while place < last and kinds[place] in "cAst":
                place += 1
            match = _PHRASE.match(kinds, place, last)
            if match and match.end() > place and kinds[match.end()] == "," and match.end() < last - 1:
                return (place, last) if kinds[match.end() + 1] in "DNP#o" else (place, match.end())
            comma = kinds.find(",", place, last - 1)
            if comma < 0:
                return None
            place = comma + 1
        return None

    def after(self, start: int, apposition: bool = True, extend: bool = False) -> Run | None:
        """The noun phrase that begins at `start` (`said X, the Y of Z`, `according to X`)."""
        kinds = self.kinds
        limit = min(len(kinds), start + REACH)
        if start >= limit:
            return None
        if kinds[start] in "SO":
            return start, start + 1
        match = (_NAME if kinds[start] == "P" and not _LISTED.match(kinds, start, limit) else _PHRASE).match(
            kinds, start, limit
        )
        if not match or match.end() == start:
            return None
        last = match.end()
        if last < limit and kinds[last] in ("vgw" if extend else "vw") and (extend or kinds[start] == "D"):
            end = _SEGMENT_END.search(kinds, last, limit)
            last = end.start() if end else last
        while apposition and _APPOSED.match(kinds, last, limit):
            end = _SEGMENT_END.search(kinds, last + 1, limit)
            if not end:
                break
            last = end.start()
        return start, last

    def subject_of_clause(self, cue: int) -> Run | None:
        """The first noun phrase of the sentence, for `…, adding that` and `… and said`."""
        kinds = self.kinds
        floor = max(0, cue - REACH)
        place = cue - 1
        while place >= floor and kinds[place] not in ".Q;":
            place -= 1
        place += 1
        while place < cue:
            while place < cue and kinds[place] in "cAt":
                place += 1
            if kinds[place] == "S":
                return place, place + 1
            match = _PHRASE.match(kinds, place, cue)
            if match and match.end() > place:
                return place, match.end()
            comma = kinds.find(",", place, cue)
            if comma < 0:
                return None
            place = comma + 1
        return None
