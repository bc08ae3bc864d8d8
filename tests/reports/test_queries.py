"""However many claims there are, the queries are as many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.reports import factories as make
from workers.reports.boundaries import windows_of
from workers.reports.figures import figures_of

pytestmark = pytest.mark.django_db


def eventful_week(claims: int) -> None:
    """Everything that a section speaks of happens to each claim."""
    denies = make.make.NAMED | {"stance": "denies"}
    found = [make.scored(make.known(), 0.4, at=make.BEFORE_IT) for _ in range(claims)]
    number = make.Change.objects.first().number
    for claim in found:
        article = make.make.article()
        for _ in range(2):
            make.make.read(article, claim, facets=denies, source=make.make.source())
        make.scored(claim, 0.8, denials=1, reports=3)
        make.make.resolved(claim, "refuted", probability_before=0.4)
    make.read_at(make.IN_IT)
    make.happened(make.IN_IT, since=number)


def queries() -> int:
    report = make.written(make.definition())
    with CaptureQueriesContext(connection) as seen:
        figures_of(report, windows_of(report))
    return len(seen)


def test_the_number_of_queries_does_not_grow_with_the_claims() -> None:
    eventful_week(1)
    few = queries()
    eventful_week(4)
    assert queries() == few
    assert few <= 40
