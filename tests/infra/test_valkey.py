"""One Valkey for one data directory, whatever was killed before."""

import os
import signal
import tempfile
import threading
from pathlib import Path

import pytest

from workers import valkey
from workers.leash import Leash, is_gone


@pytest.fixture
def home():
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="on-record-vk-") as path:
        yield Path(path) / "private"


@pytest.fixture
def held():
    with Leash() as leash:
        yield leash


def start(leash, home):
    return valkey.start(leash, data=home, socket=home / "valkey.sock")


def kill(server, leash):
    for child in leash.children:
        if child.pid == server.pid:
            leash.stop(child, signal.SIGKILL)


def test_only_its_owner_can_reach_it(held, home):
    server = start(held, home)
    assert home.stat().st_mode & 0o777 == 0o700
    assert server.socket.stat().st_mode & 0o077 == 0
    assert server.client().config_get("port") == {b"port": b"0"} or server.client().config_get("port") == {
        "port": "0"
    }


def test_it_may_never_drop_a_message(held, home):
    found = start(held, home).client().config_get("maxmemory-policy", "appendonly")
    assert {str(value) for value in found.values()} & {"noeviction", "b'noeviction'"}
    assert {str(value) for value in found.values()} & {"yes", "b'yes'"}


def test_a_second_start_finds_the_first(held, home):
    first, second = start(held, home), start(held, home)
    assert second.pid == first.pid
    assert second.was_running
    assert not first.was_running


def test_two_starts_at_once_make_one_server(held, home):
    home.mkdir(mode=0o700)
    found: list[valkey.Valkey] = []
    threads = [threading.Thread(target=lambda: found.append(start(held, home))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({server.pid for server in found}) == 1


def test_what_was_queued_survives_kill_9(held, home):
    first = start(held, home)
    first.client().rpush("queue", "a task")
    first.client().execute_command("WAITAOF", 1, 0, 2000)
    kill(first, held)
    second = start(held, home)
    assert second.pid != first.pid
    assert second.client().lpop("queue") == b"a task"


def test_a_stale_pid_file_harms_nobody(held, home):
    home.mkdir(mode=0o700)
    (home / "valkey.pid").write_text(str(os.getpid()))
    (home / "valkey.sock").touch()
    assert start(held, home).client().ping()


def test_a_server_whose_socket_was_cleaned_away_is_replaced(held, home, monkeypatch):
    monkeypatch.setattr(valkey, "SECONDS_TO_ANSWER", 0.5)
    first = start(held, home)
    first.client().set("kept", "yes")
    first.socket.unlink()
    monkeypatch.setattr(valkey, "SECONDS_TO_ANSWER", 10.0)
    second = start_soon(held, home)
    assert second.pid != first.pid
    assert second.client().get("kept") == b"yes"


def start_soon(leash, home):
    """Without waiting long for the server that no longer has a socket."""
    answers = valkey._answers
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            valkey, "_answers", lambda socket, seconds, **how: answers(socket, 10 if how else 0.2, **how)
        )
        return start(leash, home)


def test_a_directory_of_somebody_else_is_refused(held, home, monkeypatch):
    home.mkdir(mode=0o700)
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(valkey.ValkeyError, match="belongs to somebody else"):
        start(held, home)


def test_a_link_in_place_of_the_directory_is_refused(held, home, tmp_path):
    home.symlink_to(tmp_path)
    with pytest.raises(valkey.ValkeyError, match="belongs to somebody else"):
        start(held, home)


def test_a_path_too_long_for_a_socket_says_what_to_do(held, home):
    with pytest.raises(valkey.ValkeyError, match="TMPDIR"):
        valkey.start(held, data=home, socket=home / ("long" * 30) / "valkey.sock")


def test_a_server_that_cannot_start_says_why(held, home):
    home.mkdir(mode=0o700)
    (home / "appendonlydir").write_text("not a directory")
    with pytest.raises(valkey.ValkeyError, match="It said"):
        start(held, home)


def test_it_ends_with_whoever_started_it(home):
    with Leash() as leash:
        server = start(leash, home)
    assert is_gone(server.pid)
