"""Claims: wording, linking to passages, publishing, merging and splitting."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string

from annotate import text as texts
from annotate.actions import articles, disputes
from annotate.actions.verb import change, lock, snapshot, verb
from annotate.models import (
    ApiKey,
    Article,
    Claim,
    ClaimPassage,
    Newsroom,
    Passage,
    Question,
    State,
    Topic,
    User,
    WatchedClaim,
    Wording,
)
from annotate.roles import WORKER, Actor
from annotate.vocabulary import Polarity


def create_claim(
    *,
    wording: str,
    by: Actor,
    language: str = "en",
    newsroom: Newsroom | None = None,
    question: Question | None = None,
    topics: list[str] | None = None,
    **values: Any,
) -> Claim:
    """A new claim, as a draft (subject, about_from, about_to, figure, unit, tolerance)."""
    with verb("claim.create", by=by) as log:
        claim = Claim(
            wording=checked_wording(wording),
            language=texts.language(language),
            newsroom=newsroom,
            question=question,
            **_checked(values),
        )
        claim.full_clean()
        claim.save(force_insert=True)
        Wording.objects.create(
            claim=claim, number=1, text=claim.wording, language=language, created_by=_user(by)
        )
        claim.topics.set([Topic.objects.get_or_create(name=name)[0] for name in topics or []])
        log.add(claim, after=snapshot(claim))
        log.touch([claim])
    return claim


def reword_claim(*, claim: Claim, by: Actor, wording: str | None = None, **values: Any) -> Claim:
    """A new version of the words, or other particulars. What was read under the old words stays as it was."""
    with verb("claim.reword", by=by) as log:
        claim = lock(claim)
        if wording is not None:
            values["wording"] = checked_wording(wording)
        values = _checked(values)
        old = claim.wording
        if difference := change(claim, values):
            if claim.wording != old:
                number = claim.wordings.count() + 1
                Wording.objects.create(
                    claim=claim,
                    number=number,
                    text=claim.wording,
                    language=claim.language,
                    created_by=_user(by),
                )
            log.add(claim, before=difference[0], after=difference[1])
            log.touch([claim])
    return claim


def create_question(*, wording: str, by: Actor) -> Question:
    """A question that several claims answer with different values; `reword_claim(question=…)` files a claim under it."""
    with verb("question.create", by=by, allowed_as="claim.create") as log:
        question = Question.objects.create(wording=checked_wording(wording, limit=500))
        log.add(question, after=snapshot(question))
    return question


def link_passage(
    *, claim: Claim, passage: Passage, by: Actor, polarity: str = Polarity.AFFIRMED, linked: bool = True
) -> None:
    """Say that a passage puts a claim (or its opposite), or undo it. The newest row holds."""
    with verb("claim.link", by=by) as log:
        if ensure_link(claim, passage, polarity=polarity, linked=linked, by=by):
            log.add(claim, after={"passage": passage.pk, "polarity": polarity, "linked": linked})
            log.touch([claim])


def ensure_link(claim: Claim, passage: Passage, *, polarity: str, linked: bool, by: Actor) -> bool:
    """Add a link row unless the newest says so already. Part of other verbs: logs nothing itself."""
    if polarity not in Polarity.values:
        raise ValidationError({"polarity": f"“{polarity}” is not a polarity. Use affirmed or negated."})
    newest = ClaimPassage.objects.filter(claim=claim, passage=passage).order_by("-id").first()
    if newest and (newest.polarity, newest.linked) == (polarity, linked):
        return False
    ClaimPassage.objects.create(
        claim=claim, passage=passage, polarity=polarity, linked=linked, created_by=_user(by)
    )
    return True


def publish_claim(*, claim: Claim, by: Actor) -> Claim:
    """Put the claim into the published record."""
    with verb("claim.publish", by=by) as log:
        claim = lock(claim)
        articles.move(log, claim, State.PUBLISHED)
        log.touch([claim])
    return claim


def embargo_claim(*, claim: Claim, until: dt.datetime, by: Actor) -> Claim:
    """Publish at a later time: a sweep does it."""
    with verb("claim.embargo", by=by, allowed_as="claim.publish") as log:
        claim = lock(claim)
        articles.move(log, claim, State.EMBARGOED, until=until)
        log.touch([claim])
    return claim


def withdraw_claim(*, claim: Claim, reason: str, by: Actor, asked_by: User | None = None) -> Claim:
    """Take the claim out of the record. If it was published it answers with its state and the reason, no score.

    A published one takes two people: ``asked_by`` is the one who asked (`annotate.actions.withdrawal`).
    """
    with verb("claim.withdraw", by=by, reason=reason) as log:
        articles.refuse_alone(claim, by, asked_by)
        claim = lock(claim)
        articles.move(log, claim, State.WITHDRAWN, reason=reason)
        log.touch([claim])
    return claim


def lift_embargoes(*, at: dt.datetime) -> int:
    """Publish what has been embargoed until now; reads test only the state. Called by a sweep."""
    due_articles = Article.objects.filter(state=State.EMBARGOED, embargo_until__lte=at)
    due_claims = Claim.objects.filter(state=State.EMBARGOED, embargo_until__lte=at)
    for article in due_articles:
        articles.publish_article(article=article, by=WORKER)
    for claim in due_claims:
        publish_claim(claim=claim, by=WORKER)
    return len(due_articles) + len(due_claims)


def merge_claims(*, kept: Claim, merged: Claim, by: Actor, reason: str = "") -> Claim:
    """Two claims are one proposition; opposites join only through a passage's polarity, never by merging."""
    with verb("claim.merge", by=by, reason=reason) as log:
        kept, merged = lock(kept).kept, lock(merged)
        if kept.pk == merged.pk or merged.merged_into_id:
            raise ValidationError({"merged": "These two are one already. Choose two that are still apart."})
        if kept.newsroom_id != merged.newsroom_id:
            raise ValidationError({"merged": "One of the two is private to a newsroom. Publish it first."})
        _refuse_opposites(kept, merged)
        log.touch([merged])
        merged.merged_into = kept
        merged.save()
        disputes.tell_anew(kept)
        log.add(merged, before={"merged_into_id": None}, after={"merged_into_id": kept.pk})
        log.touch([kept])
    return kept


def _refuse_opposites(kept: Claim, merged: Claim) -> None:
    """By the words, which the plain package compares that the settings name, and by passages linked to both."""
    why = import_string(settings.CLAIMS_OPPOSED)(merged.wording, kept.wording)
    if not why and _polarities(kept) & {(passage, _TURNED[as_]) for passage, as_ in _polarities(merged)}:
        why = "one passage is linked to the one as affirmed and to the other as negated"
    if why:
        raise ValidationError(
            {
                "kept": f"These two say opposite things ({why}), and opposites are never merged. Keep one: in each article "
                "that reports the other, correct the reading to this claim with “The passage puts it: negated”. If the words "
                "only look opposite, reword one of the two first."
            }
        )


_TURNED: dict[str, str] = {Polarity.AFFIRMED: Polarity.NEGATED, Polarity.NEGATED: Polarity.AFFIRMED}


def _polarities(claim: Claim) -> set[tuple[str, str]]:
    """Its passages, each with the polarity that holds: the newest link's."""
    newest: dict[str, ClaimPassage] = {link.passage_id: link for link in claim.passage_links.order_by("id")}
    return {(passage, link.polarity) for passage, link in newest.items() if link.linked}


def split_claims(*, claim: Claim, by: Actor, reason: str = "") -> Claim:
    """Undo a merge."""
    with verb("claim.split", by=by, reason=reason, allowed_as="claim.merge") as log:
        claim = lock(claim)
        before = claim.merged_into
        if before is None:
            raise ValidationError("This claim is not merged into another.")
        log.touch([claim])
        claim.merged_into = None
        claim.save()
        disputes.tell_anew(before)
        log.add(claim, before={"merged_into_id": before.pk}, after={"merged_into_id": None})
        log.touch([claim])
    return claim


def watch(*, claim: Claim, newsroom: Newsroom, by: Actor, on: bool = True) -> None:
    """Follow a claim for a newsroom, or stop following. Its members and keys may, and whoever manages newsrooms."""
    if isinstance(by, ApiKey):
        own = by.newsroom_id == newsroom.pk
    else:
        own = isinstance(by, User) and newsroom.memberships.filter(user=by).exists()
    allowed = "newsroom.watch" if own else "newsroom.manage"
    with verb("claim.watch", by=by, allowed_as=allowed) as log:
        if on:
            WatchedClaim.objects.get_or_create(newsroom=newsroom, claim=claim.kept)
        else:
            WatchedClaim.objects.filter(newsroom=newsroom, claim=claim.kept).delete()
        log.add(newsroom, after={"watches": claim.kept.pk, "on": on})


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """The other particulars, those in words as every text is checked."""
    checked = dict(values)
    for name in {"subject", "unit"} & checked.keys():
        checked[name] = texts.clean(checked[name] or "", field=name, limit=300)
    if "language" in checked:
        checked["language"] = texts.language(checked["language"])
    return checked


def checked_wording(wording: str, *, limit: int = 1000) -> str:
    """A claim's words on one line, or `ValidationError`. Part of other verbs."""
    cleaned = " ".join(texts.clean(wording, field="wording", limit=limit).split())
    if not cleaned:
        raise ValidationError({"wording": "A claim needs words: one affirmative proposition."})
    return cleaned


def _user(by: Actor) -> User | None:
    return by if isinstance(by, User) else None
