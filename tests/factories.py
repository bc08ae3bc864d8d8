"""Small makers of valid things, by the same verbs as everybody: each test says only what it is about."""

import datetime as dt
import itertools
from typing import Any

from django.contrib.auth.models import Group

from annotate.actions import articles, claims, newsrooms, outcomes, parties, queue, readings
from annotate.actions.new_reading import NewReading
from annotate.models import ApiKey, Article, Claim, Newsroom, Outcome, Outlet, Reading, Review, Source, User
from annotate.roles import SETUP

_number = itertools.count(1)

TEXT = (
    "The ministry will close the plant in May, according to two officials familiar with the plan. "
    "A spokeswoman for the ministry declined to comment. The union said it had not been told."
)
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
UNNAMED = {
    "identification": "unnamed_group",
    "role": "decision_maker",
    "affiliation": "government",
    "stance": "asserts",
    "channel": "quote",
}
NAMED = UNNAMED | {"identification": "named_individual", "role": "representative"}


def user(*roles: str, **values: Any) -> User:
    """Somebody with these roles. (The password is set by the few tests that sign in with it.)"""
    named = {"username": f"person{next(_number)}"} | values
    made = User.objects.create(is_staff=bool(roles), **named)
    made.groups.set(Group.objects.filter(name__in=roles))
    return made


def outlet(name: str = "", **values: Any) -> Outlet:
    n = next(_number)
    return parties.create_outlet(
        **{"name": name or f"{_word(n)} Gazette", "kind": "newspaper", "by": SETUP} | values
    )


def _word(n: int) -> str:
    """Names unlike each other, or every outlet would look like the one before."""
    return "".join(chr(97 + (n * p) % 26) for p in (3, 7, 11, 5, 17, 19, 23)).title() + str(n)


def source(name: str = "", **values: Any) -> Source:
    return parties.create_source(
        **{"name": name or f"Person {next(_number)}", "has_public_role": True, "by": SETUP} | values
    )


def newsroom(name: str = "") -> Newsroom:
    return newsrooms.create_newsroom(name=name or f"Newsroom {next(_number)}", by=SETUP)


def key(of: Newsroom | None = None, *scopes: str) -> tuple[ApiKey, str]:
    return newsrooms.issue_key(newsroom=of or newsroom(), name="test", scopes=scopes or ("read",), by=SETUP)


def article(text: str = TEXT, *, published: bool = True, **values: Any) -> Article:
    given = {
        "outlet": values.pop("outlet", None) or outlet(),
        "headline": "Plant to close",
        "text": text,
        "published_at": NOON,
        "by": SETUP,
    }
    made = articles.import_article(**given | values)
    return articles.publish_article(article=made, by=SETUP) if published else made


def claim(wording: str = "", *, published: bool = True, **values: Any) -> Claim:
    made = claims.create_claim(
        **{"wording": wording or f"The ministry will close plant {next(_number)}.", "by": SETUP} | values
    )
    return claims.publish_claim(claim=made, by=SETUP) if published else made


def span(of: Article, words: str) -> tuple[int, int]:
    start = of.latest.text.index(words)
    return start, start + len(words)


def new_reading(of: Article, about: Claim, **values: Any) -> NewReading:
    """Two unnamed officials say that the plant will close, unless told otherwise."""
    given: dict[str, Any] = {"claim": about, "facets": UNNAMED, "content": (0, 41)}
    return NewReading(**given | values)


def read(
    of: Article, about: Claim, *, by: User | None = None, submitted: bool = True, **values: Any
) -> Reading:
    """A reading by a reviewer, whose review is then submitted; where the text takes no more, one more is asked for."""
    by = by or user("reviewer")
    if not of.latest.tasks.filter(review=None).exists():
        queue.ask_readings(revision=of.latest, wanted=of.latest.tasks.count() + 1, by=SETUP)
    reading = readings.save_reading(revision=of.latest, reading=new_reading(of, about, **values), by=by)
    if submitted:
        readings.submit_review(review=Review.objects.get(pk=reading.review_id), by=by)
    return reading


def resolved(about: Claim, verdict: str = "confirmed", **values: Any) -> Outcome:
    given = {
        "why_checked": "sampled",
        "evidence_url": f"https://evidence.example/{next(_number)}",
        "evidence_quote": "It was so.",
        "at": NOON,
    }
    return outcomes.import_outcome(claim=about, verdict=verdict, **given | values)
