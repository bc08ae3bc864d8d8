"""Signatures by Standard Webhooks: the published vector, somebody else's verifier, two secrets while one is replaced."""

import datetime as dt
import time

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from annotate.actions import hooks
from annotate.models import Change, ChangeDetail, Hook
from annotate.roles import SETUP
from annotate.seals import BrokenSealError, open_sealed, seal
from tests.hooks import factories as make
from tests.receiver import Receiver
from workers.hooks import caring, signing

VECTOR = (
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    1614265330,
    b'{"test": 2432232314}',
)


def test_the_published_vector() -> None:
    assert signing.signature(*VECTOR) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_others_verify_what_we_sign_and_refuse_what_was_changed() -> None:
    secret, body = VECTOR[0], '{"wording": "Łódź سيغلق"}'
    signed = signing.headers([secret], "msg_1", int(time.time()), body.encode())
    assert Webhook(secret).verify(body, signed) == {"wording": "Łódź سيغلق"}
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace("Ł", "L"), signed)


@pytest.mark.django_db
def test_what_is_sent_is_signed_now_and_verified_by_the_secret_shown_once(receiver: Receiver) -> None:
    hook = make.hook(receiver)
    make.message(hook)
    make.send(hook)
    (said,) = receiver.heard
    Webhook(make.SECRETS[hook.pk]).verify(said.body, dict(said.headers))
    assert said.headers["Content-Type"] == "application/json"


@pytest.mark.django_db
def test_after_a_rotation_both_secrets_verify_for_a_day_and_then_the_new_one_alone(
    receiver: Receiver,
) -> None:
    hook = make.hook(receiver)
    old = make.SECRETS[hook.pk]
    hook, new = hooks.rotate_secret(hook=hook, by=SETUP)
    now = dt.datetime.now(dt.UTC)
    make.message(hook, not_before=now)
    make.send(hook, now)
    for secret in (old, new):
        Webhook(secret).verify(receiver.heard[0].body, dict(receiver.heard[0].headers))
    caring.tidy(now + hooks.OVERLAP + dt.timedelta(minutes=1))
    later = make.message(hook, "clm_2", not_before=now)
    make.send(hook, now)
    assert later.subject in receiver.heard[1].body.decode()
    Webhook(new).verify(receiver.heard[1].body, dict(receiver.heard[1].headers))
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(receiver.heard[1].body, dict(receiver.heard[1].headers))
    assert Hook.objects.get().secret_before == ""


@pytest.mark.django_db
def test_the_database_holds_no_secret_in_the_clear(receiver: Receiver) -> None:
    hook = make.hook(receiver)
    hook, new = hooks.rotate_secret(hook=hook, by=SETUP)
    make.message(hook)
    make.send(hook)
    rows = [*Hook.objects.values(), *ChangeDetail.objects.values(), *Change.objects.values(), *hook.messages.values("tries__request_headers", "body")]  # fmt: skip
    for secret in (make.SECRETS[hook.pk], new):
        assert secret.removeprefix("whsec_")[:20] not in str(rows)
    assert open_sealed(Hook.objects.get().secret) == new


@pytest.mark.django_db
def test_a_secret_outlives_the_key_it_was_sealed_under(settings, receiver: Receiver) -> None:
    hook = make.hook(receiver)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    caring.tidy(make.NOW)
    settings.SECRET_KEY_FALLBACKS = []
    make.message(hook)
    make.send(hook)
    Webhook(make.SECRETS[hook.pk]).verify(receiver.heard[0].body, dict(receiver.heard[0].headers))


@pytest.mark.django_db
def test_a_key_that_is_gone_is_told_in_the_log_and_nothing_is_sent_unsigned(
    settings, receiver: Receiver
) -> None:
    hook = make.hook(receiver)
    settings.SECRET_KEY = "n" * 60
    with pytest.raises(BrokenSealError):
        open_sealed(hook.secret)
    message = make.message(hook)
    make.send(hook)
    assert receiver.heard == []
    assert "make a new secret" in message.tries.get().error
    assert seal("a") != seal("a")
