"""What is asked of many claims at once is what is asked of each alone."""

from datetime import date, timedelta

import numpy as np
import pytest

from tests.scoring.factories import denial, known_run, row
from workers.scoring import Parameters, SourceReliability, outcome_trials, score_claim, scores_of, weigh
from workers.scoring.components import components
from workers.scoring.lines import root_lines
from workers.scoring.parameters import Coefficients
from workers.scoring.said import Said

DAY = date(2026, 5, 1)


def claims(n=60, seed=0):
    """Evidence of claims that share few sources, some denied, one in ten of a private person."""
    rng = np.random.default_rng(seed)
    for i in range(n):
        rows = [
            row(
                f"{i}.{k}",
                f"src_{rng.integers(9)}",
                kind=f"named_individual|{'abc'[rng.integers(3)]}|role",
                has_record=rng.random() > 0.1,
            )
            for k in range(rng.integers(1, 4))
        ]
        rows = [*{r.root: r for r in rows}.values()]
        yield f"clm_{i}", [*rows, denial(f"{i}.d", f"src_d{rng.integers(3)}")] if rng.random() < 0.4 else rows


def taught(found, seed=1):
    rng = np.random.default_rng(seed)
    return [
        outcome_trials(
            evidence,
            claim=claim,
            outcome="confirmed" if rng.random() < 0.6 else "refuted",
            day=DAY - timedelta(days=int(rng.integers(900))),
        )
        for claim, evidence in found
    ]


@pytest.mark.parametrize("gone", [(), (3,), tuple(range(0, 60, 3)), tuple(range(60))])
def test_records_without_a_claims_own_outcome_and_a_folds_say_the_same_in_columns(gone):
    found = [*claims()]
    trials = taught(found)
    records = SourceReliability().fit_trials([t for of in trials for t in of]).records(DAY)
    blind = records.without([t for n in gone for t in trials[n]])
    blank = Coefficients(0.0, 0.0, 0.0, 0.0)
    alone, lines = [], []
    for n, (_, evidence) in enumerate(found):
        known = blind if n in gone else blind.without(trials[n])
        of = root_lines(components(evidence), Parameters(run="fit", records=known, coefficients=blank))
        lines.append(
            root_lines(components(evidence), Parameters(run="fit", records=records, coefficients=blank))
        )
        alone.append(sum(line.log_odds(blank) for line in of))
    assert np.ptp(alone) > 0.5 or len(gone) == len(found)  # nothing is left to say anything
    assert Said(lines, trials, records).without(gone) == pytest.approx(alone, abs=1e-12)


def test_without_claims_or_lines_nothing_is_said():
    records = SourceReliability().fit_trials([]).records(DAY)
    assert len(Said([], [], records).without()) == 0
    assert Said([[], []], [[], []], records).without([1]).tolist() == [0.0, 0.0]


def test_scores_of_many_claims_are_those_of_each_alone():
    run = known_run()
    evidence = [
        [row("a")],
        [row("b", "src_nobody_knows", kind="x|y|z")],
        [row("c"), row("d", "src_b"), denial("e", "src_b2", kind=row("a").kind)],
        [],
    ]
    together = scores_of([weigh(rows, run, claim_id=f"clm_{n}") for n, rows in enumerate(evidence)])
    alone = [score_claim(rows, run, claim_id=f"clm_{n}") for n, rows in enumerate(evidence)]
    assert [s.probability is None for s in together] == [False, True, False, True]
    for one, other in zip(together, alone, strict=True):
        assert one.interval == pytest.approx(other.interval, abs=1e-12)
        assert (one.claim_id, one.probability, one.contributions) == (
            other.claim_id,
            other.probability,
            other.contributions,
        )


def test_claims_whose_outcomes_taught_the_run_are_each_scored_without_their_own_among_others():
    """Each under the coefficients of its own fold: nobody's among many are taken for another's."""
    found = [*claims(40, seed=3)]
    trials = taught(found)
    records = SourceReliability().fit_trials([t for of in trials for t in of]).records(DAY)
    folds = tuple((0.1 * n, -0.2 * n, 0.3 + 0.1 * n, 0.5 + 0.2 * n, 0.4 - 0.1 * n) for n in range(5))
    whole = Coefficients(0.2, -0.4, 0.6, 0.9, {"hedged": -0.5}, {"hedged": 0.1})
    run = Parameters("run", records, whole, 40, folds)
    own = {name: of for n, ((name, _), of) in enumerate(zip(found, trials, strict=True)) if n % 3}
    weighed = [
        weigh(evidence, run, claim_id=name, exclude_outcome_trials=own.get(name, ()))
        for name, evidence in found
    ]
    together = scores_of(weighed)
    assert sum(score.probability is not None for score in together) > 30
    for score, (name, evidence) in zip(together, found, strict=True):
        (alone,) = scores_of([weigh(evidence, run, claim_id=name, exclude_outcome_trials=own.get(name, ()))])
        assert (score.claim_id, score.run) == (name, "run")
        assert score.interval == pytest.approx(alone.interval, abs=1e-12)
        assert [line[:2] for line in score.contributions] == [line[:2] for line in alone.contributions]
        assert [line.log_odds for line in score.contributions] == pytest.approx(
            [line.log_odds for line in alone.contributions], abs=1e-12
        )
        if score.probability is not None:
            used = run.coefficients_without(name) if name in own else whole
            is_asserted = any(line.kind == "corroboration" for line in score.contributions)
            prior = used.one_root if is_asserted else used.denials_only
            assert score.contributions[0].log_odds == pytest.approx(prior)
            assert 1 / (1 + np.exp(-score.log_odds)) == pytest.approx(score.probability, abs=1e-12)
