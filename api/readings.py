"""A partner desk's readings: a whole review of an article in one request, corrected or withdrawn reading by reading.

Its newsroom reads blind, as a reviewer at the desk does: see `annotate.blind` and `annotate.formats.blindness`.
"""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError

from annotate.actions import readings as verbs
from annotate.actions.new_reading import NewReading, Relay, Span
from annotate.actions.parties import create_source
from annotate.actions.verb import CONFLICT, hold
from annotate.formats import readings
from annotate.models import ApiKey, Article, Claim, Newsroom, Outlet, Reading, Review, Revision, Scope, Source
from api import paging
from api.answers.readings import ReadingAnswer, ReviewAnswer, ReviewPage
from api.paging import Order
from api.reading_bodies import NewReview, ReadingBody, details
from api.views import ReadView, or_404
from api.writing import Write, WriteView

NEWEST = Order("-started_at", "started_at", descending=True)


class Reviews(WriteView):
    """Your newsroom's reviews, newest first."""

    operation, summary = "reviews_list", "What your desk has read"
    scopes = {"GET": Scope.ANNOTATE, "POST": Scope.ANNOTATE}
    writes = {
        "POST": Write(
            "reviews_create", "Send what your desk read in an article", NewReview, ReviewAnswer, 201
        )
    }
    parameters = paging.PARAMETERS
    answer = ReviewPage

    def read(self) -> dict[str, Any]:
        rows, cursor = paging.page(own_reviews(self.newsroom).values("id", "started_at"), NEWEST, self.given)
        found = readings.reviews(Review.objects.filter(pk__in=[row["id"] for row in rows]))
        by_id = {review["id"]: review for review in found}
        return self.page([by_id[row["id"]] for row in rows], cursor)

    def create(self, given: dict[str, Any], key: ApiKey) -> str:
        revision = _revision(given["article"], given["revision"], key.newsroom)
        _hold(given["readings"], key.newsroom)
        review = verbs.start_review(revision=revision, by=key)
        for number, each in enumerate(given["readings"]):
            with _naming(f"readings.{number}"):
                verbs.save_reading(revision=revision, reading=_reading(each, revision, key), by=key)
        return verbs.submit_review(review=review, by=key).pk

    def told(self, id: str) -> dict[str, Any]:
        return _one(readings.reviews(own_reviews(self.newsroom).filter(pk=id)))


class ReviewView(ReadView):
    """One review of your newsroom's."""

    operation, summary = "reviews_read", "A review with its readings"
    scopes = {"GET": Scope.ANNOTATE}
    answer = ReviewAnswer

    def read(self, id: str) -> dict[str, Any]:
        return _one(readings.reviews(own_reviews(self.newsroom).filter(pk=id)))


class ReadingView(WriteView):
    """One reading of your newsroom's. A correction is a reading of its own: the old one says by which it was replaced."""

    operation, summary = "readings_read", "A reading of your own"
    scopes = {"GET": Scope.ANNOTATE, "PATCH": Scope.ANNOTATE, "DELETE": Scope.ANNOTATE}
    writes = {
        "PATCH": Write("readings_change", "Correct a reading of your own", ReadingBody, ReadingAnswer, 200),
        "DELETE": Write("readings_withdraw", "Take a reading of your own back", None, None, 204),
    }
    answer = ReadingAnswer

    def read(self, id: str) -> dict[str, Any]:
        return self.told(id)

    def told(self, id: str) -> dict[str, Any]:
        return _one(readings.readings(own_readings(self.newsroom).filter(pk=id)))

    def own(self, id: str) -> Reading:
        found = own_readings(self.newsroom).filter(pk=id)
        reading: Reading = or_404(found.select_related("review__revision", "attribution__claim").first())
        return reading

    def change(self, thing: Reading, given: dict[str, Any], key: ApiKey) -> str:
        revision = thing.review.revision
        _hold([given], key.newsroom, thing.attribution.claim_id)
        new = _reading(given, revision, key)
        return verbs.save_reading(revision=revision, reading=new, by=key, supersedes=thing).pk

    def remove(self, thing: Reading, key: ApiKey) -> None:
        verbs.withdraw_reading(reading=thing, by=key)


def own_reviews(newsroom: str) -> Any:
    return Review.objects.filter(reviewer__voice_of=newsroom)


def own_readings(newsroom: str) -> Any:
    """What was taken back is no longer there."""
    found = Reading.objects.filter(review__in=own_reviews(newsroom), is_withdrawal=False)
    return found.exclude(superseded_by__is_withdrawal=True)


def _one(found: list[dict[str, Any]]) -> dict[str, Any]:
    one: dict[str, Any] = or_404(found[0] if found else None)
    return one


def _revision(article: str, revision: str, newsroom: Newsroom) -> Revision:
    there = Article.objects.visible_to(newsroom).filter(pk=article, erased_at=None).first()
    if there is None:
        raise ValidationError({"article": f"There is no article “{article}”. Look for it in articles/."})
    if there.latest.pk != revision:
        why = f"The newest revision is {there.latest.pk}. Read that one."
        raise ValidationError({"revision": ValidationError(why, code=CONFLICT)})
    return there.latest


def _reading(given: dict[str, Any], revision: Revision, key: ApiKey) -> NewReading:
    spans = {name: _span(given.get(name), revision.text, name) for name in ("content", "cue", "source_words")}
    content = spans["content"]
    assert content is not None  # noqa: S101  the body has it
    return NewReading(
        claim=_claim(given["claim"], key.newsroom),
        content=content,
        cue=spans["cue"],
        source_span=spans["source_words"],
        facets=given["facets"],
        source=_source(given, key),
        relays=[_relay(each, key.newsroom) for each in given["relays"]],
        details=details(given),
    )


def _claim(id: str, newsroom: Newsroom) -> Claim:
    claim = Claim.objects.visible_to(newsroom).filter(pk=id, erased_at=None).first()
    if claim is None:
        raise ValidationError(
            {"claim": f"There is no claim “{id}”. Look for it in claims/, or submit it first."}
        )
    kept: Claim = claim.kept
    return kept


def _hold(readings: list[dict[str, Any]], newsroom: Newsroom, *more: str) -> None:
    """The claims that these readings are about: held before the first verb draws a number, as `Log.write` has it."""
    meant = Claim.objects.visible_to(newsroom).filter(pk__in=[each["claim"] for each in readings])
    hold({*more, *(claim.kept.pk for claim in meant.select_related("merged_into"))})


def _source(given: dict[str, Any], key: ApiKey) -> Source | None:
    if given.get("source") and given.get("new_source"):
        raise ValidationError({"source": "Give the id of a source, or a new one in new_source, not both."})
    if new := given.get("new_source"):
        return create_source(private_to=key.newsroom, by=key, **new)
    if not given.get("source"):
        return None
    source: Source | None = Source.objects.told_to(key.newsroom).filter(pk=given["source"]).first()
    if source is None:
        raise ValidationError(
            {"source": f"There is no source “{given['source']}”. Look for it in sources/match/."}
        )
    return source


def _relay(id: str, newsroom: Newsroom) -> Relay:
    table: Any = Outlet if id.startswith("out_") else Source
    relay: Relay | None = table.objects.told_to(newsroom).filter(pk=id).first()
    if relay is None:
        raise ValidationError({"relays": f"There is no outlet or source “{id}”."})
    return relay


def _span(given: dict[str, Any] | None, text: str, field: str) -> Span | None:
    """Where the words stand: at the place given, or at the only one that has them between what is given of its sides."""
    if given is None:
        return None
    exact, prefix, suffix = (
        unicodedata.normalize("NFC", given[name]) for name in ("exact", "prefix", "suffix")
    )
    if (start := given.get("start")) is not None:
        if text[start : start + len(exact)] != exact:
            raise ValidationError({field: f"These words do not stand at {start}. Count in code points."})
        return start, start + len(exact)
    found: list[Span] = []
    place = text.find(exact)
    while place >= 0 and len(found) < 2:
        end = place + len(exact)
        if text[:place].endswith(prefix) and text[end:].startswith(suffix):
            found.append((place, end))
        place = text.find(exact, place + 1)
    if len(found) != 1:
        why = (
            "stand there more than once: give prefix and suffix, or start"
            if found
            else "do not stand in the text"
        )
        raise ValidationError({field: f"These words {why}."})
    return found[0]


@contextmanager
def _naming(row: str) -> Iterator[None]:
    """Put the row before each field that a verb refuses."""
    try:
        yield
    except ValidationError as error:
        fields = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
        named = {f"{row}.{name}" if name else row: errors for name, errors in fields.items()}
        raise ValidationError(named) from error
