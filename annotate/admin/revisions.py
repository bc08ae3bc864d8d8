"""What a new revision takes over: one's readings that still stand word for word, and the orphans to place again."""

from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from annotate.actions.articles import place_orphan, reopen_orphan
from annotate.actions.carrying import as_new, carry_reading, moved_by
from annotate.admin.base import signed_in
from annotate.admin.json_views import body_of, endpoint
from annotate.admin.reading_json import as_json, shown_readings
from annotate.blind import articles_open_to, visible_attributions
from annotate.models import Orphan, Reading, Revision, User

#: One request holds the text's lock for so many readings; the page asks again for the rest.
AT_ONCE = 25


def from_before(revision: Revision, user: User) -> dict[str, Any]:
    """``carried``: one's readings of earlier revisions that fit, where they now stand. ``orphans``: what does not."""
    if revision.number == 1 or revision.article.revisions.filter(number__gt=revision.number).exists():
        return {"carried": [], "orphans": []}
    fits, rest = [], defaultdict(list)
    # Whoever has submitted sees how others read: what is added from then on would not be blind.
    is_done = revision.reviews.filter(reviewer=user, submitted_at__isnull=False).exists()
    rows = [] if is_done else list(_own_before(revision, user))
    shown = {r["id"]: r for r in _shown(rows, user)}
    for row in rows:
        moved = moved_by(as_new(row), row.review.revision, revision)
        if moved is None:
            rest[row.attribution.passage_id].append(shown[row.pk])
        else:
            fits.append(_moved(shown[row.pk], moved))
    return {"carried": fits, "orphans": _orphans(revision, user, rest)}


def _own_before(revision: Revision, user: User) -> Any:
    """One's standing readings of earlier revisions that are not read again here; of each text the newest."""
    again = Reading.objects.filter(reviewer=user, review__revision=revision, carried_from__isnull=False)
    earlier = Reading.objects.current().filter(
        reviewer=user, review__revision__article=revision.article_id, review__revision__number__lt=revision.number
    )  # fmt: skip
    taken = Reading.objects.filter(pk__in=again.values("carried_from")).values("attribution")
    left = earlier.exclude(attribution__in=taken).exclude(
        carried_to__review__revision__number__lt=revision.number
    )
    return left.select_related(
        "attribution__claim__merged_into", "attribution__passage", "source", "review__revision__article"
    ).prefetch_related("chain__outlet", "chain__source").order_by("content_start", "pk")  # fmt: skip


def _shown(rows: list[Reading], user: User) -> list[dict[str, Any]]:
    by_text = defaultdict(list)
    for row in rows:
        by_text[row.review.revision].append(row.pk)
    return [
        each
        for text, pks in by_text.items()
        for each in as_json(Reading.objects.filter(pk__in=pks), text, user)
    ]


def _moved(shown: dict[str, Any], moved: dict[Any, Any]) -> dict[str, Any]:
    spans = {name: span and _span(span, moved) for name, span in shown["spans"].items()}
    return {**shown, "spans": spans}


def _span(span: dict[str, Any], moved: dict[Any, Any]) -> dict[str, Any]:
    start, end = moved[span["start"], span["end"]]
    return {**span, "start": start, "end": end}


def _orphans(revision: Revision, user: User, mine: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Each passage once, with one's own readings of it; dropped ones last, to be brought back."""
    rows = revision.orphans.filter(placed=None, passage__attributions__in=visible_attributions(user))
    there = {
        o.passage_id: o
        for o in rows.select_related("passage").order_by("dropped", "passage__start").distinct()
    }
    listed = [
        {"id": o.pk, "exact": o.passage.exact[:300], "dropped": o.dropped, "readings": mine.get(pk, [])}
        for pk, o in there.items()
    ]
    placed = [
        {
            "id": None,
            "exact": readings[0]["spans"]["content"]["exact"][:300],
            "dropped": False,
            "readings": readings,
        }
        for pk, readings in mine.items()
        if pk not in there
    ]
    return placed + listed


@endpoint("POST")
def carry(screen: Any, request: HttpRequest, revision: str) -> dict[str, Any]:
    """``readings``: ids of one's readings before. Answers with what was made of them, and with what is left."""
    user, wanted = signed_in(request), body_of(request).get("readings")
    text = revision_of(revision, user)
    if not isinstance(wanted, list) or not wanted or len(wanted) > AT_ONCE:
        raise ValidationError({"readings": f"Send the ids of 1 to {AT_ONCE} readings."})
    rows = [row for row in _own_before(text, user) if row.pk in wanted]
    with transaction.atomic():
        made = [carry_reading(reading=row, revision=text, by=user).pk for row in rows]
    changed = [r for r in shown_readings(text, user) if r["id"] in made]
    return {"saved": made, "changed": changed, "before": from_before(text, user)}


@endpoint("POST")
def place(screen: Any, request: HttpRequest, orphan: str) -> dict[str, Any]:
    """``start`` and ``end``: here it is. ``drop``: it is gone."""
    user, body = signed_in(request), body_of(request)
    found = orphan_of(orphan, user)
    if body.get("drop") is not True and type(body.get("start")) is not int:
        raise ValidationError({"start": "Select the words in the text, or say that they are gone."})
    span = {} if body.get("drop") is True else {"start": body["start"], "end": body.get("end")}
    place_orphan(orphan=found, by=user, **span)
    return {"before": from_before(found.revision, user)}


@endpoint("POST")
def reopen(screen: Any, request: HttpRequest, orphan: str) -> dict[str, Any]:
    """Undo placing or dropping."""
    user = signed_in(request)
    found = orphan_of(orphan, user)
    reopen_orphan(orphan=found, by=user)
    return {"before": from_before(found.revision, user)}


def orphan_of(pk: Any, user: User) -> Orphan:
    """One of a passage that this person may see; any other answers as one that does not exist."""
    mine = Orphan.objects.filter(passage__attributions__in=visible_attributions(user)).select_related(
        "revision__article"
    )
    is_sane = str(pk).isascii() and str(pk).isdigit() and len(str(pk)) < 19
    found = mine.filter(pk=int(pk)).first() if is_sane else None
    if found is None:
        raise ValidationError({"orphan": "There is no such passage to place."})
    return found


def revision_of(pk: str, user: User) -> Revision:
    articles = articles_open_to(user).values("pk")
    found = Revision.objects.filter(pk=pk, article__in=articles).select_related("article__outlet").first()
    if found is None:
        raise ValidationError({"revision": "There is no such text."})
    return found
