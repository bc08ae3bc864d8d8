"""That somebody took the record out: the rows are read by `annotate.exporting`, and who took which part is logged."""

from collections.abc import Mapping
from typing import Any

from annotate.actions.verb import verb
from annotate.models import User


def note_export(*, part: Mapping[str, Any], by: User) -> None:
    """``part``: the format and what was chosen, in plain values."""
    with verb("record.export", by=by) as log:
        log.add(by, after=dict(part), public=False)
