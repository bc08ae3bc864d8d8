"""What is erased leaves the reports too: those words, and no others."""

import json

import pytest

from annotate.actions import erasure, reports
from annotate.models import Report
from tests.reports import factories as make
from workers.reports import building

pytestmark = pytest.mark.django_db
CANARY = "Zanzibar canary"


def erase(thing) -> None:
    request = erasure.request_erasure(thing=thing, reason="A court said so.", by=make.make.user("editor"))
    erasure.carry_out_erasure(request=request, by=make.make.user("editor"))


def report_on(wording: str) -> tuple[Report, object]:
    claim = make.scored(make.known(wording=wording), 0.4, at=make.BEFORE_IT)
    make.scored(claim, 0.8, at=make.IN_IT, reports=2)
    return make.written(make.definition()), claim


def stored_words() -> str:
    return json.dumps([[r.figures, r.html] for r in Report.objects.all()], ensure_ascii=False)


def test_an_erased_claims_words_leave_every_report_at_once() -> None:
    _, claim = report_on(f"{CANARY} will sing.")
    assert CANARY in stored_words()
    erase(claim)
    assert CANARY not in stored_words()


def test_the_report_is_rendered_again_and_says_the_rest_as_before() -> None:
    before, claim = report_on(f"{CANARY} will sing.")
    erase(claim)
    assert Report.objects.get(pk=before.pk).stage == Report.Stage.RENDERING
    building.render_again()
    after = Report.objects.get(pk=before.pk)
    assert after.stage == Report.Stage.READY
    assert after.html == before.html.replace(f"{CANARY} will sing.", "[erased]")


def test_a_claim_with_the_same_words_keeps_them() -> None:
    claim, other = (make.scored(make.known(wording="Rain."), 0.4, at=make.BEFORE_IT) for _ in range(2))
    for moved in (claim, other):
        make.scored(moved, 0.9, at=make.IN_IT)
    report = make.written(make.definition())
    erase(claim)
    rows = make.section(Report.objects.get(pk=report.pk), "moved")["tables"][0]["rows"]
    assert {r[0]["id"]: r[0]["words"] for r in rows} == {claim.pk: "[erased]", other.pk: "Rain."}


def test_what_is_erased_while_a_report_is_written_is_not_in_it(monkeypatch) -> None:
    real, found = building.as_html, []

    def erased_meanwhile(figures):
        html = real(figures)
        erase(found[0])
        return html

    claim = make.scored(make.known(wording=f"{CANARY} will sing."), 0.4, at=make.BEFORE_IT)
    make.scored(claim, 0.8, at=make.IN_IT)
    found.append(claim)
    with monkeypatch.context() as patch:
        patch.setattr(building, "as_html", erased_meanwhile)
        make.written(make.definition())
    assert CANARY not in stored_words()
    building.render_again()
    assert "[erased]" in Report.objects.get().html


def test_a_rendering_of_older_figures_is_not_kept() -> None:
    report, claim = report_on(f"{CANARY} will sing.")
    old = Report.objects.get(pk=report.pk)
    erase(claim)
    reports.store_rendering(report=old, html=old.html, pdf=b"")
    assert CANARY not in stored_words()
