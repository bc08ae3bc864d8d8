"""An imported text gets its suggestions from a worker, once, with the words that gave them away."""

import pytest

from annotate.actions import articles, erasure
from annotate.models import Suggestion, SuggestionRun
from annotate.vocabulary import FACETS, Kind
from tests import factories as make
from workers import suggestions

pytestmark = pytest.mark.django_db


def test_an_imported_text_arrives_with_its_attributions_suggested() -> None:
    article = make.article()
    assert suggestions.suggest_for_new_texts() == 1
    text = article.latest.text
    found = list(Suggestion.objects.filter(revision=article.latest))
    assert {s.kind for s in found} >= {Kind.ANONYMOUS_SOURCE, Kind.NO_COMMENT}
    for each in found:
        assert each.rules
        assert all(text[reason["start"] : reason["end"]] for reason in each.because)
        assert each.span("cue")
        for facet, terms in each.facets.items():
            if facet in FACETS:
                assert set(terms) <= {*FACETS[facet].values}
        assert each.kind in Kind.values


def test_a_source_ends_before_the_comma_that_closes_what_is_said_of_it() -> None:
    article = make.article("Ana Ruiz, the mayor of Lund, said that the bridge will close.")
    suggestions.suggest_for_new_texts()
    found = Suggestion.objects.get()
    assert article.latest.text[slice(*found.span("source") or (0, 0))] == "Ana Ruiz, the mayor of Lund"
    assert not any(article.latest.text[r["end"] - 1] == "," for r in found.because)


def test_a_text_is_looked_through_once_and_a_new_revision_again() -> None:
    article = make.article()
    suggestions.suggest_for_new_texts()
    assert suggestions.suggest_for_new_texts() == 0
    articles.revise_article(article=article, text="The bank declined to comment.", by=make.user("editor"))
    assert suggestions.suggest_for_new_texts() == 1


def test_a_language_without_rules_gets_no_suggestions_and_no_failure() -> None:
    make.article("Wie aus Kreisen des Ministeriums verlautete, schließt das Werk.", language="de")
    suggestions.suggest_for_new_texts()
    assert SuggestionRun.objects.get().failure == ""
    assert not Suggestion.objects.exists()


def test_a_text_that_breaks_the_package_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = make.article("Poison, sources said."), make.article()
    real = suggestions.suggest

    def breaks(text: str, **values: str) -> object:
        if text.startswith("Poison"):
            raise RuntimeError("poison")
        return real(text, **values)

    monkeypatch.setattr(suggestions, "suggest", breaks)
    assert suggestions.suggest_for_new_texts() == 2
    assert "poison" in SuggestionRun.objects.get(revision=bad.latest).failure
    assert Suggestion.objects.filter(revision=good.latest).exists()


def test_an_erased_text_is_not_looked_through() -> None:
    article = make.article()
    request = erasure.request_erasure(thing=article, reason="Court order.", by=make.user("editor"))
    erasure.carry_out_erasure(request=request, by=make.user("administrator"))
    assert suggestions.suggest_for_new_texts() == 0
