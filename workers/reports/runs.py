"""Scoring runs as of a change number."""

from typing import Any

from annotate.models import Change, ScoringRun


def run_at(number: int) -> dict[str, Any] | None:
    """The run that was last stored or taken back into use by then, by the log: its own number may be an older one."""
    named = Change.objects.filter(verb__in=("run.store", "run.switch"), number__lte=number)
    newest = named.order_by("-number").values("object_id")[:1]
    found = (
        ScoringRun.objects.filter(pk=newest)
        .values("pk", "reference_day", "as_of_change", "parameters")
        .first()
    )
    return dict(found) if found else None
