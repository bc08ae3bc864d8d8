"""Articles and their revisions: importing, revising, publishing, withdrawing."""

import datetime as dt
import hashlib
import zoneinfo
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from annotate import text as texts
from annotate.actions import queue
from annotate.actions.verb import Log, change, lock, snapshot, verb
from annotate.addresses import canonical
from annotate.models import (
    Article,
    ArticleAddress,
    Claim,
    Newsroom,
    Orphan,
    Outlet,
    Passage,
    Revision,
    State,
    User,
)
from annotate.models.person import check_time_zone
from annotate.roles import Actor
from annotate.vocabulary import Precision

#: Of the first newspapers. Far earlier days also overflow when a zone is applied to them.
FIRST_YEAR = 1600
#: What a revision says, and when it came out.
WORDS = ("headline", "text", "byline", "credit_line", "language", "published_at", "precision", "time_zone")


def import_article(
    *,
    outlet: Outlet,
    headline: str,
    text: str,
    published_at: dt.datetime,
    by: Actor,
    url: str | None = None,
    byline: str = "",
    credit_line: str = "",
    language: str = "en",
    precision: str = Precision.MINUTE,
    time_zone: str = "UTC",
    syndicated_from: Article | None = None,
    newsroom: Newsroom | None = None,
) -> Article:
    """A new article with its first revision, as a draft. Its text is stored as NFC with LF and never changed."""
    words = words_of(headline, text, byline, credit_line, language, published_at, precision, time_zone)
    with verb("article.import", by=by) as log:
        article = Article(
            outlet=outlet.kept,
            url=url or None,
            canonical_url=canonical(url) if url else None,
            syndicated_from=syndicated_from,
            newsroom=newsroom,
        )
        refuse_second(article)
        article.full_clean()
        article.save(force_insert=True)
        revision = _add_revision(article, 1, words)
        log.add(article, after=snapshot(article) | {"revision": revision.pk, "headline": revision.headline})
        log.bells.add("workers.suggest")
    return article


def revise_article(*, article: Article, by: Actor, **words: Any) -> Revision:
    """A new revision. Passages that still fit are carried over; the rest become orphans, placed by a person.

    ``words``: what differs from the latest revision, of `WORDS`.
    """
    with verb("article.revise", by=by) as log:
        article = lock(article)
        last = article.latest
        checked = words_of(*(words.get(name, getattr(last, name)) for name in WORDS))
        if all(getattr(last, name) == checked[name] for name in WORDS):
            return last
        revision = _add_revision(article, last.number + 1, checked)
        carried, orphans = _carry_over(last, revision)
        log.bells.add("workers.suggest")
        log.add(
            article,
            before={"revision": last.pk, "headline": last.headline},
            after={
                "revision": revision.pk,
                "headline": revision.headline,
                "carried": carried,
                "orphans": orphans,
            },
        )
    return revision


def place_orphan(
    *, orphan: Orphan, by: User, start: int | None = None, end: int | None = None
) -> Passage | None:
    """Anchor an orphan at a span of the new revision, or drop it where no span is given."""
    with verb("orphan.place", by=by) as log:
        orphan = lock(orphan)
        if orphan.placed_id or orphan.dropped:
            raise ValidationError(
                "Somebody has placed this passage already. Load the page again.", code="conflict"
            )
        passage = None
        if start is not None:
            span = texts.check_span(orphan.revision.text, start, end, field="start")
            passage = mark(orphan.revision, span, by=by, carried_from=orphan.passage)
        Orphan.objects.filter(pk=orphan.pk).amend(placed=passage, dropped=passage is None)
        log.add(
            orphan.passage, after={"placed": passage.pk if passage else None, "revision": orphan.revision_id}
        )
    return passage


def reopen_orphan(*, orphan: Orphan, by: User) -> None:
    """Undo placing or dropping: the passage waits to be placed again."""
    with verb("orphan.reopen", by=by, allowed_as="orphan.place") as log:
        orphan = lock(orphan)
        before = {"placed": orphan.placed_id, "dropped": orphan.dropped, "revision": orphan.revision_id}
        Orphan.objects.filter(pk=orphan.pk).amend(placed=None, dropped=False)
        log.add(orphan.passage, before=before, after={"revision": orphan.revision_id})


def publish_article(*, article: Article, by: Actor) -> Article:
    """Make the article's annotations part of the published record."""
    with verb("article.publish", by=by) as log:
        log.bells.add("workers.trace")
        return _set_state(log, article, State.PUBLISHED)


def embargo_article(*, article: Article, until: dt.datetime, by: Actor) -> Article:
    """Publish at a later time: a sweep does it."""
    with verb("article.embargo", by=by, allowed_as="article.publish") as log:
        return _set_state(log, article, State.EMBARGOED, until=until)


def withdraw_article(*, article: Article, reason: str, by: Actor, asked_by: User | None = None) -> Article:
    """Take the article out of the record; it still answers with its state and the reason.

    A published one takes two people: ``asked_by`` is the one who asked (`annotate.actions.withdrawal`).
    """
    with verb("article.withdraw", by=by, reason=reason) as log:
        refuse_alone(article, by, asked_by)
        log.bells.add("workers.trace")
        return _set_state(log, article, State.WITHDRAWN, reason=reason)


def refuse_alone(thing: Article | Claim, by: Actor, asked_by: User | None) -> None:
    """Part of withdrawing: nobody takes what was published out of the record alone."""
    if isinstance(by, User) and thing.published_at is not None and asked_by in (None, by):
        raise PermissionDenied(
            "This was published: withdrawing it takes two people. Ask for it; somebody else decides."
        )


def declare_syndication(*, article: Article, origin: Article | None, by: Actor) -> Article:
    """Say whose copy an article is: the two are one root from then on."""
    with verb("article.syndication", by=by) as log:
        article = lock(article)
        origin = lock(origin) if origin else None
        step, seen = origin, {article.pk}
        while step is not None:
            if step.pk in seen:
                raise ValidationError({"syndicated_from": f"“{step}” is itself a copy of this article."})
            seen.add(step.pk)
            step = step.syndicated_from
        if difference := change(article, {"syndicated_from": origin}):
            log.add(article, before=difference[0], after=difference[1])
            log.touch(claims_of(article))
    return article


def note_address(*, article: Article, url: str, by: Actor) -> None:
    """Another address that leads to the article, such as a short link or one that it was moved from."""
    with verb("article.address", by=by, allowed_as="article.import") as log:
        address = canonical(url)
        if address == article.canonical_url:
            return
        noted, made = ArticleAddress.objects.get_or_create(article=article, canonical_url=address)
        if made:
            log.add(article, after={"other_address": noted.canonical_url})


def claims_of(article: Article) -> list[Claim]:
    """The claims that attributions in any revision of an article are about."""
    return list(Claim.objects.filter(attributions__passage__revision__article=article).distinct())


def mark(
    revision: Revision, span: tuple[int, int], *, by: User | None, carried_from: Passage | None = None
) -> Passage:
    """The passage at a span, made where it is missing. Part of other verbs: logs nothing itself."""
    exact, prefix, suffix = texts.context(revision.text, *span)
    passage, _ = Passage.objects.get_or_create(
        revision=revision,
        start=span[0],
        end=span[1],
        defaults={
            "exact": exact,
            "prefix": prefix,
            "suffix": suffix,
            "created_by": by,
            "carried_from": carried_from,
        },
    )
    return passage


def words_of(
    headline: str, text: str, byline: str, credit_line: str, language: str,
    published_at: dt.datetime, precision: str, time_zone: str,
) -> dict[str, Any]:  # fmt: skip
    """The values of a revision, or `ValidationError` naming the field. Part of other verbs."""
    body = texts.clean(text, field="text")
    if not body:
        raise ValidationError({"text": "Paste the article's text."})
    title = texts.clean(headline, field="headline", limit=500)
    if not title:
        raise ValidationError({"headline": "Give the headline."})
    return {
        "headline": title,
        "text": body,
        "byline": texts.clean(byline, field="byline", limit=300),
        "credit_line": texts.clean(credit_line, field="credit_line", limit=300),
        "language": texts.language(language),
        "published_at": _time(published_at),
        "precision": _term(precision),
        "time_zone": _zone(time_zone),
    }


def _time(at: dt.datetime) -> dt.datetime:
    if not isinstance(at, dt.datetime) or timezone.is_naive(at):
        raise ValidationError({"published_at": "Give the time of publication with its zone."})
    if at.year < FIRST_YEAR:
        raise ValidationError(
            {"published_at": f"Give a time from {FIRST_YEAR} on: there were no newspapers before."}
        )
    if at > timezone.now() + dt.timedelta(days=1):
        raise ValidationError(
            {"published_at": "This is in the future. Give the time at which it was published."}
        )
    return at


def _term(precision: str) -> str:
    if precision not in Precision.values:
        raise ValidationError({"precision": f"“{precision}” is not a precision. Use minute or day."})
    return precision


def _zone(name: str) -> str:
    try:
        check_time_zone(name)
    except (ValidationError, zoneinfo.ZoneInfoNotFoundError) as error:
        raise ValidationError(
            {"time_zone": error.messages if isinstance(error, ValidationError) else str(error)}
        ) from None
    return name


def refuse_second(article: Article) -> None:
    same = Article.objects.filter(canonical_url=article.canonical_url, newsroom=article.newsroom)
    if article.canonical_url and (there := same.first()):
        raise ValidationError(
            {"url": f"This address is here already: “{there}” ({there.pk}). Revise that one."}
        )


def _add_revision(article: Article, number: int, words: dict[str, Any]) -> Revision:
    digest = hashlib.sha256(words["text"].encode()).hexdigest()
    revision = Revision(article=article, number=number, extractor=texts.EXTRACTOR, sha256=digest, **words)
    revision.full_clean(exclude=["article"])
    revision.save()
    queue.queue_text(revision)
    return revision


def _carry_over(last: Revision, revision: Revision) -> tuple[int, int]:
    carried = orphans = 0
    for passage in last.passages.all():
        span = texts.find_again((passage.exact, passage.prefix, passage.suffix), revision.text)
        if span:
            mark(revision, span, by=None, carried_from=passage)
            carried += 1
        else:
            Orphan.objects.create(passage=passage, revision=revision)
            orphans += 1
    return carried, orphans


def _set_state(
    log: Log, article: Article, state: State, *, until: dt.datetime | None = None, reason: str = ""
) -> Article:
    article = lock(article)
    move(log, article, state, until=until, reason=reason)
    log.touch(claims_of(article))
    return article


def move(
    log: Log, thing: Article | Claim, state: State, *, until: dt.datetime | None = None, reason: str = ""
) -> None:
    """Set the state of an article or claim, with what each state needs, and log the whole of it."""
    if thing.erased_at:
        raise ValidationError("This was erased; its state is final.")
    if state == State.EMBARGOED and (until is None or until <= timezone.now()):
        raise ValidationError({"embargo_until": "Give a time that is still to come."})
    if state == State.WITHDRAWN and not reason.strip():
        raise ValidationError({"withdrawn_reason": "Say why it is withdrawn; readers are told."})
    before = snapshot(thing)
    thing.state = state
    thing.embargo_until = until if state == State.EMBARGOED else None
    thing.withdrawn_reason = reason.strip()
    if state == State.PUBLISHED:
        thing.published_at = thing.published_at or log.at
    thing.full_clean(validate_unique=False)
    thing.save()
    log.add(thing, before=before, after=snapshot(thing))
