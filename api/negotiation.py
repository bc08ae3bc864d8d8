"""In which format an answer is given: by `?format=` or by `Accept`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from drf_spectacular.types import OpenApiTypes
from rest_framework.exceptions import NotAcceptable
from rest_framework.request import Request

from annotate.formats import claim_review, csv, web_annotation
from api.parameters import Parameter, one_of
from api.problems import Problem

LD_JSON = "application/ld+json"

#: The columns of claims as a table; dotted ones look inside.
CLAIM_COLUMNS = (
    "id", "state", "wording", "language", "subject", "topics", "about.from", "about.to", "figure.value", "figure.unit",
    "figure.tolerance", "published_at", "updated_at", "credibility.probability", "credibility.interval",
    "credibility.admiralty", "credibility.icd203", "credibility.cannot_be_judged", "credibility.reason",
    "credibility.calibration.status", "credibility.calibration.resolved_claims", "credibility.independent_roots",
    "credibility.reports", "credibility.denials", "credibility.silences", "credibility.computed_at", "outcome.verdict",
    "outcome.certainty", "outcome.decided_at", "outcome.evidence_url",
)  # fmt: skip


@dataclass(frozen=True)
class Format:
    """``render`` makes the answer's data into what is encoded; a text goes out as it is."""

    media_type: str
    render: Callable[[Request, dict[str, Any]], Any]
    profile: str = ""
    schema: Any = OpenApiTypes.OBJECT


JSON = Format("application/json", lambda request, told: told)


def _table(request: Request, told: dict[str, Any]) -> str:
    return csv.table(told["results"], CLAIM_COLUMNS)


def _annotations(request: Request, told: dict[str, Any]) -> Any:
    return web_annotation.page(told, url=request.build_absolute_uri(request.path))


def _review(request: Request, told: dict[str, Any]) -> Any:
    here = request.build_absolute_uri(request.path)
    found = claim_review.claim_review(
        told, publisher="On Record", home=request.build_absolute_uri("/"), url=here
    )
    if found is None:
        raise Problem("not-acceptable", "A ClaimReview is of a claim with an outcome; this one has none.")
    return found


CSV = Format("text/csv", _table, schema=OpenApiTypes.STR)
ANNOTATIONS = Format(LD_JSON, _annotations, "http://www.w3.org/ns/anno.jsonld")
REVIEW = Format(LD_JSON, _review, "https://schema.org")


def parameter(formats: Mapping[str, Format]) -> Parameter:
    """`format`, for an address that has several."""
    names = [*formats]
    return Parameter(
        "format", "The format, where Accept cannot be set.", one_of(names), {"type": "string", "enum": names}
    )


def chosen(request: Request, formats: Mapping[str, Format]) -> Format:
    """Raises `NotAcceptable` with what there is."""
    if (name := request.GET.get("format")) in formats and len(formats) > 1:
        return formats[str(name)]
    for wanted, profile in _ranges(request.META.get("HTTP_ACCEPT", "") or "*/*"):
        for each in formats.values():
            kind = each.media_type.partition("/")[0]
            if wanted in ("*/*", f"{kind}/*", each.media_type) and profile in ("", each.profile):
                return each
    raise NotAcceptable(
        f"This answers {', '.join(dict.fromkeys(each.media_type for each in formats.values()))}."
    )


def _ranges(header: str) -> Iterator[tuple[str, str]]:
    """Media ranges with their profile, most wanted first."""
    found = []
    for place, each in enumerate(header.split(",")):
        name, *rest = (part.strip() for part in each.split(";"))
        options = dict(part.partition("=")[::2] for part in rest)
        try:
            quality = float(options.get("q", "1"))
        except ValueError:
            quality = 0.0
        if quality > 0:
            found.append((-quality, place, name.lower(), options.get("profile", "").strip('"').rstrip("/")))
    return ((name, profile) for _, _, name, profile in sorted(found))
