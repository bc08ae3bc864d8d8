"""What comes to the adjudicators: every disagreement, and one in twenty of what agrees, drawn once."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from annotate.actions import adjudication, cases, readings, recusal
from annotate.models import AdjudicationCase, Article, Claim, Reading
from tests import factories as make

pytestmark = pytest.mark.django_db
DENIES = make.UNNAMED | {"stance": "denies"}


@pytest.fixture
def draw(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """What chance says from now on."""
    return lambda value: monkeypatch.setattr(cases, "_draw", lambda: value)


def read_by(n: int, article: Article, claim: Claim, **last: object) -> Reading:
    """Read by ``n``, the last one otherwise."""
    for _ in range(n - 1):
        make.read(article, claim)
    return make.read(article, claim, **last)


def test_what_differs_comes_when_the_text_has_all_its_readings(draw: Callable[[float], None]) -> None:
    draw(1.0)
    article, claim = make.article(), make.claim()
    reading = read_by(2, article, claim, facets=DENIES)
    assert not AdjudicationCase.objects.exists()
    make.read(article, claim)
    case = AdjudicationCase.objects.get()
    assert (case.attribution, case.why, case.probability) == (reading.attribution, "differ", 1.0)


@pytest.mark.parametrize(("chance", "drawn"), [(0.0499, 1), (0.05, 0)])
def test_one_in_twenty_of_what_agrees_is_drawn(
    chance: float, drawn: int, draw: Callable[[float], None]
) -> None:
    draw(chance)
    read_by(2, make.article(), make.claim())
    found = AdjudicationCase.objects.values_list("why", "probability")
    assert list(found) == [("random", cases.CHANCE)] * drawn


def test_a_text_is_drawn_from_once(draw: Callable[[float], None]) -> None:
    draw(0.9)
    article, claim = make.article(), make.claim()
    reading = read_by(2, article, claim)
    draw(0.0)
    new = make.new_reading(article, claim, details={"note": "A correction."})
    readings.save_reading(revision=article.latest, reading=new, by=reading.reviewer, supersedes=reading)
    assert not AdjudicationCase.objects.exists()


def test_a_correction_that_settles_it_closes_the_case_unless_it_is_decided(
    draw: Callable[[float], None],
) -> None:
    draw(1.0)
    article, claim = make.article(), make.claim()
    make.queue.ask_readings(revision=article.latest, wanted=3, by=make.SETUP)
    wrong = read_by(3, article, claim, facets=DENIES)

    def correct(old: Reading, **values: object) -> Reading:
        new = make.new_reading(article, claim, **values)
        return readings.save_reading(revision=article.latest, reading=new, by=old.reviewer, supersedes=old)

    right = correct(wrong)
    assert not AdjudicationCase.objects.exists()
    wrong = correct(right, facets=DENIES)
    case = AdjudicationCase.objects.get()
    adjudication.adjudicate(
        attribution=case.attribution, chosen=wrong, reason="So.", by=make.user("adjudicator")
    )
    assert not cases.open_ones().exists()
    correct(wrong)
    assert AdjudicationCase.objects.exists()


def test_the_decision_on_a_drawn_one_says_that_it_was_drawn(draw: Callable[[float], None]) -> None:
    draw(0.0)
    reading = read_by(2, make.article(), make.claim())
    decision = adjudication.adjudicate(
        attribution=reading.attribution,
        facets={"stance": "asserts"},
        reason="So.",
        by=make.user("adjudicator"),
    )
    assert decision.was_random
    other = read_by(1, make.article(), make.claim())
    decision = adjudication.adjudicate(
        attribution=other.attribution, facets={"stance": "asserts"}, reason="So.", by=make.user("adjudicator")
    )
    assert not decision.was_random


def test_neither_a_reader_nor_somebody_with_an_interest_is_shown_or_may_decide_a_case(
    draw: Callable[[float], None],
) -> None:
    draw(0.0)
    reader, recused = make.user("reviewer", "adjudicator"), make.user("adjudicator")
    article = make.article()
    reading = read_by(2, article, make.claim(), by=reader)
    recusal.recuse(user=recused, article=article, reason="Mine.", by=make.user("editor"))
    assert cases.open_cases_for(make.user("adjudicator")).count() == 1
    for who in (reader, recused):
        assert not cases.open_cases_for(who).exists()
        with pytest.raises(PermissionDenied):
            adjudication.adjudicate(attribution=reading.attribution, chosen=reading, reason="So.", by=who)
