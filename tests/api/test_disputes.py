"""A contested claim says so in every answer about it, in the feed, and not before it was contested."""

import pytest
from django.utils import timezone

from annotate.actions import disputes
from tests import factories as make
from tests.api import rows
from tests.api.asking import Newsdesk

pytestmark = pytest.mark.django_db


def test_it_is_disputed_until_it_is_decided_and_the_feed_says_both() -> None:
    claim, editor, desk = make.claim(), make.user("editor"), Newsdesk()
    assert desk.read(f"claims/{claim.pk}/")["dispute"] is None
    dispute = disputes.open_dispute(
        claim=claim, party=make.source(), contested="Never said.", owner=editor, by=editor
    )
    told = desk.read("claims/")["results"][0]["dispute"]
    assert (told["state"], told["by"], told["decided_at"], told["note"]) == ("open", "source", None, None)
    disputes.decide_dispute(
        dispute=dispute, state="upheld", decision="They are right.", public_note="We were wrong.", by=editor
    )
    told = desk.read(f"claims/{claim.pk}/")
    assert (told["dispute"]["state"], told["dispute"]["note"]) == ("upheld", "We were wrong.")
    assert "Never said" not in str(told)
    assert "They are right" not in str(told)
    feed = [c["verb"] for c in desk.read("changes/", after=0)["results"]]
    assert feed[-2:] == ["dispute.open", "dispute.decide"]


def test_as_of_an_earlier_day_nobody_had_contested_it() -> None:
    claim, editor, desk = make.claim(), make.user("editor"), Newsdesk()
    rows.score(claim)
    before = timezone.now()
    disputes.open_dispute(claim=claim, party=make.source(), contested="No.", owner=editor, by=editor)
    at = before.isoformat().replace("+00:00", "Z")
    assert desk.read(f"claims/{claim.pk}/", as_of=at)["dispute"] is None
    assert desk.read(f"claims/{claim.pk}/", as_of=timezone.now().isoformat())["dispute"]["state"] == "open"
