"""The dashboard's figures: agreement by facet and pair, each reviewer beside the consensus, where definitions fail, outlets.

Of readings of finished reviews in the last 90 days, the newest 20,000: enough for any share, and bounded.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import Any

from celery import shared_task
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from annotate.actions.desk_figures import store_desk_figures
from annotate.models import Attribution, ChangeHead, Consensus, Reading, Score
from annotate.vocabulary import FACETS, UNNAMED
from workers.reports.intervals import counted
from workers.scoring import agreement

DAYS = 90
MOST_READINGS = 20_000
MOST_PAIRS, MOST_CONFUSED, EXAMPLES, MOST_OUTLETS, MONTHS = 40, 12, 3, 12, 12


@shared_task(name="workers.desk_figures")
def compute() -> int:
    """Compute and keep them."""
    at, seen = timezone.now(), ChangeHead.objects.get(pk=1).last
    rows = _rows(at)
    data = {
        "days": DAYS, "readings": len(rows), "agreement": _agreement(rows), "pairs": _pairs(rows),
        "confused": _confused(rows), "reviewers": _beside_consensus(rows), "outlets": _outlets(at),
    }  # fmt: skip
    store_desk_figures(data=data, as_of_change=seen, at=at)
    return len(rows)


def _rows(at: dt.datetime) -> list[dict[str, Any]]:
    recent = Reading.objects.current().submitted().filter(created_at__gte=at - dt.timedelta(days=DAYS))
    return list(
        recent.order_by("-created_at").values("attribution_id", "reviewer_id", *FACETS)[:MOST_READINGS]
    )


def _agreement(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    items, reviewers = [r["attribution_id"] for r in rows], [r["reviewer_id"] for r in rows]
    found = []
    for facet in FACETS:
        a = agreement(items, reviewers, [r[facet] for r in rows])
        found.append(
            {"facet": facet, "alpha": a.alpha, "interval": a.interval, "items": a.items, "reason": a.reason}
        )
    return found


def _by_attribution(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found = defaultdict(list)
    for row in rows:
        found[row["attribution_id"]].append(row)
    return found


def _pairs(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each two reviewers: on how many attributions they met, and the share of facets with the same term."""
    met: Counter[tuple[int, int]] = Counter()
    same: Counter[tuple[int, int]] = Counter()
    for group in _by_attribution(rows).values():
        for one, other in combinations(sorted(group, key=lambda r: r["reviewer_id"]), 2):
            pair = (one["reviewer_id"], other["reviewer_id"])
            met[pair] += 1
            same[pair] += sum(one[f] == other[f] for f in FACETS)
    return [
        {"pair": list(pair), "met": n, "same": same[pair], "of": n * len(FACETS)}
        for pair, n in met.most_common(MOST_PAIRS)
    ]


def _confused(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The two terms of a facet that reviewers most often give to the same words, with where."""
    times: Counter[tuple[str, str, str]] = Counter()
    where: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for attribution, group in _by_attribution(rows).items():
        for one, other in combinations(group, 2):
            for facet in FACETS:
                if one[facet] != other[facet]:
                    key = (facet, *sorted((one[facet], other[facet])))
                    times[key] += 1
                    where[key].append(attribution)
    return [
        {
            "facet": f,
            "terms": [a, b],
            "times": n,
            "attributions": list(dict.fromkeys(where[f, a, b]))[:EXAMPLES],
        }
        for (f, a, b), n in times.most_common(MOST_CONFUSED)
    ]


def _beside_consensus(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Each reviewer's terms beside the likeliest of the consensus: {reviewer: {facet: [[consensus, own, times]]}}."""
    likeliest: dict[str, dict[str, str]] = {}
    wanted = [r["attribution_id"] for r in rows]
    for start in range(0, len(wanted), 500):
        block = Consensus.objects.filter(attribution__in=wanted[start : start + 500])
        for pk, facets in block.values_list("attribution", "facets"):
            likeliest[pk] = {f: max(terms, key=lambda t: terms[t]) for f, terms in facets.items() if terms}
    counts: dict[int, dict[str, Counter[tuple[str, str]]]] = defaultdict(lambda: defaultdict(Counter))
    for row in rows:
        for facet, term in likeliest.get(row["attribution_id"], {}).items():
            if facet in FACETS:
                counts[row["reviewer_id"]][facet][term, row[facet]] += 1
    return {
        str(who): {
            facet: [[a, b, n] for (a, b), n in sorted(found.items())] for facet, found in facets.items()
        }
        for who, facets in counts.items()
    }


def _outlets(at: dt.datetime) -> list[dict[str, Any]]:
    """Of the outlets most read: by month, attributions, unnamed ones among them, claims, those with one root."""
    since = (at - dt.timedelta(days=31 * MONTHS)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    published = Attribution.objects.filter(
        passage__revision__article__state="published", passage__revision__published_at__gte=since,
        readings__superseded_at=None, readings__is_withdrawal=False, readings__review__submitted_at__isnull=False,
    )  # fmt: skip
    outlet = "passage__revision__article__outlet"
    busiest = published.values_list(outlet).annotate(n=Count("pk", distinct=True)).order_by("-n", outlet)
    ids = [pk for pk, _ in busiest[:MOST_OUTLETS]]
    unnamed = Q(readings__identification__in=[*UNNAMED])
    monthly = (
        published.filter(**{f"{outlet}__in": ids})
        .annotate(month=TruncMonth("passage__revision__published_at", tzinfo=dt.UTC))
        .values(outlet, "month")
        .annotate(
            n=Count("pk", distinct=True), unnamed=Count("pk", distinct=True, filter=unnamed),
            claims=Count("claim", distinct=True),
        )
        .order_by(outlet, "month")
    )  # fmt: skip
    single = _single_roots(ids, since)
    found: dict[str, list[Any]] = {pk: [] for pk in ids}
    for row in monthly:
        month = row["month"].date().isoformat()
        unnamed_share = counted(row["unnamed"], row["n"])[2:]
        found[row[outlet]].append(
            [
                month,
                row["n"],
                row["unnamed"],
                *unnamed_share,
                row["claims"],
                single.get((row[outlet], month), 0),
            ]
        )
    return [{"outlet": pk, "months": months} for pk, months in found.items()]


def _single_roots(ids: list[str], since: dt.datetime) -> dict[tuple[str, str], int]:
    path = "claim__attributions__passage__revision"
    rows = (
        Score.objects.filter(
            independent_roots=1, claim__state="published", **{f"{path}__article__outlet__in": ids},
            **{f"{path}__published_at__gte": since, f"{path}__article__state": "published"},
        )
        .annotate(month=TruncMonth(f"{path}__published_at", tzinfo=dt.UTC))
        .values_list(f"{path}__article__outlet", "month")
        .annotate(n=Count("claim", distinct=True))
    )  # fmt: skip
    return {(outlet, month.date().isoformat()): n for outlet, month, n in rows}
