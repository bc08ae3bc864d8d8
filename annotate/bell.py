"""Rings a worker by task name, so that work starts at once.

Only a doorbell. The database is the queue: whatever a bell loses, the next sweep of the change log finds.
So ringing never raises and never holds a request for long. Use it after commit:

    transaction.on_commit(partial(ring, "workers.rescore"), robust=True)
"""

import logging
import time
from functools import lru_cache
from typing import Any

from celery import Celery
from django.conf import settings

logger = logging.getLogger(__name__)

SECONDS_TO_WAIT = 0.5
SECONDS_OF_QUIET = 5.0
_quiet_until: dict[str, float] = {}


def ring(name: str, **kwargs: Any) -> bool:
    """Ask a worker to run task `name` with `kwargs` (JSON values).

    False if the broker did not take it. After a failure the bell stays quiet for some seconds: an import of
    a thousand rows must not wait a thousand times for a broker that is down.
    """
    broker = settings.CELERY_BROKER_URL
    if time.monotonic() < _quiet_until.get(broker, 0.0):
        return False
    try:
        _producer(broker).send_task(name, kwargs=kwargs, retry=False, ignore_result=True)
    except Exception as error:
        _quiet_until[broker] = time.monotonic() + SECONDS_OF_QUIET
        logger.warning("%s was not rung, a sweep will find the work: %s", name, error)
        return False
    return True


@lru_cache(maxsize=4)
def _producer(broker: str) -> Celery:
    producer = Celery("annotate", set_as_current=False, broker=broker)
    producer.conf.update(
        task_default_queue=settings.CELERY_TASK_DEFAULT_QUEUE,
        broker_connection_timeout=SECONDS_TO_WAIT,
        broker_transport_options={
            "socket_timeout": SECONDS_TO_WAIT,
            "socket_connect_timeout": SECONDS_TO_WAIT,
            "max_retries": 0,
        },
    )
    return producer
