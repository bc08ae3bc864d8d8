"""Source reliability on PolitiFact's dated verdicts, walked forward."""

from datetime import date
from urllib.parse import urlsplit

import numpy as np

from tests.bench.scoring_parts.data import rows
from tests.bench.scoring_parts.figures import Figures
from tests.bench.scoring_parts.measures import ece, of_events
from workers.scoring import RidgeLogistic, SourceReliability

GOOD = {"half-true", "mostly true", "true"}
METER = GOOD | {"false", "mostly false", "pants on fire!"}


def politifact(figures: Figures) -> None:
    """Kind: the edition that checked the statement. Tuned on 2012–14, measured on 2015–18.

    What `predict` publishes is measured; the featured model has the same record without its balance.
    """
    found = [row for row in rows("track-politifact_dated", "statements.csv.gz") if row["label"] in METER]
    day = [date.fromisoformat(row["date"]) for row in found]
    y = np.array([float(row["label"] in GOOD) for row in found])
    year = np.array([d.year for d in day])
    test = year >= 2015
    speaker, edition = [r["speaker"] for r in found], [r["edition"] for r in found]
    model = SourceReliability().fit(speaker, edition, day, y)
    span = date(2012, 1, 1), date(2014, 12, 31)
    model.tune(*span).tune_balance(*span)
    record = model.predict(speaker, edition, day).mean
    ours, laplace = of_events(record[test], y[test]), of_events(_laplace(speaker, y)[test], y[test])
    for measure, most in (("brier", 0.2161), ("nll", 0.6187), ("ece", 0.016)):
        name = f"PolitiFact 2015–18: {measure}, kind = edition"
        figures.add(name, ours[measure], most, peer=laplace[measure], least=False)
    figures.tell(
        "PolitiFact 2015–18: ece of these probabilities, were each exactly right", _chance(record[test])
    )
    plain = SourceReliability(half_life=model.half_life, strength=model.strength)
    unbalanced = plain.fit(speaker, edition, day, y).predict(speaker, edition, day).mean
    without = of_events(unbalanced[test], y[test])
    for measure in ("brier", "nll", "ece"):
        figures.tell(f"PolitiFact 2015–18: {measure} without balance", without[measure])
    logits = np.column_stack([_logit(unbalanced), *(_word_rates(k, day, y) for k in _features(found))])
    featured = np.full(len(y), 0.5)
    for now in range(2015, 2019):
        fitted = RidgeLogistic().fit(logits[year < now], y[year < now])
        featured[year == now] = fitted.predict(logits[year == now])
    brier = of_events(featured[test], y[test])["brier"]
    figures.add("PolitiFact: Brier with edition, topics and domain", brier, 0.2110, peer=0.2110, least=False)


def _chance(probability: np.ndarray, draws: int = 200) -> float:
    """The calibration error that even a perfect forecaster shows on so few statements."""
    rng = np.random.default_rng(0)
    return float(
        np.mean([ece(probability, (rng.random(len(probability)) < probability) * 1.0) for _ in range(draws)])
    )


def _features(found: list[dict[str, str]]) -> list[list[list[str]]]:
    topics = [[tag for tag in row["tags"].split(";") if tag] for row in found]
    domains = [[urlsplit(row["claim_source_domain"]).netloc] for row in found]
    return [topics, [[row["edition"]] for row in found], [[d for d in ds if d] for ds in domains]]


def _word_rates(words: list[list[str]], day: list[date], y: np.ndarray) -> np.ndarray:
    """Mean log-odds of a statement's words, each from the statements of earlier days only."""
    trials = [(w, d, label) for ws, d, label in zip(words, day, y, strict=True) for w in ws]
    asked = [(w, d) for ws, d in zip(words, day, strict=True) for w in ws]
    word, when, outcome = zip(*trials, strict=True)
    kind = ["all"] * len(word)
    model = SourceReliability(strength=20.0).fit(word, kind, when, outcome)
    logit = _logit(model.predict([w for w, _ in asked], kind, [d for _, d in asked]).mean)
    ends = np.cumsum([len(ws) for ws in words])
    return np.array([part.mean() if len(part) else 0.0 for part in np.split(logit, ends[:-1])])


def _logit(p: np.ndarray) -> np.ndarray:
    return np.log(p / (1.0 - p))


def _laplace(speaker: list[str], y: np.ndarray) -> np.ndarray:
    seen: dict[str, tuple[float, float]] = {}
    out = np.empty(len(y))
    for i, (who, label) in enumerate(zip(speaker, y, strict=True)):
        right, n = seen.get(who, (0.0, 0.0))
        out[i] = (right + 1.0) / (n + 2.0)
        seen[who] = (right + label, n + 1.0)
    return out
