"""What every request passes before a view sees it."""

import logging
from collections.abc import Callable
from urllib.parse import unquote_plus

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

FORM = "application/x-www-form-urlencoded"


class Utf8Forms:
    """Refuses a form that is not UTF-8, naming the field. Django would read stray bytes as Latin-1, in silence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.content_type == FORM:
            if (request.content_params or {}).get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
                return _refuse("charset: send the form as UTF-8.")
            try:
                body = request.body
            except RequestDataTooBig:
                return _refuse(
                    "The form is larger than 16 MB. An article's text has at most 1,000,000 characters.", 413
                )
            if field := _damaged(body):
                return _refuse(
                    f"{field}: this is not valid UTF-8. Save the original as UTF-8 and send it again."
                )
        return self.get_response(request)


class BusyDatabase:
    """A database that does not take a write in time is no fault of the page: 503, and nothing was changed.

    (SQLite lets one write at a time, and of very many who wait now and then one waits too long.)
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError):
            return None
        logger.warning("the database did not take it: %s at %s", error, request.path)
        answer = _refuse("The database is busy. Nothing was changed; go back and send it again.", 503)
        answer["Retry-After"] = "3"
        return answer


def _damaged(body: bytes) -> str:
    """The name of the first field with bytes that are no UTF-8, as they are; %XX is decoded by the form."""
    try:
        body.decode()
    except UnicodeDecodeError as error:
        before = body[: error.start].rpartition(b"&")[2]
        return unquote_plus(before.partition(b"=")[0].decode("ascii", "replace"))[:60] or "the form"
    return ""


def _refuse(why: str, status: int = 400) -> HttpResponse:
    return HttpResponse(why, status=status, content_type="text/plain; charset=utf-8")
