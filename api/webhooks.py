"""The part of the OpenAPI document that tells what hooks are sent: each event with its shape and an example."""

from typing import Any

from annotate.models import Event
from api.answers.hooks import name_of

HEADERS = {
    "webhook-id": "The same however often it is sent.",
    "webhook-timestamp": "When this attempt was made, in seconds since 1970.",
    "webhook-signature": "`v1,…`; two, separated by a space, while a secret is being replaced.",
}
_AT = "2026-03-03T09:30:00.000000Z"
_FIGURES: dict[str, Any] = {
    "probability": 0.82, "interval": [0.6, 0.93], "admiralty": 2, "icd203": None, "cannot_be_judged": False, "reason": None,
    "independent_roots": 2, "reports": 3, "denials": 0, "silences": 1,
}  # fmt: skip
_CREDIBILITY = _FIGURES | {
    "calibration": {"resolved_claims": 120, "status": "provisional"}, "effective_roots": 1.5, "input_erased": False,
    "misp": 'admiralty-scale:information-credibility="2"', "stix_confidence": 70, "scoring_run": "run_0123456789abcdefghjk",
    "computed_at": _AT, "as_of_change": 4711,
}  # fmt: skip
_CLAIM: dict[str, Any] = {
    "object": "claim", "id": "clm_0123456789abcdefghjk", "state": "published", "wording": "The ministry will close the plant.",
    "language": "en", "subject": "the ministry", "question": None, "topics": ["energy"], "about": {"from": "2026-05-01", "to": None},
    "figure": None, "published_at": _AT, "embargo_until": None, "updated_at": _AT, "withdrawn_reason": None, "merged_into": None,
    "is_own_submission": False, "dispute": None, "credibility": _CREDIBILITY, "outcome": None,
}  # fmt: skip
_OUTCOME = {
    "id": "otc_0123456789abcdefghjk", "verdict": "confirmed", "why_checked": "sampled", "certainty": "stated",
    "evidence_url": "https://gazette.example/2026/112", "evidence_quote": "The plant was closed on 2 May.",
    "came_about_on": "2026-05-02", "decided_at": _AT,
}  # fmt: skip
_WITHDRAWN = {
    "state": "withdrawn", "withdrawn_reason": "It was about another plant.", "credibility": None, "outcome": None
}  # fmt: skip
_DISPUTE = {"state": "open", "by": "source", "opened_at": _AT, "decided_at": None, "note": None}
_WHY = {
    "because": ["reports"],
    "moved": [
        {"kind": "asserting_root", "label": "named", "root": "source:src_0123456789abcdefghjk", "name": "Ann Ek", "before": 0.2,
         "after": 0.9}
    ],
    "scoring_run": {"before": "run_0123456789abcdefghjk", "after": "run_0123456789abcdefghjk"},
    "as_of_change": {"before": 4650, "after": 4711},
}  # fmt: skip
_FACET = {"probability": 1.0, "is_adjudicated": False}
_FACETS = {
    "identification": "named_individual", "role": "representative", "affiliation": "government", "stance": "denies",
    "channel": "statement", "certainty": "plain", "directness": "first_hand", "tenure": "current", "ground_rule": "on_the_record",
}  # fmt: skip
_DENIAL: dict[str, Any] = {
    "object": "attribution", "id": "atr_0123456789abcdefghjk", "claim": _CLAIM["id"], "kind": "denial", "side": "denies",
    "polarity": "affirmed", "quote": "“No plant will be closed,” the spokeswoman said.", "quote_is_cut": False, "before": "",
    "after": "", "start": 120, "end": 168, "facets": {name: {"term": term, **_FACET} for name, term in _FACETS.items()},
    "chain": [
        {"type": "outlet", "id": "out_0123456789abcdefghjk", "name": "Fernwick Ledger", "affiliation": None, "role": None},
        {"type": "source", "id": "src_0123456789abcdefghjk", "name": "Ann Ek", "affiliation": None, "role": None},
    ],
    "is_anonymous": False, "is_self_interested": True, "stated_count": None, "readings": 2, "is_adjudicated": False,
    "article": {
        "id": "art_0123456789abcdefghjk", "revision": "rev_0123456789abcdefghjk", "headline": "Ministry denies", "url": None,
        "language": "en", "published_at": _AT, "precision": "minute",
        "outlet": {"id": "out_0123456789abcdefghjk", "name": "Fernwick Ledger"},
    },
}  # fmt: skip
_RECORD = {"admiralty": "B", "mean": 0.81, "interval": [0.68, 0.91], "effective_n": 14.5, "trials": 17}
_SIDE = _RECORD | {
    "misp": 'admiralty-scale:source-reliability="b"', "outcomes_waiting": 0, "as_of_change": 4711, "computed_at": _AT
}  # fmt: skip
_SOURCE = {
    "object": "source", "id": "src_0123456789abcdefghjk", "name": "Ann Ek", "external_ids": {"wikidata": "Q1"}, "merged_into": None,
    "is_own_submission": False, "updated_at": _AT, "identification": "named_individual", "affiliation": "government",
    "description": "Spokeswoman of the ministry", "has_public_role": True, "record": {"asserts": _SIDE, "denies": None},
    "no_record_because": None,
}  # fmt: skip
_REPORT = {
    "object": "report", "id": "rpt_0123456789abcdefghjk", "definition": {"id": "rpd_0123456789abcdefghjk", "name": "Weekly"},
    "period": {"from": "2026-02-23T00:00:00.000000Z", "to": "2026-03-02T00:00:00.000000Z"}, "as_of_change": 4711,
    "corrects": None, "url": "https://record.example/reports/rpt_0123456789abcdefghjk/",
}  # fmt: skip
EXAMPLES: dict[str, dict[str, Any]] = {
    Event.CLAIM_PUBLISHED: {"claim": _CLAIM},
    Event.CLAIM_SCORE_CHANGED: {
        "claim": _CLAIM, "before": _FIGURES | {"probability": 0.7, "interval": [0.5, 0.86], "reports": 2}, "after": _FIGURES, "why": _WHY,
    },
    Event.CLAIM_OUTCOME: {"claim": _CLAIM | {"outcome": _OUTCOME}},
    Event.CLAIM_WITHDRAWN: {"claim": _CLAIM | _WITHDRAWN},
    Event.CLAIM_ERASED: {"claim": {"object": "claim", "id": _CLAIM["id"]}},
    Event.CLAIM_DISPUTED: {"claim": _CLAIM | {"dispute": _DISPUTE}},
    Event.ATTRIBUTION_DENIAL: {"claim": _CLAIM, "attribution": _DENIAL},
    Event.SOURCE_RELIABILITY_CHANGED: {
        "source": _SOURCE, "side": "asserts", "before": _RECORD | {"admiralty": "C", "mean": 0.74}, "after": _RECORD,
    },
    Event.REPORT_READY: {"report": _REPORT},
}  # fmt: skip


def example(event: str) -> dict[str, Any]:
    return {"type": str(event), "timestamp": _AT, "data": {"change": 4712, **EXAMPLES[event]}}


def webhooks() -> dict[str, Any]:
    """By event, what a hook's address is asked."""
    return {str(event): {"post": _operation(event)} for event in Event}


def _operation(event: Event) -> dict[str, Any]:
    content = {"schema": {"$ref": f"#/components/schemas/{name_of(event)}"}, "example": example(event)}
    return {
        "operationId": f"webhook_{event.replace('.', '_')}",
        "summary": event.label,
        "description": "By Standard Webhooks: signed, at least once, in order for each claim.",
        "tags": ["webhooks"],
        "security": [],
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": True,
                "description": said,
                "schema": {"type": "string"},
            }
            for name, said in HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": content}},
        "responses": {
            "2XX": {"description": "Taken."},
            "410": {"description": "It wants no more: the hook is turned off."},
            "default": {"description": "It is tried again over a day; `Retry-After` is waited for."},
        },
    }
