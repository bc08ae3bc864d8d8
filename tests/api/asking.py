"""A client with a key. Every answer it gets is held against the schema that is served."""

import json
import re
from typing import Any
from urllib.parse import urlencode, urlsplit

import jsonschema
from django.http import HttpResponse
from django.test import Client

from annotate.models import Newsroom
from api.schema import document
from tests import factories as make

#: One for all: each new one would lay the middleware and look through the static files again.
CLIENT = Client()


def ask(path: str, *, key: str = "", client: Client | None = None, method: str = "get", **query: Any) -> Any:
    """The response to a request; `ask.json` of it is read with `.json()`."""
    address = path if path.startswith("/api/") else f"/api/v1/{path}"
    if query:
        address += ("&" if "?" in address else "?") + urlencode(query, doseq=True)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    response = getattr(client or CLIENT, method)(address, headers=headers)
    hold_against_schema(response, method, address)
    return response


class Newsdesk:
    """A newsroom with one key."""

    def __init__(self, *scopes: str, newsroom: Newsroom | None = None) -> None:
        self.newsroom = newsroom or make.newsroom()
        self.key, self.secret = make.key(self.newsroom, *scopes)

    def ask(self, path: str, **query: Any) -> Any:
        return ask(path, key=self.secret, **query)

    def read(self, path: str, **query: Any) -> Any:
        """The body of what must be a 200."""
        response = self.ask(path, **query)
        assert response.status_code == 200, response.content
        return response.json()

    def everything(self, path: str, **query: Any) -> list[Any]:
        """All pages of a list, followed by `next`."""
        page = self.read(path, **query)
        found = page["results"]
        while page["next"]:
            parts = urlsplit(page["next"])
            page = self.read(f"{parts.path}?{parts.query}")
            found += page["results"]
        return found


def hold_against_schema(response: HttpResponse, method: str, address: str) -> None:
    """The answer has just the fields, types and status that the document promises for its address."""
    described = _described(urlsplit(address).path)
    if described is None or response.status_code == 405:
        return
    responses = described["get" if method == "head" else method]["responses"]
    assert str(response.status_code) in responses, (
        f"{address} answered {response.status_code}, not in the schema"
    )
    if response.status_code in (204, 304):
        return
    kind = response.headers["Content-Type"].split(";")[0]
    content = responses[str(response.status_code)].get("content", {})
    assert kind in content, f"{address} answered {kind}, not in the schema"
    if response.streaming or "json" not in kind or method == "head":
        return
    jsonschema.Draft202012Validator(
        {**content[kind]["schema"], "components": strict()["components"]}
    ).validate(json.loads(response.content))


def _described(path: str) -> Any:
    paths = strict()["paths"]
    if path in paths:
        return paths[path]
    return next(
        (it for name, it in paths.items() if re.fullmatch(re.sub(r"{\w+}", "[^/]+", name), path)), None
    )


_strict: dict[str, Any] = {}


def strict() -> dict[str, Any]:
    """The served document, with every object closed: a field that it does not name is an error."""
    if not _strict:
        _strict.update(json.loads(document()[0]))
        for schema in _strict["components"]["schemas"].values():
            if "properties" in schema:
                schema["additionalProperties"] = False
    return _strict
