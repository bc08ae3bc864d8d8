"""What a hook is told: the events it asked for, what its newsroom may see, with what moved and why."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from standardwebhooks import Webhook

from annotate.actions import claims, hook_messages, hooks, newsrooms, outcomes
from annotate.models import Change, Event, Hook, Message, ScoreTold
from annotate.roles import SETUP
from tests.hooks import factories as make
from tests.hooks.factories import NOW
from tests.hooks.factories import make as rows_of
from tests.receiver import Receiver
from workers.hooks import reading
from workers.rescoring import store

pytestmark = pytest.mark.django_db


def events(hook: Hook) -> list[str]:
    return [event for event, _ in make.told(hook)]


def test_a_claims_life_is_told_in_order() -> None:
    hook, editor = make.hook(), rows_of.user("editor")
    claim = rows_of.claim("The plant closes.")
    make.score(claim, 0.7)
    outcome = outcomes.propose_outcome(
        claim=claim, verdict="confirmed", why_checked="sampled", evidence_url="https://e.example/1", evidence_quote="It closed.",
        by=rows_of.user("editor"),
    )  # fmt: skip
    outcomes.agree_outcome(outcome=outcome, by=editor)
    claims.withdraw_claim(claim=claim, reason="Wrong plant.", by=SETUP)
    make.read()
    told = make.told(hook)
    assert [event for event, _ in told] == ["claim.published", "claim.outcome", "claim.withdrawn"], (
        "a score that no longer stands is not told"
    )
    assert told[0][1]["claim"]["wording"] == "The plant closes."
    assert (
        told[2][1]["claim"] | {"state": "withdrawn", "withdrawn_reason": "Wrong plant."}
        == told[2][1]["claim"]
    )


def test_a_score_is_told_with_before_after_and_why() -> None:
    hook, claim = make.hook(None, "claim.score_changed"), rows_of.claim()
    source = rows_of.source("Ann Ek")
    make.score(claim, 0.5, 1, contributions=[make.rows.line(source.root_key, 0.0)])
    make.read()
    make.score(claim, 0.8, 7, contributions=[make.rows.line(source.root_key, 1.4)], reports=4)
    make.read()
    first, second = (data for _, data in make.told(hook))
    assert first["before"] is None
    assert (second["before"]["probability"], second["after"]["probability"]) == (0.5, 0.8)
    assert second["why"]["because"] == ["reports"]
    (line,) = second["why"]["moved"]
    assert (line["name"], line["before"], line["after"]) == ("Ann Ek", 0.0, 1.4)
    assert second["why"]["as_of_change"] == {"before": 1, "after": 7}
    assert second["change"] == Change.objects.filter(verb="claim.score_changed").first().number


def test_an_agreed_outcome_taken_back_is_told_too() -> None:
    hook, claim = make.hook(None, "claim.outcome"), rows_of.claim()
    one, two = rows_of.user("editor"), rows_of.user("editor")
    given = {
        "verdict": "refuted",
        "why_checked": "sampled",
        "evidence_url": "https://e.example/1",
        "evidence_quote": "No.",
    }
    outcome = outcomes.propose_outcome(claim=claim, by=one, **given)
    outcomes.agree_outcome(outcome=outcome, by=two)
    make.read()
    outcomes.withdraw_outcome(outcome=outcome, reason="Mistaken.", by=two)
    make.read()
    assert [data["claim"]["outcome"] and data["claim"]["outcome"]["verdict"] for _, data in make.told(hook)] == [
        "refuted", None,
    ]  # fmt: skip


def test_a_denial_is_told_with_its_words() -> None:
    hook, claim = make.hook(None, "attribution.denial"), rows_of.claim()
    article = rows_of.article()
    rows_of.read(article, claim, facets=rows_of.UNNAMED | {"stance": "denies"})
    store.rescore_stale()
    make.read()
    ((_, data),) = make.told(hook)
    assert (data["claim"]["id"], data["attribution"]["kind"]) == (claim.pk, "denial")
    assert data["attribution"]["quote"] in article.latest.text


def test_a_sources_record_is_told_with_what_it_was() -> None:
    from tests.rescoring.test_news import record, stored

    hook, source = make.hook(None, "source.reliability_changed"), rows_of.source("Ann Ek")
    stored(record(source.root_key, 0.5))
    make.read()
    stored(record(source.root_key, 0.7, "B"))
    make.read()
    _, (_, data) = make.told(hook)
    assert (data["source"]["name"], data["side"]) == ("Ann Ek", "asserts")
    assert [data[when]["admiralty"] for when in ("before", "after")] == ["C", "B"]


def test_a_newsrooms_own_report_is_announced_and_nobody_elses() -> None:
    from tests.reports import factories as reports

    own = make.hook(None, "report.ready")
    other = make.hook(None, "report.ready")
    report = reports.written(reports.definition(newsroom=own.newsroom))
    reports.written(reports.definition())
    make.read()
    ((_, data),) = make.told(own)
    assert data["report"]["definition"]["id"] == report.definition_id
    assert make.told(other) == []


def test_a_written_report_reaches_its_newsroom_signed_with_an_address_that_a_key_reads(
    receiver: Receiver,
) -> None:
    from tests.reports import factories as reports

    hook = make.hook(receiver, "report.ready")
    report = reports.written(reports.definition(newsroom=hook.newsroom))
    make.read()
    make.send(hook)
    (said,) = receiver.heard
    told = Webhook(make.SECRETS[hook.pk]).verify(said.body, dict(said.headers))["data"]["report"]
    assert told["url"] == f"http://localhost:8000/reports/{report.pk}/"
    assert told["corrects"] is None
    _, secret = rows_of.key(hook.newsroom, "read")
    answer = Client().get(f"/api/v1/reports/{told['id']}/", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["figures"] == report.figures


def test_only_what_was_asked_for_from_when_it_was_made() -> None:
    rows_of.claim()
    hook = make.hook(None, "claim.withdrawn")
    claims.withdraw_claim(claim=rows_of.claim(), reason="Wrong.", by=SETUP)
    make.read()
    make.read()
    assert events(hook) == ["claim.withdrawn"]


def test_a_submission_is_told_to_its_newsroom_alone_and_drafts_to_nobody() -> None:
    own, other = make.hook(), make.hook()
    claim = rows_of.claim(published=False, newsroom=own.newsroom)
    make.score(claim, 0.6)
    make.score(rows_of.claim(published=False), 0.6)
    make.read()
    assert [(e, d["claim"]["id"]) for e, d in make.told(own)] == [("claim.score_changed", claim.pk)]
    assert make.told(other) == []


def test_each_change_is_told_once_whoever_reads_it_twice() -> None:
    hook = make.hook()
    rows_of.claim()
    stale = Hook.objects.get(pk=hook.pk)
    assert reading.read_for(hook, NOW) == 1
    assert reading.read_for(stale, NOW) == 0, "it was read from where another worker had read already"
    assert Message.objects.count() == 1


def test_batches_miss_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BATCH", 3)
    hook = make.hook(None, "claim.published")
    made = [rows_of.claim().pk for _ in range(7)]
    make.read()
    assert [data["claim"]["id"] for _, data in make.told(hook)] == made


def test_a_hook_that_was_off_goes_on_where_it_stopped() -> None:
    hook = hooks.disable_hook(hook=make.hook(None, "claim.published"), by=SETUP)
    claim = rows_of.claim()
    make.read()
    assert make.told(hook) == []
    hooks.enable_hook(hook=hook, by=SETUP)
    make.read()
    assert [data["claim"]["id"] for _, data in make.told(hook)] == [claim.pk]


def probabilities(hook: Hook) -> list[tuple[float | None, float | None]]:
    return [
        (data["before"] and data["before"]["probability"], data["after"]["probability"]) for _, data in make.told(hook)
    ]  # fmt: skip


def test_below_the_threshold_nothing_is_told_until_small_steps_add_up() -> None:
    hook, claim = make.hook(None, "claim.score_changed", threshold=0.1), rows_of.claim()
    for p in (0.50, 0.54, 0.58, 0.61, 0.60):
        make.score(claim, p)
        make.read()
    assert probabilities(hook) == [(None, 0.5), (0.5, 0.61)]


def test_in_one_batch_too(monkeypatch: pytest.MonkeyPatch) -> None:
    hook, claim = make.hook(None, "claim.score_changed", threshold=0.1), rows_of.claim()
    for p in (0.50, 0.54, 0.58, 0.61, 0.60):
        make.score(claim, p)
    make.read()
    assert probabilities(hook) == [(None, 0.5), (0.5, 0.61)]


def test_within_the_quiet_changes_are_gathered_into_one_that_says_all() -> None:
    hook, claim = make.hook(None, "claim.score_changed", quiet_minutes=60), rows_of.claim()
    minutes = [0, 10, 20, 59]
    for p, minute in zip((0.5, 0.6, 0.7, 0.65), minutes, strict=True):
        make.score(claim, p)
        make.read(NOW + dt.timedelta(minutes=minute))
    assert probabilities(hook) == [(None, 0.5)]
    make.read(NOW + dt.timedelta(minutes=60))
    make.read(NOW + dt.timedelta(minutes=200))
    assert probabilities(hook) == [(None, 0.5), (0.5, 0.65)]


def test_what_moved_back_before_the_quiet_ended_is_not_told() -> None:
    hook, claim = make.hook(None, "claim.score_changed", quiet_minutes=60, threshold=0.05), rows_of.claim()
    for p in (0.5, 0.9, 0.51):
        make.score(claim, p)
        make.read()
    make.read(NOW + dt.timedelta(hours=2))
    assert probabilities(hook) == [(None, 0.5)]
    assert ScoreTold.objects.get().due_at is None


def test_other_claims_and_hooks_have_their_own_quiet() -> None:
    loud = make.hook(None, "claim.score_changed")
    quiet = make.hook(None, "claim.score_changed", quiet_minutes=60)
    one, two = rows_of.claim(), rows_of.claim()
    for claim in (one, two):
        for p in (0.5, 0.6):
            make.score(claim, p)
            make.read()
    assert len(make.told(loud)) == 4
    assert len(make.told(quiet)) == 2


def test_one_hook_that_cannot_be_read_for_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = make.hook(), make.hook()
    rows_of.claim()
    real = reading.read_for
    monkeypatch.setattr(reading, "read_for", lambda h, at: 1 / 0 if h.pk == bad.pk else real(h, at))
    make.read()
    assert (len(make.told(bad)), len(make.told(good))) == (0, 1)


def test_what_was_erased_while_it_was_being_read_is_not_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.annotate.test_erasure import erase

    hook, claim = make.hook(), rows_of.claim("Zwetschge closes.")
    real, once = hook_messages.store_messages, [True]

    def meanwhile(**given: Any) -> bool:
        if once:
            once.pop()
            erase(claim)
        return real(**given)

    monkeypatch.setattr(reading.hook_messages, "store_messages", meanwhile)
    make.read()
    assert make.told(hook) == []
    make.read()
    assert events(hook) == ["claim.erased"]
    assert "Zwetschge" not in "".join(Message.objects.values_list("body", flat=True))


def test_an_erased_claim_is_told_by_its_id_alone() -> None:
    from tests.annotate.test_erasure import erase

    hook, claim = make.hook(None, "claim.erased"), rows_of.claim()
    erase(claim)
    make.read()
    ((event, data),) = make.told(hook)
    assert event == Event.CLAIM_ERASED
    assert data == {"change": data["change"], "claim": {"object": "claim", "id": claim.pk}}


def test_erasing_reaches_messages_that_were_sent_and_those_that_wait() -> None:
    from tests.annotate.test_erasure import CANARY, erase, everywhere

    hook = make.hook()
    source = rows_of.source(CANARY)
    claim = rows_of.claim()
    make.score(claim, 0.5, contributions=[make.rows.line(source.root_key, 0.4)])
    make.read()
    sent = hook.messages.order_by("number").last()
    assert CANARY in sent.body
    Message.objects.filter(pk=sent.pk).update(state="sending", begun_at=NOW, attempts=1)
    answer = hook_messages.Outcome({}, 200, {"X": CANARY}, f"I got {CANARY}.")
    hook_messages.end_attempt(message=sent, outcome=answer, at=NOW)
    assert len(everywhere()) >= 3
    erase(source)
    assert everywhere() == []
    sent.refresh_from_db()
    assert sent.state == "erased"


def test_an_answer_that_comes_after_the_erasure_is_not_kept() -> None:
    hook = make.hook()
    message = make.message(hook, "clm_x", body='{"id": "clm_x"}', state="sending", begun_at=NOW, attempts=1)
    hook_messages.blank("clm_x", NOW)
    hook_messages.end_attempt(
        message=message, outcome=hook_messages.Outcome({}, 200, {"X": "y"}, "clm_x"), at=NOW
    )
    kept = message.tries.get()
    assert (kept.response_body, kept.response_headers) == ("", {})
    message.refresh_from_db()
    assert message.state == "erased"


def test_who_belongs_to_another_newsroom_runs_nothing_here() -> None:
    hook, stranger = make.hook(), rows_of.user()
    newsrooms.add_member(newsroom=rows_of.newsroom(), user=stranger, role="manager", by=SETUP)
    member = rows_of.user()
    newsrooms.add_member(newsroom=hook.newsroom, user=member, role="member", by=SETUP)
    foreign, _ = rows_of.key(None, "webhooks")
    for by in (stranger, member, foreign, rows_of.user("editor")):
        for act in (hooks.disable_hook, hooks.rotate_secret, hooks.delete_hook, hooks.send_test):
            with pytest.raises(PermissionDenied):
                act(hook=hook, by=by)
    manager = rows_of.user()
    newsrooms.add_member(newsroom=hook.newsroom, user=manager, role="manager", by=SETUP)
    own, _ = rows_of.key(hook.newsroom, "webhooks")
    assert hooks.disable_hook(hook=hook, by=manager).is_on is False
    assert hooks.enable_hook(hook=hook, by=own).is_on


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": "http://example.org/"}, "url"), ({"url": "https://10.0.0.1/"}, "url"), ({"url": "https://a:b@example.org/"}, "url"),
        ({"events": []}, "events"), ({"events": ["claim.gone"]}, "events"), ({"name": " "}, "name"), ({"threshold": 1.5}, "threshold"),
        ({"threshold": -0.1}, "threshold"), ({"quiet_minutes": 10081}, "quiet_minutes"), ({"name": "x" * 101}, "name"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_refused_by_name(values: dict[str, Any], field: str) -> None:
    with pytest.raises(hooks.ValidationError) as refused:
        make.hook(**values) if "events" not in values else hooks.create_hook(
            newsroom=rows_of.newsroom(),
            name="CMS",
            url="https://a.example/",
            events=values["events"],
            by=SETUP,
        )
    assert field in refused.value.message_dict
    assert not Hook.objects.exists()
