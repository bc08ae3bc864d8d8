"""Figures for claims that come again and for the graph of who had one from whom."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from tests.tracing import prose
from tests.tracing.claim_pairs import CLAIMS, HELD_OUT, passages
from tests.tracing.figures import Figure, figure, speed, timed
from workers.tracing import Claims, KnownClaim, Moment, Report, Stop, opposed, trace


def claims() -> Iterable[Figure]:
    """Does a passage join the right claim, the right way round? Word pairs of our own; all pairs of a collection."""
    for name, wordings in (("made with the rules at hand", CLAIMS), ("held out", HELD_OUT)):
        known = Claims(KnownClaim(str(number), wording.claim) for number, wording in enumerate(wordings))
        outcome: Counter[tuple[str, str]] = Counter()
        for passage, own, wanted in passages(wordings):
            joined = {m.claim: m.relation for m in known.match(passage, limit=len(wordings)) if m.is_joined}
            right = joined.pop(own, "none")
            outcome[wanted, right] += 1
            outcome["none", "joined"] += len(joined)
        right = sum(count for (wanted, got), count in outcome.items() if wanted == got != "none")
        taken = sum(count for (_, got), count in outcome.items() if got != "none")
        asked = sum(count for (wanted, _), count in outcome.items() if wanted != "none")
        opposite = outcome["negated", "same"]
        score = 2 * right / (taken + asked)
        told = f"{score:.3f} (precision {right / taken:.3f}, recall {right / asked:.3f})"
        yield figure(f"claims {name}: pair F1, polarity included", told, target="≥ 0.88", holds=score >= 0.88)
        yield figure(
            f"claims {name}: opposites proposed as the same, of {len(wordings)}",
            opposite,
            target="0",
            holds=opposite == 0,
        )


def merging() -> Iterable[Figure]:
    """Two claims that somebody would merge: opposites are to be refused, the same in other words is not."""
    every = [*CLAIMS, *HELD_OUT]
    refused = [bool(opposed(wordings.opposite, wordings.claim)) for wordings in every]
    wrongly = [bool(opposed(same, wordings.claim)) for wordings in every for same in wordings.same]
    told = f"{sum(refused)} of {len(refused)}"
    yield figure("opposite claims refused at merging", told, target="all", holds=all(refused))
    told = f"{sum(wrongly)} of {len(wrongly)}"
    yield figure(
        "the same in other words refused", told, target="≤ 2 %", holds=sum(wrongly) <= 0.02 * len(wrongly)
    )


def claim_speed(count: int) -> Iterable[Figure]:
    wordings = [f"{prose.sentence(random.Random(n))}" for n in range(count)]
    made: list[Claims] = []
    _, built = timed(lambda: made.append(Claims(KnownClaim(str(n), text) for n, text in enumerate(wordings))))
    asked = [timed(lambda t=text: made[0].match(t)) for text in wordings[:100]]  # type: ignore[misc]
    yield figure(f"{count:,} claims read, s", round(built / 1000, 1))
    yield speed(f"a passage matched against {count:,} claims", asked, 100)


def graph_speed() -> Iterable[Figure]:
    """A claim with very many reports, a fifth of them copies of the wire, the rest citing one another."""
    outlets = [Stop(f"o{n}", f"Outlet {n}", is_outlet=True) for n in range(10_000)]
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for count in (1000, 10_000):
        reports = [
            Report(
                f"r{n}",
                f"a{n}",
                outlets[n],
                Moment(start + timedelta(minutes=n)),
                (outlets[n * 7 // 8 if n % 5 else 0],),
            )
            for n in range(count)
        ]
        yield speed(f"graph and findings of {count:,} reports", [timed(lambda r=reports: trace(r))], 10_000)  # type: ignore[misc]
