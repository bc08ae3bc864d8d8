"""Articles as others hand them over → rows of plain values: text, HTML, JSON, JSON lines, CSV, ninjs 3.

A row has some of `FIELDS`; whether they will do is for the verbs to say. What cannot be read at all raises
`UnreadableError`, whose message names the place and the fix.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any

import lxml.html
from trafilatura import bare_extraction

from annotate.formats.csv import unsafe

FIELDS = (
    "headline", "text", "url", "outlet", "outlet_domain", "published_at", "byline", "credit_line", "language", "time_zone",
)  # fmt: skip
MOST_ROWS = 1000
Row = dict[str, Any]


class UnreadableError(ValueError):
    """The file is not what it is said to be."""


def read(body: bytes, kind: str, *, url: str = "") -> list[Row]:
    """The rows of a file of this kind (``text``, ``html``, ``json``, ``csv``, ``ninjs``)."""
    rows = READERS[kind](body, url)
    if not rows:
        raise UnreadableError("There is no article in it.")
    if len(rows) > MOST_ROWS:
        raise UnreadableError(
            f"There are {len(rows):,} articles in it. Split it into files of at most {MOST_ROWS:,}."
        )
    return rows


def _words(body: bytes) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"Byte {error.start} is not UTF-8. Save the file as UTF-8 and try again."
        ) from None


def _text(body: bytes, url: str) -> list[Row]:
    headline, _, text = _words(body).strip().partition("\n")
    return [{"headline": headline.strip(), "text": text.strip(), "url": url}]


def _html(body: bytes, url: str) -> list[Row]:
    found: Any = bare_extraction(
        body, url=url or None, with_metadata=True, include_comments=False, include_tables=False
    )
    if found is None or not (found.text or "").strip():
        raise UnreadableError("There is no article's text to be found in this page. Paste its text instead.")
    values = found.as_dict()
    headline, text = values.get("title") or "", values["text"].strip()
    text = text.removeprefix(headline).strip() if headline else text
    return [
        {
            "headline": headline, "text": text.replace("\n", "\n\n"), "url": url or values.get("url"),
            "outlet": values.get("sitename") or values.get("hostname"), "outlet_domain": values.get("hostname"),
            "byline": values.get("author"), **_head(body, values.get("date")),
        }
    ]  # fmt: skip


def _head(body: bytes, day: str | None) -> Row:
    """Language, and the moment that the page itself states; else the day that was found."""
    try:
        page = lxml.html.document_fromstring(body)
    except (ValueError, lxml.etree.ParserError):
        return {"published_at": day}
    moments = page.xpath("//meta[@property='article:published_time']/@content")
    languages = page.xpath("/html/@lang")
    return {"published_at": (moments or [day])[0], "language": (languages or [None])[0]}


def _json(body: bytes, url: str) -> list[Row]:
    return [_row(each, n) for n, each in enumerate(_objects(body), 1)]


def _row(given: Mapping[str, Any], n: int) -> Row:
    outlet = given.get("outlet")
    plain = dict(given) | ({"outlet": outlet.get("name"), "outlet_domain": outlet.get("domain")} if isinstance(outlet, Mapping) else {})  # fmt: skip
    if unknown := sorted({*plain} - {*FIELDS}):
        raise UnreadableError(f"Article {n} has “{unknown[0]}”. Fields are {', '.join(FIELDS)}.")
    return plain


def _objects(body: bytes) -> list[Mapping[str, Any]]:
    """Of a list, of one object, of ``{"articles": […]}``, or of a line each."""
    words = _words(body).strip()
    try:
        found = json.loads(words)
    except (ValueError, RecursionError) as error:
        found = _lines(words, error)
    if isinstance(found, Mapping):
        found = found.get("articles", [found])
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise UnreadableError("Give a list of objects, an article each.")
    return found


def _lines(words: str, whole: Exception) -> list[Any]:
    lines = [(n, line) for n, line in enumerate(words.splitlines(), 1) if line.strip()]
    if len(lines) < 2:
        raise UnreadableError(f"This is not JSON: {whole}.")
    found = []
    for n, line in lines:
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError) as error:
            raise UnreadableError(f"Line {n} is not JSON: {error}.") from None
    return found


def _csv(body: bytes, url: str) -> list[Row]:
    reader = csv.DictReader(io.StringIO(_words(body), newline=""), strict=True)
    names = reader.fieldnames or []
    if unknown := [name for name in names if name not in FIELDS]:
        raise UnreadableError(f"There is a column “{unknown[0]}”. Columns are {', '.join(FIELDS)}.")
    try:
        rows = list(reader)
    except csv.Error as error:
        raise UnreadableError(f"Line {reader.line_num}: {error}.") from None
    for n, row in enumerate(rows, 1):
        if None in row:
            raise UnreadableError(
                f"Article {n} has more cells than there are columns. Quote cells that hold commas."
            )
    return [{name: unsafe(value or "") for name, value in row.items()} for row in rows]


def _ninjs(body: bytes, url: str) -> list[Row]:
    return [_item(each, n) for n, each in enumerate(_objects(body), 1)]


def _item(item: Mapping[str, Any], n: int) -> Row:
    """A ninjs 3 item; ``infoSources`` are credited, as a credit line does."""
    bodies = [b for b in _list(item, "bodies") if isinstance(b.get("value"), str)]
    if not bodies:
        raise UnreadableError(f"Item {n} has no body with a value.")
    plain = next((b for b in bodies if b.get("contentType", "text/plain") == "text/plain"), None)
    text = plain["value"] if plain else _stripped(bodies[0]["value"])
    headlines = [str(h["value"]) for h in _list(item, "headlines") if h.get("value")]
    credited = [str(s["name"]) for s in _list(item, "infoSources") if s.get("name")]
    address = item.get("standardUri") or item.get("uri")
    published = item.get("firstPublished") or item.get("contentCreated") or item.get("firstCreated")
    return {
        "headline": headlines[0] if headlines else "", "text": text, "byline": item.get("by"),
        "url": address if str(address).startswith("http") else None, "language": item.get("language"),
        "published_at": published or item.get("versionCreated"), "credit_line": ", ".join(credited),
    }  # fmt: skip


def _list(item: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = item.get(name) or []
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise UnreadableError(f"“{name}” is to be a list of objects.")
    return found


def _stripped(markup: str) -> str:
    """A paragraph a line; nothing of it is ever markup again."""
    found = lxml.html.fragment_fromstring(markup, create_parent="div")
    for gone in found.xpath(".//script|.//style"):
        gone.drop_tree()
    blocks = found.xpath("./*") or [found]
    return "\n\n".join(
        " ".join(block.text_content().split()) for block in blocks if block.text_content().strip()
    )


READERS: dict[str, Callable[[bytes, str], list[Row]]] = {
    "text": _text, "html": _html, "json": _json, "csv": _csv, "ninjs": _ninjs,
}  # fmt: skip


def guess(name: str, body: bytes) -> str:
    """The kind of a file, by its name and its first bytes."""
    ending = name.rpartition(".")[2].lower()
    if ending == "zip":
        return "tables"
    if body.startswith(b'{"object":"on-record"'):
        return "record"
    if ending in ("htm", "html", "xhtml"):
        return "html"
    if ending == "csv":
        return "csv"
    if ending in ("json", "jsonl", "ndjson", "ninjs"):
        return "ninjs" if ending == "ninjs" or b'"bodies"' in body[:200_000] else "json"
    return "text"
