"""Slow proofs with real processes that are killed: one report for a period, one message for a reader."""

import asyncio
import datetime as dt
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from annotate.actions import deliveries, reports
from annotate.bell import ring
from annotate.models import ChangeHead, Delivery, Report, ReportDefinition
from tests.reports import factories as make

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
INCLUDE = "--include=tests.reports.stuck"


def wait_until(true: Callable[[], Any], seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.1)


@pytest.fixture
def yesterday() -> ReportDefinition:
    """Daily, with one period to be written."""
    ChangeHead.objects.get_or_create(pk=1)
    ReportDefinition.objects.update(is_active=False)
    day = timezone.now().date() - dt.timedelta(days=1)
    return make.definition(period="day", starts_on=day, written_at=dt.time(0))


def test_a_worker_killed_while_it_writes_leaves_one_report_however_many_come_after(
    celery_worker_process: Any, tmp_path: Path, yesterday: ReportDefinition
) -> None:
    stuck = tmp_path / "stuck"
    stuck.touch()
    first = celery_worker_process(INCLUDE, STUCK=str(stuck))
    assert ring("workers.build_reports")
    wait_until(lambda: yesterday.reports.filter(begun_at__isnull=False).exists())
    first.stop(signal.SIGKILL)
    stuck.unlink()
    Report.objects.update(begun_at=timezone.now() - reports.PATIENCE)  # as if that long had passed
    for _ in range(2):
        celery_worker_process(INCLUDE, STUCK=str(stuck))
    for _ in range(6):
        ring("workers.build_reports")
    wait_until(lambda: yesterday.reports.issued().exists())
    ring("workers.build_reports")
    time.sleep(1)
    (report,) = yesterday.reports.all()
    assert (report.stage, report.attempts) == (Report.Stage.READY, 2)


class Silent:
    """Takes the words and does not answer."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.messages.append(envelope.content)
        await asyncio.sleep(30)
        return "250 taken"


def test_a_worker_killed_while_it_hands_over_sends_nothing_twice(
    celery_worker_process: Any, tmp_path: Path, yesterday: ReportDefinition
) -> None:
    deliveries.subscribe(definition=yesterday, address="a@news.example", by=make.SETUP)
    handler = Silent()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    mail = {
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(port),
        "EMAIL_USE_TLS": "0",
        "STUCK": str(tmp_path / "not"),
    }
    try:
        first = celery_worker_process(**mail)
        ring("workers.build_reports")
        wait_until(lambda: handler.messages)
        first.stop(signal.SIGKILL)
        assert Delivery.objects.get().state == Delivery.State.HANDING
        Delivery.objects.update(begun_at=timezone.now() - deliveries.PATIENCE)
        celery_worker_process(**mail)
        ring("workers.deliver_reports")
        wait_until(lambda: Delivery.objects.get().state == Delivery.State.UNCERTAIN)
        ring("workers.deliver_reports")
        time.sleep(1)
        assert len(handler.messages) == 1
    finally:
        controller.stop()
