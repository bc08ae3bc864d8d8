"""Beat rings, another process writes."""

import time

import pytest

from annotate.bell import ring
from annotate.models import ChangeHead, Report
from annotate.periods import Period
from tests.reports import factories as make
from workers.schedule import SCHEDULE


@pytest.mark.django_db(transaction=True)
def test_a_worker_writes_what_is_due_when_beat_rings(celery_worker_process) -> None:
    ChangeHead.objects.get_or_create(pk=1)
    started = make.dt.datetime.now(make.dt.UTC)
    since = started.date() - make.dt.timedelta(days=3)
    daily = make.definition(period="day", starts_on=since, written_at=make.dt.time(0))
    celery_worker_process()
    assert ring(SCHEDULE["reports"]["task"])
    deadline = time.monotonic() + 30
    while Report.objects.issued().count() < 3 and time.monotonic() < deadline:
        time.sleep(0.1)
    found = Report.objects.issued().order_by("period_start")
    yesterday = Period.around(started, "day", "UTC").before
    assert [r.definition for r in found] == [daily] * 3
    assert found[2].period == yesterday
