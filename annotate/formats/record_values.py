"""A record's row as it is read again: values of the right kind, or what is wrong with each. References stay ids and names."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from annotate.formats.record import Kind, Row, empty
from annotate.models import DeskExample, User

USERNAME: Any = User._meta.get_field("username")


def values_of(kind: Kind, given: Mapping[str, Any]) -> Row:
    """The values that a row says, as Python has them, or `ValidationError` by column. References stay ids and names."""
    problems: dict[str, list[str]] = {}
    if unknown := sorted({*given} - {*kind.columns}):
        problems[unknown[0]] = [f"There is no such column. Columns are {', '.join(kind.columns)}."]
    found: Row = {}
    for name in kind.columns:
        try:
            found[name] = (
                _list(name, given.get(name))
                if name in kind.more
                else _value(kind.fields[name], given.get(name))
            )
        except ValidationError as error:
            problems[name] = error.messages
    if problems:
        raise ValidationError(problems)
    return found


def _list(name: str, given: Any) -> Any:
    if name == "wanted":
        if given is not None and not (type(given) is int and 1 <= given <= 20):
            raise ValidationError("Give a number from 1 to 20, or nothing.")
        return given
    if given is None:
        return empty(name)
    if not isinstance(given, list) or not all(isinstance(each, str) or name == "case" for each in given):
        raise ValidationError("Give a list of texts.")
    return given


def _value(found: Any, given: Any) -> Any:
    if given is None:
        if found.null:
            return None
        raise ValidationError("There has to be a value.")
    if found.is_relation:
        kinds: tuple[type, ...] = (int,) if found.related_model is DeskExample else (str,)
        if type(given) not in kinds:
            raise ValidationError("Give an id." if kinds == (str,) else "Give a number.")
        if found.related_model is User:
            return USERNAME.clean(given, None)
        if type(given) is str and not re.fullmatch(r"[a-z]{3}_[0-9a-z]{1,24}", given):
            raise ValidationError(f"“{given[:40]}” is no id.")
        return given
    _check_type(found, given)
    # What was erased is blank where a form would ask for something; where nothing may be, the database says so.
    if given == {} or (
        given == "" and isinstance(found, models.CharField | models.TextField) and not found.choices
    ):
        return given
    value = found.clean(given, None)
    if isinstance(value, dt.datetime) and value.tzinfo is None:
        raise ValidationError("Give the time with its zone, such as 2026-03-01T10:15:00Z.")
    return value


def _check_type(found: Any, given: Any) -> None:
    wanted: tuple[type, ...] = (str,)
    if isinstance(found, models.BooleanField):
        wanted = (bool,)
    elif isinstance(found, models.IntegerField):
        wanted = (int,)
    elif isinstance(found, models.FloatField):
        wanted = (float, int)
    elif isinstance(found, models.JSONField):
        wanted = (dict,)
    if type(given) not in wanted:
        raise ValidationError(f"“{str(given)[:40]}” is no {wanted[0].__name__}.")


def from_cells(kind: Kind, cells: Mapping[str, str]) -> Row:
    """A row of a CSV file as JSON would say it. What no type can be made of stays as it is, and is refused later."""
    return {name: _from_cell(kind, name, cell) for name, cell in cells.items()}


def _from_cell(kind: Kind, name: str, cell: str) -> Any:
    found = kind.fields.get(name)
    if cell == "" and (name in kind.more or isinstance(found, models.JSONField)):
        return empty(name) if name in kind.more else {}
    if cell == "":
        return "" if found is not None and not found.null and not found.is_relation else None
    try:
        if name in kind.more or isinstance(found, models.JSONField):
            return json.loads(cell)
        if isinstance(found, models.BooleanField):
            return {"true": True, "false": False}.get(cell.lower(), cell)
        if isinstance(found, models.IntegerField) or (
            found is not None and found.related_model is DeskExample
        ):
            return int(cell)
        return float(cell) if isinstance(found, models.FloatField) else cell
    except (ValueError, RecursionError):
        return cell
