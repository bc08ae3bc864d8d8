"""Circular reporting, with the claim's own graph."""

import pytest

from annotate.formats.reports import as_json
from annotate.models import ClaimGraph, Report
from tests.reports import factories as make
from workers.reports.boundaries import windows_of
from workers.reports.figures import figures_of
from workers.reports.words import plain

pytestmark = pytest.mark.django_db


def graph(claim, *outlets, kind: str = "cycle") -> ClaimGraph:
    """Each outlet cites the next one, the last one the first."""
    keys = [f"{{outlet:{outlet.pk}}}" for outlet in outlets]
    node = {
        "kind": "outlet",
        "article": None,
        "published": "2026-03-04T12:00:00+00:00",
        "group": "g",
        "is_root": False,
    }
    nodes = [node | {"key": outlet.pk, "name": key} for outlet, key in zip(outlets, keys, strict=True)]
    edge = {"kind": "citation", "declared_by": [], "known": None, "is_directed": True}
    ends = [*outlets[1:], outlets[0]]
    edges = [edge | {"start": a.pk, "end": b.pk} for a, b in zip(outlets, ends, strict=True)]
    finding = {"kind": kind, "text": f"Circular: {' ← '.join(keys)}, nobody behind it"}
    data = {
        "nodes": nodes,
        "edges": edges if kind == "cycle" else edges[:-1],
        "findings": [finding],
        "groups": {},
    }
    return ClaimGraph.objects.create(
        claim=claim, reports=len(outlets), roots=1, data=data, as_of_change=1, computed_at=make.IN_IT
    )


@pytest.fixture
def outlets():
    return [make.make.outlet("Evening Post"), make.make.outlet("صحيفة المرفأ")]


def test_a_circle_is_named_and_drawn_with_the_table_behind_it(outlets) -> None:
    claim = make.scored(make.known(), 0.5, at=make.IN_IT)
    graph(claim, *outlets)
    report = make.written(make.definition())
    found = make.section(report, "circular")
    circles, nodes = found["tables"]
    assert circles["rows"][0][0]["id"] == claim.pk
    assert plain(circles["rows"][0][3]) == "Circular: Evening Post ← صحيفة المرفأ, nobody behind it"
    assert {plain(row[0]) for row in nodes["rows"]} == {"Evening Post", "صحيفة المرفأ"}
    assert "Who had it from whom" in report.html
    assert bytes(report.pdf).startswith(b"%PDF-")


def test_without_a_circle_the_graph_is_that_of_most_reports_from_one_root(outlets) -> None:
    claim = make.scored(make.known(), 0.5, at=make.IN_IT, reports=2)
    graph(claim, *outlets, kind="one_root")
    found = make.section(make.written(make.definition()), "circular")
    assert "No claim’s reports lead back to each other in a circle." in plain(found["sentences"][0])
    assert [t["key"] for t in found["tables"]] == ["origins"]


def test_without_any_graph_it_says_so() -> None:
    assert "in a circle" in make.section(make.written(make.definition()), "circular")["empty"]


def test_a_graph_that_changed_later_does_not_change_what_was_reported(outlets) -> None:
    claim = make.scored(make.known(), 0.5, at=make.IN_IT)
    graph(claim, *outlets)
    report = make.written(make.definition())
    ClaimGraph.objects.all().delete()
    again = Report.objects.get(pk=report.pk)
    assert as_json(figures_of(again, windows_of(again))) == as_json(report.figures)


def test_a_private_outlet_is_not_named(outlets) -> None:
    claim = make.scored(make.known(), 0.5, at=make.IN_IT)
    graph(claim, *outlets)
    outlets[0].private_to = make.make.newsroom()
    outlets[0].save()
    report = make.written(make.definition())
    assert "Evening Post" not in report.html
    assert "Evening Post" not in str(report.figures)
