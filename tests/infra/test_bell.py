"""A broker that is down costs a moment, never a request."""

import socket
import threading
from functools import partial

import pytest
from django.db import transaction

from annotate import bell
from tests.conftest import use_broker


@pytest.fixture
def silent_server():
    """Takes connections and never says a word, as a hung machine does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture
def dead_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"redis://127.0.0.1:{port}/0"


def ring_in_a_second(url, settings, monkeypatch) -> bool | None:
    """What `ring` says, or None if it still waits after a second (three, on a busy machine)."""
    use_broker(url, settings, monkeypatch)
    heard: list[bool] = []
    ringing = threading.Thread(target=lambda: heard.append(bell.ring("workers.nothing")), daemon=True)
    ringing.start()
    ringing.join(3)
    return heard[0] if heard else None


def test_a_refused_connection_is_no_error(dead_port, settings, monkeypatch):
    assert ring_in_a_second(dead_port, settings, monkeypatch) is False


def test_a_broker_that_hangs_does_not_hang_us(silent_server, settings, monkeypatch):
    assert ring_in_a_second(silent_server, settings, monkeypatch) is False


def test_after_a_failure_it_stays_quiet_for_a_while(dead_port, settings, monkeypatch):
    use_broker(dead_port, settings, monkeypatch)
    assert bell.ring("workers.nothing") is False
    monkeypatch.setattr(bell, "_producer", pytest.fail)
    assert bell.ring("workers.nothing") is False


def test_it_rings_again_when_the_broker_is_back(valkey, monkeypatch):
    monkeypatch.setattr(bell, "_quiet_until", {valkey.broker_url: 0.0})
    assert bell.ring("workers.nothing") is True


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_stays_saved_when_nobody_hears_the_bell(dead_port, settings, monkeypatch):
    from django.contrib.auth.models import Group

    use_broker(dead_port, settings, monkeypatch)
    with transaction.atomic():
        Group.objects.create(name="desk")
        transaction.on_commit(partial(bell.ring, "workers.nothing"), robust=True)
    assert Group.objects.filter(name="desk").exists()
