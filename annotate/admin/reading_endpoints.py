"""What the article page calls: save, withdraw, restore, submit. Each answers with the readings that it changed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from annotate.actions.articles import place_orphan
from annotate.actions.drafts import drop_draft, keep_draft
from annotate.actions.grouping import same_words
from annotate.actions.new_reading import NewReading
from annotate.actions.readings import (
    restore_reading,
    save_reading,
    start_review,
    submit_review,
    withdraw_reading,
)
from annotate.admin.base import signed_in
from annotate.admin.json_views import Conflict, body_of, endpoint, is_conflict
from annotate.admin.reading_json import is_sane, one_shown, parse, shown_after, shown_readings
from annotate.admin.revisions import orphan_of, revision_of
from annotate.models import Draft, Reading, Review, Revision, Suggestion, User


@endpoint("GET")
def readings(screen: Any, request: HttpRequest, revision: str) -> dict[str, Any]:
    """All that this person may see of a revision."""
    user = signed_in(request)
    return state_of(revision_of(revision, user), user)


@endpoint("POST")
def save(screen: Any, request: HttpRequest, revision: str) -> dict[str, Any]:
    """A new reading, or with ``supersedes`` the correction of one. 409 has the one that stands as ``current``."""
    user, body = signed_in(request), body_of(request)
    text = revision_of(revision, user)
    new = parse(body, user)
    old = _own(body["supersedes"], user) if body.get("supersedes") else None
    orphan = orphan_of(body["orphan"], user) if body.get("orphan") else None
    suggestion = _unanswered(body["suggestion"], user) if body.get("suggestion") and old is None else None
    try:
        with transaction.atomic():
            saved = save_reading(revision=text, reading=new, by=user, supersedes=old, suggestion=suggestion)
            if orphan and not (orphan.placed_id or orphan.dropped):
                place_orphan(orphan=orphan, by=user, start=saved.hull[0], end=saved.hull[1])
    except ValidationError as error:
        if is_conflict(error) and (there := _standing(text, new, old, user)):
            raise Conflict(error, one_shown(there, user)) from error
        raise
    return saved_answer(saved, user) | {"suggestion": suggestion.pk if suggestion else None}


def saved_answer(saved: Reading, user: User) -> dict[str, Any]:
    """The row that was written, and all that looks otherwise for it."""
    return {"saved": saved.pk, "changed": shown_after(saved, user)}


@endpoint("POST")
def draft(screen: Any, request: HttpRequest, revision: str) -> dict[str, Any]:
    """Keep the open form (``body``, ``seen``), or drop it (``body`` null). 409 has the one that stands."""
    user, sent = signed_in(request), body_of(request)
    text, held, seen = revision_of(revision, user), sent.get("body"), sent.get("seen", 0)
    if held is None:
        drop_draft(revision=text, by=user)
        return {"version": 0}
    if not isinstance(held, dict) or type(seen) is not int:
        raise ValidationError({"body": "Send the form as an object, and the version seen as a number."})
    try:
        return {"version": keep_draft(revision=text, body=held, seen=seen, by=user).version}
    except ValidationError as error:
        if is_conflict(error):
            raise Conflict(error, draft_of(text, user)) from error
        raise


def draft_of(revision: Revision, user: User) -> dict[str, Any] | None:
    there = Draft.objects.filter(revision=revision, reviewer=user).first()
    return {"body": there.body, "version": there.version} if there else None


@endpoint("POST")
def withdraw(screen: Any, request: HttpRequest, reading: str) -> dict[str, Any]:
    user = signed_in(request)
    row = withdraw_reading(reading=_own(reading, user), by=user)
    return saved_answer(row, user)


@endpoint("POST")
def restore(screen: Any, request: HttpRequest, reading: str) -> dict[str, Any]:
    user = signed_in(request)
    row = restore_reading(withdrawal=_own(reading, user), by=user)
    return saved_answer(row, user)


@endpoint("POST")
def submit(screen: Any, request: HttpRequest, revision: str) -> dict[str, Any]:
    """Finish the review: the readings count from now on, and others' are shown."""
    user = signed_in(request)
    text = revision_of(revision, user)
    submit_review(review=start_review(revision=text, by=user), by=user)
    return state_of(text, user)


def state_of(revision: Revision, user: User) -> dict[str, Any]:
    review = Review.objects.filter(revision=revision, reviewer=user).first()
    submitted = review.submitted_at if review else None
    return {
        "readings": shown_readings(revision, user),
        "submitted_at": submitted.isoformat() if submitted else None,
    }


def offered(pk: Any, user: User) -> Suggestion:
    """A suggestion for a text that this person may see."""
    found = Suggestion.objects.filter(pk=pk).select_related("revision").first() if is_sane(pk) else None
    if found is None:
        raise ValidationError({"suggestion": "There is no such suggestion."})
    found.revision = revision_of(found.revision_id, user)
    return found


def _unanswered(pk: Any, user: User) -> Suggestion | None:
    """None where another tab answered it meanwhile: what was read stands as a reading of its own."""
    found = offered(pk, user)
    return None if found.decisions.filter(reviewer=user).exists() else found


def _own(pk: Any, user: User) -> Reading:
    """Somebody else's answers as one that does not exist."""
    own = Reading.objects.filter(reviewer=user).select_related(
        "review__revision", "attribution__claim", "attribution__passage"
    )
    found = own.filter(pk=pk).first() if is_sane(pk) else None
    if found is None:
        raise ValidationError({"supersedes": "There is no such reading of yours."})
    return found


def _standing(text: Revision, new: NewReading, old: Reading | None, user: User) -> Reading | None:
    """What stands now in place of the one that was to be corrected, or the one of the same words."""
    while old is not None and hasattr(old, "superseded_by"):
        old = old.superseded_by
    if old is not None:
        return old
    mine = Reading.objects.current().filter(
        reviewer=user, review__revision=text, attribution__claim=new.claim
    )
    return next((each for each in mine if same_words(each, new)), None)
