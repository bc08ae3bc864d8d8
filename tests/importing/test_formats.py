"""What others hand over becomes rows, or a sentence that says what to mend."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.formats import incoming

PAGE = """<!doctype html><html lang="fr"><head><title>x</title>
<meta property="og:title" content="L’usine fermera"><meta property="og:site_name" content="Le Jour">
<meta name="author" content="Zoé Ñandú"><meta property="article:published_time" content="2026-03-01T10:15:00+01:00">
</head><body><nav>Menu Accueil</nav><article><h1>L’usine fermera</h1>
<p>Le ministère fermera l’usine, selon deux responsables qui connaissent le dossier. {words}</p>
<p>La direction n’a pas répondu aux questions. <script>alert(1)</script>{words}</p></article></body></html>"""


def one(body: str | bytes, kind: str, **more: Any) -> dict[str, Any]:
    (row,) = incoming.read(body.encode() if isinstance(body, str) else body, kind, **more)
    return row


def test_a_text_is_a_headline_and_what_follows() -> None:
    row = one("Plant to close\n\nIt will close.\n\nSo they said.", "text")
    assert (row["headline"], row["text"]) == ("Plant to close", "It will close.\n\nSo they said.")


def test_a_page_gives_its_text_and_its_particulars_and_none_of_its_furniture() -> None:
    row = one(PAGE.replace("{words}", "Il n’a pas dit quand. " * 6), "html", url="https://jour.example/usine")
    assert row["headline"] == "L’usine fermera"
    assert "deux responsables" in row["text"]
    assert "Menu" not in row["text"]
    assert "alert" not in row["text"]
    assert (row["outlet"], row["language"], row["byline"]) == ("Le Jour", "fr", "Zoé Ñandú")
    assert (row["published_at"], row["url"]) == ("2026-03-01T10:15:00+01:00", "https://jour.example/usine")


def test_json_comes_as_a_list_an_object_articles_or_lines() -> None:
    row = {"headline": "A", "text": "B", "outlet": {"name": "Gazette", "domain": "gazette.example"}}
    bodies = (
        json.dumps([row, row]),
        json.dumps({"articles": [row, row]}),
        f"{json.dumps(row)}\n\n{json.dumps(row)}\n",
    )
    for body in bodies:
        rows = incoming.read(body.encode(), "json")
        assert [r["outlet_domain"] for r in rows] == ["gazette.example"] * 2
    assert one(json.dumps(row), "json")["outlet"] == "Gazette"


def test_csv_keeps_accents_line_ends_and_scripts_and_takes_our_own_apostrophe_away() -> None:
    body = '\ufeffheadline,text,byline\r\n"\'=1+1","Zwei\nZeilen, ü",مها\r\n'
    row = one(body, "csv")
    assert row == {"headline": "=1+1", "text": "Zwei\nZeilen, ü", "byline": "مها"}


def test_ninjs_gives_its_plain_body_and_credits_its_info_sources() -> None:
    item = {
        "uri": "https://wire.example/1", "language": "en", "by": "Ada B", "firstCreated": "2026-03-01T09:00:00Z",
        "headlines": [{"role": "main", "value": "Plant to close"}],
        "bodies": [
            {"contentType": "application/xhtml+xml", "value": "<p>No <b>this</b>.</p>"},
            {"contentType": "text/plain", "value": "It will close."},
        ],
        "infoSources": [{"name": "Calder Wire"}, {"name": "Marfa Press", "role": "x"}],
    }  # fmt: skip
    row = one(json.dumps(item), "ninjs")
    assert (row["text"], row["credit_line"], row["byline"]) == (
        "It will close.",
        "Calder Wire, Marfa Press",
        "Ada B",
    )
    assert (row["url"], row["published_at"]) == ("https://wire.example/1", "2026-03-01T09:00:00Z")
    item["bodies"] = item["bodies"][:1]
    assert one(json.dumps([item]), "ninjs")["text"] == "No this."


@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        (b"\xff\xfa broken", "text", "Byte 0 is not UTF-8"),
        (b"[1, 2]", "json", "list of objects"),
        (b"{", "json", "not JSON"),
        (b'{"a": 1}\n{', "json", "Line 2"),
        (b"[]", "json", "no article"),
        (b'[{"title": "x"}]', "json", "has “title”"),
        (b"title,text\nx,y\n", "csv", "column “title”"),
        (b"headline,text\nx,y,z\n", "csv", "more cells"),
        (b'headline,text\n"x,y\n', "csv", "Line"),
        (b"<p>nothing</p>", "html", "no article's text"),
        (b'[{"headlines": []}]', "ninjs", "no body"),
        (b'[{"bodies": "x"}]', "ninjs", "list of objects"),
        (b'[{"headline": "x", "text": "y"}]' + b"", "csv", "column"),
        (b"[" + b"[" * 100_000, "json", "not JSON"),
        (json.dumps([{"text": "x"}] * 1001).encode(), "json", "1,001 articles"),
    ],
)
def test_what_cannot_be_read_is_said(body: bytes, kind: str, says: str) -> None:
    with pytest.raises(incoming.UnreadableError, match=says):
        incoming.read(body, kind)


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("a.HTML", b"", "html"), ("a.csv", b"", "csv"), ("a.jsonl", b"{}", "json"), ("a.json", b'{"bodies": []}', "ninjs"),
        ("a.txt", b"", "text"), ("noending", b"", "text"),
    ],
)  # fmt: skip
def test_a_kind_is_guessed_by_the_name(name: str, body: bytes, kind: str) -> None:
    assert incoming.guess(name, body) == kind


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=400), st.sampled_from(sorted(incoming.READERS)))
def test_whatever_the_bytes_there_are_rows_or_a_sentence(body: bytes, kind: str) -> None:
    try:
        rows = incoming.read(body, kind)
    except incoming.UnreadableError as error:
        rows = [{"refused": str(error)}]
    assert all(rows)
