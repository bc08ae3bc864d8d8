"""Suggested attributions for texts that have none yet: found by the plain package, kept by the verb."""

import logging

from celery import shared_task
from django.db.models import Max, OuterRef, QuerySet, Subquery

from annotate.actions.suggestions import store_suggestions
from annotate.models import Revision, State, Suggestion, SwitchedOffRule
from annotate.vocabulary import SILENT
from workers.suggesting import Span, suggest
from workers.suggesting import Suggestion as Found

logger = logging.getLogger(__name__)
AT_ONCE = 50


@shared_task(name="workers.suggest")
def suggest_for_new_texts() -> int:
    """Look through every newest revision that nobody has looked through. Returns how many."""
    done = 0
    while texts := list(waiting()[:AT_ONCE]):
        for revision in texts:
            _look_through(revision)
        done += len(texts)
    return done


def waiting() -> QuerySet[Revision]:
    """The newest revisions of living articles without suggestions, the latest first."""
    newest = (
        Revision.objects.filter(article=OuterRef("article"))
        .values("article")
        .annotate(n=Max("number"))
        .values("n")
    )
    living = Revision.objects.filter(suggestion_run=None, article__erased_at=None, number=Subquery(newest))
    return (
        living.exclude(article__state=State.WITHDRAWN)
        .select_related("article__outlet")
        .order_by("-created_at", "pk")
    )


def _look_through(revision: Revision) -> None:
    off = frozenset(SwitchedOffRule.objects.values_list("rule", flat=True))
    try:
        found = suggest(
            revision.text, outlet=revision.article.outlet.name, language=revision.language, without=off
        )
    except Exception as error:  # one text must not stop the others; the page says that it failed
        logger.exception("no suggestions for %s", revision.pk)
        store_suggestions(revision=revision, suggestions=[], failure=f"{type(error).__name__}: {error}")
    else:
        store_suggestions(revision=revision, suggestions=[_row(revision, each) for each in found])


def _row(revision: Revision, found: Found) -> Suggestion:
    row = Suggestion(
        revision=revision,
        kind=found.kind,
        facets={facet: dict(terms) for facet, terms in found.facets.items()},
        stated_count=found.stated_count,
        count_floor=found.count_floor,
        because=[
            {"rule": r.rule, "facet": r.facet, "start": start, "end": end}
            for r in found.because
            for start, end in [_trimmed(revision.text, r.span)]
        ],
        rules=sorted({r.rule for r in found.because}),
    )
    spans: dict[str, Span | None] = {
        "cue": found.cue,
        "source": found.source,
        "content": _silence(found) if row.probable().get("stance") in SILENT else found.content,
        "relay": found.relay,
        "name": found.name,
    }
    for name, span in spans.items():
        if span is not None:
            start, end = span if name == "content" else _trimmed(revision.text, span)
            setattr(row, f"{name}_start", start)
            setattr(row, f"{name}_end", end)
    return row


def _silence(found: Found) -> Span:
    """Nothing is said: `declined to comment`, as one."""
    content = found.content
    return (found.cue[0], content[1]) if content and content[0] >= found.cue[1] else found.cue


def _trimmed(text: str, span: Span) -> Span:
    """Without the mark that closes an apposition: the package counts it in, as annotated corpora do; reviewers do not."""
    start, end = span
    return start, start + len(text[start:end].rstrip(" ,;–—-"))
