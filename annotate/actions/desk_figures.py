"""Keeping the dashboard's figures."""

import datetime as dt
from typing import Any

from annotate.actions.verb import verb
from annotate.models import DeskFigures
from annotate.roles import WORKER


def store_desk_figures(*, data: dict[str, Any], as_of_change: int, at: dt.datetime) -> DeskFigures:
    """Replace the figures. Nothing is logged: they follow from what is."""
    with verb("desk_figures.store", by=WORKER):
        values = {"data": data, "as_of_change": as_of_change, "computed_at": at}
        return DeskFigures.objects.update_or_create(pk=1, defaults=values)[0]
