"""`manage.py demo`: everything that On Record needs, on this machine, until Ctrl-C; or the main job once."""

import signal
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workers.demo.house import DemoError, House
from workers.valkey import ValkeyError

SECONDS_FOR_ONCE = 300
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked us to end."""


class Command(BaseCommand):
    help = "Starts the web server, a worker, beat and a broker with the worked example; stays until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do the main job once, then stop everything")
        parser.add_argument("--port", type=int, help="of the web server; 8000 if not given, any with --once")

    def handle(self, *args: Any, once: bool, port: int | None, **options: Any) -> None:
        debug, settings.DEBUG = settings.DEBUG, False
        self.example = partial(load_example, with_debug_off=debug)  # off by us, not by whoever runs it
        try:
            with House(port if port is not None else 0 if once else 8000, self.say) as house:
                catch_signals(house)
                try:
                    self.main_job(house) if once else self.stay(house)
                finally:
                    ignore_signals()
                    self.say("stopping")
        except Stopped:
            if once:
                raise CommandError("demo: stopped before it was done", returncode=130) from None
        except (DemoError, ValkeyError) as error:
            raise CommandError(f"demo: {error}") from None
        if once:
            self.say("demo: ok")

    def stay(self, house: House) -> None:
        began = time.monotonic()
        self.say("Bringing the servers up and loading the example: a minute or two the first time.")
        house.start()
        example = self.example()
        self.say(f"up after {time.monotonic() - began:.1f} s; logs in {house.logs}\n")
        self.show(house, example)
        self.say("\nCtrl-C stops it.")
        while True:
            house.check()
            time.sleep(0.5)

    def main_job(self, house: House) -> None:
        run = job()
        with time_limit(SECONDS_FOR_ONCE, house):
            house.start()
            example = self.example()
            if example is None:
                raise DemoError("there is no worked example (annotate/example)")
            self.show(house, example)
            run(base_url=house.base_url, api_key=example.api_key, say=self.say)

    def show(self, house: House, example: Any) -> None:
        self.say(f"admin: {house.base_url}/admin/")
        self.say(f"API:   {house.base_url}/api/v1/")
        if example is None:
            self.say("There is no worked example yet.")
            return
        for login in example.logins:
            self.say(f"login: {login.role:<12} {login.username} / {login.password}")
        self.say(f"key:   {example.api_key}")

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def catch_signals(house: House) -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        house.leash.interrupt(Stopped())

    for number in ENDINGS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means what it says
            signal.signal(number, stop)


def ignore_signals() -> None:
    """Ending has begun; a second Ctrl-C must not leave it half done."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def time_limit(seconds: float, house: House) -> Iterator[None]:
    """Whatever the job waits for: end when the time is up or when a process has died."""
    deadline = time.monotonic() + seconds

    def tick(number: int, frame: FrameType | None) -> None:
        try:
            house.check()
            if time.monotonic() > deadline:
                raise DemoError(f"not done after {seconds:.0f} s\n{house.last_words()}")
        except DemoError as error:
            house.leash.interrupt(error)

    signal.signal(signal.SIGALRM, tick)
    signal.setitimer(signal.ITIMER_REAL, 1, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def load_example(*, with_debug_off: bool) -> Any:
    """`.logins`, each with username, password and role, and `.api_key`; None if there is no example."""
    if not find_spec("annotate.example"):
        return None
    example = import_module("annotate.example")
    try:
        return example.load(with_debug_off=with_debug_off)
    except example.ExampleError as error:
        raise DemoError(str(error)) from None


def job() -> Callable[..., None]:
    if not find_spec("workers.demo.once"):
        raise DemoError("there is no main job (workers/demo/once.py)")
    found: Callable[..., None] = import_module("workers.demo.once").run
    return found
