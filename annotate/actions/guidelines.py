"""The desk's own examples beside the vocabulary's."""

from django.core.exceptions import ValidationError

from annotate import text as texts
from annotate.actions.verb import CONFLICT, snapshot, verb
from annotate.models import DeskExample, User
from annotate.models.guideline import TERMS


def add_example(*, term: str, text: str, by: User) -> DeskExample:
    """An example of a term (``stance.denies``); readings made from now on are stamped with the new version."""
    if term not in dict(TERMS):
        raise ValidationError({"term": f"“{term}” is no term of a facet. Give one such as stance.denies."})
    words = " ".join(texts.clean(text, field="text", limit=300).split())
    if not words:
        raise ValidationError({"text": "Give the example."})
    with verb("guideline.change", by=by) as log:
        example = DeskExample.objects.create(
            number=DeskExample.objects.version() + 1, term=term, text=words, created_by=by
        )
        log.add(example, after=snapshot(example))
    return example


def retire_example(*, example: DeskExample, by: User) -> DeskExample:
    """No longer shown. Readings that were made under it keep their version."""
    with verb("guideline.change", by=by) as log:
        if not DeskExample.objects.current().filter(pk=example.pk).exists():
            raise ValidationError("This example is retired already. Load the page again.", code=CONFLICT)
        row = DeskExample.objects.create(
            number=DeskExample.objects.version() + 1, term=example.term, retires=example, created_by=by
        )
        log.add(example, before=snapshot(example), after=snapshot(row))
    return row
