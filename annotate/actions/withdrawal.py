"""Withdrawing what was published: asked for by one person, carried out by a second."""

from django.core.exceptions import ValidationError

from annotate import text as texts
from annotate.actions import articles, claims
from annotate.actions.two_people import close_request, open_request
from annotate.actions.verb import CONFLICT, lock, snapshot, verb
from annotate.models import Article, Claim, State, User, WithdrawalRequest


def request_withdrawal(*, thing: Article | Claim, reason: str, by: User) -> WithdrawalRequest:
    """Ask that a published article or claim leave the record. ``reason``: what readers are told."""
    why = texts.clean(reason, field="reason", limit=5000)
    if not why:
        raise ValidationError({"reason": "Say why it is withdrawn; readers are told."})
    what = {"article" if isinstance(thing, Article) else "claim": thing}
    with verb("withdrawal.request", by=by, allowed_as=f"{[*what][0]}.withdraw") as log:
        thing = lock(thing)
        if thing.erased_at or thing.state == State.WITHDRAWN or thing.published_at is None:
            raise ValidationError("Only what was published, and is not withdrawn yet, takes a request.")
        if WithdrawalRequest.objects.filter(state=WithdrawalRequest.State.REQUESTED, **what).exists():
            raise ValidationError(
                "Somebody has asked for this already. A second person decides.", code=CONFLICT
            )
        request = WithdrawalRequest.objects.create(reason=why, requested_by=by, **what)
        log.add(request, after=snapshot(request))
    return request


def carry_out_withdrawal(*, request: WithdrawalRequest, by: User) -> WithdrawalRequest:
    """The second person agrees: it leaves the record at once, and answers with its state and the reason."""
    with verb("withdrawal.decide", by=by) as log:
        request = open_request(request, by, "Withdrawing")
        if request.article:
            articles.withdraw_article(
                article=request.article, reason=request.reason, by=by, asked_by=request.requested_by
            )
        elif request.claim:
            claims.withdraw_claim(
                claim=request.claim, reason=request.reason, by=by, asked_by=request.requested_by
            )
        close_request(log, request, WithdrawalRequest.State.DONE, by)
    return request


def refuse_withdrawal(*, request: WithdrawalRequest, by: User) -> WithdrawalRequest:
    """The second person does not agree."""
    with verb("withdrawal.decide", by=by) as log:
        request = open_request(request, by, "Withdrawing")
        close_request(log, request, WithdrawalRequest.State.REFUSED, by)
    return request
