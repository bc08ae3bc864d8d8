"""The main job once: it ends when its time is up or when a process has died, whatever it waits for."""

import time
from types import SimpleNamespace

import pytest

from workers.demo.house import DemoError
from workers.leash import Leash
from workers.management.commands.demo import time_limit


@pytest.fixture
def house():
    with Leash() as leash:
        yield SimpleNamespace(leash=leash, check=lambda: None, last_words=lambda: "worker | still thinking")


def test_a_job_that_never_ends_is_ended_with_everybodys_last_words(house):
    message = r"(?s)not done after 0 s.*worker \| still thinking"
    with pytest.raises(DemoError, match=message), time_limit(0.1, house):
        time.sleep(600)


def test_a_job_whose_worker_has_died_does_not_wait_for_it(house):
    def check():
        raise DemoError("worker ended with status -9")

    house.check = check
    with pytest.raises(DemoError, match="worker ended"), time_limit(600, house):
        time.sleep(600)


def test_a_job_that_is_done_in_time_is_left_alone(house):
    with time_limit(600, house):
        pass
