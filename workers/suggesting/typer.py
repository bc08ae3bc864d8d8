"""The typer: which terms of the vocabulary fit an attribution, and the phrase that says so.

The probabilities are the rules' own, by hand; what reviewers accept and correct per rule and facet is the
measure of them.
"""

from collections.abc import Mapping, Sequence

from workers.suggesting.anonymity import Anonymity
from workers.suggesting.attributions import Attribution
from workers.suggesting.case import Case
from workers.suggesting.counts import count
from workers.suggesting.description import describe, named_roles
from workers.suggesting.document import Document
from workers.suggesting.kinds import kind
from workers.suggesting.marks import Marks
from workers.suggesting.names import Names
from workers.suggesting.naming import identify
from workers.suggesting.phrases import Mark
from workers.suggesting.relays import Outlets
from workers.suggesting.roles import Acquaintances
from workers.suggesting.sources import Speakers
from workers.suggesting.suggestion import Span, Suggestion

_OPENING = 8  # words at a sentence's head that can say how it was said: `In a statement, …`
_UNTOLD = {"role": "participant", "affiliation": "none_stated", "tenure": "not_stated"}
_BY_IDENTIFICATION = {"document": "document", "database": "dataset"}


class Typer:
    """Types one text's attributions in order: a later mention of a name knows how it was introduced."""

    def __init__(
        self,
        document: Document,
        outlet: str,
        phrases: Mapping[str, Sequence[Mark]],
        without: frozenset[str] = frozenset(),
    ) -> None:
        self._document = document
        self._without = without
        self._names = Names(document)
        self._speakers = Speakers(document.kinds)
        self._linked = named_roles(document)
        self._outlets = Outlets(document, outlet)
        self._acquaintances = Acquaintances()
        self._anonymity = Anonymity(document, Marks(document, phrases["anonymity"]))
        self._before: Mapping[str, float] | None = None
        self._stances, self._channels, self._certainty, self._directness = (
            Marks(document, phrases[name]) for name in ("stances", "channels", "certainty", "directness")
        )

    def type(self, attribution: Attribution) -> Suggestion:
        case = self._open(attribution)
        self._stance(case)
        self._identification(case)
        self._description(case)
        self._channel(case)
        self._manner(case)
        self._anonymity.type(case)
        return self._suggestion(case)

    def _open(self, attribution: Attribution) -> Case:
        found = attribution.found
        source, relay = self._outlets.behind(found, self._speakers)
        if source is None and self._anonymity.speaks_in(
            found.cue
        ):  # `The official was not allowed to speak and said`
            source = self._speakers.subject_of_clause(found.cue[0])
        case = Case(self._document, attribution, source, describe(self._document, source) if source else None)
        case.without = self._without
        case.explain(found.rule, self._document.span(found.cue))
        case.relay = None if "relay" in self._without else relay or self._outlets.relay(case.near, source)
        if case.relay:
            case.explain("relay", self._document.span(case.relay), "relay")
        return case

    def _stance(self, case: Case) -> None:
        mark = case.attribution.stance or self._stances.surest(case.cue)
        if mark:
            case.mark("stance", mark, "asserts")
        else:
            case.usual("stance", "asserts", 0.9, "announces")

    def _identification(self, case: Case) -> None:
        if case.it is None or case.source is None:
            return
        it = case.it
        antecedent = self._speakers.antecedent(case.source[0]) if it.is_relative else None
        it = describe(self._document, antecedent) if antecedent else it
        terms, rule = identify(it, self._linked, self._before)
        case.it = it if antecedent else case.it
        if rule in self._without:
            return
        case.facets["identification"] = self._before = terms
        case.explain(rule, self._document.span(antecedent or case.source), "identification")

    def _description(self, case: Case) -> None:
        if case.it is None:
            return
        said = self._acquaintances.facets(case.it)
        if case.source and self._outlets.is_news(case.source):
            said = said | {"affiliation": ("media", 0.85, -1)}
        for facet, (term, probability, index) in said.items():
            word = case.it.run[0] + index if index >= 0 else case.it.run[0] + case.it.head_index
            case.put(facet, term, probability, _UNTOLD[facet], facet, self._document.span((word, word + 1)))
        case.facets.setdefault("affiliation", {"none_stated": 0.7, "other_group": 0.3})
        case.facets.setdefault("tenure", {"not_stated": 0.9, "current": 0.1})

    def _channel(self, case: Case) -> None:
        first = case.sentence[0]
        mark = self._channels.surest(case.near, (first, min(first + _OPENING, case.cue[0])))
        if case.source and self._outlets.is_other(case.source):
            case.put(
                "channel", "press_report", 0.9, "published_work", "outlet", self._document.span(case.source)
            )
            # Nobody behind the outlet is cited: it carried the report, it does not testify.
            case.facets["identification"] = {"unattributed": 0.9, "named_group": 0.1}
        elif mark:
            case.mark("channel", mark, "quote" if mark.term != "quote" else "statement")
        else:
            who = max(case.facets.get("identification", {"": 1.0}).items(), key=lambda item: item[1])[0]
            how = _BY_IDENTIFICATION.get(who, "quote")
            case.usual("channel", how, 0.7, "statement")

    def _manner(self, case: Case) -> None:
        hedge = self._certainty.surest(case.near)
        if hedge:
            case.mark("certainty", hedge, "plain")
        else:
            case.usual("certainty", "plain", 0.85, "hedged")
        knows = self._directness.surest(case.near)
        if knows:
            case.mark("directness", knows, "cannot_be_judged")
        else:
            case.usual("directness", "cannot_be_judged", 0.8, "first_hand")

    def _relay(self, case: Case) -> Span | None:
        """Where the text has the whole name of the outlet; one that reports alone is its own source."""
        outlets, source = self._outlets, case.source
        if case.relay:
            return self._document.span(outlets.in_full(case.relay))
        shortened = source and outlets.is_other(source) and outlets.in_full(source)
        return self._document.span(shortened) if shortened and shortened != source else None

    def _suggestion(self, case: Case) -> Suggestion:
        span, found = self._document.span, case.attribution.found
        stated, floor = count(case.it) if case.it and case.is_unnamed else (None, None)
        return Suggestion(
            cue=span(found.cue),
            source=span(case.source) if case.source else None,
            content=span(found.content) if found.content else None,
            facets=case.facets,
            kind=kind(case.facets, nobody_behind_outlet=case.relay is None),
            stated_count=stated,
            count_floor=floor,
            relay=self._relay(case),
            because=tuple(case.because),
            name=self._names.of(case),
        )
