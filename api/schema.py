"""The OpenAPI 3.1 document: written from the same declarations that the addresses answer by."""

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.request import Request
from rest_framework.views import APIView

from api import manners
from api.answers.common import ProblemAnswer
from api.bodies import Body
from api.examples import add_examples
from api.links import add_links
from api.permissions import Anybody
from api.problems import MEDIA_TYPE, TYPES
from api.webhooks import webhooks

USUAL_PROBLEMS = (
    "unknown-parameter",
    "invalid-value",
    "no-key",
    "forbidden",
    "not-acceptable",
    "too-many-requests",
    "busy",
)
WRITE_PROBLEMS = ["invalid-field", "conflict", "too-large", "unsupported-media-type"]
CREATE_PROBLEMS = ["idempotency-mismatch"]
CHANGE_PROBLEMS = ["precondition-failed", "precondition-required"]
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="The ETag that you read."
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": 250, "pattern": "^[!-~]([ -~]*[!-~])?$"},
    OpenApiParameter.HEADER,
    description="The same for a day: the same answer, made once.",
)


class Schema(AutoSchema):
    """Reads what an address declares of itself: `operation`, `summary`, `parameters`, `answer`, `problems`."""

    view: Any

    @property
    def write(self) -> Any:
        """What is declared of this method, where it is one that writes."""
        return self.view.writes.get(self.method)

    def get_operation_id(self) -> str:
        return str((self.write or self.view).operation)

    def get_summary(self) -> str:
        return str((self.write or self.view).summary)

    def get_description(self) -> str:  # type: ignore[override]
        told = ((self.write.body or type(self.view)) if self.write else type(self.view)).__doc__ or ""
        return "\n".join(line.strip() for line in told.splitlines()).strip()

    def is_deprecated(self) -> bool:
        return self.view.going is not None

    def get_extensions(self) -> dict[str, Any]:
        """The scope that a key needs for it."""
        return {"x-scope": str(self.view.scopes[self.method])}

    def get_tags(self) -> list[str]:
        return [str(self.view.operation).split("_")[0]]

    def get_override_parameters(self) -> list[Any]:
        if self.write:
            if self.method in ("PATCH", "DELETE"):
                return [IF_MATCH]
            return [IDEMPOTENCY_KEY] if self.write.is_repeatable else []
        return [_parameter(parameter) for parameter in self.view.known()]

    def get_request_serializer(self) -> Any:
        return (self.write.body or None) if self.write else None

    def get_response_serializers(self) -> Any:
        # A function, for the description of each status that has problems.
        kinds = [*USUAL_PROBLEMS, *self.view.problems, *["not-found"] * ("{" in self.path)]
        if self.write:
            kinds += WRITE_PROBLEMS + (CHANGE_PROBLEMS if self.method != "POST" else CREATE_PROBLEMS)
        told: dict[Any, Any] = self._welcome()
        for status in sorted({TYPES[kind][0] for kind in kinds}):
            titles = [TYPES[kind][1] for kind in kinds if TYPES[kind][0] == status]
            told[(status, MEDIA_TYPE)] = OpenApiResponse(ProblemAnswer, description="; ".join(titles) + ".")
        return told

    def _welcome(self) -> dict[Any, Any]:
        if self.write:
            return {
                self.write.status: OpenApiResponse(self.write.answer or None, description=self.write.summary)
            }
        usual, *others = self.view.formats.values()
        return {
            (200, usual.media_type): OpenApiResponse(self.view.answer, description=self.view.summary),
            **{(200, each.media_type): OpenApiResponse(each.schema) for each in others},
            304: OpenApiResponse(description="You have it already."),
        }


def _parameter(parameter: Any) -> OpenApiParameter:
    schema = dict(parameter.schema)
    if parameter.most > 1:
        schema = {"type": "array", "items": schema, "maxItems": parameter.most}
        if parameter.required:
            schema["minItems"] = 1
    return OpenApiParameter(
        parameter.name, schema, OpenApiParameter.QUERY, required=parameter.required, description=parameter.description,
        deprecated=parameter.going is not None, explode=True if parameter.most > 1 else None, style="form" if parameter.most > 1 else None,
    )  # fmt: skip


def _bodies(kind: type[Body]) -> Iterator[type[Body]]:
    for each in kind.__subclasses__():
        yield each
        yield from _bodies(each)


class KeyScheme(OpenApiAuthenticationExtension):
    """How the document tells of the key."""

    target_class = "api.authentication.BearerKey"
    name = "key"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A key of your newsroom: `Authorization: Bearer onr_…`.",
        }


class SchemaView(APIView):
    """The document itself. It tells nothing of anybody, so it is open."""

    permission_classes = [Anybody]
    schema = None

    def get(self, request: Request) -> HttpResponse:
        return HttpResponse(document()[0], content_type="application/vnd.oai.openapi+json")

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=300"
            manners.dress(request, response)
        return response


@lru_cache(maxsize=1)
def document() -> tuple[str, str]:
    """The document as JSON and its ETag: it changes with the code only."""
    found = SchemaGenerator().get_schema(request=None, public=True)
    for body in _bodies(Body):
        if schema := found["components"]["schemas"].get(body.__name__):
            schema["additionalProperties"] = False
    add_examples(found)
    for operation in (each for methods in found["paths"].values() for each in methods.values()):
        if "requestBody" in operation:  # also where no field of it is required: {} at least
            operation["requestBody"]["required"] = True
    add_links(found)
    found["webhooks"] = webhooks()
    text = json.dumps(found, ensure_ascii=False)
    return text, f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
