"""Who had a claim from whom: traced beside the score, kept without words, fed into its independence."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from annotate import charts, origins
from annotate.actions import articles, erasure, parties
from annotate.admin.origins_panel import panel
from annotate.models import Article, Claim, ClaimGraph, Credit, Outlet, Score, Source
from annotate.roles import SETUP
from tests import factories as make
from workers import copies
from workers.rescoring import store

pytestmark = pytest.mark.django_db

NOBODY = make.UNNAMED | {
    "identification": "unattributed", "affiliation": "media", "role": "informational", "channel": "press_report",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


def at(hours: int) -> dt.datetime:
    return make.NOON + dt.timedelta(hours=hours)


def traced(claim: Claim) -> ClaimGraph:
    store.rescore_stale()
    return ClaimGraph.objects.get(claim=claim)


def texts(graph: ClaimGraph) -> list[str]:
    return [finding["text"] for finding in panel(graph.claim)["findings"]]  # type: ignore[index]


def told(claim: Claim, outlet: Outlet, hours: int, **values: Any) -> Article:
    article = make.article(outlet=outlet, published_at=at(hours))
    make.read(article, claim, **values)
    return article


def test_many_reports_of_one_wire_have_one_root_and_the_claim_says_so() -> None:
    wire, claim = make.outlet("Northern Wire", kind="wire"), make.claim()
    told(claim, wire, 0)
    for hours in range(1, 5):
        told(claim, make.outlet(), hours, relays=[wire])
    graph = traced(claim)
    assert (graph.reports, graph.roots) == (5, 1)
    assert texts(graph) == [
        "5 reports, 1 root: Unnamed sources of Northern Wire (Government, decision maker)"
    ]
    assert Score.objects.get().independent_roots == 1
    assert "Northern" not in str(graph.data), "names are put in when it is read"


def test_outlets_that_cite_each_other_are_a_circle_and_no_root() -> None:
    a, b = make.outlet("Aldgate Post"), make.outlet("Brixton Times")
    claim = make.claim()
    told(claim, a, 0, facets=NOBODY, relays=[b])
    told(claim, b, 1, facets=NOBODY, relays=[a])
    told(claim, a, 2, facets=NOBODY, relays=[b])
    graph = traced(claim)
    assert any(f["kind"] == "cycle" and f["roots"] == [] for f in graph.data["findings"])
    shown = panel(claim)["findings"]  # type: ignore[index]
    (circle,) = [finding for finding in shown if finding["label"] == "Circular"]
    assert "nobody behind it" in circle["text"]
    assert "Circular" not in circle["text"]
    assert Score.objects.get().independent_roots == 1


def test_a_late_article_that_names_an_earlier_one_as_its_source_is_hindsight() -> None:
    a, b = make.outlet("Aldgate Post"), make.outlet("Brixton Times")
    claim = make.claim()
    told(claim, a, 0, facets=NOBODY)
    told(claim, make.outlet("Camden Echo"), 1, facets=make.UNNAMED | {"affiliation": "union"})
    told(claim, b, 30, facets=NOBODY, relays=[a])
    found = [f for f in traced(claim).data["findings"] if f["kind"] == "hindsight"]
    assert [f["known"] for f in found] == ["2026-03-03T18:00+00:00"]
    assert "a root that nobody had named" in found[0]["text"]


def test_pools_that_cannot_be_told_apart_are_one_root_as_in_the_score() -> None:
    claim = make.claim()
    told(claim, make.outlet("Aldgate Post"), 0)
    told(claim, make.outlet("Brixton Times"), 1)
    graph = traced(claim)
    assert graph.roots == Score.objects.get().independent_roots == 1
    assert {edge["kind"] for edge in graph.data["edges"]} == {"chain", "alike"}
    assert not [f for f in graph.data["findings"] if f["kind"] == "hindsight"]


def test_independent_reports_stay_apart() -> None:
    claim = make.claim()
    for hours, name in enumerate(("Ann Abel", "Bo Berg")):
        told(claim, make.outlet(), hours, facets=make.NAMED, source=make.source(name))
    graph = traced(claim)
    assert (graph.reports, graph.roots, graph.data["findings"]) == (2, 2, [])
    assert Score.objects.get().independent_roots == 2


def test_a_credit_in_the_text_ties_it_to_the_outlet_that_it_names() -> None:
    wire, claim = make.outlet("Northern Wire", kind="wire"), make.claim()
    told(claim, wire, 0)
    other = make.article(make.TEXT + "\n\nWith reporting by Northern Wire.", published_at=at(2))
    make.read(other, claim, facets=make.UNNAMED | {"affiliation": "corporate"})
    assert traced(claim).roots == 2
    copies.trace_new_texts()
    assert Credit.objects.get().outlet == wire
    assert traced(claim).roots == 1
    articles.withdraw_article(article=other, reason="Retracted.", by=SETUP)
    copies.trace_new_texts()
    assert not Credit.objects.exists()


def test_what_is_private_is_in_no_graph_but_that_of_its_own_claim() -> None:
    claim, newsroom = make.claim(), make.newsroom()
    told(claim, make.outlet(), 0)
    make.read(make.article(published=False, newsroom=newsroom), claim)
    store.rescore_stale()
    assert not ClaimGraph.objects.exists()


def test_a_graph_goes_with_its_second_report_and_with_the_claim() -> None:
    claim = make.claim()
    told(claim, make.outlet(), 0)
    second = told(claim, make.outlet(), 1)
    traced(claim)
    articles.withdraw_article(article=second, reason="Retracted.", by=SETUP)
    store.rescore_stale()
    assert not ClaimGraph.objects.exists()


def test_an_erased_source_has_no_name_in_the_graph_and_a_renamed_outlet_its_new_one() -> None:
    source, claim, outlet = make.source("Zwetschge Quast"), make.claim(), make.outlet("Aldgate Post")
    told(claim, outlet, 0, facets=make.NAMED, source=source)
    told(claim, make.outlet(), 1, facets=make.NAMED, source=source)
    assert "Zwetschge Quast" in texts(traced(claim))[0]
    request = erasure.request_erasure(thing=source, reason="Court.", by=make.user("editor"))
    erasure.carry_out_erasure(request=request, by=make.user("administrator"))
    parties.update_outlet(outlet=outlet, name="Aldgate Courier", by=SETUP)
    shown = panel(claim)
    assert shown is not None
    assert "Zwetschge" not in str(shown)
    assert "Aldgate Courier" in shown["svg"]
    assert Source.objects.get().name in texts(ClaimGraph.objects.get())[0]


def test_the_drawing_holds_every_node_once_and_a_circle_ends() -> None:
    a, b, c = (make.outlet(name) for name in ("Aldgate Post", "Brixton Times", "Camden & Echo"))
    claim = make.claim()
    told(claim, a, 0, facets=NOBODY, relays=[b])
    told(claim, b, 1, facets=NOBODY, relays=[a])
    told(claim, c, 2, facets=NOBODY, relays=[b])
    data = traced(claim).data
    lines = origins.tree(data)
    assert sorted(line.key for line in lines) == sorted(node["key"] for node in data["nodes"])
    assert all(line.parent is None or line.parent < n for n, line in enumerate(lines))
    svg = charts.origins(origins.named(data, {f"outlet:{c.pk}": c.name}), title="3 reports")
    assert "Camden &amp; Echo" in svg
    assert "a private person" in svg, "who may not be named is not"
    assert "style" not in svg


def test_the_database_refuses_more_roots_than_reports() -> None:
    claim = make.claim()
    told(claim, make.outlet(), 0)
    second = told(claim, make.outlet(), 1)
    graph = traced(claim)
    for values in ({"roots": 3}, {"roots": 0}, {"reports": 1}):
        with pytest.raises(IntegrityError, match="graph_has_no_more"), transaction.atomic():
            models.QuerySet(ClaimGraph).filter(pk=graph.pk).update(**values)
    credit = Credit.objects.create(article=second, outlet=make.outlet(), rule="relay", start=2, end=5)
    with pytest.raises(IntegrityError, match="credit_place_is_a_span"), transaction.atomic():
        models.QuerySet(Credit).filter(pk=credit.pk).update(end=None)
