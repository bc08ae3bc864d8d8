"""Examples in the document: of what is sent, and of what comes back. A test holds each against its schema.

What comes back stands in `examples.json`: answers as they were given on a record of two articles, by the name of their
schema; and where there is another format than JSON, by operation and media type.
"""

import json
from pathlib import Path
from typing import Any

CLAIM, ARTICLE, OUTLET = "clm_0123456789abcdefghjk", "art_0123456789abcdefghjk", "out_0123456789abcdefghjk"
TIME = "2026-03-02T12:00:00.000000Z"

_FACETS = {
    "identification": "unnamed_group",
    "role": "decision_maker",
    "affiliation": "government",
    "stance": "asserts",
}
_NEW_CLAIM = {
    "wording": "The ministry will close the Lindholm plant in May 2026.",
    "subject": "Ministry of Energy",
    "language": "en",
    "topics": ["Energy"],
    "about": {"from": "2026-05-01", "to": "2026-05-31"},
    "figure": None,
}
_NEW_ARTICLE = {
    "headline": "Plant to close in May",
    "text": "The ministry will close the plant in May, according to two officials familiar with the plan.",
    "published_at": "2026-03-02T12:00:00+01:00",
    "url": "https://gazette.example/plant",
    "outlet": OUTLET,
}
_READING = {
    "claim": CLAIM,
    "content": {"exact": "will close the plant in May"},
    "cue": {"exact": "according to"},
    "source_words": {"exact": "two officials familiar with the plan"},
    "facets": _FACETS,
    "stated_count": 2,
}
_CREDIBILITY = {
    "probability": 0.82, "interval": [0.6, 0.93], "admiralty": 2, "icd203": None, "cannot_be_judged": False, "reason": None,
    "calibration": {"resolved_claims": 120, "status": "provisional"}, "independent_roots": 2, "effective_roots": 1.5,
    "reports": 3, "denials": 1, "silences": 1, "input_erased": False,
    "misp": 'admiralty-scale:information-credibility="2"', "stix_confidence": 70, "scoring_run": "run_2026_03_02",
    "computed_at": TIME, "as_of_change": 4711,
}  # fmt: skip

EXAMPLES: dict[str, Any] = {
    "NewClaim": _NEW_CLAIM,
    "NewArticle": _NEW_ARTICLE,
    "BulkBody": {"items": [_NEW_CLAIM, _NEW_CLAIM | {"wording": "The Lindholm plant made a loss in 2025."}]},
    "BulkAnswer": {
        "object": "bulk", "made": 1, "refused": 1,
        "results": [
            {"row": 0, "status": 201, "id": CLAIM, "problem": None},
            {
                "row": 1, "status": 400, "id": None,
                "problem": {
                    "type": "urn:on-record:problem:invalid-field", "title": "A field does not hold", "status": 400,
                    "detail": "wording: This field is required.", "instance": "/api/v1/claims/bulk/",
                    "errors": [{"field": "wording", "detail": "This field is required."}],
                },
            },
        ],
    },
    "DraftBody": {"text": _NEW_ARTICLE["text"], "language": "en", "outlet": OUTLET},
    "NewReview": {"article": ARTICLE, "revision": "rev_0123456789abcdefghjk", "readings": [_READING]},
    "ReadingBody": _READING,
    "NewOutcome": {
        "claim": CLAIM, "verdict": "confirmed", "why_checked": "sampled", "certainty": "stated",
        "evidence_url": "https://registry.example/decree-17", "evidence_quote": "The plant is closed as of 31 May 2026.",
        "came_about_on": "2026-05-31",
    },
    "OutcomeChange": {"state": "withdrawn", "reason": "The decree is about another plant."},
    "Credibility": _CREDIBILITY | {"contributions": None},
    "ProblemAnswer": {
        "type": "urn:on-record:problem:unknown-parameter", "title": "There is no such parameter", "status": 400,
        "detail": "pagesize: Did you mean “page_size”?", "instance": "/api/v1/claims/",
        "errors": [{"field": "pagesize", "detail": "Did you mean “page_size”?"}],
    },
}  # fmt: skip
_ANSWERED = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
EXAMPLES |= _ANSWERED["schemas"]
#: Operation → media type → name → example.
FORMATS: dict[str, dict[str, dict[str, Any]]] = _ANSWERED["formats"]


def add_examples(document: dict[str, Any]) -> None:
    """Put each where it belongs."""
    for name, example in EXAMPLES.items():
        document["components"]["schemas"][name]["examples"] = [example]
    operations = [each for methods in document["paths"].values() for each in methods.values()]
    for operation in operations:
        for media_type, named in FORMATS.get(operation["operationId"], {}).items():
            told = {name: {"value": example} for name, example in named.items()}
            operation["responses"]["200"]["content"][media_type]["examples"] = told
