"""Who had a claim from whom: one root behind many reports, circles, and what is known only in hindsight."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.tracing import Citation, CopiedSpan, Copy, Finding, Moment, Report, Stop, Trace, trace


def outlet(name: str) -> Stop:
    return Stop(name.lower(), name, is_outlet=True)


def source(name: str) -> Stop:
    return Stop(name.lower().replace(" ", "_"), name)


OFFICIALS, WITNESS = source("officials cited by the Wire"), source("a witness")


def day(number: float) -> Moment:
    return Moment(datetime(2026, 5, 1, tzinfo=UTC) + timedelta(days=number - 1))


def report(
    name: str, on: float | None, *chain: Stop, key: str = "", span: tuple[int, int] | None = None
) -> Report:
    """A report by the outlet `name`, its key the name in small letters."""
    key = key or name.lower()
    return Report(key, f"art_{key}", outlet(name), day(on) if on is not None else None, chain, span)


def copied(later: str, first: str | None, *, other: str = "", spans: tuple[CopiedSpan, ...] = ()) -> Copy:
    origin = f"art_{first}" if first else None
    return Copy("partial", f"art_{later}", origin or f"art_{other}", origin, None, 0.5, 0.5, spans)


def groups(found: Trace) -> set[frozenset[str]]:
    numbers = set(found.groups.values())
    return {frozenset(key for key, number in found.groups.items() if number == wanted) for wanted in numbers}


def of(found: Trace, kind: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.kind == kind]


def test_many_reports_of_one_wire_are_one_root_and_named() -> None:
    papers = [report(f"Paper {n}", 2 + n, outlet("Wire"), OFFICIALS) for n in range(13)]
    found = trace([report("Wire", 1, OFFICIALS), *papers])
    (finding,) = of(found, "one_root")
    assert finding.text == "14 reports, 1 root: officials cited by the Wire"
    assert finding.reports[:2] == ("wire", "paper 0")
    assert finding.known == day(2)


def test_independent_reports_stay_apart_and_nothing_is_found() -> None:
    found = trace([report("A", 1, OFFICIALS), report("B", 2, WITNESS)])
    assert groups(found) == {frozenset("a"), frozenset("b")}
    assert found.findings == ()


def test_a_wire_that_carried_two_roots_does_not_weld_them() -> None:
    found = trace([report("A", 1, outlet("Wire"), OFFICIALS), report("B", 1, outlet("Wire"), WITNESS)])
    assert groups(found) == {frozenset("a"), frozenset("b")}


def test_the_root_is_the_last_stop_never_the_relay() -> None:
    found = trace([report("A", 1, outlet("Wire"), OFFICIALS)])
    assert {node.name: node.is_root for node in found.nodes} == {
        "A": False, "Wire": False, "officials cited by the Wire": True,
    }  # fmt: skip


def test_a_cited_outlet_is_its_report_on_the_claim() -> None:
    found = trace([report("Wire", 1, OFFICIALS), report("A", 2, outlet("Wire"))])
    assert [(edge.start, edge.end) for edge in found.edges] == [
        ("a", "wire"), ("wire", "source:officials_cited_by_the_wire"),
    ]  # fmt: skip


def test_nobody_has_it_from_a_report_that_came_later() -> None:
    found = trace([report("Wire", 3, OFFICIALS), report("A", 2, outlet("Wire"))])
    assert ("a", "outlet:wire") in {(edge.start, edge.end) for edge in found.edges}


def test_two_attributions_in_one_article_lead_to_two_roots() -> None:
    two = [report("A", 3, outlet("B"), key="a1"), report("A", 3, outlet("C"), key="a2")]
    two = [Report(r.key, "art_a", r.outlet, r.published, r.chain) for r in two]
    found = trace([*two, report("B", 1, OFFICIALS), report("C", 2, WITNESS)])
    assert groups(found) == {frozenset({"a1", "b"}), frozenset({"a2", "c"})}


def test_a_copy_has_the_root_of_what_it_copied() -> None:
    found = trace([report("A", 1, OFFICIALS), report("B", 2, WITNESS)], copies=[copied("b", "a")])
    (finding,) = of(found, "one_root")
    assert finding.text == "2 reports, 1 root: officials cited by the Wire"


def test_copies_of_unknown_order_are_one_group_and_undirected() -> None:
    found = trace(
        [report("A", None, OFFICIALS), report("B", None, WITNESS)], copies=[copied("b", None, other="a")]
    )
    assert groups(found) == {frozenset("ab")}
    assert [edge.is_directed for edge in found.edges if edge.kind == "copy"] == [False]


def test_a_quoting_copy_ties_nothing() -> None:
    quoting = Copy("quoting", "art_b", "art_a", "art_a", "earlier", 0.1, 0.1, ())
    assert len(groups(trace([report("A", 1, OFFICIALS), report("B", 2, WITNESS)], copies=[quoting]))) == 2


@pytest.mark.parametrize(("start", "is_tied"), [(100, True), (400, False)])
def test_only_the_passage_that_was_copied_is_tied(start: int, is_tied: bool) -> None:
    span = CopiedSpan(start, start + 100, 0, 100, 20, False)
    reports = [report("A", 1, OFFICIALS, span=(10, 60)), report("B", 2, WITNESS, span=(110, 170))]
    found = trace(reports, copies=[copied("b", "a", spans=(span,))])
    assert (len(groups(found)) == 1) is is_tied


def test_a_citation_of_an_article_ties_like_a_chain() -> None:
    found = trace([report("A", 1, OFFICIALS), report("B", 2)], citations=[Citation("art_b", "art_a")])
    assert groups(found) == {frozenset("ab")}


@pytest.mark.parametrize("length", range(2, 8))
def test_a_circle_of_outlets_is_found_dated_and_named(length: int) -> None:
    names = "ABCDEFGH"[:length]
    reports = [report(name, n + 1, outlet(names[(n + 1) % length])) for n, name in enumerate(names)]
    found = trace(reports)
    (circle,) = of(found, "cycle")
    assert circle.text == f"Circular: {' ← '.join([*names, 'A'])}, nobody behind it"
    assert circle.known == day(length)
    assert set(circle.reports) == set(names.lower())
    assert groups(found) == {frozenset(names.lower())}


def test_a_circle_of_very_many_is_named_in_short() -> None:
    reports = [report(f"P{n:03}", n, outlet(f"P{(n + 1) % 300:03}")) for n in range(300)]
    (circle,) = of(trace(reports), "cycle")
    assert circle.text.endswith("P007 ← 292 more ← P000, nobody behind it")
    assert len(circle.outlets) == len(circle.reports) == 300


def test_a_circle_without_times_is_found_as_well() -> None:
    found = trace([report("A", None, outlet("B")), report("B", None, outlet("A"))])
    assert [finding.text for finding in found.findings] == [
        "2 reports, no root: A and B cite each other",
        "Circular: A ← B ← A, nobody behind it",
    ]


def test_an_outlet_that_cites_only_itself_is_a_circle_of_one() -> None:
    assert [c.text for c in of(trace([report("A", 1, outlet("A"))]), "cycle")] == [
        "Circular: A ← A, nobody behind it"
    ]


def test_an_outlet_that_cites_its_own_earlier_report_is_no_circle() -> None:
    found = trace([report("A", 1, OFFICIALS), report("A", 2, outlet("A"), key="later")])
    assert of(found, "cycle") == []
    assert groups(found) == {frozenset({"a", "later"})}


def test_a_circle_with_somebody_behind_it_says_who() -> None:
    found = trace([report("A", 1, outlet("B"), OFFICIALS), report("B", 2, outlet("A"))])
    assert [c.text for c in of(found, "cycle")] == [
        "Circular: A ← B ← A, behind it: officials cited by the Wire"
    ]


def test_a_late_article_that_ties_earlier_ones_is_hindsight() -> None:
    reports = [report("A", 1), report("B", 2), report("C", 3), report("Late", 20)]
    said = [Citation("art_b", "art_a", "art_late"), Citation("art_c", "art_a", "art_late")]
    (finding,) = of(trace(reports, citations=said), "hindsight")
    assert (
        finding.text == "Known since 2026-05-20T00:00+00:00, from Late: what had counted as 3 roots is 1: A"
    )
    assert (finding.declared_by, finding.known, finding.roots) == ("late", day(20), ("A",))


def test_a_late_article_that_names_the_source_of_an_earlier_one_is_hindsight() -> None:
    found = trace([report("A", 1), report("Late", 20, outlet("A"), WITNESS)])
    (finding,) = of(found, "hindsight")
    assert finding.text.endswith("from Late: A had it from a witness")
    assert of(found, "one_root")[0].text == "2 reports, 1 root: a witness"


def test_a_late_article_that_cites_a_root_nobody_had_named_is_hindsight() -> None:
    found = trace([report("A", 1), report("B", 3, WITNESS), report("Late", 20, outlet("A"))])
    (finding,) = of(found, "hindsight")
    assert finding.text.endswith("from Late: A is a root that nobody had named")


def test_a_late_reprint_says_nothing_new() -> None:
    reports = [report("A", 1), report("B", 3, WITNESS), report("Late", 20)]
    assert of(trace(reports, copies=[copied("late", "a")]), "hindsight") == []


def test_what_was_said_at_once_is_no_hindsight() -> None:
    found = trace([report("A", 1), report("B", 2, outlet("A")), report("C", 3, outlet("A"))])
    assert of(found, "hindsight") == []


def test_the_groups_are_what_the_scoring_engine_joins() -> None:
    found = trace([report("A", 1, OFFICIALS), report("B", 2, outlet("A")), report("C", 2, WITNESS)])
    assert found.joins == {"a": frozenset(), "b": frozenset({"a"}), "c": frozenset()}


def test_the_graph_is_data() -> None:
    found = trace([report("A", 1, outlet("B"), OFFICIALS), report("B", 2, outlet("A"))])
    data = json.loads(json.dumps(found.as_data()))
    assert data["nodes"][0]["published"] == "2026-05-01T00:00+00:00"
    assert data["edges"][0] == {
        "start": "a", "end": "outlet:b for officials_cited_by_the_wire", "kind": "chain", "declared_by": "a",
        "known": "2026-05-01T00:00+00:00", "is_directed": True,
    }  # fmt: skip
    assert {finding["kind"] for finding in data["findings"]} == {"one_root", "cycle"}


def test_no_reports_make_an_empty_graph() -> None:
    assert trace([]).as_data() == {"nodes": [], "edges": [], "findings": [], "groups": {}}


def test_a_report_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="report 'a' is given twice"):
        trace([report("A", 1), report("A", 1)])


def test_copies_and_citations_of_articles_outside_the_claim_are_passed_over() -> None:
    found = trace([report("A", 1)], copies=[copied("x", "y")], citations=[Citation("art_a", "art_z")])
    assert len(found.nodes) == 1


STOPS = [outlet(name) for name in "ABCDE"] + [OFFICIALS, WITNESS]
REPORTS = st.lists(
    st.tuples(
        st.sampled_from("ABCDE"), st.none() | st.integers(1, 9), st.lists(st.sampled_from(STOPS), max_size=3)
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=150)
@given(REPORTS, st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=6), st.randoms())
def test_any_reports_in_any_order_give_one_answer(drawn, cited, rng) -> None:  # type: ignore[no-untyped-def]
    reports = [report(name, on, *chain, key=f"r{n}") for n, (name, on, chain) in enumerate(drawn)]
    said = [Citation(f"art_r{a}", f"art_r{b}") for a, b in cited]
    found = trace(reports, citations=said)
    shuffled = rng.sample(reports, len(reports))
    assert trace(shuffled, citations=said).as_data() == found.as_data()
    tied = {node.key: node.group for node in found.nodes}
    assert all(tied[edge.start] == tied[edge.end] for edge in found.edges)
    by_root: dict[str, set[int]] = {}
    for r in reports:
        if (
            r.chain
            and not r.chain[-1].is_outlet
            and not any(e.start == r.key and e.kind == "citation" for e in found.edges)
        ):
            by_root.setdefault(r.root.key, set()).add(found.groups[r.key])
    assert all(len(numbers) == 1 for numbers in by_root.values())
