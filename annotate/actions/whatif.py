"""Asking what a withdrawal would change, and answering it."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from annotate.actions.verb import verb
from annotate.models import Score, User, WhatIf
from annotate.roles import VIEW, WORKER, System

BELL = "workers.what_if"


def ask(*, score: Score, by: User) -> WhatIf:
    """The question about this score; asked once, whoever looks. Older ones about the claim go."""
    with verb("score.ask", by=by, allowed_as=VIEW) as log:
        question, is_new = WhatIf.objects.get_or_create(
            claim_id=score.claim_id, run_id=score.run_id, as_of_change=score.as_of_change,
            defaults={"asked_by": by},
        )  # fmt: skip
        if is_new:
            WhatIf.objects.filter(claim=score.claim_id).exclude(pk=question.pk).delete()
        if question.answered_at is None:
            log.ring(BELL)
    return question


def answer(*, question: WhatIf, answers: Sequence[dict[str, Any]], by: System = WORKER) -> None:
    """Keep the answer; a second worker's is the same."""
    with verb("score.store", by=by):
        WhatIf.objects.filter(pk=question.pk).update(answers=list(answers), answered_at=timezone.now())
