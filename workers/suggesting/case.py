"""One attribution while it is being typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workers.suggesting.attributions import Attribution
from workers.suggesting.description import Description
from workers.suggesting.document import Document, Run
from workers.suggesting.kinds import UNNAMED
from workers.suggesting.phrases import Mark
from workers.suggesting.suggestion import Reason, Span

_TAIL = 12  # words after source and cue that still describe them


@dataclass(slots=True)
class Case:
    document: Document
    attribution: Attribution
    source: Run | None
    it: Description | None  # the source's description
    relay: Run | None = None
    without: frozenset[str] = frozenset()  # rules that are switched off
    facets: dict[str, Mapping[str, float]] = field(default_factory=dict)
    because: list[Reason] = field(default_factory=list)

    @property
    def cue(self) -> Run:
        return self.attribution.found.cue

    @property
    def near(self) -> Run:
        """Source and cue with a few words after them, within their sentence."""
        first, last = self.sentence
        begin = min(self.cue[0], self.source[0]) if self.source else self.cue[0]
        end = max(self.cue[1], self.source[1]) if self.source else self.cue[1]
        return max(first, begin), min(last, end + _TAIL)

    @property
    def sentence(self) -> Run:
        first, last = self.document.sentence(self.cue[0])
        return (min(first, self.source[0]), max(last, self.source[1])) if self.source else (first, last)

    @property
    def is_unnamed(self) -> bool:
        terms = self.facets.get("identification", {})
        return sum(terms.get(term, 0.0) for term in UNNAMED) > 0.5

    def usual(self, facet: str, term: str, probability: float, otherwise: str) -> None:
        """What holds as a rule where no phrase speaks; needs no reason."""
        self.facets[facet] = {term: probability, otherwise: round(1 - probability, 4)}

    def put(self, facet: str, term: str, probability: float, otherwise: str, rule: str, span: Span) -> None:
        """What a phrase says; what is left of the probability stays with the usual term."""
        if rule in self.without:
            return
        probability = 1.0 if term == otherwise else probability
        self.facets[facet] = {term: round(probability, 4)}
        if probability < 1:
            self.facets[facet] = {term: round(probability, 4), otherwise: round(1 - probability, 4)}
        self.explain(rule, span, facet)

    def explain(self, rule: str, span: Span, facet: str = "") -> None:
        reason = Reason(rule, span, facet)
        if reason not in self.because:
            self.because.append(reason)

    def mark(self, facet: str, mark: Mark, otherwise: str) -> None:
        self.put(facet, mark.term, mark.probability, otherwise, mark.rule, mark.span)
