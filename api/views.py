"""What all reading addresses share: a key with a scope, known parameters only, plain JSON made of plain columns."""

import logging
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from annotate.formats.blindness import NOT_TOLD, blinded
from annotate.formats.telling import encoded
from annotate.models import Scope
from api import limits, manners, negotiation, parameters, problems
from api.authentication import BearerKey
from api.negotiation import JSON, Format
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
    #: Methods besides GET, as `api.writing.Write`.
    writes: ClassVar[dict[str, Any]] = {}
    #: What the schema says of the address: a name for the operation and a line on what it answers.
    operation: ClassVar[str]
    summary: ClassVar[str]
    #: By name; the first is the usual one.
    formats: ClassVar[dict[str, Format]] = {"json": JSON}
    #: It tells scores in another shape than `annotate.formats.blindness` knows: newsrooms that must not see them do not get it.
    is_closed_to_blind: ClassVar[bool] = False
    #: Where the address will be gone.
    going: ClassVar[manners.Going | None] = None
    #: Which of `api.problems.TYPES` it may answer with besides the usual ones.
    problems: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """A method without a scope does not exist, in the schema either."""
        super().__init_subclass__(**kwargs)
        cls.http_method_names = [*(method.lower() for method in cls.scopes), "head", "options"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if any("\x00" in str(value) for value in kwargs.values()):
            raise Http404  # PostgreSQL refuses even to look for it
        self._count()
        if self.is_closed_to_blind and self.is_blind:
            raise PermissionDenied(NOT_TOLD)
        self.given = parameters.read(request.GET, () if request.method in self.writes else self.known())

    @classmethod
    def known(cls) -> tuple[Parameter, ...]:
        """The parameters, with `format` where there are several."""
        return (*cls.parameters, *[negotiation.parameter(cls.formats)] * (len(cls.formats) > 1))

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Errors are told as JSON whatever was asked for, and so is what was written."""
        renderer = self.get_renderers()[0]
        self.format = next(iter(self.formats.values()))
        if not force and request.method in ("GET", "HEAD"):
            self.format = negotiation.chosen(request, self.formats)
        return renderer, renderer.media_type

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.method == "OPTIONS":  # a browser asks without the key
            return manners.preflight(", ".join(["HEAD", "OPTIONS", *self.scopes]))
        return super().dispatch(request, *args, **kwargs)

    def _count(self) -> None:
        holder: Any = self.request.auth
        self.count = limits.count(holder.key)
        if self.count.is_over:
            raise TooMany(self.count)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if count := getattr(self, "count", None):
            for name, value in count.headers().items():
                response.headers[name] = value
        response.headers.setdefault("Link", manners.SERVICE)
        for going in self._going(request):
            manners.announce(response, going)
        if response.status_code < 400 and request.method in ("GET", "HEAD"):
            manners.dress(request, response)
        else:
            manners.share(response)
            response.headers["Cache-Control"] = "no-store"
            if request.method == "HEAD":
                manners.without_body(response)
        return response

    def _going(self, request: Request) -> list[manners.Going]:
        """What of this request will be gone: its address, or the first of its parameters that goes."""
        known = [parameter for parameter in self.known() if parameter.name in request.GET]
        every = [self.going, *(parameter.going for parameter in known)]
        return [going for going in every if going is not None][:1]

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

    def get(self, request: Request, **kwargs: str) -> HttpResponseBase:
        told = self.shown(self.read(**kwargs))
        response = answer(self.format.render(request, told), media_type=self.format.media_type)
        if following := told.get("next"):
            response.headers["Link"] = f'<{following}>; rel="next", {manners.SERVICE}'
        return response

    @property
    def is_for_everybody(self) -> bool:
        """This key is told just what everybody is."""
        holder: Any = self.request.auth
        return not (holder.is_blind or holder.has_own)

    @property
    def is_plain(self) -> bool:
        """What stands ready for everybody is what this request wants: see `api.ready`."""
        return self.format is JSON and self.is_for_everybody

    @property
    def is_blind(self) -> bool:
        """Its newsroom annotates or resolves."""
        holder: Any = self.request.auth
        return bool(holder.is_blind)

    def shown(self, told: Any) -> Any:
        """What of an answer is for this newsroom: everything that goes out passes here."""
        return blinded(told) if self.is_blind else told

    def read(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        raise NotImplementedError

    def page(self, results: list[dict[str, Any]], cursor: str | None) -> dict[str, Any]:
        """A page of a list, with the address of the next one."""
        return {"results": results, "next": self.address(cursor=cursor) if cursor else None}

    def address(self, **changed: str) -> str:
        """This address with other parameters."""
        query = {name: self.request.GET.getlist(name) for name in self.request.GET} | changed
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode(query, doseq=True)}")


class TooMany(problems.Problem):
    """The key has asked too often: it says how long to wait."""

    def __init__(self, count: limits.Count) -> None:
        self.wait = count.seconds
        super().__init__("too-many-requests", f"{count.limit} a minute are allowed. Wait {count.seconds} s.")


def answer(content: Any, status: int = 200, media_type: str = "application/json") -> HttpResponse:
    """JSON, beside DRF's renderers: they would look at every value once more."""
    text = content.encode() if isinstance(content, str) else content
    text = text if isinstance(text, bytes) else encoded(text)
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return HttpResponse(text, content_type=media_type + charset, status=status)


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
    response = JsonResponse(content, status=content["status"], content_type=problems.MEDIA_TYPE)
    if request.method == "HEAD":
        manners.without_body(response)
    return response


def or_404(row: Any) -> Any:
    """The row, or the answer for what does not exist as for what is another newsroom's: 404."""
    if row is None:
        raise Http404
    return row
