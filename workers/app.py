"""The Celery application: `celery -A workers.app worker`. Its settings are annotate.settings.CELERY_…"""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from django.utils.log import configure_logging

from workers.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")

app = Celery("on_record")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
app.autodiscover_tasks(["workers", "workers.reports", "workers.hooks"])


@setup_logging.connect
def log_as_django_does(**kwargs: Any) -> None:
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
