"""A claim's credibility: hand-computed claims of each shape, and what may not change a figure."""

from dataclasses import replace
from datetime import date
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scoring.factories import EXPERT, OFFICIAL, UNNAMED, denial, known_run, noon, row, silence
from workers.scoring import Parameters, Pool, Side, if_withdrawn, outcome_trials, score_claim


def logit(p):
    return log(p / (1 - p))


def expit(x):
    return 1 / (1 + exp(-x))


# the run's posterior means by hand: overall (90+1)/(140+2), kind less the source itself, then the source
OVERALL = 91 / 142
OFFICIALS = (42 + 20 * OVERALL) / (60 + 20)
EXPERTS = (26 + 20 * OVERALL) / (40 + 20)
A = (18 + 8 * OFFICIALS) / (20 + 8)
B = (4 + 8 * EXPERTS) / (20 + 8)
OVERALL_DENYING = 41 / 62
EXPERTS_DENYING = (25 + 20 * OVERALL_DENYING) / (40 + 20)
B_DENYING = (15 + 8 * EXPERTS_DENYING) / (20 + 8)


def probability(*rows, run=None):
    return score_claim(rows, run or known_run(), claim_id="clm_1").probability


def test_one_asserting_root():
    assert probability(row("1")) == pytest.approx(expit(0.6 + logit(A) - logit(OVERALL)), abs=1e-12)


def test_two_asserting_roots_add_corroboration():
    expected = 0.6 + logit(A) - logit(OVERALL) + logit(B) - logit(OVERALL) + 0.5
    assert probability(row("1"), row("2", "src_b", kind=EXPERT)) == pytest.approx(expit(expected), abs=1e-12)


def test_a_denial_takes_delta_and_the_deniers_record():
    expected = 0.6 + logit(A) - logit(OVERALL) - (1.5 + logit(B_DENYING) - logit(OVERALL_DENYING))
    assert probability(row("1"), denial("2", "src_b", kind=EXPERT)) == pytest.approx(expit(expected))


def test_denials_alone_start_from_their_own_prior():
    expected = -1.2 - (1.5 + logit(B_DENYING) - logit(OVERALL_DENYING))
    assert probability(denial("2", "src_b", kind=EXPERT)) == pytest.approx(expit(expected), abs=1e-12)


def test_a_doubtful_attribution_weighs_by_its_probability():
    half = row("1", asserts=0.5, denies=0.0, weight=0.8)
    assert probability(half) == pytest.approx(expit(0.6 + 0.4 * (logit(A) - logit(OVERALL))), abs=1e-12)


def test_a_facet_counts_once_and_from_its_centre():
    run = known_run(facets={"hedged": -0.9}, centres={"hedged": 0.2})
    hedged = row("1", facets={"hedged": 1.0})
    assert probability(hedged, run=run) == pytest.approx(
        expit(0.6 + logit(A) - logit(OVERALL) - 0.9 * 0.8), abs=1e-12
    )


def test_learned_dependence_discounts_the_later_root():
    run = replace(known_run(), dependence={("src_a", "src_b"): 0.6})
    score = score_claim([row("1"), row("2", "src_b", kind=EXPERT, published=noon(3))], run, claim_id="clm_1")
    assert score.effective_roots == pytest.approx(1 + 1 / 1.6)
    assert score.independent_roots == 2
    expected = 0.6 + logit(A) - logit(OVERALL) + (logit(B) - logit(OVERALL)) / 1.6 + 0.5 / 1.6
    assert score.log_odds == pytest.approx(expected, abs=1e-12)


def test_of_a_roots_reports_the_least_hedged_counts_and_none_that_does_not_assert():
    run = known_run(facets={"hedged": -0.9}, centres={"hedged": 0.2})
    hedged, half = row("1", facets={"hedged": 1.0}), row("2", facets={"hedged": 0.5})
    plain = [denial("3"), silence("4"), row("5", is_erased=True)]
    for rows, carried in ((hedged, *plain), 1.0), ((hedged, half, *plain), 0.5):
        (line,) = [c for c in score_claim(rows, run, claim_id="clm_1").contributions if c.kind == "facet"]
        assert line.log_odds == pytest.approx(-0.9 * (carried - 0.2))


def test_contributions_sum_to_the_logit_of_the_probability():
    run = known_run(facets={"hedged": -0.9}, centres={"hedged": 0.2})
    rows = [row("1", facets={"hedged": 1.0}), row("2", "src_b", kind=EXPERT), denial("3", "src_c")]
    score = score_claim(rows, run, claim_id="clm_1")
    assert sum(c.log_odds for c in score.contributions) == pytest.approx(logit(score.probability), abs=1e-9)
    assert {c.kind for c in score.contributions} == {
        "prior", "asserting_root", "denying_root", "corroboration", "facet",
    }  # fmt: skip


def test_a_root_line_names_its_rows_and_splits_into_kind_and_record():
    score = score_claim([row("1"), row("2")], known_run(), claim_id="clm_1")
    (line,) = [c for c in score.contributions if c.kind == "asserting_root"]
    assert (line.root, line.evidence) == ("src_a", ("1", "2"))
    assert line.of_kind == pytest.approx(logit(OFFICIALS) - logit(OVERALL))
    assert line.of_kind + line.of_record == pytest.approx(line.log_odds)


def test_a_silence_is_not_a_denial():
    with_silence = score_claim([row("1"), silence("2", "src_b")], known_run(), claim_id="clm_1")
    without = score_claim([row("1")], known_run(), claim_id="clm_1")
    assert (with_silence.probability, with_silence.interval) == (without.probability, without.interval)
    assert (with_silence.denials, with_silence.silences, with_silence.reports) == (0, 1, 2)


def test_nothing_said_cannot_be_judged():
    score = score_claim([silence("1")], known_run(), claim_id="clm_1")
    assert score.cannot_be_judged
    assert (score.admiralty, score.probability, score.interval, score.word) == (6, None, None, None)
    assert score.reason == "no_source_asserts_or_denies"
    assert score_claim([], known_run(), claim_id="clm_1").reason == "no_source_asserts_or_denies"


def test_no_record_cannot_be_judged_but_roots_and_reports_are_shown():
    run = Parameters.prior(as_of=date(2026, 6, 1))
    score = score_claim([row("1"), row("2", "src_b"), denial("3", "src_c")], run, claim_id="clm_1")
    assert score.reason == "no_record_of_source_or_kind"
    assert (score.admiralty, score.probability, score.word) == (6, None, None)
    assert (score.independent_roots, score.reports, score.denials) == (2, 3, 1)
    assert score.calibration == {"resolved_claims": 0, "status": "prior_only"}


def test_a_new_source_of_a_known_kind_can_be_judged():
    assert probability(row("1", "src_new", kind=OFFICIAL)) is not None
    assert probability(row("1", "src_new", kind="unheard|of|kind")) is None


def test_a_private_person_has_the_kinds_prior_only():
    assert probability(row("1", has_record=False)) == probability(row("1", "src_new"))


@pytest.mark.parametrize(
    ("resolved", "status", "has_word"),
    [
        (49, "prior_only", False),
        (50, "provisional", False),
        (199, "provisional", False),
        (200, "calibrated", True),
    ],
)
def test_words_only_when_calibrated(resolved, status, has_word):
    run = replace(known_run(), resolved_claims=resolved)
    score = score_claim([row("1")], run, claim_id="clm_1")
    assert score.calibration["status"] == status
    assert (score.word is not None) == has_word


def test_confirmed_needs_two_asserting_roots_told_apart():
    sure = known_run(one_root=6.0)
    assert score_claim([row("1")], sure, claim_id="clm_1").admiralty == 2
    assert score_claim([row("1"), row("2")], sure, claim_id="clm_1").admiralty == 2
    assert score_claim([row("1"), row("2", "src_b")], sure, claim_id="clm_1").admiralty == 1


def test_merged_pools_never_confirm():
    pool = Pool("government", "decision_maker")
    pools = [row(i, f"pool_{i}", kind=UNNAMED, pool=pool) for i in "12"]
    score = score_claim([*pools, row("3")], known_run(one_root=6.0), claim_id="clm_1")
    assert (score.admiralty, score.independent_roots) == (2, 2)


def test_erased_input_weighs_nothing_and_is_said():
    score = score_claim([row("1"), row("2", "src_b", is_erased=True)], known_run(), claim_id="clm_1")
    assert score.input_erased
    assert score.probability == probability(row("1"))


def test_a_withdrawal_is_a_recomputed_difference():
    rows = [row("1"), row("2", "src_b", kind=EXPERT)]
    without = if_withdrawn(rows, known_run(), "2", claim_id="clm_1")
    assert without.score.probability == probability(row("1"))
    assert without.change == pytest.approx(-(0.5 + logit(B) - logit(OVERALL)), abs=1e-12)
    with pytest.raises(KeyError, match="nobody"):
        if_withdrawn(rows, known_run(), "nobody", claim_id="clm_1")


def test_a_claims_own_outcome_is_taken_out_of_every_record():
    rows = [row("1"), denial("2", "src_b", kind=EXPERT)]
    own = outcome_trials(rows, claim="clm_1", outcome="refuted", day=date(2026, 5, 1))
    records = known_run().records
    seen = replace(known_run(), records=_with(records, own))
    blind = score_claim(rows, seen, claim_id="clm_1", exclude_outcome_trials=own)
    assert blind.probability == pytest.approx(probability(*rows), abs=1e-12)
    assert blind.probability != pytest.approx(probability(*rows, run=seen), abs=1e-3)


def _with(records, trials):
    """The records after these trials, counted by hand."""
    sources, kinds, totals = dict(records.sources), dict(records.kinds), dict(records.totals)
    for trial in trials:
        weight = trial.weight * records.decay(trial.day)
        tally = type(totals[Side.ASSERTS])(weight * trial.y, weight)
        for table, key in ((sources, (trial.root, trial.side)), (kinds, (trial.kind, trial.side))):
            table[key] = table.get(key, type(tally)()) + tally
        totals[trial.side] += tally
    counts = {kind: n + sum(t.kind == kind for t in trials) for kind, n in records.kind_claims.items()}
    return replace(records, sources=sources, kinds=kinds, totals=totals, kind_claims=counts)


def test_a_resolved_claim_uses_the_coefficients_of_its_fold():
    run = replace(known_run(), left_out=((3.0, -1.2, 0.5, 1.5),))
    own = outcome_trials([row("1")], claim="clm_1", outcome="confirmed", day=date(2026, 5, 1))
    run = replace(run, records=_with(run.records, own))
    score = score_claim([row("1")], run, claim_id="clm_1", exclude_outcome_trials=own)
    assert score.log_odds == pytest.approx(3.0 + logit(A) - logit(OVERALL))


def test_another_claims_trials_are_refused():
    foreign = outcome_trials([row("1")], claim="clm_9", outcome="confirmed", day=date(2026, 5, 1))
    with pytest.raises(ValueError, match="clm_9"):
        score_claim([row("1")], known_run(), claim_id="clm_1", exclude_outcome_trials=foreign)


def test_a_run_survives_json_and_a_slice_of_it_scores_alike():
    import json

    run = replace(
        known_run(facets={"hedged": -0.9}, centres={"hedged": 0.2}), dependence={("src_a", "src_b"): 0.6}
    )
    assert Parameters.from_dict(json.loads(json.dumps(run.to_dict()))) == run
    rows = [row("1"), row("2", "src_b", kind=EXPERT)]
    whole, sliced = (score_claim(rows, r, claim_id="clm_1") for r in (run, run.only(["src_a", "src_b"])))
    assert whole == sliced


@given(st.permutations(range(4)), st.integers(1, 3))
def test_order_and_further_copies_change_nothing(order, copies):
    rows = [row("1"), row("2", "src_b", kind=EXPERT), denial("3", "src_c"), silence("4", "src_d")]
    copy = [row(f"9{i}", "pool_x", copied_from="art_1", published=noon(5)) for i in range(copies)]
    plain = score_claim(rows, known_run(), claim_id="clm_1")
    other = score_claim([rows[i] for i in order] + copy, known_run(), claim_id="clm_1")
    assert (plain.probability, plain.interval) == (other.probability, other.interval)
    assert plain.independent_roots == other.independent_roots
