"""What nobody rings for: attempts whose worker died, hooks that fail for days, the mail about them, old rows."""

import datetime as dt
import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from annotate.actions import hook_messages
from annotate.models import Hook, Membership

logger = logging.getLogger(__name__)


def look_after(at: dt.datetime) -> None:
    hook_messages.free_the_dead(at=at)
    hook_messages.turn_off_failing(at=at)
    for hook in Hook.objects.filter(disabled_because__in=[Hook.Off.GONE, Hook.Off.FAILING], mailed_at=None):
        if _mail(hook):
            hook_messages.note_mailed(hook=hook, at=at)


def tidy(at: dt.datetime) -> None:
    """Once a day."""
    hook_messages.forget_old(at=at)
    hook_messages.seal_anew()


def _mail(hook: Hook) -> bool:
    """Tell its newsroom's managers; False where the mail server did not take it."""
    managers = hook.newsroom.memberships.filter(role=Membership.Role.MANAGER, user__is_active=True)
    to = sorted({email for email in managers.values_list("user__email", flat=True) if email})
    if not to:
        logger.warning("hook %s was turned off, and no manager of its newsroom has an address", hook.pk)
        return True
    message = EmailMessage(
        subject=" ".join(f"On Record: the webhook “{hook.name}” was turned off".split()), body=_words(hook), to=to,
        headers={"Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    try:
        return bool(message.send())
    except OSError:  # also what the mail server says
        logger.exception("the mail about hook %s was not taken; the next sweep tries again", hook.pk)
        return False


def _words(hook: Hook) -> str:
    why = (
        "It answered 410 Gone, which says that it wants no more."
        if hook.disabled_because == Hook.Off.GONE
        else f"Every message to it has failed since {hook.failing_since:%d %B %Y, %H:%M} UTC."
    )
    page = f"{settings.BASE_URL}{reverse('newsroom:hook', args=[hook.newsroom_id, hook.pk])}"
    return (
        f"The webhook “{hook.name}” of {hook.newsroom} to\n{hook.url}\nwas turned off.\n\n{why}\n\n"
        f"Nothing is lost: turned on again, it goes on where it stopped.\n{page}\n"
    )
