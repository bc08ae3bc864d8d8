"""What the article page calls about suggestions: those that wait, accept, reject, take back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from annotate.actions import accepting, matching, suggestions
from annotate.admin.base import signed_in
from annotate.admin.json_views import body_of, endpoint
from annotate.admin.reading_endpoints import offered, saved_answer
from annotate.admin.reading_json import chosen, chosen_claim, chosen_relay, list_of
from annotate.admin.revisions import revision_of
from annotate.admin.suggestion_json import shown_searches, shown_suggestions
from annotate.models import Review, Revision, Source, SuggestionRun, User

#: How many passages of a text are looked for at a time.
MOST = 200


@endpoint("GET")
def waiting(screen: Any, request: HttpRequest, revision: str) -> dict[str, Any]:
    """The suggestions of a text that this reviewer has not answered."""
    user = signed_in(request)
    return waiting_in(revision_of(revision, user), user)


def waiting_in(revision: Revision, user: User) -> dict[str, Any]:
    """None after the review is submitted: what is read then is not blind any more."""
    run = SuggestionRun.objects.filter(revision=revision).first()
    done = Review.objects.filter(revision=revision, reviewer=user, submitted_at__isnull=False).exists()
    return {
        "suggestions": [] if done else shown_suggestions(revision, user),
        "looked_through": done or run is not None,
        "failed": bool(run and run.failure),
    }


@endpoint("POST")
def candidates(screen: Any, request: HttpRequest, revision: str) -> dict[str, Any]:
    """``spans``: [{start, end}] of the text → for each the claims that its words may put, once a worker has looked."""
    user, text, given = (
        signed_in(request),
        revision_of(revision, signed_in(request)),
        body_of(request).get("spans"),
    )
    if not isinstance(given, list) or len(given) > MOST or not all(map(_is_span, given)):
        raise ValidationError({"spans": f"Give at most {MOST} spans as {{start, end}}."})
    spans = [(span["start"], span["end"]) for span in given]
    searches = matching.ask_for_claims(revision=text, spans=spans, by=user)
    return {"searches": shown_searches(searches, user)}


def _is_span(given: Any) -> bool:
    return isinstance(given, dict) and type(given.get("start")) is int and type(given.get("end")) is int


@endpoint("POST")
def accept(screen: Any, request: HttpRequest, suggestion: str) -> dict[str, Any]:
    """``claim`` is an id or ``wording`` makes one; ``source`` an id, ``new_source`` makes one; ``relays``, ``polarity``."""
    user, body = signed_in(request), body_of(request)
    row = offered(suggestion, user)
    saved = accepting.accept(
        suggestion=row,
        claim=_words(body, "wording") or chosen_claim(body.get("claim"), user),
        source=_source(body, user),
        relays=tuple(chosen_relay(r, user) for r in list_of(body.get("relays"), "relays")),
        polarity=_words(body, "polarity") or "affirmed",
        by=user,
    )
    return saved_answer(saved, user) | waiting_in(row.revision, user)


@endpoint("POST")
def reject(screen: Any, request: HttpRequest, suggestion: str) -> dict[str, Any]:
    user = signed_in(request)
    row = offered(suggestion, user)
    suggestions.reject(suggestion=row, by=user)
    return {"changed": [], **waiting_in(row.revision, user)}


@endpoint("POST")
def undo(screen: Any, request: HttpRequest, suggestion: str) -> dict[str, Any]:
    """Take the answer back, with the reading that came of it."""
    user = signed_in(request)
    row = offered(suggestion, user)
    withdrawn = accepting.undo(suggestion=row, by=user)
    answer = saved_answer(withdrawn, user) if withdrawn else {"changed": []}
    return answer | waiting_in(row.revision, user)


def _source(body: dict[str, Any], user: User) -> Source | str | None:
    if name := _words(body, "new_source"):
        return name
    return chosen(Source, body["source"], "source", user) if body.get("source") else None


def _words(body: dict[str, Any], name: str) -> str:
    given = body.get(name) or ""
    if not isinstance(given, str):
        raise ValidationError({name: "Give text."})
    return given
