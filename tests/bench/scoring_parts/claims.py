"""Claim credibility: Emergent's rumours, and the many-valued sets Flight and birthplaces."""

from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from itertools import combinations

import numpy as np

from tests.bench.scoring_parts.data import rows
from tests.bench.scoring_parts.figures import Figures
from tests.bench.scoring_parts.measures import ece, of_events
from workers.scoring import RidgeLogistic, ValueTruth

CLONES = (
    "helloflight flytecomm myrateplan airtravelcenter",
    "flightview panynj foxbusiness allegiantair gofox",
    "flights businesstravellogue flylouisville",
    "flightaware wunderground flightwise",
    "flightstats quicktrip ifly world-flight-tracker",
)


def emergent(figures: Figures) -> None:
    """Log counts of reports for, against and observing; the ridge is chosen inside each left-out fold."""
    counts: dict[str, Counter] = defaultdict(Counter)
    verdict = {}
    for row in rows("claims-emergent_stance", "articles.csv.gz"):
        counts[row["claim_id"]][row["stance"]] += 1
        verdict[row["claim_id"]] = row["claim_label"]
    ids = sorted(claim for claim in counts if verdict[claim] in ("true", "false"))
    y = np.array([float(verdict[claim] == "true") for claim in ids])
    x = np.log1p([[counts[claim][s] for s in ("for", "against", "observing")] for claim in ids])
    left_out = np.empty(len(y))
    for i in range(len(y)):
        others = np.arange(len(y)) != i
        left_out[i] = RidgeLogistic().fit(x[others], y[others]).predict(x[i : i + 1])[0]
    share = np.array([(counts[c]["for"] + 1) / (counts[c]["for"] + counts[c]["against"] + 2) for c in ids])
    ours, peer = of_events(left_out, y), of_events(share, y)
    figures.add("Emergent: Brier, leave one out", ours["brier"], 0.111, peer=peer["brier"], least=False)
    figures.add("Emergent: accuracy, leave one out", ours["accuracy"], 0.857, peer=peer["accuracy"])


def flight(figures: Figures, repetitions: int) -> None:
    truth = {_asked(r): _answer(r["attr"], r["truth"]) for r in rows("td-flight", "truth.csv.gz")}
    claims = [
        (_asked(r), r["source"], _answer(r["attr"], r["value"]))
        for r in rows("td-flight", "claims_gold_objects.csv.gz")
        if r["source"] not in ("aa", "ua", "CO")  # the truth was taken from them
    ]
    columns = list(zip(*claims, strict=True))
    kinds = [what[2] for what in columns[0]]
    fitted = ValueTruth().fit(*columns, kinds=kinds)
    vote = _vote(claims, lambda o, v: _flight_right(v, truth[o]))
    right = np.array(
        [_flight_right(v, truth[o]) for o, v in zip(fitted.objects_, fitted.truths_, strict=True)]
    )
    figures.add("Flight: share right, copying, nothing known", right.mean(), 0.956, peer=vote)
    best = np.zeros(len(right))
    np.maximum.at(best, fitted.object_of_, fitted.probabilities_)
    figures.add("Flight: ECE", ece(best, right.astype(float)), 0.034, peer=0.050, least=False)
    figures.add("Flight: clone pairs among the 40 likeliest", _clone_hits(fitted), 28)
    anchored = [_anchored(columns, truth, seed) for seed in range(repetitions)]
    figures.add("Flight: share right with 200 known outcomes", float(np.mean(anchored)), 0.966)


def _flight_right(value: str | float, truth: str | float) -> bool:
    return value == truth or _minutes_off(value, truth)


def _asked(row: dict[str, str]) -> tuple[str, str, str]:
    return row["day"], row["flight"], row["attr"]


def _answer(attribute: str, value: str) -> str | float:
    """Times as numbers, so that a gate 12 is near no other gate."""
    return value if attribute.endswith("gate") else float(value)


def _minutes_off(said: str | float, true: str | float) -> bool:
    return isinstance(said, float) and isinstance(true, float) and abs(said - true) <= 10


def _vote(claims: list, is_right) -> float:
    votes: dict = defaultdict(Counter)
    for what, _, value in claims:
        votes[what][value] += 1
    return float(np.mean([_expected(what, tally, is_right) for what, tally in votes.items()]))


def _expected(what, tally: Counter, is_right) -> float:
    top = [value for value, n in tally.items() if n == max(tally.values())]
    return float(np.mean([is_right(what, value) for value in top]))


def _clone_hits(fitted: ValueTruth) -> int:
    pairs = {frozenset(pair) for group in CLONES for pair in combinations(group.split(), 2)}
    odds = fitted.dependence_log_odds_.tocoo()
    upper = [(v, i, j) for v, i, j in zip(odds.data, odds.row, odds.col, strict=True) if i < j]
    top = sorted(upper, reverse=True)[:40]
    return sum(frozenset((fitted.sources_[i], fitted.sources_[j])) in pairs for _, i, j in top)


def _anchored(columns: list, truth: dict, seed: int) -> float:
    objects = sorted(set(columns[0]))
    chosen = np.random.default_rng(seed).choice(len(objects), 200, replace=False)
    known = {objects[i]: truth[objects[i]] for i in chosen}
    kinds = [what[2] for what in columns[0]]
    fitted = ValueTruth().fit(*columns, known=known, kinds=kinds, near=_minutes_off)
    scored = [
        _flight_right(v, truth[o])
        for o, v in zip(fitted.objects_, fitted.truths_, strict=True)
        if o not in known
    ]
    return float(np.mean(scored))


def birthplaces(figures: Figures) -> None:
    """Right is the exact most specific place."""
    truth = {r["obj"]: r["value"].split(",")[0] for r in rows("td-birthplaces", "truth.csv.gz")}
    claims = [(r["obj"], r["src"], r["value"]) for r in rows("td-birthplaces", "claims.csv.gz")]
    wider = _wider_places()
    fitted = ValueTruth().fit(*zip(*claims, strict=True), near=lambda said, true: said in wider(true))
    best: dict = defaultdict(list)
    most = np.zeros(len(fitted.objects_))
    np.maximum.at(most, fitted.object_of_, fitted.probabilities_)
    for o, v, p in zip(fitted.object_of_, fitted.values_, fitted.probabilities_, strict=True):
        if p >= most[o] - 1e-12:
            best[fitted.objects_[o]].append(v == truth.get(fitted.objects_[o]))
    share = float(np.mean([np.mean(found) for found in best.values()]))
    vote = _vote(claims, lambda what, value: value == truth.get(what))
    figures.add("birthplaces: exact place, ties at their expectation", share, 0.77, peer=vote)


def _wider_places() -> Callable[[str], set[str]]:
    found = list(rows("td-birthplaces", "hierarchy.csv.gz"))
    name = {row["ID"]: row["name"] for row in found}
    parent = {row["name"]: name.get(row["parentID"]) for row in found}

    @cache
    def wider(place: str) -> set[str]:
        seen: set[str] = set()
        while (up := parent.get(place)) and up not in seen:
            seen.add(up)
            place = up
        return seen

    return wider
