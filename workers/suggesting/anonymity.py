"""On what terms an unnamed source spoke, and why it is not named."""

import re

from workers.suggesting.case import Case
from workers.suggesting.document import Document, Run
from workers.suggesting.marks import Marks

_REASON = re.compile(
    r"(?:because|citing|since|as (?:he|she|they|it)|for fear|out of fear|fearing|lest|given (?:the|that)"
    r"|(?:in order )?to (?:discuss|describe|speak|talk|share|avoid|protect|recount|disclose|be candid|speak freely)"
    r"|(?:not|wasn['’]t|weren['’]t) (?:\w+ )?(?:authori[sz]ed|allowed|permitted))\b",
    re.IGNORECASE,
)
_LONGEST = 400  # characters after the phrase in which its reason stands


class Anonymity:
    def __init__(self, document: Document, marks: Marks) -> None:
        self._document = document
        self._marks = marks

    def speaks_in(self, cue: Run) -> bool:
        """Whether the sentence has words for anonymity."""
        return bool(self._marks.within(self._document.sentence(cue[0])))

    def type(self, case: Case) -> None:
        """`ground_rule` and `anonymity_reason`; a condition of anonymity also says that the source is unnamed."""
        mark = self._marks.surest(case.sentence)
        if mark and not (case.it and case.it.is_named):
            case.mark("ground_rule", mark, "not_stated")
            if mark.term != "on_the_record":
                self._unname(case)
                self._reason(case, mark.span[0])
        else:
            case.usual("ground_rule", "not_stated", 0.95, "on_the_record")

    def _unname(self, case: Case) -> None:
        if case.it and not case.is_unnamed and not case.it.has("document") and not case.it.has("group"):
            term = (
                "unnamed_group"
                if case.it.has("plural") or case.it.head in ("they", "who", "people")
                else "unnamed_individual"
            )
            case.facets["identification"] = {term: 0.9, "named_individual": 0.1}

    def _reason(self, case: Case, start: int) -> None:
        end = self._document.span(_run(case))[1]
        found = _REASON.search(self._document.text, start, min(end, start + _LONGEST))
        if found:
            case.put("anonymity_reason", "given", 0.9, "not_given", "reason-given", (found.start(), end))
        else:
            case.usual("anonymity_reason", "not_given", 0.85, "given")


def _run(case: Case) -> Run:
    first, last = case.sentence
    return first, max(last, first + 1)
