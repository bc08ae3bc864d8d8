"""How far readers agree."""

import datetime as dt

import pytest

from annotate.models import Reading, Review
from tests.reports import factories as make
from workers.reports.intervals import wilson
from workers.reports.words import cell, plain

pytestmark = pytest.mark.django_db


def pair(first: dict, second: dict, hours: int = 5) -> None:
    article, claim = make.make.article(), make.known()
    span = make.make.span(article, "according to")
    one, two = (make.make.read(article, claim, facets=f, cue=span) for f in (first, second))
    assert one.attribution_id == two.attribution_id
    for reading, at in ((one, make.IN_IT), (two, make.IN_IT + dt.timedelta(hours=hours))):
        Reading.objects.filter(pk=reading.pk).amend(created_at=at)
        Review.objects.filter(pk=reading.review_id).update(submitted_at=at)


def tables(report) -> dict:
    return {t["key"]: t["rows"] for t in make.section(report, "quality")["tables"]}


def test_agreement_confusion_and_the_time_to_the_second_reading() -> None:
    same = make.make.UNNAMED
    for n in range(12):
        pair(same, same | ({"stance": "announces"} if n < 3 else {}))
    report = make.written(make.definition())
    found = {row[0]: row[1:] for row in tables(report)["agreement"]}
    assert found["Stance"] == [[9, 12, *wilson(9, 12)[1:]], [0, 0, None, None]]
    assert found["Role"][0][:2] == [12, 12]
    assert tables(report)["confused"] == [["Stance", "“Announces” and “Asserts”", 3, 0]]
    assert "within 5 hours" in plain(make.section(report, "quality")["sentences"][0])


def test_few_pairs_are_said_to_be_few() -> None:
    pair(make.make.UNNAMED, make.make.UNNAMED)
    report = make.written(make.definition())
    assert "With 1 pair these shares say little" in plain(make.section(report, "quality")["sentences"][1])
    assert cell(tables(report)["agreement"][0][1], "counted") == "1 of 1"


def test_a_second_reading_counts_in_the_period_in_which_it_came() -> None:
    pair(make.make.UNNAMED, make.make.UNNAMED, hours=7 * 24)
    weekly = make.definition()
    assert "No attribution got a second reading" in make.section(make.written(weekly), "quality")["empty"]
    later = make.written(weekly, at=make.AFTER + make.WEEK)
    assert plain(make.section(later, "quality")["sentences"][0]).startswith(
        "1 attribution got a second reading"
    )
