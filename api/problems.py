"""Errors as RFC 9457 problem details: a stable type, and for each bad field what is wrong and how to mend it."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from annotate.actions.verb import CONFLICT

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

#: By type: status and title. A type is never renamed; docs/api.md says what each means.
TYPES: dict[str, tuple[int, str]] = {
    "unknown-parameter": (400, "There is no such parameter"),
    "invalid-parameter": (400, "A parameter does not hold"),
    "invalid-body": (400, "The body cannot be read"),
    "invalid-field": (400, "A field does not hold"),
    "invalid-value": (422, "A value is well formed and cannot be taken"),
    "no-key": (401, "A key is needed"),
    "bad-key": (401, "This key opens nothing"),
    "forbidden": (403, "This key may not do that"),
    "not-found": (404, "There is nothing here for this key"),
    "method-not-allowed": (405, "This address does not take that method"),
    "not-acceptable": (406, "There is no such format"),
    "conflict": (409, "It changed meanwhile"),
    "erased": (410, "This was erased"),
    "precondition-failed": (412, "It changed since it was read"),
    "precondition-required": (428, "It takes If-Match"),
    "idempotency-mismatch": (422, "This Idempotency-Key was used for something else"),
    "too-large": (413, "The body is too large"),
    "unsupported-media-type": (415, "This kind of body is not read"),
    "too-many-requests": (429, "Too many requests"),
    "internal": (500, "Something failed here"),
    "busy": (503, "The database does not answer now"),
}
#: Seconds to wait where the database is busy.
WAIT = 5

_OF_STATUS = {
    400: "invalid-body",
    401: "bad-key",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "too-large",
    415: "unsupported-media-type",
    429: "too-many-requests",
}


class Problem(exceptions.APIException):
    """Raise one of `TYPES` with a sentence and, where fields are to blame, (field, sentence) pairs."""

    def __init__(self, kind: str, detail: str, errors: Sequence[tuple[str, str]] = (), **more: Any) -> None:
        self.kind, self.errors, self.more = kind, errors, more
        self.status_code = TYPES[kind][0]
        super().__init__(detail)


def body(kind: str, detail: str, errors: Sequence[tuple[str, str]] = (), **more: Any) -> dict[str, Any]:
    """The members of RFC 9457, and ``errors`` for the fields."""
    code, title = TYPES[kind]
    told = {"type": f"urn:on-record:problem:{kind}", "title": title, "status": code, "detail": detail}
    return told | {"errors": [{"field": field, "detail": why} for field, why in errors]} | more


def handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler. What nobody foresaw stays an exception: it is logged, and told by `server_error`."""
    told = problem_of(error)
    if told is None:
        return None
    set_rollback()
    headers = dict(getattr(error, "headers", None) or {})
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(max(1, int(wait + 0.999)))
    if told["status"] == 503:
        logger.warning("the database did not answer: %s", error)
        headers["Retry-After"] = str(WAIT)
    content = told | {"instance": context["request"].path}
    return Response(content, status=content["status"], headers=headers, content_type=MEDIA_TYPE)


def problem_of(error: Exception) -> dict[str, Any] | None:
    """What is answered for an error, or None where nobody foresaw it."""
    match error:
        case Problem():
            return body(error.kind, str(error.detail), error.errors, **error.more)
        case ValidationError():
            return _of_validation(error)
        case PermissionDenied():
            return body("forbidden", str(error) or "This key may not do that.")
        case Http404():
            return body("not-found", "It does not exist, or it is not yours to see.")
        case OperationalError():
            return body("busy", f"Nothing was written. Try again in {WAIT} seconds.")
        case exceptions.NotAuthenticated():
            return body("no-key", "Send “Authorization: Bearer onr_…” with a key of your newsroom.")
        case exceptions.APIException():
            kind = _OF_STATUS.get(error.status_code)
            return body(kind, str(error.detail)) if kind else None
    return None


def _is_conflict(error: ValidationError) -> bool:
    if hasattr(error, "error_dict"):
        return any(_is_conflict(each) for errors in error.error_dict.values() for each in errors)
    return any(each.code == CONFLICT for each in error.error_list)


def invalid_body(errors: Mapping[str, Sequence[str]], *, is_well_formed: bool = False) -> Problem:
    """The fields of a body that are missing, unknown or of another shape than the schema says (or can say)."""
    found = [("" if name == "__all__" else name, why) for name, whys in errors.items() for why in whys]
    detail = " ".join(f"{name}: {why}" if name else why for name, why in found)
    kind = "invalid-value" if is_well_formed else "invalid-field"
    return Problem(kind, detail, [pair for pair in found if pair[0]])


def _of_validation(error: ValidationError) -> dict[str, Any]:
    """What a verb refused: its fields and sentences, as they are."""
    if hasattr(error, "error_dict"):
        found = [
            ("" if name == "__all__" else name, why)
            for name, errors in error.error_dict.items()
            for each in errors
            for why in each.messages
        ]
    else:
        found = [("", why) for why in error.messages]
    kind = "conflict" if _is_conflict(error) else "invalid-value"
    detail = " ".join(f"{name}: {why}" if name else why for name, why in found)
    return body(kind, detail, [pair for pair in found if pair[0]])
