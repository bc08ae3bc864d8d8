"""Tasks for the tests' own workers: `--include=tests.infra.tasks`."""

import logging
import os
import time
from pathlib import Path

from celery import shared_task


@shared_task(name="tests.note")
def note(words: str) -> None:
    logging.getLogger(__name__).info(words)


@shared_task(name="tests.long")
def long(path: str) -> None:
    """Write that it began, then take a long time, but only the first time."""
    with Path(path).open("a") as log:
        log.write(f"began in {os.getpid()}\n")
    if len(Path(path).read_text().splitlines()) == 1:
        time.sleep(600)
    with Path(path).open("a") as log:
        log.write("done\n")
