"""Slow proofs with a real worker, broker and server: a killed worker and a dead broker cost delay, never an event."""

import json
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from annotate.bell import ring
from annotate.models import Message
from tests import factories as make
from tests.conftest import NO_BROKER, use_broker
from tests.hooks import factories as hooks
from tests.receiver import Receiver, Reply, Said

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
#: With the test's own key: what it sealed is opened by no other.
INCLUDE = "--include=tests.infra.hook_worker"


def until(holds: Callable[[], Any], seconds: float, every: Callable[[], Any] = lambda: None) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        every()
        time.sleep(3)  # as a sweep would, not so often that rings pile up


def ids(receiver: Receiver) -> list[str]:
    return [said.headers["webhook-id"] for said in receiver.heard]


def test_a_worker_killed_while_it_sends_loses_nothing(
    celery_worker_process: Any, receiver: Receiver, settings: Any
) -> None:
    hook = hooks.hook(receiver, "claim.published")
    wordings = [make.claim(f"Plant {n} closes.").wording for n in range(3)]

    def answer(said: Said) -> Reply:
        return Reply(silence=30 if len(receiver.heard) <= 3 else 0)

    receiver.answering = answer
    first = celery_worker_process(INCLUDE, SECRET_KEY=settings.SECRET_KEY)
    until(lambda: len(receiver.heard) == 3, 150, lambda: ring("workers.announce"))
    first.stop(signal.SIGKILL)
    assert set(Message.objects.values_list("state", flat=True)) == {"sending"}
    celery_worker_process(INCLUDE, SECRET_KEY=settings.SECRET_KEY)
    until(
        lambda: Message.objects.filter(state="delivered").count() == 3, 150, lambda: ring("workers.announce")
    )
    assert sorted(ids(receiver)[3:]) == sorted(ids(receiver)[:3]), "the same messages under the same ids"
    told = [json.loads(said.body)["data"]["claim"]["wording"] for said in receiver.heard[3:]]
    assert sorted(told) == wordings
    assert hook.messages.count() == 3


def test_what_happened_while_the_broker_was_dead_is_told_when_it_is_back(
    valkey: Any,
    celery_worker_process: Any,
    receiver: Receiver,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hooks.hook(receiver, "claim.published")
    use_broker(NO_BROKER, settings, monkeypatch)
    claim = make.claim("The plant closes.")
    assert not ring("workers.announce")
    use_broker(valkey.broker_url, settings, monkeypatch)
    celery_worker_process(INCLUDE, SECRET_KEY=settings.SECRET_KEY)
    until(lambda: receiver.heard, 150, lambda: ring("workers.announce"))
    assert json.loads(receiver.heard[0].body)["data"]["claim"]["id"] == claim.pk
