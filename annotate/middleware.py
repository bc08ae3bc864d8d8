"""What every request passes before a view sees it."""

from collections.abc import Callable
from urllib.parse import unquote_plus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

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
