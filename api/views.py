"""What all reading addresses share: a key with a scope, known parameters only, plain JSON made of plain columns."""

import json
import logging
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from annotate.models import Scope
from api import parameters, problems
from api.authentication import BearerKey
from api.parameters import Parameter
from api.permissions import HasScope

logger = logging.getLogger(__name__)


class ReadView(APIView):
    """Answers GET with `read(…)`. `parameters` are known, `answer` is the serializer that describes the answer."""

    authentication_classes = [BearerKey]
    permission_classes = [HasScope]
    scopes: ClassVar[dict[str, str]] = {"GET": Scope.READ}
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    answer: ClassVar[type[Serializer]]
    #: What the schema says of the address: a name for the operation and a line on what it answers.
    operation: ClassVar[str]
    summary: ClassVar[str]
    #: Which of `api.problems.TYPES` it may answer with besides the usual ones.
    problems: ClassVar[tuple[str, ...]] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.given = parameters.read(request.GET, self.parameters)

    def handle_exception(self, exc: Exception) -> Any:
        try:
            return super().handle_exception(exc)
        except Exception:
            logger.exception("%s %s failed", self.request.method, self.request.path)
            return server_error(self.request)

    @property
    def newsroom(self) -> str:
        holder: Any = self.request.auth  # an `api.authentication.Holder`
        return str(holder.newsroom)

    def get(self, request: Request, **kwargs: str) -> HttpResponse:
        return answer(self.read(**kwargs))

    def read(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        raise NotImplementedError

    def page(self, results: list[dict[str, Any]], cursor: str | None) -> dict[str, Any]:
        """A page of a list, with the address of the next one."""
        return {"results": results, "next": self.address(cursor=cursor) if cursor else None}

    def address(self, **changed: str) -> str:
        """This address with other parameters."""
        query = {name: self.request.GET.getlist(name) for name in self.request.GET} | changed
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode(query, doseq=True)}")


def answer(content: Any, status: int = 200) -> HttpResponse:
    """JSON, beside DRF's renderers: they would look at every value once more."""
    return HttpResponse(
        json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False),
        content_type="application/json",
        status=status,
    )


def nowhere(request: HttpRequest, path: str = "") -> HttpResponse:
    """Any other address under the API's, with the one that was probably meant."""
    with_slash = request.path if request.path.endswith("/") else f"{request.path}/"
    why = f"There is no such address. Addresses end with a slash: try {with_slash}" if with_slash != request.path else (
        "There is no such address. /api/schema/ lists those there are."
    )  # fmt: skip
    return _problem(request, "not-found", why)


def server_error(request: HttpRequest) -> HttpResponse:
    """What nobody foresaw. The log has it; the answer says nothing of it."""
    return _problem(request, "internal", "It was logged. Try again later; if it stays, tell the desk.")


def _problem(request: HttpRequest, kind: str, detail: str) -> HttpResponse:
    content = problems.body(kind, detail) | {"instance": request.path}
    return JsonResponse(content, status=content["status"], content_type=problems.MEDIA_TYPE)


def or_404(row: Any) -> Any:
    """The row, or the answer for what does not exist as for what is another newsroom's: 404."""
    if row is None:
        raise Http404
    return row
