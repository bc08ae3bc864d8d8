"""Unnamed sourcing by outlet, as most readings have it."""

import pytest

from annotate.actions.adjudication import adjudicate
from annotate.models import Attribution
from tests.reports import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def outlet():
    return make.make.outlet("Evening Post")


def read(outlet, *facets) -> Attribution:
    """An attribution in an article of its own, a reading for each of ``facets``."""
    article, claim = make.make.article(outlet=outlet), make.known()
    article.published_at = make.BEFORE_IT
    article.save()
    readings = [
        make.make.read(article, claim, facets=f, source=make.make.source() if f is make.make.NAMED else None)
        for f in facets
    ]
    make.read_at(make.IN_IT)
    Attribution.objects.update(created_at=make.IN_IT)
    return readings[0].attribution


def shares(report) -> dict:
    tables = make.section(report, "unnamed")["tables"]
    return {row[0]["id"]: row[1][:2] for table in tables for row in table["rows"]}


def test_an_outlet_with_enough_attributions_is_shown_with_its_interval(outlet) -> None:
    for n in range(10):
        read(outlet, make.make.UNNAMED if n < 4 else make.make.NAMED)
    report = make.written(make.definition())
    (row,) = make.section(report, "unnamed")["tables"][0]["rows"]
    assert row[0] == {"id": outlet.pk, "words": "Evening Post"}
    (n, of, low, high), *others = row[1:]
    assert (n, of) == (4, 10)
    assert low < 0.4 < high
    assert others == [[0, 0, None, None]] * 2


def test_one_with_few_is_counted_but_not_listed(outlet) -> None:
    read(outlet, make.make.UNNAMED)
    report = make.written(make.definition())
    assert shares(report) == {}
    first, few = make.section(report, "unnamed")["sentences"]
    assert first[0].startswith("1 of 1 attributions")
    assert "1 of 1 outlets have fewer than 10" in few[0]


def test_most_readings_decide_and_an_adjudicator_over_them(outlet, monkeypatch) -> None:
    monkeypatch.setattr("workers.reports.sections.unnamed.SMALL", 1)
    read(outlet, make.make.UNNAMED, make.make.UNNAMED, make.make.NAMED)
    decided, none = read(outlet, make.make.UNNAMED), read(outlet, make.make.UNNAMED)
    by = make.make.user("adjudicator")
    adjudicate(attribution=decided, facets={"identification": "document"}, reason="A paper.", by=by)
    adjudicate(attribution=none, exists=False, reason="Not there.", by=by)
    for row in decided.adjudications.all() | none.adjudications.all():
        type(row).objects.filter(pk=row.pk).amend(created_at=make.IN_IT)
    assert shares(make.written(make.definition())) == {outlet.pk: [1, 2]}


def test_a_newsrooms_private_outlet_is_in_no_other_report(outlet, monkeypatch) -> None:
    monkeypatch.setattr("workers.reports.sections.unnamed.SMALL", 1)
    read(outlet, make.make.UNNAMED)
    outlet.private_to = make.make.newsroom()
    outlet.save()
    assert make.section(make.written(make.definition()), "unnamed")["empty"]
