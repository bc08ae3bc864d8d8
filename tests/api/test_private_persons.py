"""Of a private person nothing is told: no name, no record, no list of what they said."""

import itertools
import json

import pytest

from annotate import rules
from annotate.models import ExternalId, Source
from annotate.vocabulary import Affiliation
from tests import factories as make
from tests.api import rows
from tests.api.asking import Newsdesk

pytestmark = pytest.mark.django_db

NAME = "Wren Halloway"


@pytest.fixture
def person() -> Source:
    source = make.source(NAME, has_public_role=False)
    ExternalId.objects.create(scheme="wikidata", value="Q42", source=source)
    rows.record(source.root_key)
    return source


def everything(desk: Newsdesk, *paths: str) -> str:
    asked = ("sources/", "sources/?name=Wren", f"sources/match/?name={NAME}&wikidata=Q42", "dump/", *paths)
    answers = [desk.ask(path) for path in asked]
    return b"".join(b"".join(a.streaming_content) if a.streaming else a.content for a in answers).decode()


def test_no_list_match_dump_claim_or_filter_has_them(person: Source) -> None:
    article, claim = make.article(), make.claim()
    make.read(article, claim, source=person, facets=make.NAMED)
    rows.score(claim, contributions=[rows.line(person.root_key)])
    desk = Newsdesk()
    told = everything(desk, f"claims/{claim.pk}/", "claims/", f"claims/{claim.pk}/?format=annotations")
    assert NAME not in told.replace(f"name={NAME}", "")
    assert desk.ask(f"sources/{person.pk}/").status_code == 404
    assert desk.read("claims/", source=person.pk)["results"] == []
    node = desk.read(f"claims/{claim.pk}/")["attributions"][0]["chain"][-1]
    assert (node["type"], node["id"], node["name"]) == ("source", None, None)


def test_who_takes_a_public_role_is_told_from_then_on(person: Source) -> None:
    Source.objects.update(has_public_role=True)
    assert NAME in everything(Newsdesk())
    assert Newsdesk().read(f"sources/{person.pk}/")["record"]["asserts"]["admiralty"] == "B"


def test_a_newsrooms_own_entry_comes_back_to_it_without_a_record() -> None:
    desk = Newsdesk()
    own = make.source(NAME, has_public_role=False, private_to=desk.newsroom)
    told = desk.read(f"sources/{own.pk}/")
    assert (told["name"], told["record"]) == (NAME, None)
    assert "public role" in told["no_record_because"]
    assert Newsdesk().ask(f"sources/{own.pk}/").status_code == 404


def test_the_database_knows_the_same_private_persons_as_the_rule() -> None:
    kinds = ("named_individual", "named_group", "document", "database")
    for kind, affiliation, public in itertools.product(kinds, Affiliation.values, (True, False)):
        if not (public and affiliation in rules.PRIVATE_AFFILIATIONS):  # a constraint refuses that
            make.source(identification=kind, affiliation=affiliation, has_public_role=public)
    told = {*Source.objects.told_to(None).values_list("pk", flat=True)}
    for source in Source.objects.all():
        private = rules.is_private_person(
            source.identification, source.affiliation, has_public_role=source.has_public_role
        )
        assert (source.pk in told) == (not private), json.dumps([source.identification, source.affiliation])
