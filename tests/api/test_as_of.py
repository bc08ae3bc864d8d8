"""What did you say on 3 March? That day's figures under today's visibility."""

import datetime as dt

import pytest

from annotate.actions import claims
from annotate.models import Reading, Review
from annotate.roles import SETUP
from tests import factories as make
from tests.api import rows
from tests.api.asking import Newsdesk

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def scored_twice():
    claim = make.claim()
    rows.score(claim, probability=0.3, low=0.1, admiralty=4, computed_at=rows.THEN)
    rows.score(claim, probability=0.9, computed_at=rows.THEN + DAY)
    return claim


@pytest.mark.parametrize(
    ("as_of", "probability"),
    [
        ("2026-03-03", 0.3),
        ("2026-03-03T23:00:00Z", 0.3),
        ("2026-03-04T10:00:00+00:00", 0.9),
        ("2026-03-02", None),
    ],
)
def test_the_figures_are_that_times_in_the_claim_and_in_lists(as_of: str, probability: float | None) -> None:
    claim, desk = scored_twice(), Newsdesk()
    for told in (
        desk.read(f"claims/{claim.pk}/", as_of=as_of),
        desk.read("claims/", as_of=as_of)["results"][0],
    ):
        assert (told["credibility"] and told["credibility"]["probability"]) == probability
        assert told["credibility"] is None or told["credibility"]["contributions"] is None


def test_an_outcome_of_later_was_not_known_then() -> None:
    claim = scored_twice()
    make.resolved(claim, at=rows.THEN + DAY)
    desk = Newsdesk()
    assert desk.read(f"claims/{claim.pk}/", as_of="2026-03-03")["outcome"] is None
    assert desk.read(f"claims/{claim.pk}/", as_of="2026-03-05")["outcome"]["verdict"] == "confirmed"


def test_readings_of_later_were_not_made_then() -> None:
    claim = scored_twice()
    make.read(make.article(), claim)
    desk = Newsdesk()
    assert desk.read(f"claims/{claim.pk}/", as_of="2026-03-03")["attributions"] == []
    Reading.objects.all().amend(created_at=rows.THEN)
    Review.objects.update(submitted_at=rows.THEN)
    assert len(desk.read(f"claims/{claim.pk}/", as_of="2026-03-03")["attributions"]) == 1


def test_what_is_withdrawn_today_has_no_figures_of_then() -> None:
    claim = scored_twice()
    claims.withdraw_claim(claim=claim, reason="Wrong.", by=SETUP)
    desk = Newsdesk()
    assert desk.read(f"claims/{claim.pk}/", as_of="2026-03-03")["credibility"] is None
    assert desk.read("claims/", as_of="2026-03-03", state="any")["results"][0]["credibility"] is None


def test_a_filter_on_todays_figures_beside_it_is_refused() -> None:
    answer = Newsdesk().ask("claims/", as_of="2026-03-03", min_probability="0.5")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "min_probability")
    assert "not a day" in Newsdesk().ask("claims/", as_of="2026-02-31").json()["detail"]
