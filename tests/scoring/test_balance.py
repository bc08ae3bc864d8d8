"""Balance: what was promised too high or too low is made good, from the outcomes of earlier days alone."""

from datetime import date

import numpy as np
import pytest

from tests.bench.scoring_parts.measures import ece
from workers.scoring import SourceReliability
from workers.scoring.balance import FARTHEST, PRICES, WIDTHS, balanced, dearest

PRICE = 0.02


def stream(n=400, days=90, seed=0, shift=0.0):
    """Base forecasts, outcomes drawn from them moved by ``shift`` log-odds, days."""
    rng = np.random.default_rng(seed)
    logit = rng.normal(0.4, 0.6, n)
    y = (rng.random(n) < sigmoid(logit + shift)).astype(float)
    return sigmoid(logit), y, np.sort(rng.integers(1, days + 1, n))


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def published(base, y, day, price=PRICE, weight=None, half_life=365.25):
    weight = np.ones(len(y)) if weight is None else weight
    return balanced(base, y, weight, day, half_life=half_life, prices=(price,))[0]


def phi(p):
    """All levels' φ at p, as the module's docstring has them."""
    parts = []
    for width in WIDTHS:
        levels = np.arange(-8.0, 8.0 + width, width)
        parts.append(np.sqrt(np.maximum(1.0 - np.abs(np.log(p / (1.0 - p)) - levels) / width, 0.0)))
    return np.concatenate(parts)


def written_out(base, y, day, price, half_life):
    """The rule as it is stated, one candidate, level and outcome at a time; one row a day."""
    offsets = np.arange(-FARTHEST, FARTHEST + 0.001, min(WIDTHS) / 2)
    owed, out = 0.0 * phi(0.5), []
    for i, b in enumerate(base):
        owed = owed * 2.0 ** (-(day[i] - day[max(i - 1, 0)]) / half_life)
        costs = []
        for p in sigmoid(np.log(b / (1.0 - b)) + offsets):
            kl = b * np.log(b / p) + (1.0 - b) * np.log((1.0 - b) / (1.0 - p))
            debts = [((owed + phi(p) * (true - p)) ** 2).sum() for true in (0.0, 1.0)]
            costs.append(kl + price * ((1.0 - b) * debts[0] + b * debts[1]))
        out.append(sigmoid(np.log(b / (1.0 - b)) + offsets[int(np.argmin(costs))]))
        owed = owed + phi(out[-1]) * (y[i] - out[-1])
    return np.array(out)


@pytest.mark.parametrize("price", [PRICE, 0.3])
def test_what_is_published_is_the_rule_as_it_is_written(price):
    base, y, _ = stream(40)
    day = np.cumsum(np.arange(1, 41) % 5 + 1)
    found = published(base, y, day, price, half_life=30.0)
    assert found == pytest.approx(written_out(base, y, day, price, 30.0), abs=1e-9)
    assert np.abs(found - base).max() > 0.01


def test_one_outcome_by_hand():
    """Owed −0.5 on both levels at log-odds 0; 0.025 lower the fine φ is √½, the coarse one √(1 − 0.025/0.4)."""
    base, day = np.array([0.5, 0.5]), np.array([1, 2])
    p = sigmoid(-0.025)
    gain = 2.0 * (0.5 - p) * 0.5 * (np.sqrt(0.5) + np.sqrt(1.0 - 0.0625)) - 2.0 * (0.5 - p) ** 2
    divergence = -0.5 * np.log(4.0 * p * (1.0 - p))
    assert published(base, np.array([0.0, 1.0]), day, 0.9 * divergence / gain)[1] == pytest.approx(0.5)
    assert published(base, np.array([0.0, 1.0]), day, 1.1 * divergence / gain)[1] == pytest.approx(p)


def test_the_order_of_a_days_rows_changes_nothing():
    base, y, day = stream()
    shuffled = np.random.default_rng(1).permutation(len(y))
    assert np.array_equal(
        published(base, y, day)[shuffled], published(base[shuffled], y[shuffled], day[shuffled])
    )


@pytest.mark.parametrize("changed", [0, 150, 300])
def test_an_outcome_changes_no_forecast_of_its_day_or_before(changed):
    base, y, day = stream()
    other = y.copy()
    other[changed] = 1.0 - y[changed]
    before, after = published(base, y, day), published(base, other, day)
    later = day > day[changed]
    assert np.array_equal(before[~later], after[~later])
    assert not np.array_equal(before[later], after[later])


def test_with_nothing_owed_or_no_price_the_base_is_published():
    base, y, day = stream()
    assert published(base, y, day, price=0.0) == pytest.approx(base, abs=1e-12)
    assert published(base, y, day, weight=np.zeros(len(y))) == pytest.approx(base, abs=1e-12)
    assert published(base, y, np.ones(len(y), dtype=int)) == pytest.approx(base, abs=1e-12)


def test_few_outcomes_move_little():
    base, y, day = stream(10, days=10)
    assert np.abs(published(base, y, day) - base).max() < 0.05


def test_debts_fade():
    base, y, day = np.full(41, 0.6), np.zeros(41), np.repeat([1, 3000], [40, 1])
    assert published(base, y, day, half_life=30.0)[-1] == pytest.approx(0.6)
    assert published(base, y, day, half_life=30000.0)[-1] < 0.58


@pytest.mark.parametrize("shift", [-0.5, 0.5])
def test_a_base_that_has_become_wrong_is_corrected(shift):
    base, y, day = stream(3000, days=1500, shift=shift)
    found, late = published(base, y, day), day > 750
    assert abs((y - found)[late].mean()) < 0.3 * abs((y - base)[late].mean())
    assert surprise(found, y)[late].mean() < surprise(base, y)[late].mean()


def test_even_an_exact_base_is_calibrated_better_at_a_small_cost():
    gaps, costs = [], []
    for seed in range(8):
        base, y, day = stream(4000, days=1500, seed=seed)
        found = published(base, y, day)
        gaps.append(ece(found, y) / ece(base, y))
        costs.append((surprise(found, y) - surprise(base, y)).mean())
    assert np.mean(gaps) < 0.75
    assert np.mean(costs) < 0.005


def surprise(p, y):
    return -(y * np.log(p) + (1.0 - y) * np.log(1.0 - p))


def test_the_price_is_the_greatest_within_a_standard_error():
    rng = np.random.default_rng(0)
    noise = rng.normal(0.0, 1.0, 10_000)
    noise -= noise.mean()  # its standard error is 0.01
    means = np.array([0.0, 0.009, 0.011, 0.009, 0.02, 0.03])
    assert dearest(noise + means[:, None], np.zeros(10_000)) == PRICES[3]
    assert dearest(noise + 0.011 + means[:, None], np.zeros(10_000)) == 0.0


def biased():
    """Sources that do worse each year than the year before: their records lag."""
    rng = np.random.default_rng(0)
    day = np.sort(rng.integers(0, 2000, 1500))
    y = (rng.random(1500) < 0.9 - 0.8 * day / 2000).astype(float)
    return [f"s{i}" for i in rng.integers(20, size=1500)], ["k"] * 1500, day.tolist(), y.tolist()


def test_predictions_are_balanced_by_trials_of_earlier_days_and_their_side_alone():
    source, kind, day, y = biased()
    asked = ["s1", "new"] * 3, ["k"] * 6, [500, 500, 1000, 1000, 1500, 1500]
    model = SourceReliability(balance=PRICE)
    found = model.fit(source, kind, day, y).predict(*asked)
    later = [v if d < 1000 else 1.0 - v for v, d in zip(y, day, strict=True)]
    again = model.fit(source, kind, day, later).predict(*asked)
    assert np.array_equal(found.mean[:4], again.mean[:4])
    assert not np.array_equal(found.mean[4:], again.mean[4:])
    sides = ["asserts"] * 1500 + ["denies"] * 1500
    model.fit(source * 2, kind * 2, day * 2, y + [1.0 - v for v in y], side=sides)
    assert np.array_equal(model.predict(*asked).mean, found.mean)


def test_what_is_published_has_its_own_interval_and_letter():
    source, kind, day, y = biased()
    asked = source[-50:], kind[-50:], day[-50:]
    plain = SourceReliability().fit(source, kind, day, y).predict(*asked)
    found = SourceReliability(balance=PRICE).fit(source, kind, day, y).predict(*asked)
    assert (found.mean < plain.mean - 0.01).all()
    assert (found.interval < plain.interval).all()
    assert ((found.interval[:, 0] < found.mean) & (found.mean < found.interval[:, 1])).all()
    assert np.array_equal(found.effective_n, plain.effective_n)
    assert all(now >= before for now, before in zip(found.letter, plain.letter, strict=True))


def test_an_exact_base_with_many_outcomes_is_left_alone():
    base, y, day = stream(20_000, days=2000)
    found = balanced(base, y, np.ones(len(y)), day, half_life=365.25, prices=PRICES)
    assert dearest(surprise(found, y), surprise(base, y)) == 0.0


def test_tuning_balances_where_records_lag():
    source, kind, day, y = biased()
    model = SourceReliability().fit(source, kind, day, y)
    assert model.balance == 0.0
    model.tune_balance(date(1971, 8, 24), date(1975, 6, 24))
    assert model.balance == PRICES[-1]
    assert model.tune_balance(date(1990, 1, 1), date(1991, 1, 1)).balance == PRICES[-1]


@pytest.mark.parametrize("bad", [-0.1, float("nan"), float("inf")])
def test_a_price_is_zero_or_positive(bad):
    with pytest.raises(ValueError, match="balance must be"):
        SourceReliability(balance=bad)
