"""Doorbells: the rows say what is to be done."""

from celery import shared_task
from django.utils import timezone

from workers.reports import building, delivering


@shared_task(name="workers.build_reports")
def build_reports() -> None:
    """Write what is due, and render again what an erasure blanked."""
    building.render_again()
    building.build_due(timezone.now())
    delivering.deliver_due(timezone.now())


@shared_task(name="workers.deliver_reports")
def deliver_reports() -> None:
    """Hand over what waits: what the server put off, and what a person decided to send again."""
    delivering.deliver_due(timezone.now())
