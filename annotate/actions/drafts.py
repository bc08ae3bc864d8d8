"""Drafts: kept by compare-and-set, so that a second tab never overwrites the first unseen.

They stand in no log: a draft is nothing that happened yet, and what is typed is erased with what it is about.
"""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.db.models.functions import Cast
from django.utils import timezone

from annotate.actions.seats import refuse_without_seat
from annotate.actions.verb import CONFLICT, verb
from annotate.models import Draft, Revision, User

LIMIT = 100_000


def keep_draft(*, revision: Revision, body: dict[str, Any], seen: int, by: User) -> Draft:
    """Keep the open form. ``seen``: the version that the page had (0: none).

    Raises `ValidationError` with code ``conflict`` where another tab kept a later one.
    """
    with verb("draft.keep", by=by, allowed_as="reading.save"):
        _check(revision, body)
        mine = Draft.objects.filter(revision=revision, reviewer=by)
        if seen == 0:
            refuse_without_seat(revision, by)
            made, is_new = Draft.objects.get_or_create(
                revision=revision, reviewer=by, defaults={"body": body}
            )
            if is_new or made.body == body:
                return made
        elif mine.filter(version=seen).update(body=body, version=F("version") + 1, updated_at=timezone.now()):
            return mine.get()
        there = mine.first()
        if there and there.body == body:
            return there
        raise ValidationError("This draft was changed meanwhile, in another tab.", code=CONFLICT)


def drop_draft(*, revision: Revision, by: User) -> None:
    """The form was saved or given up."""
    with verb("draft.drop", by=by, allowed_as="reading.save"):
        Draft.objects.filter(revision=revision, reviewer=by).delete()


def blank(erased: str) -> None:
    """Part of erasing an article, claim or source: the drafts on it, or that name it, go."""
    named = Draft.objects.alias(text=Cast("body", models.TextField()))
    named.filter(models.Q(revision__article=erased) | models.Q(text__contains=erased)).delete()


def _check(revision: Revision, body: dict[str, Any]) -> None:
    try:
        words = json.dumps(body, ensure_ascii=False)
        words.encode()
    except UnicodeEncodeError:
        raise ValidationError({"body": "There is half a character in it. Take it out."}) from None
    if len(words) > LIMIT:
        raise ValidationError({"body": f"A draft has at most {LIMIT:,} characters."})
    if "\\u0000" in words:
        raise ValidationError({"body": "There is a NUL in it. Take it out."})
    if revision.article.erased_at:
        raise ValidationError({"revision": "This article was erased."})
