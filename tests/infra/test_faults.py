"""Slow proofs with real processes: `make test-faults`."""

import os
import signal
import time
from pathlib import Path

import pytest

from annotate.bell import ring

pytestmark = pytest.mark.slow

INCLUDE = "--include=tests.infra.tasks"


def wait_for_lines(path: Path, count: int, seconds: float) -> list[str]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        lines = path.read_text().splitlines() if path.exists() else []
        if len(lines) >= count:
            return lines
        time.sleep(0.1)
    pytest.fail(f"only {lines} after {seconds} s")


def test_a_worker_killed_in_the_middle_gets_its_task_back(celery_worker_process, tmp_path):
    """The whole machine dies: the message is still in the broker, and comes back after the visibility timeout."""
    log = tmp_path / "log"
    first = celery_worker_process(INCLUDE, VISIBILITY_TIMEOUT="5")
    assert ring("tests.long", path=str(log))
    began = wait_for_lines(log, 1, 30)
    first.stop(signal.SIGKILL)
    celery_worker_process(INCLUDE, VISIBILITY_TIMEOUT="5")
    found = wait_for_lines(log, 3, 60)
    assert found[0] == began[0]
    assert found[1].startswith("began in")
    assert found[1] != began[0]
    assert found[2] == "done"


def test_a_child_killed_in_the_middle_gets_its_task_back(celery_worker_process, tmp_path):
    """The kernel takes the child that ran it: acknowledging late alone would lose it."""
    log = tmp_path / "log"
    celery_worker_process(INCLUDE)
    assert ring("tests.long", path=str(log))
    child = int(wait_for_lines(log, 1, 30)[0].split()[-1])
    os.kill(child, signal.SIGKILL)
    assert wait_for_lines(log, 3, 30)[2] == "done"


def test_a_worker_that_is_stopped_hands_its_task_back(celery_worker_process, tmp_path):
    """A deployment: SIGTERM, then a new worker, long before any visibility timeout."""
    log = tmp_path / "log"
    first = celery_worker_process(INCLUDE, REMAP_SIGTERM="SIGQUIT", SOFT_SHUTDOWN_TIMEOUT="1")
    assert ring("tests.long", path=str(log))
    wait_for_lines(log, 1, 30)
    first.stop(signal.SIGTERM)
    celery_worker_process(INCLUDE)
    assert wait_for_lines(log, 3, 30)[2] == "done"
