"""An issued report stays; the next one says what was taken back."""

import pytest

from annotate.actions import claims, disputes, outcomes
from annotate.formats.reports import as_json
from annotate.models import Report
from tests.reports import factories as make
from workers.reports.words import plain

pytestmark = pytest.mark.django_db


def reported():
    """A report that names three claims, of which the last is resolved."""
    found = [make.scored(make.known(), 0.4, at=make.BEFORE_IT) for _ in range(3)]
    for claim in found:
        make.scored(claim, 0.8, at=make.IN_IT)
    number = make.Change.objects.first().number
    outcome = make.make.resolved(found[2])
    make.happened(make.IN_IT, since=number)
    return make.written(make.definition()), found, outcome


def next_one(report: Report) -> Report:
    return make.written(report.definition, at=make.AFTER + make.WEEK)


def later(do) -> None:
    number = make.Change.objects.first().number
    do()
    make.happened(make.AFTER, since=number)


def test_what_was_withdrawn_merged_or_taken_back_is_corrected_in_the_next_report() -> None:
    report, (gone, merged, settled), outcome = reported()
    make.happened(make.AFTER, since=report.as_of_change)
    before = as_json(Report.objects.get(pk=report.pk).figures)
    later(lambda: claims.withdraw_claim(claim=gone, reason="Wrong.", by=make.SETUP))
    later(lambda: claims.merge_claims(kept=settled, merged=merged, by=make.SETUP))
    later(
        lambda: outcomes.withdraw_outcome(
            outcome=outcome, reason="Misread.", by=make.make.user("adjudicator")
        )
    )
    found = make.section(next_one(report), "corrections")
    assert [(row[0]["id"], row[1]) for row in found["tables"][0]["rows"]] == [
        (gone.pk, "It was withdrawn."),
        (merged.pk, "It was found to be the same as another claim and is counted there."),
        (settled.pk, "Its outcome was taken back."),
    ]
    assert plain(found["sentences"][0]).startswith("The last report named 3 claims. Of 3 of them")
    assert as_json(Report.objects.get(pk=report.pk).figures) == before


def test_nothing_taken_back_is_said_too() -> None:
    report, *_ = reported()
    make.happened(make.AFTER, since=report.as_of_change)
    assert (
        "The last report named 3 claims. None was withdrawn"
        in make.section(next_one(report), "corrections")["empty"]
    )


def test_the_first_report_corrects_nothing() -> None:
    report, *_ = reported()
    assert make.section(report, "corrections")["empty"] == "There is no report on the period before."


def test_a_dispute_that_was_upheld_is_a_correction_and_one_that_was_rejected_is_none() -> None:
    report, (upheld, rejected, _), _ = reported()
    make.happened(make.AFTER, since=report.as_of_change)
    editor = make.make.user("editor")

    def decided(claim, state: str) -> None:
        dispute = disputes.open_dispute(
            claim=claim, party=make.make.source(), contested="Never said.", owner=editor, by=editor
        )
        disputes.decide_dispute(dispute=dispute, state=state, decision="The tape.", public_note="We heard it.", by=editor)  # fmt: skip

    later(lambda: decided(upheld, "upheld"))
    later(lambda: decided(rejected, "rejected"))
    found = make.section(next_one(report), "corrections")
    (row,) = found["tables"][0]["rows"]
    assert (row[0]["id"], row[1]) == (upheld.pk, "It was contested, and the desk agreed.")
