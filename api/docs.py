"""The description of the API for people: one page made of the schema, without a script, without anything from elsewhere."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from rest_framework.request import Request
from rest_framework.views import APIView

from api import manners
from api.permissions import Anybody
from api.schema import document

#: In which order somebody reads who is new; what is not named comes after, by name.
ORDER = (
    "claims",
    "articles",
    "sources",
    "outlets",
    "changes",
    "dump",
    "reports",
    "reviews",
    "readings",
    "outcomes",
)
METHODS = ("get", "post", "put", "patch", "delete")


class DocsView(APIView):
    """It tells nothing of anybody, so it is open."""

    permission_classes = [Anybody]
    schema = None

    def get(self, request: Request) -> HttpResponse:
        return HttpResponse(page(), content_type="text/html; charset=utf-8")

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=300"
            manners.dress(request, response)
        return response


@lru_cache(maxsize=1)
def page() -> str:
    """The page as HTML: it changes with the code only."""
    told = json.loads(document()[0])
    groups: dict[str, list[dict[str, Any]]] = {}
    for operation in _operations(told, "paths"):
        groups.setdefault(operation["tag"], []).append(operation)
    ranked = sorted(groups.items(), key=lambda group: (_rank(group[0]), group[0]))
    context = {
        "title": told["info"]["title"],
        "description": told["info"]["description"],
        "groups": [{"name": name, "operations": operations} for name, operations in ranked],
        "webhooks": list(_operations(told, "webhooks")),
        "schemas": [_schema(name, each) for name, each in told["components"]["schemas"].items()],
    }
    return render_to_string("api/docs.html", context)


def _rank(tag: str) -> int:
    return ORDER.index(tag) if tag in ORDER else len(ORDER)


def _operations(told: Mapping[str, Any], where: str) -> Iterator[dict[str, Any]]:
    for path, methods in told.get(where, {}).items():
        for method in METHODS:
            if each := methods.get(method):
                yield {
                    "id": each.get("operationId", path),
                    "tag": (each.get("tags") or ["other"])[0],
                    "method": method.upper(),
                    "path": path,
                    "summary": each.get("summary", ""),
                    "description": each.get("description", "").split("\n\n"),
                    "scope": each.get("x-scope"),
                    "is_deprecated": each.get("deprecated", False),
                    "parameters": [_parameter(one) for one in each.get("parameters", ())],
                    "body": _content(each.get("requestBody", {})),
                    "answers": [
                        {
                            "status": status,
                            "description": answer.get("description", ""),
                            "types": _content(answer),
                        }
                        for status, answer in each["responses"].items()
                    ],
                }


def _parameter(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": told["name"],
        "where": told["in"],
        "is_required": told.get("required", False),
        "type": _type(told["schema"]),
        "default": told["schema"].get("default"),
        "description": told.get("description", ""),
    }


def _content(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The media types of a body or an answer, each with its shape and an example where there is one."""
    return [
        {"media_type": kind, "type": _type(each.get("schema", {}))}
        for kind, each in told.get("content", {}).items()
    ]


def _schema(name: str, told: Mapping[str, Any]) -> dict[str, Any]:
    required = told.get("required", ())
    example = (told.get("examples") or [None])[0]
    return {
        "name": name,
        "description": told.get("description", ""),
        "example": json.dumps(example, ensure_ascii=False, indent=2) if example is not None else "",
        "fields": [
            {
                "name": field,
                "type": _type(each),
                "is_required": field in required,
                "description": _words(each),
            }
            for field, each in told.get("properties", {}).items()
        ],
    }


def _words(told: Mapping[str, Any]) -> str:
    """A field's description without the list of its terms, which stands in its type."""
    return str(told.get("description", "")).split("* `")[0].strip()


def _type(told: Mapping[str, Any]) -> list[dict[str, str]]:
    """A type in words: parts of text, those that are schemas with their name to link to."""
    if "$ref" in told:
        name = told["$ref"].rpartition("/")[2]
        return [{"text": name, "schema": name}]
    for several in ("oneOf", "anyOf", "allOf"):
        if several in told:
            parts = [_type(each) for each in told[several]]
            return [
                part for place, each in enumerate(parts) for part in ([_text(" or ")] * (place > 0) + each)
            ]
    if "enum" in told:
        return [_text(" | ".join(json.dumps(term, ensure_ascii=False) for term in told["enum"]))]
    kind = told.get("type", "any")
    kinds = kind if isinstance(kind, list) else [kind]
    if "array" in kinds:
        return [_text("list of "), *_type(told.get("items", {})), *[_text(" or null")] * ("null" in kinds)]
    if isinstance(told.get("additionalProperties"), dict) and told["additionalProperties"]:
        return [_text("object of "), *_type(told["additionalProperties"])]
    bounds = [f"{name} {told[key]}" for key, name in (("minimum", "from"), ("maximum", "to")) if key in told]
    words = " or ".join(kinds) + (f" ({told['format']})" if "format" in told else "")
    return [_text(" ".join([words, *bounds]))]


def _text(words: str) -> dict[str, str]:
    return {"text": words, "schema": ""}
