"""What is to be reported on: defined by the desk's editors, and by a newsroom's keys for that newsroom."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from annotate import text as texts
from annotate.actions.verb import change, lock, snapshot, verb
from annotate.models import ApiKey, Newsroom, ReportDefinition
from annotate.roles import Actor

FIRST_YEAR = 2000
#: What a definition's scope is made of, where it is not everything or the watch list.
SCOPED = ("topics", "outlets", "sources")


def define_report(
    *, name: str, by: Actor, starts_on: dt.date, period: str = ReportDefinition.Length.WEEK, time_zone: str = "UTC",
    newsroom: Newsroom | None = None, **values: Any,
) -> ReportDefinition:  # fmt: skip
    """What is to be reported on, how often, and from which day.

    ``values``: ``kind``, ``formats``, ``written_at``, ``scope``, and with it ``topics``, ``outlets`` or ``sources``.
    """
    with verb("report.define", by=by) as log:
        _check_owner(newsroom, by)
        of = {key: list(values.pop(key, ())) for key in SCOPED}
        definition = ReportDefinition(
            name=texts.clean(name, field="name", limit=200), period=period, time_zone=time_zone, newsroom=newsroom,
            starts_on=starts_on, **values,
        )  # fmt: skip
        _check_first_day(starts_on)
        definition.formats = _formats(definition.formats)
        _check_scope(definition, of)
        definition.full_clean()
        definition.save(force_insert=True)
        _set_scope(definition, of)
        log.add(definition, after=snapshot(definition) | _scope(definition))
    return definition


def _check_owner(newsroom: Newsroom | None, by: Actor) -> None:
    if newsroom and newsroom.blind_since:
        raise ValidationError(
            {"newsroom": "This newsroom annotates or resolves: it sees no scores, and reports tell them."}
        )
    if isinstance(by, ApiKey) and (newsroom is None or newsroom.pk != by.newsroom_id):
        raise PermissionDenied("A key defines reports of its own newsroom only.")


def _formats(given: Any) -> list[str]:
    """Known ones, each once, in one order."""
    known = ReportDefinition.Form.values
    if not isinstance(given, list) or not {*map(str, given)} <= {*known}:
        raise ValidationError({"formats": f"Give a list of some of: {', '.join(known)}."})
    return [form for form in known if form in given]


def _check_newsroom(definition: ReportDefinition, values: Mapping[str, Any]) -> None:
    """What was written names what only the first newsroom may know."""
    if values.get("newsroom", definition.newsroom) != definition.newsroom and definition.reports.exists():
        raise ValidationError(
            {"newsroom": "Reports were written for this newsroom. Define another report for another one."}
        )


def _check_first_day(day: dt.date) -> None:
    if day.year < FIRST_YEAR:
        raise ValidationError(
            {"starts_on": f"Give a day from {FIRST_YEAR} on: there is no record of before."}
        )


def update_definition(*, definition: ReportDefinition, by: Actor, **values: Any) -> ReportDefinition:
    """Change what later reports are; those written stay as they are."""
    with verb("report.define", by=by) as log:
        definition = lock(definition)
        _check_owner(definition.newsroom, by)
        _check_first_day(values.get("starts_on", definition.starts_on))
        old = _scope(definition)
        of = {
            key: list(values.pop(key)) if key in values else list(getattr(definition, key).all())
            for key in SCOPED
        }
        if "name" in values:
            values["name"] = texts.clean(values["name"], field="name", limit=200)
        if "formats" in values:
            values["formats"] = _formats(values["formats"])
        _check_newsroom(definition, values)
        difference = change(definition, values) or ({}, {})
        _check_scope(definition, of)
        _set_scope(definition, of)
        new = _scope(definition)
        differ = [key for key in SCOPED if old[key] != new[key]]
        if difference[0] or differ:
            log.add(
                definition,
                before=difference[0] | {key: old[key] for key in differ},
                after=difference[1] | {key: new[key] for key in differ},
            )
    return definition


def _check_scope(definition: ReportDefinition, of: Mapping[str, list[Any]]) -> None:
    """A scope names what it is of, and nothing that its reader may not know of."""
    scope = definition.scope
    if scope == ReportDefinition.Scope.WATCHED and definition.newsroom_id is None:
        raise ValidationError({"newsroom": "Only a newsroom has watched claims: say whose."})
    if scope in SCOPED and not of[scope]:
        raise ValidationError({scope: "Choose at least one, or report on everything."})
    for key in ("outlets", "sources"):
        for party in of[key]:
            if party.private_to_id not in (None, definition.newsroom_id):
                raise ValidationError({key: f"“{party}” is private to another newsroom. Choose another."})
    if private := [source for source in of["sources"] if not source.has_public_role]:
        raise ValidationError({"sources": f"“{private[0]}” has no public role: nothing is reported on."})


def _set_scope(definition: ReportDefinition, of: Mapping[str, list[Any]]) -> None:
    """What belongs to another scope than the chosen one is not kept."""
    for key in SCOPED:
        getattr(definition, key).set(of[key] if definition.scope == key else [])


def _scope(definition: ReportDefinition) -> dict[str, list[str]]:
    return {
        key: sorted(str(pk) for pk in getattr(definition, key).values_list("pk", flat=True)) for key in SCOPED
    }
