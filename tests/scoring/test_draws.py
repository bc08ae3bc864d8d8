"""The 90 % interval: what it is of, and that nothing but its evidence and parameters moves it."""

import warnings
from dataclasses import replace
from math import log

import numpy as np
import pytest
from scipy.special import betaincinv, logit

from tests.scoring.factories import denial, known_run, row
from workers.scoring import Tally, score_claim
from workers.scoring.draws import Posteriors
from workers.scoring.evidence import Side

SPREAD = tuple(tuple(0.16 if r == c else 0.03 for c in range(4)) for r in range(4))


def interval(evidence, run, claim="clm_1"):
    return score_claim(evidence, run, claim_id=claim).interval


@pytest.mark.parametrize(("alpha", "beta"), [(14.2, 5.8), (0.4, 7.6), (120.0, 3.0), (0.02, 9.0), (8.0, 0.01)])
def test_a_posterior_is_cut_into_equally_probable_parts(alpha, beta):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kept = Posteriors(room=1)
        (found,) = kept.table[kept.rows([(alpha, beta)])]
    middles = (np.arange(200) + 0.5) / 200
    right, wrong = betaincinv(alpha, beta, middles), betaincinv(beta, alpha, 1 - middles)
    assert (np.diff(found) > 0).all()
    assert found == pytest.approx(np.log(right) - np.log(wrong), rel=1e-3)


def test_posteriors_asked_for_together_are_as_asked_for_alone_however_many_are_kept():
    pairs = [(14.2, 5.8), (0.4, 7.6), (14.2, 5.8), (8.0, 0.01)]
    alone = []
    for pair in pairs:
        kept = Posteriors(room=1)
        alone.append(kept.table[kept.rows([pair])][0])
    kept = Posteriors(room=3)
    for asked in (pairs, [(9.0, 2.0)], pairs, [(2.0, n) for n in range(1, 9)], pairs):
        rows = kept.rows(asked)
        assert len({*rows.tolist()}) == len({*asked})
    assert kept.table[kept.rows(pairs)] == pytest.approx(np.array(alone), abs=1e-12)
    assert len(kept.table) == 8  # no more than the most that was asked for at once


def test_with_known_coefficients_and_one_root_it_is_the_posteriors_own():
    run = known_run()
    score = score_claim([row("a")], run, claim_id="clm_1")
    r = run.records.reliability("src_a", row("a").kind, Side.ASSERTS)
    ends = [logit(betaincinv(r.alpha, r.beta, q)) - logit(r.overall_mean) + 0.6 for q in (0.05, 0.95)]
    assert [log(p / (1 - p)) for p in score.interval] == pytest.approx(ends, abs=0.02)
    assert score.interval[0] < score.probability < score.interval[1]


def test_of_many_parts_it_is_what_many_plain_draws_say():
    run = known_run()
    run = replace(run, coefficients=replace(run.coefficients, covariance=SPREAD))
    evidence = [row("a"), row("b", "src_b"), denial("c", "src_b2", kind=row("a").kind)]
    low, high = interval(evidence, run)
    rng = np.random.default_rng(1)
    drawn = rng.multivariate_normal(run.coefficients.values, SPREAD, 200_000)
    drawn[:, 2:] = np.maximum(drawn[:, 2:], 0)
    total = drawn @ np.array([1, 0, 1, -1])
    for root, kind, side, sign in (
        ("src_a", evidence[0].kind, Side.ASSERTS, 1), ("src_b", evidence[1].kind, Side.ASSERTS, 1), ("src_b2", evidence[2].kind, Side.DENIES, -1),
    ):  # fmt: skip
        r = run.records.reliability(root, kind, side)
        p = rng.beta(r.alpha, r.beta, len(total))
        total += sign * (np.log(p / (1 - p)) - logit(r.overall_mean))
    expected = np.quantile(total, (0.05, 0.95))
    found = np.log([low / (1 - low), high / (1 - high)])
    assert np.abs(found - expected).max() < 0.08 * (expected[1] - expected[0])


def test_neither_the_runs_name_nor_the_claims_moves_it():
    evidence, run = [row("a"), row("b", "src_b")], known_run()
    run = replace(run, coefficients=replace(run.coefficients, covariance=SPREAD))
    assert interval(evidence, run) == interval(evidence, replace(run, run="run_2"), claim="clm_2")


def test_a_run_that_learnt_a_little_more_moves_it_as_little():
    """The next night's: one outcome more, a covariance a hundredth narrower."""
    evidence, run = [row("a"), row("b", "src_b")], known_run()
    run = replace(run, coefficients=replace(run.coefficients, covariance=SPREAD))
    narrower = tuple(tuple(0.99 * value for value in line) for line in SPREAD)
    more = replace(
        run,
        records=replace(
            run.records, sources=run.records.sources | {("src_a", Side.ASSERTS): Tally(18.1, 20.1)}
        ),
        coefficients=replace(run.coefficients, covariance=narrower),
    )
    before, after = interval(evidence, run), interval(evidence, more)
    assert 0 < max(abs(a - b) for a, b in zip(before, after, strict=True)) < 0.01


def test_a_coefficient_without_variance_is_held():
    run = known_run()
    held = tuple(
        tuple(value * (r != 2 and c != 2) for c, value in enumerate(line)) for r, line in enumerate(SPREAD)
    )
    run = replace(run, coefficients=replace(run.coefficients, covariance=held))
    low, high = interval([row("a"), row("b", "src_b")], run)
    assert 0 < low < high < 1
