"""Search by words, forgiving of typing errors; only what is published, whoever asks."""

import pytest
from django.db import connection

from annotate import search
from annotate.actions import claims, erasure
from annotate.apps import AnnotateConfig
from annotate.models import ExternalId, Source
from annotate.roles import SETUP
from tests import factories as make
from tests.api import rows
from tests.api.asking import Newsdesk

pytestmark = pytest.mark.django_db


def wordings(query: str, **more) -> list[str]:
    return [r["claim"]["wording"] for r in Newsdesk().read("claims/search/", query=query, **more)["results"]]


@pytest.fixture
def three() -> list:
    return [
        make.claim("The ministry will close the power plant in Lindholm."),
        make.claim("The chip maker sold processors for 390 million dollars."),
        make.claim("Das Ministerium schließt das Kraftwerk.", language="de"),
    ]


@pytest.mark.parametrize(
    "query",
    ["power plant lindholm", "Lindholm", "power plnat Lindhlm", "POWER PLANT", "ministry close plant"],
)
def test_words_find_the_claim_also_misspelt(query: str, three: list) -> None:
    assert wordings(query)[:1] == ["The ministry will close the power plant in Lindholm."]


@pytest.mark.parametrize(
    "query", ["unrelated nonsense", 'a"b OR *', "xyzzy' OR 1=1 --", "%%%abc_%", "NEAR(foo bar)"]
)
def test_other_words_find_nothing_and_break_nothing(query: str, three: list) -> None:
    assert wordings(query) == []


def test_language_age_pages_and_score(three: list) -> None:
    rows.score(three[0])
    assert wordings("Kraftwerk", languageCode="de") == ["Das Ministerium schließt das Kraftwerk."]
    assert wordings("Kraftwerk", languageCode="en") == []
    assert len(wordings("power plant", maxAgeDays=1)) == 1
    more = [make.claim(f"Harbour number {n} will be closed.").pk for n in range(3)]
    page = Newsdesk().read("claims/search/", query="harbour closed", pageSize=2)
    rest = Newsdesk().read(page["next"].partition("/api/v1/")[2])
    ids = [r["claim"]["id"] for r in page["results"] + rest["results"]]
    assert (sorted(ids), rest["next_page_token"]) == (sorted(more), None)


def test_drafts_withdrawn_merged_and_erased_ones_are_not_found(three: list) -> None:
    make.claim("A draft about Lindholm.", published=False)
    claims.withdraw_claim(claim=make.claim("Withdrawn about Lindholm."), reason="x", by=SETUP)
    gone = make.claim("Erased about Lindholm.")
    request = erasure.request_erasure(thing=gone, reason="A court.", by=make.user("editor"))
    erasure.carry_out_erasure(request=request, by=make.user("editor"))
    assert wordings("Lindholm") == ["The ministry will close the power plant in Lindholm."]


def test_a_new_wording_is_found_and_the_old_one_not(three: list) -> None:
    claims.reword_claim(claim=three[0], wording="The harbour stays open.", by=SETUP)
    assert wordings("harbour stays open") == ["The harbour stays open."]
    assert wordings("Lindholm") == []


def test_two_letters_are_too_few() -> None:
    assert Newsdesk().ask("claims/search/", query="ab").json()["errors"][0]["field"] == "query"
    assert Newsdesk().ask("claims/search/").status_code == 400
    assert (
        Newsdesk().ask("claims/search/", query="abc", pageToken="x").json()["errors"][0]["field"]
        == "pageToken"
    )


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_index_is_made_again_when_a_migration_lost_it(three: list) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER annotate_claim_words_update")
            cursor.execute("DELETE FROM annotate_claim_words")
        else:
            cursor.execute("DROP INDEX annotate_claim_words")
            cursor.execute("DROP INDEX annotate_claim_trigrams")
    search.prepare(AnnotateConfig, using="default")
    assert wordings("Lindholm")


def test_a_source_is_matched_by_name_more_or_less_and_surely_by_id() -> None:
    ada, other = make.source("Ada Lindqvist-Moreau"), make.source("Somebody Else")
    make.source("Ada Lindqvist-Moreau", private_to=make.newsroom())
    ExternalId.objects.create(scheme="wikidata", value="Q42", source=other)
    found = Newsdesk().read("sources/match/", name="Ada Lindquist Moreau")["results"]
    assert [(m["source"]["id"], m["matched_by"]) for m in found] == [(ada.pk, "name")]
    both = Newsdesk().read("sources/match/", name="Ada Lindqvist", wikidata="Q42")["results"]
    assert [(m["source"]["id"], m["matched_by"]) for m in both] == [(other.pk, "wikidata"), (ada.pk, "name")]
    assert Newsdesk().read("sources/match/", name="Nobody Such")["results"] == []
    assert Newsdesk().ask("sources/match/").status_code == 422
    assert Source.objects.count() == 3
