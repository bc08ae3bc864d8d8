"""What takes two people: one asks, another decides. Part of the verbs on requests of withdrawal and of erasure."""

from collections.abc import Iterable
from typing import TypeVar

from django.core.exceptions import PermissionDenied, ValidationError

from annotate.actions.verb import CONFLICT, Log, lock, snapshot
from annotate.models import ErasureRequest, User, WithdrawalRequest

Request = TypeVar("Request", ErasureRequest, WithdrawalRequest)


def open_request(request: Request, by: User, what: str) -> Request:
    """The request, held, if it still waits and somebody else than ``by`` asked. ``what``: “Erasing”."""
    request = lock(request)
    if request.state != request.State.REQUESTED:
        raise ValidationError("This request is decided already.", code=CONFLICT)
    if request.requested_by_id == by.pk:
        raise PermissionDenied(f"{what} takes two people: somebody else decides on your request.")
    return request


def close_request(log: Log, request: Request, state: str, by: User, *, leave_out: Iterable[str] = ()) -> None:
    """Note who decided, and how."""
    request.state, request.decided_by, request.decided_at = state, by, log.at
    request.save()
    log.add(request, before={"state": "requested"}, after=snapshot(request, leave_out=leave_out))
