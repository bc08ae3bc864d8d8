"""How the score had stood before the outcome."""

import pytest

from annotate.actions import outcomes
from tests.reports import factories as make
from workers.reports.intervals import mean, wilson
from workers.reports.words import plain

pytestmark = pytest.mark.django_db


def settle(*wanted: tuple[str, float | None], **values):
    """A claim for each (verdict, forecast): all scored before the period, then all resolved in it."""
    claims = [make.scored(make.known(), forecast, at=make.BEFORE_IT, **values) for _, forecast in wanted]
    number = make.Change.objects.first().number
    found = [
        make.make.resolved(claim, verdict, probability_before=forecast)
        for claim, (verdict, forecast) in zip(claims, wanted, strict=True)
    ]
    make.happened(make.IN_IT, since=number)
    return found


def tables(report) -> dict:
    return {t["key"]: t["rows"] for t in make.section(report, "resolved")["tables"]}


def test_brier_and_reliability_are_of_the_score_before_the_outcome() -> None:
    low, high = (
        [("confirmed", 0.1)] * 2 + [("refuted", 0.1)] * 18,
        [("confirmed", 0.9)] * 15 + [("refuted", 0.9)] * 5,
    )
    settle(*low, *high)
    report = make.written(make.definition())
    found = tables(report)
    assert [row[1:] for row in found["reliability"]] == [
        [0.1, [2, 20, *wilson(2, 20)[1:]]],
        [0.9, [15, 20, *wilson(15, 20)[1:]]],
    ]
    expected = (2 * 0.81 + 18 * 0.01 + 15 * 0.01 + 5 * 0.81) / 40
    assert found["brier"][0][1:3] == [40, 40]
    assert found["brier"][0][3][0] == pytest.approx(expected, abs=1e-4)
    assert "<svg" in report.html


def test_few_forecasts_make_no_diagram_and_no_brier_score() -> None:
    settle(("confirmed", 0.6))
    report = make.written(make.definition())
    assert "Only 1 had a score" in plain(make.section(report, "resolved")["sentences"][1])
    assert "reliability" not in tables(report)
    assert tables(report)["brier"][0] == ["In this period", 1, 1, None]


def test_partly_and_unresolved_are_counted_and_left_out_of_calibration() -> None:
    settle(("partly", 0.6), ("unresolved", 0.6), ("confirmed", None))
    report = make.written(make.definition())
    assert "1 confirmed, 1 partly, 1 unresolved" in plain(make.section(report, "resolved")["sentences"][0])
    assert tables(report)["brier"][0][1:] == [1, 0, None]


def test_the_worst_misses_are_named_furthest_first() -> None:
    right, wrong, worse = settle(("confirmed", 0.8), ("refuted", 0.7), ("confirmed", 0.1))
    rows = tables(make.written(make.definition()))["misses"]
    assert [row[0]["id"] for row in rows] == [worse.claim_id, wrong.claim_id]
    assert right.claim_id not in str(rows)


def test_an_outcome_withdrawn_later_still_counted_then() -> None:
    (outcome,) = settle(("confirmed", 0.6))
    number = make.Change.objects.first().number
    outcomes.withdraw_outcome(outcome=outcome, reason="Misread.", by=make.make.user("adjudicator"))
    make.happened(make.AFTER, since=number)
    weekly = make.definition()
    assert tables(make.written(weekly))["brier"][0][1] == 1
    later = make.written(weekly, at=make.AFTER + make.WEEK)
    assert make.section(later, "resolved")["empty"]


def test_earlier_denials_say_what_became_of_them() -> None:
    settle(("refuted", 0.7), denials=2, reports=3)
    report = make.written(make.definition())
    found = make.section(report, "denials")
    assert "1 refuted, as the denial said, 0 confirmed against it." in plain(found["sentences"][0])
    (became,) = found["tables"]
    assert became["rows"][0][1:] == [2, [0.7, 0.6, 0.8], "Refuted"]


def test_wilson_as_published() -> None:
    """Newcombe 1998, table I: 81 of 263 and 0 of 20 at 95 %; here the same formula at 90 %."""
    assert wilson(81, 263) == pytest.approx([0.308, 0.2632, 0.3567], abs=5e-4)
    assert wilson(0, 20)[:2] == [0, 0]
    assert mean([0.5]) == [0.5, 0.0, 1.0]
