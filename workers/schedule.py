"""What beat starts, and when: Celery's `beat_schedule`."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {}
