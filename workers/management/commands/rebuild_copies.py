"""Make the index of copied text again from the published articles, with a progress bar. Look-ups go on meanwhile."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from workers import copies

WIDTH = 40


class Command(BaseCommand):
    help = (
        "Make the index of copied text again from the published articles. It may be stopped and started again, and "
        "look-ups go on while it runs. With --fresh the file is thrown away first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fresh", action="store_true", help="throw the file away first")

    def handle(self, *args: Any, fresh: bool = False, **options: Any) -> None:
        if fresh:
            copies.discard()
        self.began = time.monotonic()
        with copies.index(progress=self._show) as index:
            if not fresh:  # a fresh one is made when it is opened
                copies.rebuild(index, progress=self._show)
            self.stdout.write(
                f"\n{len(index):,} articles in the index, {copies.size() / 1e6:,.1f} MB on disk."
            )

    def _show(self, done: int, total: int | None) -> None:
        whole = max(total or done, 1)
        bar = "#" * int(WIDTH * done / whole)
        rate = done / max(time.monotonic() - self.began, 1e-9)
        left = (whole - done) / rate if rate else 0.0
        line = f"[{bar:<{WIDTH}}] {done:,} of {whole:,}, {rate:,.0f} a second, {left:,.0f} s left"
        # A bar is drawn over on a terminal; in a log each step is a line.
        self.stdout.write(
            f"\r{line}" if sys.stdout.isatty() else line, ending="" if sys.stdout.isatty() else "\n"
        )
