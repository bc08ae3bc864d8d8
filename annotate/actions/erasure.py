"""Erasing: a court's or a person's right. Two people and a reason; the words go, the spine stays.

Blanked are the text, everything derived from it, before and after in the change log, and renderings. What
stays is that there was something, when, and who decided. Scores that rested on it say "input erased".
"""

import logging
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Q
from redis.exceptions import RedisError

from annotate import text as texts
from annotate.actions import article_imports, articles, disputes, drafts, hook_messages, parties, reports
from annotate.actions.reports import ERASED
from annotate.actions.two_people import close_request, open_request
from annotate.actions.verb import Log, verb
from annotate.models import (
    Adjudication,
    Article,
    Change,
    ChangeDetail,
    Claim,
    ClaimCandidate,
    ClaimSearch,
    Dispute,
    ErasureRequest,
    Outcome,
    Passage,
    Reading,
    Recusal,
    Revision,
    RunScore,
    Skip,
    Source,
    SourceRecord,
    State,
    User,
    WhatIf,
    WithdrawalRequest,
    Wording,
)
from annotate.search import forget_what_was_deleted

ADDRESS = "https://erased.invalid/"
KINDS = ("article", "claim", "source")

#: What the log calls the rows that go with a thing: (model name, id).
Names = set[tuple[str, str]]

logger = logging.getLogger(__name__)


def request_erasure(*, thing: Article | Claim | Source, reason: str, by: User) -> ErasureRequest:
    """Ask that an article, claim or source be erased; a second person carries it out."""
    why = texts.clean(reason, field="reason", limit=5000)
    if not why:
        raise ValidationError({"reason": "Say on what ground: the court, the law, whose right."})
    with verb("erasure.request", by=by) as log:
        kind = thing._meta.model_name or ""
        if kind not in KINDS:
            raise ValidationError({"object": f"Only {', '.join(KINDS)} can be erased."})
        request = ErasureRequest.objects.create(
            object_type=kind, object_id=thing.pk, reason=why, requested_by=by
        )
        log.add(request, after={"object": thing.pk})
    return request


def refuse_erasure(*, request: ErasureRequest, by: User) -> ErasureRequest:
    """The second person does not agree."""
    with verb("erasure.decide", by=by) as log:
        request = open_request(request, by, "Erasing")
        close_request(log, request, ErasureRequest.State.REFUSED, by, leave_out=["reason"])
    return request


def carry_out_erasure(*, request: ErasureRequest, by: User) -> ErasureRequest:
    """The second person agrees: it is blanked everywhere, at once and for good."""
    with verb("erasure.decide", by=by) as log:
        request = open_request(request, by, "Erasing")
        thing = (
            apps.get_model("annotate", request.object_type)
            ._base_manager.select_for_update()
            .get(pk=request.object_id)
        )
        erase: Callable[[Log, Any], Names] = _ERASERS[request.object_type]
        for each in _family(thing):
            _blank_log(erase(log, each))
            reports.blank(each.pk)
            drafts.blank(each.pk)
            hook_messages.blank(each.pk, log.at)
        close_request(log, request, ErasureRequest.State.DONE, by, leave_out=["reason"])
        log.ring("workers.match")  # its process may hold the words of claims that it has read
        transaction.on_commit(_leave_no_trace)
    return request


def _family(thing: Article | Claim | Source) -> list[Any]:
    """What was merged is one: with a claim or source go those merged with it, whichever of them was named."""
    if isinstance(thing, Article):
        return [thing]
    family, level = [], [thing.kept]
    while level:
        family += level
        level = [merged for each in level for merged in each.merged.all()]
    return family


def _article(log: Log, article: Article) -> Names:
    revisions = Revision.objects.filter(article=article)
    passages = Passage.objects.filter(revision__article=article)
    readings = Reading.objects.filter(review__revision__article=article)
    decisions = Adjudication.objects.filter(attribution__passage__revision__article=article)
    recusals = Recusal.objects.filter(article=article)
    withdrawals = WithdrawalRequest.objects.filter(article=article)
    names = _names(article, revisions, passages, readings, decisions, recusals, withdrawals)
    names |= {("review", pk) for pk in article.revisions.values_list("reviews__pk", flat=True) if pk}
    names |= {("attribution", pk) for pk in passages.values_list("attributions__pk", flat=True) if pk}
    names |= article_imports.blank(article)
    claims = articles.claims_of(article)
    ClaimSearch.objects.filter(revision__article=article).delete()
    revisions.amend(text="", headline=ERASED, byline="", credit_line="", sha256="")
    passages.amend(exact="", prefix="", suffix="")
    readings.amend(speaks_for="", anonymity_reason_words="", motive_words="", note="")
    decisions.amend(reason=ERASED)
    Skip.objects.filter(revision__article=article).amend(words=ERASED)
    recusals.update(reason=ERASED)
    withdrawals.update(reason=ERASED)
    article.url = article.canonical_url = None
    article.addresses.all().delete()
    _end(log, article)
    Claim.objects.filter(pk__in=[c.kept.pk for c in claims]).update(
        inputs_erased=models.F("inputs_erased") + 1
    )
    log.touch(claims)
    return names


def _claim(log: Log, claim: Claim) -> Names:
    wordings, outcomes = Wording.objects.filter(claim=claim), Outcome.objects.filter(claim=claim)
    contested = Dispute.objects.filter(claim=claim)
    withdrawals = WithdrawalRequest.objects.filter(claim=claim)
    names = _names(claim, wordings, outcomes, contested, withdrawals)
    names |= article_imports.blank_words(wordings.values_list("text", flat=True))
    withdrawals.update(reason=ERASED)
    wordings.amend(text=ERASED)
    outcomes.update(evidence_quote=ERASED, evidence_url=ADDRESS)
    claim.wording, claim.subject, claim.figure, claim.tolerance, claim.unit = ERASED, "", None, None, ""
    claim.topics.clear()
    disputes.blank(contested)
    claim.dispute = disputes.told(claim)
    ClaimCandidate.objects.filter(claim=claim).delete()
    RunScore.objects.filter(claim=claim).delete()
    WhatIf.objects.filter(claim=claim).delete()
    _end(log, claim)
    log.touch([claim])
    return names


def _source(log: Log, source: Source) -> Names:
    name = source.name
    claims = parties.claims_of(source)
    readings = Reading.objects.filter(Q(source=source) | Q(speaks_for__icontains=name))
    said = Q(contested__icontains=name) | Q(decision__icontains=name) | Q(public_note__icontains=name)
    contested = Dispute.objects.filter(Q(source=source) | said)
    names = _names(source, readings, contested) | article_imports.blank_words([name])
    for told_of in contested.values_list(
        "claim", flat=True
    ):  # messages repeat the note beside the claim's id
        hook_messages.blank(told_of, log.at)
    disputes.blank(contested)
    readings.amend(speaks_for="", note="", motive_words="", anonymity_reason_words="")
    source.external_ids.all().delete()
    SourceRecord.objects.filter(key=source.root_key).delete()
    source.name, source.description, source.has_public_role = ERASED, "", False
    source.save()
    log.add(source, verb="source.erase")
    Claim.objects.filter(pk__in=[c.kept.pk for c in claims]).update(
        inputs_erased=models.F("inputs_erased") + 1
    )
    log.touch(claims)
    return names


_ERASERS: dict[str, Callable[[Log, Any], Names]] = {
    "article": _article, "claim": _claim, "source": _source,
}  # fmt: skip


def _end(log: Log, thing: Article | Claim) -> None:
    thing.erased_at = log.at
    thing.state, thing.withdrawn_reason, thing.embargo_until = State.WITHDRAWN, "Erased.", None
    thing.save()
    log.add(thing, verb=f"{thing._meta.model_name}.erase")


def _names(thing: models.Model, *rows: models.QuerySet) -> Names:
    names = {(thing._meta.model_name or "", str(thing.pk))}
    for query in rows:
        names |= {(query.model._meta.model_name or "", str(pk)) for pk in query.values_list("pk", flat=True)}
    return names


def _blank_log(names: Names) -> None:
    by_type: dict[str, list[str]] = {}
    for kind, pk in names:
        by_type.setdefault(kind, []).append(pk)
    for kind, ids in by_type.items():
        changes = Change.objects.filter(object_type=kind, object_id__in=ids)
        ChangeDetail.objects.filter(change__in=changes).amend(before=None, after=None, reason="")


def _leave_no_trace() -> None:
    """The pages that the database file no longer uses, and the cache. PostgreSQL: see docs/operations.md."""
    forget_what_was_deleted(connection)
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    try:
        cache.clear()
    except (RedisError, OSError) as away:  # it counts attempts and files under way, and keeps nobody's words
        logger.warning("the cache was not emptied after an erasure: %s", away)
