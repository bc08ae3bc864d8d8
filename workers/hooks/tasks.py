"""Doorbells: the rows say what is to be told, to whom and when."""

from celery import shared_task
from django.utils import timezone

from annotate.bell import ring
from workers.hooks import caring, reading, sending


@shared_task(name="workers.announce")
def announce() -> None:
    """After a change and every ten seconds: make what is to be told, and have sent what is due."""
    at = timezone.now()
    caring.look_after(at)
    reading.read_for_all(at)
    for hook in sending.hooks_with_work(timezone.now()):
        if not ring("workers.send", hook=hook):
            sending.send_due(hook)


@shared_task(name="workers.send")
def send(*, hook: str) -> None:
    """One hook's turn; another one if there is more."""
    sending.send_due(hook)
    if hook in sending.hooks_with_work(timezone.now()):
        ring("workers.send", hook=hook)


@shared_task(name="workers.tidy_hooks")
def tidy() -> None:
    """Once a day."""
    caring.tidy(timezone.now())
