"""Suggested attributions: plain text in, spans and facets out. No model, no network, no Django.

    for s in suggest(text, outlet="The Daily Record", language="en"):
        s.source, s.cue, s.content    # (start, end) in code points; source and content may be None

docs/suggesting.md says how it works and how well.
"""

from workers.suggesting.attributions import attributions
from workers.suggesting.document import Document
from workers.suggesting.finder import Finder
from workers.suggesting.phrases import english
from workers.suggesting.rules import RuleFinder
from workers.suggesting.suggestion import Reason, Span, Suggestion
from workers.suggesting.typer import Typer

__all__ = ["LANGUAGES", "Finder", "Reason", "Span", "Suggestion", "suggest"]

LANGUAGES = ("en",)


def suggest(
    text: str,
    *,
    outlet: str = "",
    language: str = "en",
    finder: Finder | None = None,
    without: frozenset[str] = frozenset(),
) -> list[Suggestion]:
    """The attributions of a text, in the order of their cues.

    `outlet` is the name of the text's publisher: what it told itself is no relay. A language that is not in
    `LANGUAGES` gets an empty list. `without` are ids of rules that are switched off. Time and memory are linear in the text; no text makes it raise.
    """
    if language.lower().partition("-")[0] not in LANGUAGES:
        return []
    document = Document.of(text)
    phrases = english().find(document, without)
    typer = Typer(document, outlet, phrases, without)
    found = [item for item in (finder or RuleFinder()).find(document) if item.rule not in without]
    return [typer.type(attribution) for attribution in attributions(document, found, phrases)]
