"""How much each waiting text is worth a reviewer's time, and whose outlet or topic it is: weighed and stored.

A text is weighed when it is new, when something that it bears on has changed, and once a day, for it grows older.
The reasons are in words and tell nothing of how others read, for the reviewer who is handed the text sees them.
"""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from celery import shared_task
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotate.actions.assigning import follow_assignments
from annotate.actions.queue import store_worth
from annotate.models import Attribution, Change, ChangeHead, Consensus, QueuedText, QueueSeen, Score

#: What each reason weighs at most. A text that nobody has read yet is as uncertain as can be.
CONSENSUS, SCORE, REACH, AGE = 3.0, 2.0, 1.5, 1.0
#: Days after which waiting weighs fully, and other reports after which reach does.
OLD, FAR = 14, 16
BLOCK = 500
#: Facets whose consensus decides what a score is made of.
TELLING = ("identification", "role", "affiliation", "stance")


@dataclass
class Text:
    """What is known of a waiting text: its attributions' consensus, its claims' scores and how far they went."""

    doubt: float | None = None
    claims: set[str] = field(default_factory=set)
    spread: float | None = None
    reports: int = 0
    watchers: int = 0


@shared_task(name="workers.weigh_texts")
def weigh_texts() -> int:
    """Weigh whatever is new, has changed or was last weighed a day ago. Returns how many."""
    head = ChangeHead.objects.values_list("last", flat=True).get(pk=1)
    seen = QueueSeen.objects.filter(pk=1).values_list("change", flat=True).first() or 0
    done = sum(_weigh(block, head, None) for block in _blocks(touched(seen, head)))
    store_worth(weighed=[], seen=head)
    return done + sum(_weigh(block, head, None) for block in _blocks(not_weighed(timezone.now())))


def not_weighed(now: dt.datetime) -> list[str]:
    """Open texts never weighed, or not since yesterday."""
    old = Q(computed_at=None) | Q(computed_at__lt=now - dt.timedelta(days=1))
    return list(QueuedText.objects.filter(old, is_open=True).values_list("pk", flat=True))


def touched(seen: int, head: int) -> set[str]:
    """Open texts with a claim that changed, or whose review was submitted, after ``seen``."""
    news = Change.objects.filter(number__gt=seen, number__lte=head).order_by()
    claims = news.filter(object_type="claim").values("object_id")
    by_claim = Attribution.objects.filter(Q(claim__in=claims) | Q(claim__merged_into__in=claims))
    reviews = news.filter(object_type="review").values("object_id")
    open_ones = QueuedText.objects.filter(is_open=True)
    return {
        *open_ones.filter(revision__reviews__in=reviews).values_list("pk", flat=True),
        *open_ones.filter(pk__in=by_claim.values("passage__revision")).values_list("pk", flat=True),
    }


def _weigh(texts: Collection[str], head: int, seen: int | None) -> int:
    found = load(texts)
    now = timezone.now()
    rows = list(QueuedText.objects.filter(pk__in=texts, is_open=True).select_related("revision"))
    for row in rows:
        row.worth, row.reasons = worth(found[row.pk], row, now)
        row.as_of_change, row.computed_at = head, now
    store_worth(weighed=rows, seen=seen)
    follow_assignments(texts=texts)
    return len(rows)


def worth(text: Text, queued: QueuedText, now: dt.datetime) -> tuple[float, list[str]]:
    """The sum of what speaks for it, and what that is, the weightiest first."""
    days = (now - queued.revision.created_at).days
    parts = [
        (CONSENSUS * (1.0 if text.doubt is None else text.doubt), _about_consensus(text, queued)),
        (SCORE * (text.spread or 0.0), "The scores of its claims are uncertain."),
        (REACH * min(1.0, math.log2(1 + text.reports + 2 * text.watchers) / math.log2(1 + FAR)), _about_reach(text)),
        (AGE * min(1.0, days / OLD), f"It has waited for {days} day{'s' if days != 1 else ''}."),
    ]  # fmt: skip
    told = sorted(((weight, words) for weight, words in parts if weight > 0.05), reverse=True)
    return round(sum(weight for weight, _ in parts), 4), [words for _, words in told]


def _about_consensus(text: Text, queued: QueuedText) -> str:
    if text.doubt is None:
        return "Nobody has finished reading it yet."
    return "A further reading would settle what it says." if text.doubt > 0.2 else "It needs another reading."


def _about_reach(text: Text) -> str:
    others = f"{text.reports} other report{'s' if text.reports != 1 else ''} of its claims"
    watched = f"{text.watchers} newsroom{'s' if text.watchers != 1 else ''} watching them"
    return " and ".join(w for w, n in ((others, text.reports), (watched, text.watchers)) if n) + "."


def load(texts: Collection[str]) -> Mapping[str, Text]:
    """What bears on these texts, in five queries."""
    found: dict[str, Text] = defaultdict(Text)
    kept = Coalesce("claim__merged_into", "claim")
    rows = Attribution.objects.filter(
        passage__revision__in=texts, readings__review__submitted_at__isnull=False
    )
    in_text = rows.annotate(kept=kept).values_list("passage__revision", "pk", "kept").distinct()
    text_of = {}
    for revision, attribution, claim in in_text:
        text_of[attribution] = revision
        found[revision].claims.add(claim)
    for attribution, facets, exists in Consensus.objects.filter(attribution__in=text_of).values_list(
        "attribution", "facets", "exists"
    ):
        text = found[text_of[attribution]]
        text.doubt = max(text.doubt or 0.0, doubt(facets, exists))
    claims = {c for text in found.values() for c in text.claims}
    spreads, reports, watchers = _spreads(claims), _reports(claims), _watchers(claims)
    for text in found.values():
        text.doubt = text.doubt or 0.0
        text.spread = max((spreads.get(c, 1.0) for c in text.claims), default=None)
        text.reports = max((reports.get(c, 1) - 1 for c in text.claims), default=0)
        text.watchers = max((watchers.get(c, 0) for c in text.claims), default=0)
    return found


def doubt(facets: Mapping[str, Mapping[str, float]], exists: float) -> float:
    """How far a consensus is from certain: 0 where all say the same, towards 1 where they do not."""
    shares = [facets[name] for name in TELLING if facets.get(name)]
    split = max((1.0 - max(terms.values()) for terms in shares), default=0.0)
    return min(1.0, 2.0 * max(split, min(exists, 1.0 - exists)))


def _spreads(claims: Collection[str]) -> dict[str, float]:
    """The width of each score's interval; what cannot be judged is as wide as can be."""
    rows = Score.objects.filter(claim__in=claims).values_list("claim", "low", "high")
    return {pk: 1.0 if low is None or high is None else high - low for pk, low, high in rows}


def _reports(claims: Collection[str]) -> dict[str, int]:
    """In how many articles each claim is attributed."""
    rows = Attribution.objects.annotate(kept=Coalesce("claim__merged_into", "claim")).filter(
        kept__in=claims, passage__revision__article__newsroom=None
    )
    return dict(
        rows.values("kept")
        .annotate(n=Count("passage__revision__article", distinct=True))
        .values_list("kept", "n")
    )


def _watchers(claims: Collection[str]) -> dict[str, int]:
    from annotate.models import WatchedClaim

    rows = WatchedClaim.objects.filter(claim__in=claims).values("claim").annotate(n=Count("pk"))
    return dict(rows.values_list(F("claim"), "n"))


def _blocks(ids: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), BLOCK):
        yield ordered[start : start + BLOCK]
