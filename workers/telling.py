"""Keeping the API's answers ready: made again in blocks after whatever changed them, and after a run was switched."""

from celery import shared_task

from annotate.actions.telling import make_ready
from annotate.formats.telling import tell

#: Its claims are held while it is made: as long as a request may well wait.
BLOCK = 200


@shared_task(name="workers.tell")
def tell_all() -> int:
    """Make every answer that does not stand ready. Returns how many."""
    done = 0
    while made := make_ready(tell=tell, most=BLOCK):
        done += made
    return done
