"""The report in a few sentences, and the Brier score period by period."""

import pytest

from tests.reports import factories as make
from workers.reports.words import plain

pytestmark = pytest.mark.django_db


def said(report) -> list[str]:
    return [plain(s) for s in make.section(report, "short")["sentences"]]


def test_the_report_begins_with_what_matters_most_and_nothing_else() -> None:
    moved, missed = (make.scored(make.known(wording=w), 0.4, at=make.BEFORE_IT) for w in ("Rain.", "Snow."))
    make.scored(moved, 0.8, at=make.IN_IT, independent_roots=2, reports=3, denials=1)
    number = make.Change.objects.first().number
    make.make.resolved(missed, "refuted", probability_before=0.9)
    make.happened(make.IN_IT, since=number)
    report = make.written(make.definition())
    assert report.figures["sections"][0]["key"] == "short"
    assert said(report) == [
        "“Rain.” rose from 40 % to 80 %. A second independent root, one more denial and 2 more reports.",
        "The worst miss: “Snow.” was refuted; its score had said 90 %.",
        "1 denial of 1 claim; in the period before 0 of 0.",
    ]
    assert report.html.index("In short") < report.html.index("What moved")


def test_a_quiet_period_says_that_it_was_quiet() -> None:
    report = make.written(make.definition())
    assert make.section(report, "short")["empty"].startswith("Nothing moved")


def settle(at, *wanted: tuple[str, float]) -> None:
    claims = [make.known(at - make.dt.timedelta(hours=1)) for _ in wanted]
    number = make.Change.objects.first().number
    for claim, (verdict, forecast) in zip(claims, wanted, strict=True):
        make.make.resolved(claim, verdict, probability_before=forecast)
    make.happened(at, since=number)


def test_the_brier_score_is_followed_from_the_first_outcome_on_a_thin_period_giving_none() -> None:
    good, bad = [("confirmed", 0.9)] * 10, [("confirmed", 0.5)] * 10
    settle(make.IN_IT - 3 * make.WEEK, *bad)
    settle(make.IN_IT - 2 * make.WEEK, ("refuted", 0.9))
    settle(make.IN_IT, *good)
    report = make.written(make.definition())
    found = make.section(report, "brier")
    rows = found["tables"][0]["rows"]
    assert [(row[0], row[1]) for row in rows] == [
        ("9 February 2026", 10), ("16 February 2026", 1), ("23 February 2026", 0), ("2 March 2026", 10),
    ]  # fmt: skip
    assert [row[2] and row[2][0] for row in rows] == [0.25, None, None, 0.01]
    assert rows[-1][3][0] == pytest.approx((2.5 + 0.81 + 0.1) / 21, abs=1e-4)
    assert plain(found["sentences"][0]).endswith("it went from 0.250 to 0.010: it got better.")
    assert "0 is best" in report.html


def test_where_each_period_has_few_all_up_to_then_are_followed() -> None:
    for week in range(4, 0, -1):
        settle(make.IN_IT - week * make.WEEK, *[("confirmed", 0.5), ("refuted", 0.5)] * 3)
    found = make.section(make.written(make.definition()), "brier")
    assert found["chart"]["kind"] == "brier_so_far"
    assert [row[2] for row in found["tables"][0]["rows"]] == [None] * 5
    assert "nothing is shown to have changed" in plain(found["sentences"][0])


def test_without_outcomes_there_is_no_trend_and_it_says_so() -> None:
    settle(make.IN_IT, ("confirmed", 0.9))
    assert "there are fewer so far" in make.section(make.written(make.definition()), "brier")["empty"]
