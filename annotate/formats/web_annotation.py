"""W3C Web Annotation (JSON-LD): each attribution as an annotation of the words in the article.

Positions are Unicode code points, 0-based, end exclusive; the quote comes with what stands before and after it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from annotate.formats.claims import instant
from annotate.formats.readings import SPANS
from annotate.formats.telling import encoded
from annotate.models import Reading, Revision
from annotate.text import context
from annotate.vocabulary import FACETS

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def page(claim: Mapping[str, Any], *, url: str) -> dict[str, Any]:
    """The attributions of a claim, as it is told in full, as one AnnotationPage under its collection."""
    items = [annotation(each, claim, url=url) for each in claim["attributions"]]
    return {
        "@context": CONTEXT,
        "id": f"{url}#annotations",
        "type": "AnnotationPage",
        "partOf": {"id": url, "type": "AnnotationCollection", "label": claim["wording"], "total": len(items)},
        "startIndex": 0,
        "items": items,
    }


def annotation(attribution: Mapping[str, Any], claim: Mapping[str, Any], *, url: str) -> dict[str, Any]:
    """One attribution: what it says of the claim, and where it stands."""
    article = attribution["article"]
    return {
        "id": f"{url}#{attribution['id']}",
        "type": "Annotation",
        "motivation": "classifying",
        "body": [
            {
                "type": "TextualBody",
                "purpose": "describing",
                "value": claim["wording"],
                "language": claim["language"],
            },
            *_tags(attribution),
        ],
        "target": {
            "source": article["url"] or f"urn:on-record:{article['id']}",
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": attribution["quote"],
                    "prefix": attribution["before"],
                    "suffix": "" if attribution["quote_is_cut"] else attribution["after"],
                },
                {
                    "type": "TextPositionSelector",
                    "start": attribution["start"],
                    # Of a quote that is cut, the part that is quoted: the two selectors say the same.
                    "end": attribution["start"] + len(attribution["quote"]),
                },
            ],
        },
    }


def _tags(attribution: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    facets = {"kind": attribution["kind"], "side": attribution["side"]}
    facets |= {name: told["term"] for name, told in attribution["facets"].items()}
    return ({"type": "TextualBody", "purpose": "tagging", "value": f"{k}:{v}"} for k, v in facets.items())


#: Readings that are fetched at once, with their texts.
CHUNK = 100
_READING = (
    "id", "created_at", "reviewer__username", "review_id", "review__revision_id", "review__revision__article_id",
    "review__revision__article__url", "attribution__claim__wording", "attribution__claim__language", "source__name",
    *FACETS, "polarity", *(f"{name}_{edge}" for name in SPANS for edge in ("start", "end")),
)  # fmt: skip


def collection(readings: QuerySet[Reading]) -> Iterator[bytes]:
    """Each reading that stands as an annotation by its reader, of its content, cue and source, one at a time.

    One AnnotationCollection with its only page inside, as pieces of one JSON document.
    """
    standing = readings.filter(
        superseded_at=None, is_withdrawal=False, review__revision__article__erased_at=None
    )
    head = {
        "@context": CONTEXT, "id": "urn:on-record:readings", "type": "AnnotationCollection", "label": "Readings",
        "total": standing.count(),
    }  # fmt: skip
    page = {"id": "urn:on-record:readings#1", "type": "AnnotationPage", "startIndex": 0}
    yield encoded(head)[:-1] + b',"first":' + encoded(page)[:-1] + b',"items":['
    before = b""
    for rows in _chunks(standing):
        texts = dict(
            Revision.objects.filter(pk__in={row["review__revision_id"] for row in rows}).values_list(
                "pk", "text"
            )
        )
        yield before + b",\n".join(encoded(_reading(row, texts[row["review__revision_id"]])) for row in rows)
        before = b",\n"
    yield b"]}}\n"


def _chunks(readings: QuerySet[Reading]) -> Iterator[list[Mapping[str, Any]]]:
    """By review, so that the readings of a text come together."""
    ordered, rows = readings.order_by("review", "pk"), list[Mapping[str, Any]]()
    while True:
        after = (
            Q(review__gt=rows[-1]["review_id"]) | Q(review=rows[-1]["review_id"], pk__gt=rows[-1]["id"])
            if rows
            else Q()
        )
        rows = list(ordered.filter(after).values(*_READING)[:CHUNK])
        if not rows:
            return
        yield rows


def _reading(row: Mapping[str, Any], text: str) -> dict[str, Any]:
    body = [{"type": "TextualBody", "purpose": "describing", "value": row["attribution__claim__wording"], "language": row["attribution__claim__language"]}]  # fmt: skip
    if row["source__name"]:
        body.append({"type": "TextualBody", "purpose": "identifying", "value": row["source__name"]})
    terms = {name: row[name] for name in (*FACETS, "polarity")}
    article = row["review__revision__article__url"] or f"urn:on-record:{row['review__revision__article_id']}"
    return {
        "id": f"urn:on-record:{row['id']}",
        "type": "Annotation",
        "motivation": "classifying",
        "creator": {"type": "Person", "nickname": row["reviewer__username"]},
        "created": instant(row["created_at"]),
        "body": [*body, *({"type": "TextualBody", "purpose": "tagging", "value": f"{k}:{v}"} for k, v in terms.items())],
        "target": [
            {"source": article, "styleClass": name, "selector": _selectors(text, row[f"{name}_start"], row[f"{name}_end"])}
            for name in SPANS
            if row[f"{name}_start"] is not None
        ],
    }  # fmt: skip


def _selectors(text: str, start: int, end: int) -> list[dict[str, Any]]:
    exact, prefix, suffix = context(text, start, end)
    return [
        {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix},
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]
