"""A claim as a newsroom reads it."""

import pytest

from annotate.actions import claims, erasure
from annotate.models import Claim, Reading
from annotate.roles import SETUP
from tests import factories as make
from tests.api import rows
from tests.api.asking import Newsdesk

pytestmark = pytest.mark.django_db


def test_it_carries_its_score_with_the_names_of_its_roots_and_its_outcome_beside_it() -> None:
    source, outlet, claim = make.source("Ada Person"), make.outlet("The Gazette"), make.claim()
    pool = f"pool:{outlet.pk}:government:decision_maker"
    lines = [rows.line(None), rows.line(source.root_key), rows.line(pool), rows.line("outlet:out_gone")]
    rows.score(claim, contributions=lines)
    make.resolved(claim, "refuted")
    told = Newsdesk().read(f"claims/{claim.pk}/")
    assert told["credibility"]["probability"] == 0.82
    assert told["credibility"]["interval"] == [0.6, 0.93]
    assert told["credibility"]["calibration"] == {"resolved_claims": 120, "status": "provisional"}
    assert [line["name"] for line in told["credibility"]["contributions"]] == [
        None, "Ada Person", "Unnamed government decision makers, per The Gazette", None,
    ]  # fmt: skip
    assert told["outcome"]["verdict"] == "refuted"


def test_it_names_its_independent_roots_and_the_reports_that_lead_to_each() -> None:
    source, claim = make.source("Ada Person"), make.claim()
    report = {
        "attribution": "atr_1", "article": "art_1", "outlet": "out_1", "root": source.root_key, "side": "asserts",
        "asserts": 1.0, "denies": 0.0, "weight": 1.0, "is_origin": True, "is_erased": False,
    }  # fmt: skip
    component = {
        "key": source.root_key, "roots": [source.root_key], "relays": [], "is_on_both_sides": False,
        "has_merged_pools": False, "reports": [report],
    }  # fmt: skip
    rows.score(claim, components=[component])
    root = Newsdesk().read(f"claims/{claim.pk}/")["roots"][0]
    assert (root["name"], root["reports"][0]["attribution"]) == ("Ada Person", "atr_1")


def test_what_cannot_be_judged_says_so_and_has_no_number() -> None:
    claim = make.claim()
    rows.score(claim, **rows.NOT_JUDGED)
    told = Newsdesk().read(f"claims/{claim.pk}/")["credibility"]
    assert (told["cannot_be_judged"], told["reason"]) == (True, "no_record_of_source_or_kind")
    assert (told["probability"], told["interval"], told["icd203"]) == (None, None, None)
    assert (told["admiralty"], told["stix_confidence"]) == (6, None)
    assert told["reports"] == 3


def test_until_it_is_scored_it_has_no_credibility() -> None:
    assert Newsdesk().read(f"claims/{make.claim().pk}/")["credibility"] is None


def test_particulars_are_exact() -> None:
    claim = make.claim(
        topics=["Energy", "Courts"], figure="390.50", unit="million USD", tolerance="5", about_from=make.NOON.date()
    )  # fmt: skip
    told = Newsdesk().read(f"claims/{claim.pk}/")
    assert told["topics"] == ["Courts", "Energy"]
    assert told["figure"] == {"value": "390.5", "unit": "million USD", "tolerance": "5"}
    assert told["about"] == {"from": "2026-03-02", "to": None}


def test_a_withdrawn_one_answers_with_state_and_reason_and_without_score() -> None:
    claim = make.claim()
    rows.score(claim)
    make.read(make.article(), claim)
    make.resolved(claim)
    claims.withdraw_claim(claim=claim, reason="It was two claims.", by=SETUP)
    told = Newsdesk().read(f"claims/{claim.pk}/")
    assert (told["state"], told["withdrawn_reason"]) == ("withdrawn", "It was two claims.")
    assert (told["credibility"], told["outcome"], told["attributions"]) == (None, None, [])
    assert Newsdesk().read(f"claims/{claim.pk}/history/")["results"] == []


def test_a_merged_one_answers_for_ever_with_the_one_it_became_however_often_that_was_merged() -> None:
    first, second, third = make.claim(), make.claim(), make.claim()
    claims.merge_claims(kept=second, merged=first, by=SETUP)
    claims.merge_claims(kept=third, merged=Claim.objects.get(pk=second.pk), by=SETUP)
    told = Newsdesk().read(f"claims/{first.pk}/")
    assert (told["merged_into"], told["credibility"]) == (third.pk, None)
    article = make.article()
    make.read(article, first)
    assert len(Newsdesk().read(f"claims/{third.pk}/")["attributions"]) == 1


def test_an_erased_one_is_gone() -> None:
    claim = make.claim("A person did a thing.")
    request = erasure.request_erasure(thing=claim, reason="A court.", by=make.user("editor"))
    erasure.carry_out_erasure(request=request, by=make.user("editor"))
    answer = Newsdesk().ask(f"claims/{claim.pk}/")
    assert answer.status_code == 410
    assert answer.json()["type"] == "urn:on-record:problem:erased"
    assert Newsdesk().ask(f"claims/{claim.pk}/history/").status_code == 410
    assert Newsdesk().read("claims/", state="any")["results"] == []


def test_its_history_is_every_published_figure_newest_first_over_pages() -> None:
    claim = make.claim()
    for probability in (0.3, 0.4, 0.5):
        rows.score(claim, probability=probability, low=0.1)
    found = Newsdesk().everything(f"claims/{claim.pk}/history/", page_size=1)
    assert [figures["probability"] for figures in found] == [0.5, 0.4, 0.3]
    assert found[0]["change"] > found[1]["change"]


def test_a_withdrawn_reading_is_not_told() -> None:
    from annotate.actions import readings

    claim, reviewer = make.claim(), make.user("reviewer")
    reading = make.read(make.article(), claim, by=reviewer)
    assert len(Newsdesk().read(f"claims/{claim.pk}/")["attributions"]) == 1
    readings.withdraw_reading(reading=Reading.objects.get(pk=reading.pk), by=reviewer)
    assert Newsdesk().read(f"claims/{claim.pk}/")["attributions"] == []
