"""The main job refuses what is missing, by name; it computes nothing itself."""

import math
from typing import Any

import pytest
from django.utils import timezone

from annotate.actions.scores import switch_run
from annotate.models import ReportDefinition
from annotate.roles import WORKER
from tests import factories as make
from workers.demo import once, table
from workers.demo.client import Client
from workers.demo.house import DemoError
from workers.rescoring import records, runs, store


def told(**values: Any) -> dict[str, Any]:
    """A credibility as the API tells it: one line that is the whole of logit 0.7."""
    line = {"kind": "prior", "label": "one_root", "name": None, "log_odds": math.log(0.7 / 0.3)}
    given = {
        "probability": 0.7,
        "admiralty": 2,
        "cannot_be_judged": False,
        "reason": None,
        "independent_roots": 1,
        "contributions": [line],
        "calibration": {"status": "calibrated"},
    }
    return given | values


NOT_JUDGED = {"cannot_be_judged": True, "probability": None, "admiralty": 6, "contributions": []}


def test_a_score_whose_lines_add_up_is_in_order():
    assert once.problem_of(told()) == ""
    assert once.problem_of(told(**NOT_JUDGED, reason="no record")) == ""


@pytest.mark.parametrize(
    ("credibility", "words"),
    [
        (None, "without a score"),
        (told(contributions=[]), "without contributions"),
        (told(probability=0.71), "off its score"),
        (told(**NOT_JUDGED), "without saying why"),
    ],
)
def test_what_is_wrong_with_a_score_is_said(credibility, words):
    assert words in once.problem_of(credibility)


def test_reasons_are_the_lines_that_weigh_most_and_never_those_that_weigh_nothing():
    lines = [
        {"name": None, "label": "one_root", "log_odds": 0.0},
        {"name": "Calder", "label": "pool:…", "log_odds": 0.4},
        {"name": "Malk", "label": "source:…", "log_odds": -0.8},
    ]
    assert table.reasons(told(contributions=lines)) == "Malk -0.80; Calder +0.40"
    assert table.reasons(told(**NOT_JUDGED, reason="no record")) == "no record"


def test_the_table_shows_the_story_and_counts_the_generated_archive():
    def claim(wording: str, topic: str, **values: Any) -> dict[str, Any]:
        return {"wording": wording, "topics": [topic], "credibility": told(**values)}

    shown = table.of_claims(
        [
            claim("A told one.", "trade"),
            claim("A generated one.", table.GENERATED),
            claim("One for nobody to judge.", table.GENERATED, **NOT_JUDGED, reason="no record"),
        ]
    )
    assert "A told one." in shown
    assert "A generated one." not in shown
    assert "One for nobody to judge." in shown
    assert "1 of grade 2, 1 of grade 6" in shown


def test_the_key_goes_to_no_other_address():
    with pytest.raises(DemoError, match="leads away"):
        Client("http://127.0.0.1:1", "onr_secret").get("http://127.0.0.1:11/api/v1/claims/")


def test_an_api_that_does_not_answer_is_named():
    with pytest.raises(DemoError, match="does not answer GET http://127.0.0.1:1/"):
        Client("http://127.0.0.1:1", "onr_secret").get("http://127.0.0.1:1/api/v1/claims/")


def test_waiting_ends_with_what_is_missing():
    with pytest.raises(DemoError, match="after 0 s the worker has not scored one claim"):
        once.wait_until(lambda: "one claim", 0, "the worker has not scored")


@pytest.mark.django_db
def test_a_claim_is_unscored_until_it_has_a_score_of_the_current_run():
    assert "no published claim" in once.unscored()
    claim = make.claim("The ministry will close the plant.")
    make.read(make.article(), claim)
    make.resolved(claim)
    assert "no scoring run" in once.unscored()
    run = runs.current()
    assert "no run has stored their records" in once.unscored()
    records.store_all(run.run)
    assert once.unscored() == f"1 of 1 claims, such as “{claim.wording}” ({claim.pk})"
    store.rescore_stale()
    assert once.unscored() == ""
    switch_run(run=runs.fit(reference_day=timezone.localdate()), by=WORKER)
    assert claim.pk in once.unscored()


@pytest.mark.django_db
def test_an_outcome_that_no_run_has_seen_is_waited_for():
    claim = make.claim()
    make.read(make.article(), claim)
    runs.current()
    make.resolved(claim)
    assert "1 outcomes, which wait for the next run" in once.unscored()


@pytest.mark.django_db
def test_what_the_api_leaves_out_is_named():
    claim = make.claim()
    with pytest.raises(DemoError, match=claim.pk):
        once.check([])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("credibility", "words"),
    [
        (told(**NOT_JUDGED, reason="no record"), "not one claim could be judged"),
        (told(calibration={"status": "provisional"}), "no claim's score is calibrated"),
        (told(contributions=[]), "without contributions"),
    ],
)
def test_scores_that_show_nothing_are_refused(credibility, words):
    claim = make.claim()
    with pytest.raises(DemoError, match=words):
        once.check([{"id": claim.pk, "wording": claim.wording, "credibility": credibility}])


@pytest.mark.django_db
def test_without_a_weekly_report_it_says_so():
    assert once.unwritten(once.ask_for_report())
    ReportDefinition.objects.update(is_active=False)
    with pytest.raises(DemoError, match="no weekly report"):
        once.ask_for_report()
