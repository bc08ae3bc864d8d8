"""Who may begin to read a text: as many as it needs reviews; whoever has begun goes on."""

from django.core.exceptions import ValidationError

from annotate.actions.queue import why_not
from annotate.actions.verb import CONFLICT
from annotate.models import Draft, Review, Revision, Task, User
from annotate.models.task import NOT_DONE


def has_seat(revision: Revision, by: User) -> bool:
    """Whether this person may read the text: it needs a review, or they have begun one, if only as a draft."""
    tasks = Task.objects.filter(revision=revision)
    if tasks.filter(NOT_DONE).exists() or not tasks.exists():
        return True
    begun = (
        Review.objects.filter(revision=revision, reviewer=by),
        Draft.objects.filter(revision=revision, reviewer=by),
    )
    return any(rows.exists() for rows in begun)


def refuse_without_seat(revision: Revision, by: User) -> None:
    """Part of beginning to read: what nobody could submit is not begun. Whoever began in time is told when submitting."""
    if not has_seat(revision, by):
        raise ValidationError(
            f"{why_not(revision, by)} Nothing can be added; an editor can ask for one review more.",
            code=CONFLICT,
        )
