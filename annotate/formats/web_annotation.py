"""W3C Web Annotation (JSON-LD): each attribution as an annotation of the words in the article.

Positions are Unicode code points, 0-based, end exclusive; the quote comes with what stands before and after it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

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
