"""What beat starts, and when: Celery's `beat_schedule`. Two beats are no harm: the work is in the database."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep": {"task": "workers.sweep", "schedule": 30.0, "options": {"expires": 30}},
    "fit": {"task": "workers.fit", "schedule": crontab(hour=3, minute=17)},
    "desk_figures": {"task": "workers.desk_figures", "schedule": 900.0, "options": {"expires": 900}},
    # Asks what is due; a report itself comes as often as its definition says.
    "reports": {"task": "workers.build_reports", "schedule": 300.0, "options": {"expires": 300}},
    "hooks": {"task": "workers.announce", "schedule": 10.0, "options": {"expires": 10}},
    "tidy-hooks": {"task": "workers.tidy_hooks", "schedule": crontab(hour=4, minute=41)},
    "mail": {"task": "workers.deliver_reports", "schedule": 60.0, "options": {"expires": 60}},
}
