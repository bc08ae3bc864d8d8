"""Handing reports over to the mail server, each message once.

Up to the message's own words a failure is harmless and is tried again. Once the server has been given the words,
only its answer says whether it took them: without one the delivery is uncertain, and a person decides.
"""

import datetime as dt
import logging
import smtplib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.message import sanitize_address
from django.utils import timezone

from annotate.actions import deliveries
from annotate.blind import is_hidden_from
from annotate.models import Delivery
from workers.reports.message import message_of, notice_of

logger = logging.getLogger(__name__)
State = Delivery.State
#: Noted with the server's answer.
NOTICE = "Only a notice, since scores in it are hidden from this reader. "
#: Messages of one sweep: what is left the next one takes.
AT_ONCE = 200


def deliver_due(at: dt.datetime) -> int:
    """Hand over what waits; returns how many messages were taken in hand."""
    deliveries.note_the_dead(at=at)
    waiting = Delivery.objects.filter(
        state=State.WAITING, not_before__lte=at, subscription__ended_at=None, report__built_at__isnull=False
    ).exclude(report__html="")
    taken = 0
    for delivery in waiting.select_related("report__definition", "subscription", "asked_by").order_by(
        "not_before", "pk"
    )[:AT_ONCE]:
        if deliveries.begin_delivery(delivery=delivery, at=at):
            taken += 1
            _deliver(delivery)
    return taken


def _deliver(delivery: Delivery) -> None:
    noted = ""
    try:
        if is_hidden_from(delivery.report, delivery.address):
            message, noted = notice_of(delivery), NOTICE
        else:
            message = message_of(delivery)
    except Exception as error:
        logger.exception("delivery %s could not be written", delivery.pk)
        state, answer = State.WAITING, f"{type(error).__name__}: {error}"
    else:
        state, answer = hand_over(message)
    deliveries.end_delivery(delivery=delivery, state=state, answer=f"{noted}{answer}", at=timezone.now())


def hand_over(message: EmailMessage) -> tuple[Delivery.State, str]:
    """(how it ended, what the server said). Nothing is raised."""
    backend: Any = get_connection()
    try:
        backend.open()
        smtp = getattr(backend, "connection", None)
        if not isinstance(smtp, smtplib.SMTP):  # a backend that hands over in one piece
            return _in_one_piece(backend, message)
        state, answer = _envelope(smtp, message)
        return (state, answer) if state else _words(smtp, message)
    except (OSError, smtplib.SMTPException) as error:
        return State.WAITING, f"{type(error).__name__}: {error}"
    finally:
        _close(backend)


def _envelope(smtp: smtplib.SMTP, message: EmailMessage) -> tuple[Delivery.State | None, str]:
    """Sender and recipient; a state only where it ends here."""
    smtp.ehlo_or_helo_if_needed()
    encoding = message.encoding or settings.DEFAULT_CHARSET
    replies = [smtp.mail(sanitize_address(message.from_email, encoding))]
    if replies[0][0] == 250:
        replies.append(smtp.rcpt(sanitize_address(message.to[0], encoding)))
    code, said = replies[-1]
    return (None, "") if code in (250, 251) else (_refusal(code), _answer(code, said))


def _words(smtp: smtplib.SMTP, message: EmailMessage) -> tuple[Delivery.State, str]:
    try:
        written: Any = message.message()  # Django's own, which takes a line end
        code, said = smtp.data(written.as_bytes(linesep="\r\n"))
    except smtplib.SMTPDataError as error:  # it did not want the words
        return _refusal(error.smtp_code), _answer(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        return (
            State.UNCERTAIN,
            f"The server was given the message and gave no answer. {type(error).__name__}: {error}",
        )
    return (State.HANDED if code == 250 else _refusal(code)), _answer(code, said)


def _in_one_piece(backend: Any, message: EmailMessage) -> tuple[Delivery.State, str]:
    try:
        sent = backend.send_messages([message])
    except Exception as error:
        return State.UNCERTAIN, f"{type(error).__name__}: {error}"
    return (State.HANDED, "") if sent else (State.WAITING, "The backend did not send it.")


def _refusal(code: int) -> Delivery.State:
    return State.WAITING if 400 <= code < 500 else State.REFUSED


def _answer(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"


def _close(backend: Any) -> None:
    try:
        backend.close()
    except (OSError, smtplib.SMTPException):
        logger.info("the mail server was gone before we said goodbye")
