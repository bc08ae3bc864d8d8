"""Sending, against a real server: taken, failing, slow, redirecting, gone, asking to wait; in order; told in the log."""

import datetime as dt
import email.utils
import json
from typing import Any

import pytest
from django.core import mail

from annotate.actions import hook_messages, hooks, newsrooms
from annotate.models import Attempt, Change, Hook, Message
from annotate.roles import SETUP
from tests.hooks import factories as make
from tests.hooks.factories import NOW, bodies
from tests.hooks.factories import make as rows_of
from tests.receiver import Receiver, Reply
from workers.hooks import caring, sending

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def state(message: Message) -> str:
    return Message.objects.get(pk=message.pk).state


def fresh(hook: Hook) -> Hook:
    return Hook.objects.get(pk=hook.pk)


def test_a_message_that_is_taken_is_sent_once_and_both_sides_are_in_the_log(receiver: Receiver) -> None:
    hook = make.hook(receiver)
    message = make.message(hook)
    receiver.replies = [Reply(202, b"queued", {"X-Request": "7"})]
    assert (make.send(hook), make.send(hook)) == (1, 0)
    assert state(message) == "delivered"
    (kept,) = Attempt.objects.all()
    assert (kept.status, kept.response_body, kept.response_headers["X-Request"]) == (202, "queued", "7")
    assert kept.request_headers["webhook-id"] == message.id == receiver.heard[0].headers["webhook-id"]
    assert receiver.heard[0].body.decode() == message.body


@pytest.mark.parametrize(
    "reply", [Reply(500), Reply(404), Reply(301, headers={"Location": "https://example.org/"})]
)
def test_any_other_answer_is_tried_again_and_no_redirect_followed(receiver: Receiver, reply: Reply) -> None:
    hook = make.hook(receiver)
    message = make.message(hook)
    receiver.replies = [reply, Reply(200)]
    make.send(hook)
    assert state(message) == "waiting"
    later = Message.objects.get().not_before
    assert dt.timedelta(seconds=5) <= later - NOW <= dt.timedelta(seconds=6)
    assert make.send(hook, later - dt.timedelta(milliseconds=1)) == 0
    assert make.send(hook, later) == 1
    assert state(message) == "delivered"
    assert [said.headers["webhook-id"] for said in receiver.heard] == [message.id] * 2
    assert fresh(hook).failing_since is None


def test_it_is_retried_over_a_day_with_jitter_and_then_given_up(receiver: Receiver) -> None:
    hook = make.hook(receiver)
    message = make.message(hook)
    receiver.replies = [Reply(503)]
    times = [NOW]
    while make.send(hook, times[-1]):
        message.refresh_from_db()
        times.append(max(message.not_before, fresh(hook).not_before))
    assert state(message) == "failed"
    assert len(receiver.heard) == len(Message.WAITS) + 1
    last = message.tries.last().at - NOW
    assert DAY <= last <= 1.25 * DAY
    waits = [(b - a).total_seconds() for a, b in zip(times, times[1:-1], strict=False)]
    assert all(base <= wait <= base * 1.2 + 0.001 for base, wait in zip(Message.WAITS, waits, strict=False))
    assert any(wait > base * 1.001 for base, wait in zip(Message.WAITS, waits, strict=False)), (
        "drawn, not fixed"
    )


@pytest.mark.parametrize("as_date", [False, True])
def test_it_waits_as_long_as_it_is_asked_to(receiver: Receiver, as_date: bool) -> None:
    hook = make.hook(receiver)
    make.message(hook)
    make.message(hook, "clm_2", not_before=NOW + dt.timedelta(minutes=1))
    in_an_hour = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    said = email.utils.format_datetime(in_an_hour, usegmt=True) if as_date else "3600"
    receiver.replies = [Reply(429, headers={"Retry-After": said}), Reply(200)]
    make.send(hook)
    assert make.send(hook, NOW + dt.timedelta(minutes=58)) == 0, "what else waits does not knock either"
    assert make.send(hook, NOW + dt.timedelta(minutes=61)) == 2


@pytest.mark.parametrize("said", ["-5", "soon", "9" * 400, "Fri, 99 Nov 2026", "١٢"])
def test_a_senseless_wait_is_not_obeyed_for_ever(receiver: Receiver, said: str) -> None:
    hook = make.hook(receiver)
    make.message(hook)
    receiver.answering = lambda _: Reply(503, headers={"Retry-After": said} if said.isascii() else {})
    make.send(hook)
    assert Message.objects.get().not_before <= NOW + DAY


def test_gone_turns_it_off_at_once_and_its_managers_are_told(receiver: Receiver) -> None:
    hook = make.hook(receiver)
    manager = rows_of.user(email="boss@news.example")
    newsrooms.add_member(newsroom=hook.newsroom, user=manager, role="manager", by=SETUP)
    make.message(hook)
    make.message(hook, "clm_2", not_before=NOW + dt.timedelta(seconds=1))
    receiver.replies = [Reply(410)]
    make.send(hook)
    assert fresh(hook).disabled_because == "gone"
    assert make.send(hook, NOW + DAY) == 0
    for _ in range(2):
        caring.look_after(NOW)
    (told,) = mail.outbox
    assert told.to == ["boss@news.example"]
    assert "410 Gone" in told.body
    assert f"/newsroom/{hook.newsroom_id}/hooks/{hook.pk}/" in told.body
    assert Change.objects.filter(verb="hook.turn_off", object_id=hook.pk).count() == 1


def test_after_three_days_of_failure_it_is_turned_off_with_a_mail(receiver: Receiver) -> None:
    hook = make.hook(receiver)
    manager = rows_of.user(email="boss@news.example")
    newsrooms.add_member(newsroom=hook.newsroom, user=manager, role="manager", by=SETUP)
    make.message(hook)
    receiver.replies = [Reply(500)]
    make.send(hook)
    caring.look_after(NOW + 3 * DAY - dt.timedelta(seconds=1))
    assert fresh(hook).is_on
    caring.look_after(NOW + 3 * DAY)
    caring.look_after(NOW + 3 * DAY)
    assert fresh(hook).disabled_because == "failing"
    assert ["3 March 2026" in m.body.replace("03 March", "3 March") for m in mail.outbox] == [True]
    hook = hooks.enable_hook(hook=fresh(hook), by=SETUP)
    caring.look_after(NOW + 4 * DAY)
    assert fresh(hook).is_on, "turned on, it has three days again"


def test_a_mail_server_that_is_down_is_asked_again(receiver: Receiver, settings: Any) -> None:
    hook = make.hook(receiver)
    manager = rows_of.user(email="boss@news.example")
    newsrooms.add_member(newsroom=hook.newsroom, user=manager, role="manager", by=SETUP)
    Hook.objects.filter(pk=hook.pk).update(disabled_at=NOW, disabled_because="gone")
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    caring.look_after(NOW)
    assert fresh(hook).mailed_at is None
    settings.EMAIL_BACKEND = working
    caring.look_after(NOW)
    assert fresh(hook).mailed_at == NOW


def test_messages_on_one_claim_go_out_in_order_and_wait_for_the_one_before(receiver: Receiver) -> None:
    hook = make.hook(receiver)
    for name in ("a1", "b1", "a2"):
        make.message(hook, name[0], body=json.dumps({"n": name}))
    receiver.answering = lambda said: Reply(500 if b"a1" in said.body and len(receiver.heard) < 4 else 200)
    make.send(hook)
    assert sorted(bodies(receiver.heard)) == ["a1", "b1"]
    later = Message.objects.filter(state="waiting").order_by("number").first().not_before
    make.send(hook, later)
    assert bodies(receiver.heard)[2:] == ["a1"], "still refused: a2 waits"
    Message.objects.filter(state="waiting").update(not_before=NOW)
    make.send(hook, later + DAY)
    assert bodies(receiver.heard)[3:] == ["a1", "a2"]


def test_one_given_up_lets_the_next_go(receiver: Receiver) -> None:
    hook = make.hook(receiver)
    make.message(hook, "a", state="failed", ended_at=NOW)
    second = make.message(hook, "a")
    make.send(hook)
    assert state(second) == "delivered"


def test_an_address_that_leads_inside_is_not_asked_and_the_log_says_why(
    receiver: Receiver, settings: Any
) -> None:
    hook = make.hook(receiver)
    message = make.message(hook)
    settings.OUTBOUND_MAY_REACH_LOOPBACK = False
    make.send(hook)
    assert receiver.heard == []
    assert "no public address" in message.tries.get().error


def test_a_slow_answer_ends_in_time_and_is_tried_again(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    hook = make.hook(receiver)
    message = make.message(hook)
    receiver.replies = [Reply(silence=2)]
    make.send(hook)
    assert state(message) == "waiting"
    assert "did not answer in full within 0.3 s" in message.tries.get().error


def test_hostile_answers_are_kept_cut_and_printable(receiver: Receiver) -> None:
    hook = make.hook(receiver)
    message = make.message(hook)
    receiver.replies = [Reply(200, b"\x00\xff<script>" + b"x" * 9000, {"X-Long": "y" * 5000})]
    make.send(hook)
    kept = message.tries.get()
    assert len(kept.response_body) <= 4096
    assert kept.response_body.startswith("\ufffd\ufffd<script>")
    assert len(kept.response_headers["X-Long"]) == 500


def test_a_worker_that_died_while_sending_sends_it_again_under_the_same_id(receiver: Receiver) -> None:
    hook = make.hook(receiver)
    message = make.message(hook)
    assert hook_messages.take_hook(hook, NOW)
    assert hook_messages.begin_attempt(message=message, at=NOW)
    later = NOW + hook_messages.PATIENCE
    assert make.send(hook, later - dt.timedelta(seconds=1)) == 0, "another worker may be at it"
    caring.look_after(later)
    assert make.send(hook, later) == 1
    assert [t.error for t in message.tries.all()] == ["The worker was killed while it was sending.", ""]
    assert receiver.heard[0].headers["webhook-id"] == message.id


def test_one_worker_at_a_time_sends_to_a_hook(receiver: Receiver) -> None:
    hook = make.hook(receiver)
    make.message(hook)
    assert hook_messages.take_hook(hook, NOW)
    assert make.send(hook) == 0
    hook_messages.leave_hook(hook)
    assert make.send(hook) == 1


def test_a_closed_door_is_knocked_at_less_and_less(receiver: Receiver) -> None:
    hook = make.hook(receiver)
    for n in range(40):
        make.message(hook, f"clm_{n}")
    receiver.replies = [Reply(500)]
    make.send(hook)
    assert len(receiver.heard) <= sending.AT_ONCE
    assert fresh(hook).not_before > NOW
    assert hook.pk not in sending.hooks_with_work(NOW)


def test_replaying_one_or_a_time_sends_the_same_messages_again_in_order(receiver: Receiver) -> None:
    hook = make.hook(receiver)
    made = [make.message(hook, "a", body=json.dumps({"n": n}), created_at=NOW + n * DAY) for n in range(4)]
    make.send(hook)
    Message.objects.filter(pk=made[1].pk).update(state="failed")
    make.message(make.hook(receiver), "a")
    receiver.heard.clear()
    assert hooks.replay(hook=hook, ids=[made[0].id], by=SETUP) == 1
    assert hooks.replay(hook=hook, since=NOW, by=SETUP) == 1, "failed ones, unless told otherwise"
    assert hooks.replay(hook=hook, since=NOW + DAY, until=NOW + 2 * DAY, only_failed=False, by=SETUP) == 1
    make.send(hook, dt.datetime.now(dt.UTC) + DAY)
    assert bodies(receiver.heard) == [0, 1, 2]
    assert [said.headers["webhook-id"] for said in receiver.heard] == [m.id for m in made[:3]]


def test_another_hooks_message_is_not_replayed_here() -> None:
    foreign = make.message(make.hook())
    with pytest.raises(hooks.ValidationError, match="no message of this hook"):
        hooks.replay(hook=make.hook(), ids=[foreign.id], by=SETUP)


def test_a_test_says_that_it_is_one(receiver: Receiver) -> None:
    hook = make.hook(receiver)
    hooks.send_test(hook=hook, by=SETUP)
    make.send(hook, dt.datetime.now(dt.UTC))
    assert json.loads(receiver.heard[0].body)["type"] == "hook.test"
    with pytest.raises(hooks.ValidationError, match="turned off"):
        hooks.send_test(hook=hooks.disable_hook(hook=hook, by=SETUP), by=SETUP)


def test_the_log_goes_back_thirty_days(receiver: Receiver) -> None:
    hook = make.hook(receiver)
    make.message(hook)
    make.message(hook, "clm_2", not_before=NOW + DAY)
    make.send(hook)
    caring.tidy(NOW + 30 * DAY - dt.timedelta(seconds=1))
    assert Message.objects.count() == 2
    caring.tidy(NOW + 30 * DAY)
    assert [m.subject for m in Message.objects.all()] == ["clm_2"], "what waits is kept"
    assert not Attempt.objects.exists()


def test_without_a_broker_the_sweep_itself_sends(receiver: Receiver) -> None:
    from workers.hooks.tasks import announce

    hook = make.hook(receiver, "claim.published")
    rows_of.claim("The plant closes.")
    announce.run()
    announce.run()
    assert [json.loads(said.body)["type"] for said in receiver.heard] == ["claim.published"]
    assert state(hook.messages.get()) == "delivered"


def test_deleting_a_hook_takes_its_log_along_and_the_change_log_stays() -> None:
    hook = make.hook()
    make.message(hook)
    hooks.delete_hook(hook=hook, by=SETUP)
    assert not Message.objects.exists()
    assert Change.objects.filter(verb="hook.delete", object_id=hook.pk).exists()
