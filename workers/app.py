"""The Celery application: `celery -A workers.app worker`. Its settings are annotate.settings.CELERY_…"""

import os

from celery import Celery

from workers.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotate.settings")

app = Celery("on_record")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
app.autodiscover_tasks(["workers"])
