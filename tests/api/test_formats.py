"""Formats by Accept and `?format=`, read by somebody else's parser."""

import csv
import io
import json
from typing import Any

import pytest

from tests import factories as make
from tests.api import rows
from tests.api.asking import CLIENT, Newsdesk, ask

extruct = pytest.importorskip("extruct", reason="others' parser of schema.org; in the extra dev")
jsonld = pytest.importorskip("pyld.jsonld", reason="others' reader of JSON-LD; in the extra dev")

pytestmark = pytest.mark.django_db

#: The published context, as far as it says something of what is used here: the tests ask no server.
ANNO = {
    "@context": {
        "oa": "http://www.w3.org/ns/oa#", "as": "http://www.w3.org/ns/activitystreams#", "dc": "http://purl.org/dc/elements/1.1/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "id": {"@type": "@id", "@id": "@id"}, "type": {"@type": "@id", "@id": "@type"}, "Annotation": "oa:Annotation",
        "TextualBody": "oa:TextualBody", "TextQuoteSelector": "oa:TextQuoteSelector",
        "TextPositionSelector": "oa:TextPositionSelector", "AnnotationCollection": "as:OrderedCollection",
        "AnnotationPage": "as:OrderedCollectionPage", "body": {"@type": "@id", "@id": "oa:hasBody"},
        "target": {"@type": "@id", "@id": "oa:hasTarget"}, "source": {"@type": "@id", "@id": "oa:hasSource"},
        "selector": {"@type": "@id", "@id": "oa:hasSelector"}, "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
        "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"}, "classifying": "oa:classifying",
        "describing": "oa:describing", "tagging": "oa:tagging", "exact": "oa:exact", "prefix": "oa:prefix",
        "suffix": "oa:suffix", "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
        "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"}, "value": "rdf:value", "language": "dc:language",
        "partOf": {"@type": "@id", "@id": "as:partOf"}, "label": "rdfs:label",
        "total": {"@id": "as:totalItems", "@type": "xsd:nonNegativeInteger"},
        "startIndex": {"@id": "as:startIndex", "@type": "xsd:nonNegativeInteger"},
        "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
    }
}  # fmt: skip


def loader(url: str, options: Any) -> dict[str, Any]:
    assert url == "http://www.w3.org/ns/anno.jsonld"
    return {"contextUrl": None, "documentUrl": url, "document": ANNO}


def accepting(desk: Newsdesk, path: str, accept: str) -> Any:
    return CLIENT.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {desk.secret}", "Accept": accept})


def test_attributions_are_web_annotations_whose_every_term_is_in_the_context() -> None:
    article, claim = make.article("😀 " + make.TEXT, url="https://p.example/1"), make.claim()
    make.read(article, claim, content=make.span(article, "close the plant"))
    told = Newsdesk().read(f"claims/{claim.pk}/", format="annotations")
    expanded = jsonld.expand(told, {"documentLoader": loader})
    assert len(json.dumps(jsonld.to_rdf(told, {"documentLoader": loader}))) > 1000
    item = expanded[0]["https://www.w3.org/ns/activitystreams#items".replace("https", "http")][0]["@list"][0]
    assert item["@type"] == ["http://www.w3.org/ns/oa#Annotation"]
    selectors = told["items"][0]["target"]["selector"]
    text = article.latest.text
    assert text[selectors[1]["start"] : selectors[1]["end"]] == selectors[0]["exact"] == "close the plant"
    assert selectors[0]["prefix"] + selectors[0]["exact"] + selectors[0]["suffix"] in text
    assert told["items"][0]["target"]["source"] == "https://p.example/1"
    compacted = jsonld.compact(expanded, ANNO, {"documentLoader": loader})
    assert compacted["items"][0].keys() == told["items"][0].keys(), "no term was dropped for being unknown"


def test_a_claim_review_has_what_others_require_and_the_sourcing_as_a_rating_of_its_own() -> None:
    article, claim = make.article(url="https://p.example/1"), make.claim()
    make.read(article, claim)
    rows.score(claim, **rows.NOT_JUDGED)
    make.resolved(claim, "refuted")
    told = Newsdesk().read(f"claims/{claim.pk}/", format="claimreview")
    page = f'<script type="application/ld+json">{json.dumps(told)}</script>'
    (found,) = extruct.extract(page, syntaxes=["json-ld"], uniform=True)["json-ld"]
    assert found["@type"] == "ClaimReview"
    assert found["claimReviewed"] == claim.wording
    assert found["url"].endswith(f"/api/v1/claims/{claim.pk}/")
    assert found["author"]["name"] == "On Record"
    assert found["itemReviewed"]["appearance"][0]["url"] == "https://p.example/1"
    rating = found["reviewRating"]
    assert (rating["alternateName"], rating["ratingValue"], rating["bestRating"]) == ("Refuted", 1, 5)
    sourcing = found["itemReviewed"]["contentRating"]
    assert (sourcing["reviewAspect"], sourcing["alternateName"]) == ("sourcing", "6 – Cannot be judged")
    assert "ratingValue" not in sourcing


def test_without_an_outcome_there_is_no_claim_review_and_an_open_one_has_no_number() -> None:
    claim = make.claim()
    assert Newsdesk().ask(f"claims/{claim.pk}/", format="claimreview").status_code == 406
    make.resolved(claim, "unresolved")
    rating = Newsdesk().read(f"claims/{claim.pk}/", format="claimreview")["reviewRating"]
    assert rating == {"@type": "Rating", "alternateName": "Unresolved"}


def test_a_list_as_a_table_reads_back_and_runs_nothing() -> None:
    claim = make.claim('=HYPERLINK("https://evil.example")', subject="＝1+1", topics=["A", "B"])
    rows.score(claim)
    answer = Newsdesk().ask("claims/", format="csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(answer.content.decode()))
    assert row["wording"] == "'" + claim.wording
    assert row["subject"] == "'＝1+1"
    assert (row["topics"], row["credibility.probability"], row["credibility.interval"]) == (
        "A; B",
        "0.82",
        "0.6; 0.93",
    )


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv"),
        ("text/csv;q=0.1, application/json", "application/json"),
        ("text/*", "text/csv"),
        ("application/json;q=0, */*;q=0.1", "application/json"),
        ("text/html, text/csv;q=0.5", "text/csv"),
    ],
)
def test_accept_chooses(accept: str, kind: str) -> None:
    assert accepting(Newsdesk(), "claims/", accept).headers["Content-Type"].split(";")[0] == kind


def test_a_profile_chooses_between_two_of_one_type_and_nothing_fits_is_406() -> None:
    claim, desk = make.claim(), Newsdesk()
    make.resolved(claim)
    path = f"claims/{claim.pk}/"
    assert accepting(desk, path, "application/ld+json").json()["type"] == "AnnotationPage"
    profiled = accepting(desk, path, 'application/ld+json;profile="https://schema.org/"')
    assert profiled.json()["@type"] == "ClaimReview"
    assert accepting(desk, path, "text/csv").status_code == 406
    assert accepting(desk, "sources/", "text/csv").status_code == 406
    assert accepting(desk, "dump/", "application/x-ndjson").status_code == 200
    assert ask("claims/?format=xml", key=desk.secret).json()["errors"][0]["field"] == "format"
    assert ask("sources/?format=csv", key=desk.secret).status_code == 400
