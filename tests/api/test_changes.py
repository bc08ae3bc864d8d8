"""The feed of changes: in order, complete, and only what the key may know of."""

import pytest

from annotate.actions import claims, erasure
from annotate.models import Change
from annotate.roles import SETUP
from tests import factories as make
from tests.api import rows
from tests.api.asking import Newsdesk

pytestmark = pytest.mark.django_db


def feed(desk: Newsdesk, **query) -> list:
    found, after = [], 0
    while True:
        page = desk.read("changes/", after=after, **query)
        found += page["results"]
        after = page["after"]
        if not page["has_more"]:
            return found


def test_publishing_emits_the_whole_claim_and_a_score_what_it_was_and_became() -> None:
    claim = make.claim("It rains.")
    rows.score(claim, **rows.NOT_JUDGED)
    rows.score(claim)
    published, first, second = feed(Newsdesk())
    assert (published["verb"], published["data"]["wording"], published["actor"]) == (
        "claim.publish",
        "It rains.",
        "desk",
    )
    assert first["figures"]["before"] is None
    assert first["figures"]["after"]["cannot_be_judged"] is True
    assert (second["figures"]["before"]["admiralty"], second["figures"]["after"]["admiralty"]) == (6, 2)


def test_it_resumes_after_any_number_and_pages_miss_nothing() -> None:
    for _ in range(3):
        rows.score(make.claim())
    desk = Newsdesk()
    whole = feed(desk)
    assert [c["number"] for c in whole] == sorted(
        Change.objects.filter(audience="public").values_list("number", flat=True)
    )
    assert feed(desk, page_size=2) == whole
    assert desk.read("changes/", after=whole[2]["number"])["results"] == whole[3:]
    last = whole[-1]["number"]
    assert desk.read("changes/", after=last) == {"results": [], "after": last, "has_more": False}


def test_what_was_withdrawn_keeps_its_words_but_no_figures_old_or_new() -> None:
    claim = make.claim("It rains.")
    rows.score(claim)
    claims.withdraw_claim(claim=claim, reason="Wrong.", by=SETUP)
    found = feed(Newsdesk())
    assert found[-1]["data"]["withdrawn_reason"] == "Wrong."
    assert found[-1]["data"]["wording"] == "It rains."
    assert all(c["figures"] is None and c["data"]["credibility"] is None for c in found)


def test_of_what_was_erased_only_id_type_and_time_are_told() -> None:
    claim = make.claim("A person did a thing.")
    rows.score(claim)
    request = erasure.request_erasure(thing=claim, reason="A court.", by=make.user("editor"))
    erasure.carry_out_erasure(request=request, by=make.user("editor"))
    found = feed(Newsdesk())
    assert found[-1]["verb"] == "claim.erase"
    assert found[-1]["object"] == {"type": "claim", "id": claim.pk}
    assert all(c["data"] is None and c["figures"] is None for c in found)


def test_an_outcome_is_told_with_its_claim() -> None:
    claim = make.claim()
    from annotate.actions import outcomes

    proposed = outcomes.propose_outcome(
        claim=claim, verdict="confirmed", why_checked="sampled", evidence_url="https://e.example/", evidence_quote="So.",
        by=make.user("adjudicator"),
    )  # fmt: skip
    desk = Newsdesk()
    assert [c["object"]["type"] for c in feed(desk)] == ["claim"]
    outcomes.agree_outcome(outcome=proposed, by=make.user("editor"))
    told = feed(desk)[-1]
    assert (told["object"], told["data"]["outcome"]["verdict"]) == (
        {"type": "outcome", "id": proposed.pk},
        "confirmed",
    )


def test_the_desk_and_other_newsrooms_changes_stay_theirs() -> None:
    desk, other = Newsdesk(), Newsdesk()
    make.claim(published=False)
    mine = make.claim(published=False, newsroom=desk.newsroom)
    make.claim(published=False, newsroom=other.newsroom)
    make.read(make.article(published=False), mine)
    assert {c["object"]["id"] for c in feed(desk)} == {mine.pk}


def test_it_waits_for_something_to_change_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    from api import changes

    naps = []

    def publish(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 3:
            make.claim("It rains.")

    monkeypatch.setattr(changes.time, "sleep", publish)
    found = Newsdesk().read("changes/", wait=20)
    assert (len(naps), found["results"][0]["data"]["wording"]) == (3, "It rains.")
    assert Newsdesk().read("changes/", wait=20)["results"] == found["results"]
    assert len(naps) == 3


def test_it_gives_up_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    from api import changes

    now = changes.time.monotonic()
    monkeypatch.setattr(changes.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(changes.time, "monotonic", iter([now, now + 1, now + 19, now + 20]).__next__)
    from annotate.models import Change

    assert changes.wait_for(10**9, 5, "nwr_x", 20) == []
    assert Change.objects.count() == 0
