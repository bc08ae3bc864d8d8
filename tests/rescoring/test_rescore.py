"""What a change does to a score, through the real tables."""

import datetime as dt
import math

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotate.actions import adjudication, articles, claims, erasure, parties, readings
from annotate.actions.passes import restore_run
from annotate.models import (
    Change,
    Claim,
    Consensus,
    CurrentRun,
    Outcome,
    Reading,
    Review,
    RunScore,
    Score,
    ScoreHistory,
    ScoringRun,
    SourceRecord,
)
from annotate.roles import SETUP
from tests import factories as make
from workers.rescoring import passes, records, runs, store

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 6, 1)
SAYS = make.NAMED | {"channel": "statement"}


def fitted() -> ScoringRun:
    """A new run, fitted and switched to."""
    return passes.run_now(runs.fit(reference_day=TODAY)).run


def score_of(claim: Claim) -> Score:
    store.rescore_stale()
    return Score.objects.get(claim=claim)


def says(claim: Claim, source: object, stance: str = "asserts", **article: object) -> None:
    make.read(make.article(**article), claim, facets=SAYS | {"stance": stance}, source=source)


def archive(n: int, right: int, source: object) -> None:
    """``n`` resolved claims that a source asserted, ``right`` of which came true."""
    for number in range(n):
        claim = make.claim()
        says(claim, source)
        make.resolved(claim, "confirmed" if number < right else "refuted", at=make.NOON)


def test_without_any_outcome_nothing_can_be_judged_and_the_score_says_why() -> None:
    claim = make.claim()
    says(claim, make.source())
    score = score_of(claim)
    assert score.probability is None
    assert score.admiralty == 6
    assert score.icd203 is None
    assert "resolved claims" in score.cannot_be_judged
    assert (score.reports, score.independent_roots, score.calibration) == (1, 1, "prior_only")


def test_a_record_of_three_outcomes_makes_a_claim_judgeable_and_lines_sum_to_its_log_odds() -> None:
    source, claim = make.source(), make.claim()
    archive(4, 4, source)
    fitted()
    says(claim, source)
    score = score_of(claim)
    assert score.probability is not None
    assert 0.5 < score.probability < 1
    logit = math.log(score.probability / (1 - score.probability))
    assert sum(line["log_odds"] for line in score.contributions) == pytest.approx(logit, abs=1e-9)
    assert score.run_id == CurrentRun.objects.get().run_id


def test_a_silence_is_no_denial_and_weighs_nothing() -> None:
    source, claim = make.source(), make.claim()
    archive(4, 4, source)
    fitted()
    says(claim, source)
    before = score_of(claim).probability
    says(claim, make.source(), stance="declines_to_comment")
    after = score_of(claim)
    assert after.probability == before
    assert (after.silences, after.denials) == (1, 0)


def test_a_denial_lowers_the_probability() -> None:
    source, claim = make.source(), make.claim()
    archive(4, 4, source)
    fitted()
    says(claim, source)
    before = score_of(claim).probability
    says(claim, make.source(), stance="denies")
    after = score_of(claim)
    assert after.probability < before
    assert after.denials == 1


def test_two_outlets_that_cite_one_wire_are_one_root() -> None:
    wire, claim = make.outlet("Northern Wire", kind="wire"), make.claim()
    original = make.article(outlet=wire)
    make.read(original, claim)
    for _ in range(3):
        citing = make.article()
        make.read(citing, claim, relays=[wire])
    score = score_of(claim)
    assert (score.reports, score.independent_roots) == (4, 1)
    [component] = score.components
    assert component["roots"] == [f"pool:{wire.pk}:government:decision_maker"]


def test_a_citation_with_nobody_behind_it_joins_what_the_wire_itself_reports() -> None:
    wire, claim = make.outlet("Northern Wire", kind="wire"), make.claim()
    make.read(make.article(outlet=wire), claim)
    unattributed = make.UNNAMED | {
        "identification": "unattributed",
        "affiliation": "media",
        "role": "informational",
        "channel": "press_report",
    }
    make.read(make.article(), claim, facets=unattributed, relays=[wire])
    assert score_of(claim).independent_roots == 1


def test_a_credit_line_and_a_declared_copy_join_reports() -> None:
    wire, claim = make.outlet("Northern Wire", kind="wire"), make.claim()
    original = make.article(outlet=wire)
    make.read(original, claim)
    other = make.UNNAMED | {"affiliation": "corporate"}
    make.read(make.article(credit_line="With reporting by Northern Wire"), claim, facets=other)
    assert score_of(claim).independent_roots == 1
    lone = make.article()
    make.read(lone, claim, facets=make.UNNAMED | {"affiliation": "union"})
    assert score_of(claim).independent_roots == 2
    articles.declare_syndication(article=lone, origin=original, by=SETUP)
    assert score_of(claim).independent_roots == 1


def test_only_finished_reviews_count() -> None:
    claim, article, reviewer = make.claim(), make.article(), make.user("reviewer")
    reading = make.read(article, claim, by=reviewer, submitted=False)
    assert score_of(claim).reports == 0
    readings.submit_review(review=Review.objects.get(pk=reading.review_id), by=reviewer)
    assert score_of(claim).reports == 1


def test_a_report_that_one_of_two_reviewers_does_not_see_has_half_the_weight_until_adjudicated() -> None:
    claim, article = make.claim(), make.article()
    reading = make.read(article, claim)
    reader = make.user("reviewer")
    readings.submit_review(review=readings.start_review(revision=article.latest, by=reader), by=reader)
    assert score_of(claim).components[0]["reports"][0]["weight"] == pytest.approx(0.5)
    adjudication.adjudicate(
        attribution=reading.attribution, chosen=reading, reason="It is there.", by=make.user("adjudicator")
    )
    assert score_of(claim).components[0]["reports"][0]["weight"] == 1


def test_disagreeing_reviewers_leave_a_distribution_and_an_adjudicator_decides() -> None:
    claim, article = make.claim(), make.article()
    reading = make.read(article, claim)
    make.read(article, claim, facets=make.UNNAMED | {"certainty": "hedged"})
    store.rescore_stale()
    assert Consensus.objects.get().facets["certainty"] == {"hedged": 0.5, "plain": 0.5}
    adjudication.adjudicate(
        attribution=reading.attribution, facets={"certainty": "hedged"}, reason="“familiar with” is no hedge.", by=make.user("adjudicator"),
    )  # fmt: skip
    store.rescore_stale()
    consensus = Consensus.objects.get()
    assert consensus.facets["certainty"] == {"hedged": 1.0}
    assert consensus.adjudicated


def test_a_negated_passage_flips_the_side() -> None:
    claim = make.claim()
    make.read(make.article(), claim, facets=SAYS, source=make.source(), details={"polarity": "negated"})
    assert score_of(claim).denials == 1


def test_a_private_person_has_no_record_and_is_judged_by_kind() -> None:
    person, claim = make.source(has_public_role=False), make.claim()
    archive(4, 4, person)
    run = fitted()
    records.store_all(run.pk)
    says(claim, person)
    assert score_of(claim).probability is None
    assert not SourceRecord.objects.exists()


def test_whichever_way_its_own_outcome_went_a_claims_score_is_the_same() -> None:
    source, claim = make.source(), make.claim()
    archive(12, 8, source)
    says(claim, source)
    make.resolved(claim, "refuted")
    figures = []
    for verdict in ("refuted", "confirmed"):
        Outcome.objects.filter(claim=claim).update(verdict=verdict)
        fitted()
        store.rescore_stale()
        score = Score.objects.get(claim=claim)
        figures.append((score.probability, score.low, score.admiralty))
        lines = [(line["kind"], line["log_odds"]) for line in score.contributions]
    assert figures[0][0] == pytest.approx(figures[1][0], abs=1e-9)
    assert figures[0][2] == figures[1][2]
    assert len(lines) > 1


def test_a_run_keeps_its_own_figures() -> None:
    source = make.source()
    archive(12, 8, source)
    run = fitted()
    held_out = run.figures["held_out"]
    assert held_out["claims"] == 12
    assert sum(each["claims"] for each in held_out["reliability"]) == 12
    assert held_out["log_loss"] > 0
    assert run.figures["agreement"]["stance"]["undefined"] == "no item has labels of two reviewers"
    assert run.parameters["coefficients"]["covariance"]
    assert len(run.parameters["left_out"]) == 10


def test_an_outcome_moves_its_sources_record_at_once_and_says_that_it_waits() -> None:
    source, claim = make.source(), make.claim()
    archive(4, 4, source)
    run = fitted()
    records.store_all(run.pk)
    says(claim, source)
    store.rescore_stale()
    before = SourceRecord.objects.get(key=source.root_key, side="asserts")
    make.resolved(claim, "refuted")
    store.rescore_stale()
    after = SourceRecord.objects.get(key=source.root_key, side="asserts")
    assert after.mean < before.mean
    assert (after.trials, after.waiting) == (5, 1)
    records.store_all(fitted().pk)
    assert SourceRecord.objects.get(key=source.root_key, side="asserts").waiting == 0


def test_merging_claims_joins_their_evidence_and_splitting_undoes_it() -> None:
    kept, merged = make.claim(), make.claim()
    says(kept, make.source())
    says(merged, make.source())
    assert score_of(kept).reports == 1
    claims.merge_claims(kept=kept, merged=merged, by=make.user("editor"))
    assert score_of(kept).reports == 2
    assert not Score.objects.filter(claim=merged).exists()
    claims.split_claims(claim=Claim.objects.get(pk=merged.pk), by=make.user("editor"))
    assert score_of(kept).reports == 1
    assert Score.objects.get(claim=merged).reports == 1


def test_merging_sources_makes_two_roots_one() -> None:
    claim, a, b = make.claim(), make.source(), make.source()
    says(claim, a)
    says(claim, b)
    assert score_of(claim).independent_roots == 2
    parties.merge_sources(kept=a, merged=b, by=make.user("editor"))
    assert score_of(claim).independent_roots == 1


def test_a_private_submission_moves_no_published_figure() -> None:
    claim = make.claim()
    says(claim, make.source())
    before = score_of(claim)
    numbers = ScoreHistory.objects.count()
    says(claim, make.source(), published=False, newsroom=make.newsroom())
    after = score_of(claim)
    assert (after.reports, after.independent_roots) == (before.reports, before.independent_roots)
    assert ScoreHistory.objects.count() == numbers


def test_history_has_a_row_for_each_changed_figure_only_and_names_the_change() -> None:
    claim = make.claim()
    says(claim, make.source())
    score_of(claim)
    claims.reword_claim(claim=claim, wording="Other words, same evidence.", by=SETUP)
    score_of(claim)
    [row] = ScoreHistory.objects.filter(claim=claim)
    change = Change.objects.get(number=row.change)
    assert (change.verb, change.object_id, change.audience) == ("claim.score_changed", claim.pk, "public")
    assert change.detail.after["reports"] == 1


def test_storing_a_score_never_makes_a_claim_stale() -> None:
    says(make.claim(), make.source())
    assert store.rescore_stale() == 1
    assert store.rescore_stale() == 0


def test_a_withdrawn_claim_has_no_score() -> None:
    claim = make.claim()
    says(claim, make.source())
    score_of(claim)
    claims.withdraw_claim(claim=claim, reason="Retracted by all.", by=SETUP)
    store.rescore_stale()
    assert not Score.objects.exists()


def test_an_erased_article_weighs_nothing_and_the_score_says_so() -> None:
    claim, article = make.claim(), make.article()
    make.read(article, claim)
    score_of(claim)
    request = erasure.request_erasure(thing=article, reason="Court order 7/26.", by=make.user("editor"))
    erasure.carry_out_erasure(request=request, by=make.user("administrator"))
    score = score_of(claim)
    assert score.input_erased
    assert score.independent_roots == 0


def test_an_older_look_does_not_overwrite_a_newer_score() -> None:
    claim = make.claim()
    says(claim, make.source())
    score = score_of(claim)
    from annotate.actions import scores

    old = RunScore.objects.get(claim=claim)
    old.as_of_change, old.reports = score.as_of_change - 1, 99
    scores.store_scores([old], seen={claim.pk: 0})
    assert Score.objects.get(pk=score.pk).reports == 1


def test_the_number_of_queries_does_not_grow_with_the_block() -> None:
    parameters = runs.current(today=TODAY)
    source = make.source()

    def queries(n: int) -> int:
        made = [make.claim() for _ in range(n)]
        for claim in made:
            says(claim, source)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            store.rescore([claim.pk for claim in made], parameters)
        return len(seen)

    assert queries(2) == queries(12)


def test_one_claim_that_cannot_be_scored_does_not_hold_up_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = make.claim(), make.claim()
    says(good, make.source())
    says(bad, make.source())
    from workers.rescoring import compute

    real = compute.evidence_of

    def broken(pairs: list, *rest: object) -> object:
        if any(a.claim == bad.pk for a, _ in pairs):
            raise RuntimeError("poison")
        return real(pairs, *rest)

    monkeypatch.setattr(compute, "evidence_of", broken)
    assert store.rescore_stale() == 1
    assert Score.objects.filter(claim=good).exists()
    assert not Score.objects.filter(claim=bad).exists()


def test_a_run_can_be_restored_and_its_scores_come_back() -> None:
    source, claim = make.source(), make.claim()
    archive(4, 4, source)
    first = fitted()
    says(claim, source)
    before = score_of(claim).probability
    archive(4, 0, source)
    fitted()
    store.rescore_stale()
    assert Score.objects.get(claim=claim).probability < before
    restore_run(run=first, by=make.user("administrator"))
    passes.work()
    assert Score.objects.get(claim=claim).probability == pytest.approx(before, abs=1e-12)
    assert ScoringRun.objects.count() == 2


def test_readings_are_never_read_before_they_are_submitted() -> None:
    make.read(make.article(), make.claim(), submitted=False)
    assert Reading.objects.current().count() == 1
    assert Reading.objects.current().submitted().count() == 0
