"""How the desk's JSON endpoints answer: errors by field, 401 for an expired session, 409 for a conflict."""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse

from annotate.actions.verb import CONFLICT

MAX_BODY = 1024 * 1024


class Conflict(Exception):
    """Somebody, perhaps oneself in another tab, was first. ``current`` is what stands now."""

    def __init__(self, error: ValidationError, current: Any) -> None:
        self.error, self.current = error, current


def endpoint(method: str) -> Callable[[Callable[..., Any]], Callable[..., JsonResponse]]:
    """A view that returns JSON values, and answers every refusal as JSON too."""

    def around(view: Callable[..., Any]) -> Callable[..., JsonResponse]:
        @wraps(view)
        def answer(screen: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
            if not admin.site.has_permission(request):
                return problem(
                    401, {NON_FIELD_ERRORS: ["You are signed out. Sign in again; what you typed is kept."]}
                )
            if request.headers.get("X-Desk-User", str(request.user.pk)) != str(request.user.pk):
                return problem(
                    401,
                    {
                        NON_FIELD_ERRORS: [
                            "Somebody else has signed in since. Sign in again as yourself; what you typed is kept."
                        ]
                    },
                )
            if request.method != method:
                return problem(405, {NON_FIELD_ERRORS: [f"Send {method}."]})
            try:
                return JsonResponse(view(screen, request, *args, **kwargs))
            except Conflict as conflict:
                return problem(409, by_field(conflict.error), current=conflict.current)
            except ValidationError as error:
                return problem(409 if is_conflict(error) else 400, by_field(error))
            except PermissionDenied as error:
                return problem(403, {NON_FIELD_ERRORS: [str(error) or "You may not do this."]})

        return answer

    return around


def problem(status: int, errors: Mapping[str, list[str]], **more: Any) -> JsonResponse:
    return JsonResponse({"errors": errors, **more}, status=status)


def by_field(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}


def is_conflict(error: ValidationError) -> bool:
    every = (
        [e for errors in error.error_dict.values() for e in errors]
        if hasattr(error, "error_dict")
        else error.error_list
    )
    return any(e.code == CONFLICT for e in every)


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent, or `ValidationError`."""
    if len(request.body) > MAX_BODY:
        raise ValidationError({"body": "At most 1 MB."})
    try:
        found = json.loads(request.body.decode("utf-8"))
    except UnicodeDecodeError:
        raise ValidationError({"body": "This is not valid UTF-8."}) from None
    except (ValueError, RecursionError):
        raise ValidationError({"body": "This is not JSON."}) from None
    if not isinstance(found, dict):
        raise ValidationError({"body": "Send one JSON object."})
    return found
