"""The description for people and the examples in the one for machines."""

import json
import re
from typing import Any

import jsonschema
import pytest

from api.docs import page
from api.examples import EXAMPLES
from api.links import LINKS
from api.schema import document
from tests.api.asking import CLIENT, strict

DOCUMENT = json.loads(document()[0])
OPERATIONS = {op["operationId"]: op for methods in DOCUMENT["paths"].values() for op in methods.values()}


def test_the_page_has_every_address_and_shape_and_nothing_from_elsewhere() -> None:
    answer = CLIENT.get("/api/docs/")
    html = answer.content.decode()
    for name, operation in OPERATIONS.items():
        assert f'id="{name}"' in html
        assert operation["summary"] in html.replace("&#x27;", "'")
    for name in DOCUMENT["components"]["schemas"]:
        assert f'id="{name}"' in html
    assert "<script" not in html
    assert "style=" not in html
    assert re.findall(r'(?:src|href)="(https?:)?//', html) == []
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets <= set(re.findall(r'id="([^"]+)"', html)), "every link leads somewhere"
    assert "script-src" in answer.headers["Content-Security-Policy"]
    assert page() == html


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_is_one_of_what_it_is_an_example_of(name: str) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": strict()["components"]}
    jsonschema.Draft202012Validator(schema).validate(EXAMPLES[name])
    assert DOCUMENT["components"]["schemas"][name]["examples"] == [EXAMPLES[name]]


def test_whatever_is_sent_or_comes_back_has_an_example() -> None:
    """But for files of reports, which are seen better than read here."""
    files = {("reports_read", kind) for kind in ("text/csv", "text/html", "application/pdf")}
    contents = {
        (name, kind): content
        for name, operation in OPERATIONS.items()
        for told in (operation.get("requestBody", {}), *operation["responses"].values())
        for kind, content in told.get("content", {}).items()
    }
    without = {
        place
        for place, content in contents.items()
        if "examples" not in content and "examples" not in _referred(content["schema"])
    }
    assert without == files


def _referred(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return dict(DOCUMENT["components"]["schemas"].get(name, {}))


def test_links_lead_to_operations_that_there_are_and_name_their_parameters() -> None:
    assert LINKS.keys() <= OPERATIONS.keys()
    for links in LINKS.values():
        for target, values in links.values():
            known = {parameter["name"] for parameter in OPERATIONS[target]["parameters"]}
            assert {name.removeprefix("header.") for name in values} <= known


def test_every_operation_says_which_scope_it_takes() -> None:
    assert all(operation["x-scope"] for operation in OPERATIONS.values())
