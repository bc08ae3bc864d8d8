"""schema.org ClaimReview, for a claim with an outcome and for no other.

The outcome is the rating. How the claim was sourced is a second rating with an aspect of its own: it never turns into
the first, nor a grade that cannot be judged into a number.
"""

from collections.abc import Mapping
from typing import Any

#: Worst to best, as ClaimReview wants a number beside the word. Without a verdict there is none.
_RATING = {"refuted": 1, "partly": 3, "confirmed": 5}
SOURCING = {
    1: "Confirmed by other sources", 2: "Probably true", 3: "Possibly true", 4: "Doubtful", 5: "Improbable",
    6: "Cannot be judged",
}  # fmt: skip


def claim_review(claim: Mapping[str, Any], *, publisher: str, home: str, url: str) -> dict[str, Any] | None:
    """The ClaimReview of a claim as `annotate.formats.claims.claim` tells it, or None where it has no outcome."""
    outcome = claim["outcome"]
    if outcome is None:
        return None
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": url,
        "datePublished": (outcome["decided_at"] or claim["updated_at"])[:10],
        "inLanguage": claim["language"],
        "claimReviewed": claim["wording"],
        "author": {"@type": "Organization", "name": publisher, "url": home},
        "itemReviewed": _reviewed(claim),
        "reviewRating": _outcome(outcome["verdict"]),
        "citation": outcome["evidence_url"],
    }


def _reviewed(claim: Mapping[str, Any]) -> dict[str, Any]:
    places = [each["article"] for each in claim.get("attributions") or () if each["article"]["url"]]
    seen = {place["id"]: place for place in places}.values()
    told: dict[str, Any] = {"@type": "Claim"}
    if claim["credibility"]:
        told["contentRating"] = _sourcing(claim["credibility"]["admiralty"])
    if seen:
        told["appearance"] = [
            {"@type": "NewsArticle", "url": place["url"], "headline": place["headline"]} for place in seen
        ]
        told["datePublished"] = min(place["published_at"] for place in seen)[:10]
    return told


def _outcome(verdict: str) -> dict[str, Any]:
    told: dict[str, Any] = {"@type": "Rating", "alternateName": verdict.capitalize()}
    if verdict in _RATING:
        told |= {"ratingValue": _RATING[verdict], "bestRating": 5, "worstRating": 1}
    return told


def _sourcing(grade: int) -> dict[str, Any]:
    """The second rating: a word and no number, since 1 is the best grade there and 6 is none."""
    return {"@type": "Rating", "reviewAspect": "sourcing", "alternateName": f"{grade} – {SOURCING[grade]}"}
