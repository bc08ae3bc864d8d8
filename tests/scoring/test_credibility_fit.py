"""Fitting on resolved claims: signs, priors, and no score that uses its own outcome."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.scoring.factories import denial, row
from workers.scoring import (
    ClaimCredibility,
    ResolvedClaim,
    RidgeLogistic,
    SourceReliability,
    outcome_trials,
    score_claim,
)

DAY = date(2026, 5, 1)


def resolved(n=240, seed=0, denial_effect=2.0):
    """Claims with one to three roots, some denied, true by a known logistic."""
    rng = np.random.default_rng(seed)
    claims = []
    for i in range(n):
        roots, denied = rng.integers(1, 4), rng.random() < 0.4
        p = 1 / (1 + np.exp(-(0.3 + 0.8 * (roots - 1) - denial_effect * denied)))
        rows = [row(f"{i}.{k}", f"src_{rng.integers(12)}_{k}") for k in range(roots)]
        rows += [denial(f"{i}.d", f"src_d{rng.integers(5)}")] if denied else []
        claims.append(
            ResolvedClaim(f"clm_{i}", tuple(rows), "confirmed" if rng.random() < p else "refuted", DAY)
        )
    return claims


def records_of(claims):
    trials = [t for c in claims for t in trials_of(c)]
    return SourceReliability().fit_trials(trials).records(date(2026, 6, 1))


def trials_of(claim):
    return outcome_trials(claim.evidence, claim=claim.claim_id, outcome=claim.outcome, day=claim.day)


def test_corroboration_adds_and_a_denial_takes():
    claims = resolved()
    fitted = ClaimCredibility().fit(claims, records_of(claims)).coefficients_
    assert 0.2 < fitted.corroboration < 1.5
    assert fitted.denial > 0.8


def test_signs_hold_even_where_the_data_say_otherwise():
    claims = resolved(denial_effect=-6.0)
    assert ClaimCredibility().fit(claims, records_of(claims)).coefficients_.denial == 0.0


def test_without_outcomes_the_priors_are_left():
    fitted = ClaimCredibility(facets=["hedged"]).fit([], records_of([])).coefficients_
    assert fitted.values == pytest.approx((0.0, -1.0, 0.7, 1.0, 0.0))


@pytest.mark.parametrize(
    ("change", "message"),
    [({"outcome": "true"}, "'true' is not one of confirmed, refuted"), ({}, "'clm_0' is given twice")],
)
def test_bad_claims_are_refused_by_name(change, message):
    claims = resolved(4)
    records = records_of(claims)
    with pytest.raises(ValueError, match=message):
        ClaimCredibility().fit([*claims, replace(claims[0], **change)], records)


def test_what_came_true_in_part_and_what_is_open_teach_no_coefficient():
    claims = resolved(30)
    records = records_of(claims)
    more = [
        replace(c, claim_id=f"{word}_{c.claim_id}", outcome=word)
        for c in claims
        for word in ("partly", "unresolved")
    ]
    plain, wider = (ClaimCredibility().fit(given, records) for given in (claims, [*claims, *more]))
    assert (plain.coefficients_, plain.resolved_claims_) == (wider.coefficients_, wider.resolved_claims_)


def test_a_score_never_uses_its_own_outcome():
    claims = resolved(60)
    flipped = [c if c.claim_id != "clm_7" else _flip(c) for c in claims]
    scores = []
    for world in (claims, flipped):
        records = records_of(world)
        run = ClaimCredibility().fit(world, records).parameters("run_1", records)
        own = world[7]
        scores.append(score_claim(own.evidence, run, claim_id="clm_7", exclude_outcome_trials=trials_of(own)))
    assert scores[0].probability == pytest.approx(scores[1].probability, abs=1e-9)
    assert scores[0].interval == pytest.approx(scores[1].interval, abs=0.05)


def of_all_sorts():
    """With claims whose origin a day leaves open, of private persons, of unknown kinds, with nothing but silence."""
    rng = np.random.default_rng(2)
    more = {
        "open": lambda n: (
            [row(f"{n}.{k}", f"src_{k}_0", joins=frozenset([n]), precision="day") for k in (1, 2)]
            + [denial(f"{n}.d", "src_d1")]
        ),
        "private": lambda n: [row(f"{n}.p", f"src_{n}", has_record=False)],
        "unknown": lambda n: [row(f"{n}.u", f"src_{n}", kind="x|y|z")],
        "silent": lambda n: [row(f"{n}.s", "src_1_0", asserts=0.2, denies=0.2)],
    }
    for sort, rows in more.items():
        for n in range(12):
            outcome = "confirmed" if rng.random() < 0.5 else "refuted"
            yield ResolvedClaim(f"{sort}_{n}", tuple(rows(f"{sort}.{n}")), outcome, DAY)


def test_what_is_held_out_is_what_a_score_says_without_the_own_outcome():
    claims = [*resolved(120), *of_all_sorts()]
    records = records_of(claims)
    fitted = ClaimCredibility(["hedged"]).fit(claims, records)
    run = fitted.parameters("run_1", records)
    alone = [
        (p, float(c.outcome == "confirmed"))
        for c in claims
        for score in [score_claim(c.evidence, run, claim_id=c.claim_id, exclude_outcome_trials=trials_of(c))]
        for p in [score.probability]
        if p is not None
    ]
    assert len(alone) == len(claims) - 24  # of an unknown kind, and with nothing but silence
    assert np.array(fitted.held_out_) == pytest.approx(np.array(alone), abs=1e-12)


def _flip(claim):
    return ResolvedClaim(
        claim.claim_id, claim.evidence, {"confirmed": "refuted"}.get(claim.outcome, "confirmed"), claim.day
    )


def test_the_ridge_is_chosen_by_leaving_one_out():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 5))
    noise = RidgeLogistic().fit(x, rng.integers(2, size=60))
    signal = RidgeLogistic().fit(x, (x[:, 0] > 0).astype(float))
    assert noise.ridge_ > signal.ridge_
    with pytest.raises(ValueError, match="finite"):
        RidgeLogistic().fit(np.array([[np.nan]]), np.array([1.0]))
