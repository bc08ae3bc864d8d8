"""What the weekly report says."""

import pytest

from annotate.actions import claims
from annotate.roles import SETUP
from tests.reports import factories as make
from workers.reports.words import plain

pytestmark = pytest.mark.django_db


def rows(report, key: str) -> list:
    return [row for table in make.section(report, key)["tables"] for row in table["rows"]]


def said(report, key: str) -> str:
    found = make.section(report, key)
    return found["empty"] or " ".join(plain(s) for s in found["sentences"])


def test_with_no_data_each_section_says_why_it_is_empty() -> None:
    report = make.written(make.definition())
    for key in ("scored", "moved", "denials", "single_root", "desk"):
        assert make.section(report, key)["empty"].endswith("."), key
        assert make.section(report, key)["tables"] == []
    assert "No scoring run" in said(report, "method")


def test_claims_are_counted_by_grade_now_and_at_the_beginning() -> None:
    make.scored(make.known(), 0.6, at=make.BEFORE_IT)
    make.scored(make.known(), None, at=make.IN_IT)
    report = make.written(make.definition())
    assert "2 claims in the record have a score: 1 more" in said(report, "scored")
    assert "1 of 2 can be judged; when it began, 1 of 1 could." in said(report, "scored")
    by_grade = {row[0][0]: row[1:] for row in rows(report, "scored")}
    assert by_grade["3"] == [[1, 2], [1, 1]]
    assert by_grade["6"] == [[1, 2], [0, 1]]


def test_the_biggest_movers_come_first_with_the_reason() -> None:
    small, big = (make.scored(make.known(), 0.5, at=make.BEFORE_IT) for _ in range(2))
    make.scored(small, 0.55, at=make.IN_IT, reports=2)
    make.scored(big, 0.8, at=make.IN_IT, reports=2, independent_roots=2)
    found = rows(make.written(make.definition()), "moved")
    assert [row[0]["id"] for row in found] == [big.pk, small.pk]
    assert found[0][1:4] == [[0.5, 0.4, 0.6], [0.8, 0.7, 0.9], 30.0]
    assert plain(found[0][5]) == "A second independent root and one more report."
    assert plain(found[1][5]) == "One more report from no new root."


def test_why_names_the_line_of_the_working_that_moved_most_and_nobody_private() -> None:
    public, private = make.make.source("Ada Minister"), make.make.source("Jo Private", has_public_role=False)
    for source, told in (
        (public, "Ada Minister (new, +1.40 in log-odds)"),
        (private, "a source that is not named here (new, +1.40 in log-odds)"),
    ):
        prior = {"kind": "prior", "root": "", "label": "prior", "log_odds": 0.1}
        claim = make.scored(make.known(), 0.5, at=make.BEFORE_IT, contributions=[prior])
        line = {"kind": "asserting_root", "root": source.root_key, "label": "asserting_root", "log_odds": 1.4}
        make.scored(claim, 0.8, at=make.IN_IT, contributions=[prior, line], independent_roots=2)
        report = make.written(make.definition())
        why = {row[0]["id"]: plain(row[5]) for row in rows(report, "moved")}
        assert why[claim.pk] == f"A second independent root, mostly through {told}."
    assert "Jo Private" not in report.html


def test_a_claim_that_moved_there_and_back_did_not_move() -> None:
    claim = make.scored(make.known(), 0.5, at=make.BEFORE_IT)
    make.scored(claim, 0.9, at=make.IN_IT)
    make.scored(claim, 0.5, at=make.IN_IT)
    assert "No claim’s score moved" in said(make.written(make.definition()), "moved")


def test_becoming_judged_is_told_apart_from_moving() -> None:
    claim = make.scored(make.known(), None, at=make.BEFORE_IT)
    make.scored(claim, 0.7, at=make.IN_IT)
    report = make.written(make.definition())
    assert "0 scored claims moved" in said(report, "moved")
    assert "1 that could not be judged now can be" in said(report, "moved")
    assert rows(report, "moved") == []


def test_denials_name_those_who_speak_in_a_public_role_and_nobody_else() -> None:
    claim = make.scored(make.known(), 0.5, at=make.BEFORE_IT)
    article = make.make.article()
    official = make.make.source("Minister Adá Łoś")
    private = make.make.source("Jo Private", has_public_role=False)
    denies = make.make.NAMED | {"stance": "denies"}
    for source in (official, private):
        make.make.read(article, claim, facets=denies, source=source)
    make.read_at(make.IN_IT)
    make.scored(claim, 0.3, at=make.IN_IT, denials=2, reports=3)
    report = make.written(make.definition())
    assert said(report, "denials") == "2 denials of 1 claim; in the period before 0 of 0."
    who = plain(rows(report, "denials")[0][1])
    assert who == "Minister Adá Łoś, a source (government)"
    assert "Jo Private" not in report.html


def test_single_roots_with_most_reports_come_first() -> None:
    make.scored(make.known(), 0.6, at=make.IN_IT, reports=1)
    few = make.scored(make.known(), 0.6, at=make.IN_IT, reports=2)
    many = make.scored(make.known(), 0.6, at=make.IN_IT, reports=7)
    make.scored(make.known(), 0.9, at=make.IN_IT, reports=2, independent_roots=2)
    report = make.written(make.definition())
    assert [row[0]["id"] for row in rows(report, "single_root")] == [many.pk, few.pk]
    assert "3 of 4 asserted claims rest on one root" in said(report, "single_root")
    assert "2 of 3 of these were reported more than once" in said(report, "single_root")


def test_readings_count_in_the_period_in_which_they_were_submitted() -> None:
    article, claim = make.make.article(), make.known()
    make.make.read(article, claim)
    make.read_at(make.BEFORE_IT, submitted=make.IN_IT)
    make.make.read(article, claim, submitted=False)
    report = make.written(make.definition())
    assert "1 reading by 1 reviewer; in the period before 0 by 0." in said(report, "desk")


def test_what_happened_outside_the_period_is_in_another_report() -> None:
    weekly = make.definition()
    claim = make.scored(make.known(), 0.5, at=make.BEFORE_IT)
    make.scored(claim, 0.9, at=make.AFTER)
    report = make.written(weekly)
    assert "No claim’s score moved" in said(report, "moved")
    later = make.written(weekly, at=make.AFTER + make.WEEK)
    assert rows(later, "moved")[0][0]["id"] == claim.pk


def test_a_withdrawn_a_merged_and_an_unpublished_claim_are_not_counted() -> None:
    for _ in range(2):
        make.scored(make.known(), 0.5, at=make.BEFORE_IT)
    withdrawn, merged = (make.scored(make.known(), 0.5, at=make.BEFORE_IT) for _ in range(2))
    make.scored(make.make.claim(published=False), 0.5, at=make.BEFORE_IT)
    number = make.Change.objects.first().number
    claims.withdraw_claim(claim=withdrawn, reason="Wrong.", by=SETUP)
    claims.merge_claims(kept=make.known(), merged=merged, by=SETUP)
    make.happened(make.IN_IT, since=number)
    assert "2 claims in the record" in said(make.written(make.definition()), "scored")


def test_a_claim_withdrawn_after_the_period_was_still_in_its_record() -> None:
    claim = make.scored(make.known(), 0.5, at=make.BEFORE_IT)
    number = make.Change.objects.first().number
    claims.withdraw_claim(claim=claim, reason="Wrong.", by=SETUP)
    make.happened(make.AFTER, since=number)
    assert "1 claim in the record has a score" in said(make.written(make.definition()), "scored")
