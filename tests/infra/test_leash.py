"""Nothing that we start outlives us."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from workers import leash as leash_module
from workers.leash import Leash, is_gone, is_unreaped

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(600)
"""
PARENT = """
import subprocess, sys, time
from workers.leash import Leash
leash = Leash()
for _ in range(2):
    print(leash.spawn(["sleep", "600"], output=subprocess.DEVNULL).pid, flush=True)
time.sleep(600)
"""


def wait_until_gone(pid: int) -> None:
    for _ in range(1000):
        if is_gone(pid):
            return
        time.sleep(0.01)
    pytest.fail(f"process {pid} is still there")


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_however_we_are_ended_our_children_go_too(ending):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        text=True,
    )
    with parent:
        children = [int(parent.stdout.readline()) for _ in range(2)]
        parent.send_signal(ending)
    for child in children:
        wait_until_gone(child)


def test_a_child_that_will_not_stop_is_killed(monkeypatch):
    monkeypatch.setattr(leash_module, "GRACE", 0.2)
    with Leash() as leash:
        child = leash.spawn([sys.executable, "-c", STUBBORN], output=subprocess.PIPE)
        assert child.stdout.readline() == b"deaf\n"
        child.stdout.close()
        leash.stop(child)
        assert child.returncode == -signal.SIGKILL


def test_the_last_started_goes_first(tmp_path):
    said = tmp_path / "said"
    script = (
        "import signal, sys, time\ndef end(*_):\n    open(sys.argv[1], 'a').write(sys.argv[2]); sys.exit()\n"
    )
    script += "signal.signal(signal.SIGTERM, end); print('.', flush=True); time.sleep(600)"
    with Leash() as leash:
        for name in "abc":
            child = leash.spawn([sys.executable, "-c", script, str(said), name], output=subprocess.PIPE)
            child.stdout.readline()
            child.stdout.close()
    assert said.read_text() == "cba"


def test_grandchildren_go_too():
    with Leash() as leash:
        child = leash.spawn(["sh", "-c", "sleep 600 & echo $!; wait"], output=subprocess.PIPE)
        grandchild = int(child.stdout.readline())
        child.stdout.close()
    for _ in range(500):
        try:
            os.kill(grandchild, 0)
        except ProcessLookupError:
            return
        if is_unreaped(grandchild):
            return
        time.sleep(0.01)
    pytest.fail("a grandchild is still there")


def test_an_interruption_waits_until_a_start_is_noted():
    class Interrupted(Exception):
        pass

    with Leash() as leash:
        leash._starting = True
        leash.interrupt(Interrupted())
        with pytest.raises(Interrupted):
            leash.spawn(["sleep", "600"], output=subprocess.DEVNULL)
        assert len(leash.children) == 1
    assert leash.children[0].returncode == -signal.SIGTERM
