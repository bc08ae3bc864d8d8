"""A score's own page, what a withdrawal would change, and two runs side by side."""

import pytest
from django.urls import reverse

from annotate.actions.outcomes import see_score
from annotate.models import Claim, CurrentRun, ScoringPass, ScoringRun, WhatIf
from tests import factories as make
from tests.admin.desk import client, client_of
from tests.rescoring.test_rescore import archive, fitted, says
from workers.rescoring import passes, store, whatif

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    source, other = make.source(), make.source()
    archive(5, 4, source)
    archive(4, 1, other)
    made = make.claim()
    says(made, source)
    says(made, other)
    fitted()
    store.rescore_stale()
    return made


def page(name: str, *args: str) -> str:
    return reverse(f"admin:annotate_{name}", args=args)


def test_it_shows_the_waterfall_the_tree_the_history_and_what_waits(claim: Claim) -> None:
    told = client("administrator").get(page("claim_score", claim.pk)).content.decode()
    assert told.count('class="chart"') == 1  # one step of history needs no chart
    assert "Claims with one asserting root" in told
    assert 'class="root"' in told
    assert "first score" in told
    assert "No outcome waits" in told
    make.resolved(make.claim())
    says(claim, make.source())
    store.rescore_stale()
    told = client("administrator").get(page("claim_score", claim.pk)).content.decode()
    assert told.count('class="chart"') == 2
    assert "+1 report, " in told
    assert "review submitted" in told
    assert "1 outcome waits for the next run" in told


def test_what_if_is_asked_once_answered_by_a_worker_and_polled(claim: Claim) -> None:
    desk, url = client("administrator"), page("claim_what_if", claim.pk)
    assert desk.get(url).status_code == 204
    desk.post(url)
    client("administrator").post(url)
    assert WhatIf.objects.count() == 1
    assert desk.get(url).status_code == 204
    assert whatif.answer_all() == 1
    answer = desk.get(url)
    assert answer.status_code == 200
    assert answer.content.decode().count("<tr>") == 1 + 2 + 2  # head, roots, reports
    *roots, third, fourth = [each["change"] for each in WhatIf.objects.get().answers]
    assert sorted(roots) == pytest.approx(
        sorted([third, fourth])
    )  # each root has one report: without it, without both
    assert roots[0] != pytest.approx(roots[1])
    says(claim, make.source())
    store.rescore_stale()
    assert desk.get(url).status_code == 204  # of an older score


def test_from_whom_the_score_is_hidden_the_page_and_the_answer_are_too(claim: Claim) -> None:
    editor = make.user("editor")
    desk = client_of(editor)
    assert desk.get(page("claim_score", claim.pk)).status_code == 302
    assert desk.post(page("claim_what_if", claim.pk)).status_code == 404
    assert desk.get(page("claim_what_if", claim.pk)).status_code == 404
    assert not WhatIf.objects.exists()
    see_score(claim=claim, by=editor)
    assert desk.get(page("claim_score", claim.pk)).status_code == 200


def test_who_could_still_be_asked_to_read_a_text_does_not_see_how_others_read_it(claim: Claim) -> None:
    make.read(make.article(), claim)  # read by one, and wanted from a second
    store.rescore_stale()
    desk = client("reviewer")
    assert desk.get(page("claim_score", claim.pk)).status_code == 302
    assert desk.get(page("claim_what_if", claim.pk)).status_code == 404


def test_a_private_claim_has_no_score_page_for_others() -> None:
    private = make.claim(newsroom=make.newsroom())
    assert client("administrator").get(page("claim_score", private.pk)).status_code == 404


def test_a_run_whose_id_looks_like_a_quoted_sign_is_found(claim: Claim) -> None:
    """The admin takes the `_40` of an address for an @: one run in 170 was not there."""
    first = CurrentRun.objects.get().run
    parameters = {f.attname: getattr(first, f.attname) for f in ScoringRun._meta.concrete_fields}
    odd = ScoringRun.objects.create(**parameters | {"id": "run_40abcdefghjkmnpqrstv"})
    told = client("administrator").get(page("scoringrun_compare", odd.pk)).content.decode()
    assert str(odd) in told
    assert str(first) in told


def test_two_runs_stand_side_by_side_and_an_old_one_is_restored_once_everything_is_scored(
    claim: Claim,
) -> None:
    first = CurrentRun.objects.get().run
    second = fitted()
    desk = client("administrator")
    told = desk.get(page("scoringrun_compare", first.pk)).content.decode()
    assert str(second) in told
    assert "coefficients · corroboration" in told
    assert "held out · log loss" in told
    before = claim.score.probability
    desk.post(page("scoringrun_act", first.pk, "restore"), follow=True)
    assert ScoringPass.objects.open().get().run == first
    assert CurrentRun.objects.get().run == second
    passes.work()
    assert CurrentRun.objects.get().run == first
    assert Claim.objects.get(pk=claim.pk).score.probability == pytest.approx(before, abs=0.05)
    assert ScoringRun.objects.count() == 2
