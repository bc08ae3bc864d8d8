"""Query parameters, declared once: parsed, refused by name with the nearest known one, and told in the schema."""

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from api.manners import Going
from api.problems import Problem

LONGEST = 2000
_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,4})?")


class Refused(ValueError):
    """What a parser raises for a text that is as the schema says and that it cannot take all the same."""


@dataclass(frozen=True)
class Parameter:
    """``parse`` turns the text into a value or raises ValueError with the sentence that says what would hold."""

    name: str
    description: str
    parse: Callable[[str], Any]
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    default: Any = None
    required: bool = False
    #: How often it may be given; more than once makes the value a list.
    most: int = 1
    going: Going | None = None


def read(query: QueryDict, known: Iterable[Parameter]) -> dict[str, Any]:
    """The value of every known parameter by name. Raises `Problem` for any other, and for what does not hold."""
    by_name = {parameter.name: parameter for parameter in known}
    _refuse_unknown(query, by_name)
    problems: list[tuple[str, str]] = []
    is_well_formed = True
    values = {}
    for name, parameter in by_name.items():
        try:
            values[name] = _value(parameter, query.getlist(name))
        except ValueError as error:
            problems.append((name, str(error)))
            is_well_formed &= isinstance(error, Refused)
    if problems:
        told = " ".join(f"{name}: {why}" for name, why in problems)
        raise Problem("invalid-value" if is_well_formed else "invalid-parameter", told, problems)
    return values


def _refuse_unknown(query: QueryDict, known: Mapping[str, Parameter]) -> None:
    unknown = [name for name in query if name not in known]
    if unknown:
        problems = [(name[:100], nearest(name, known)) for name in unknown[:10]]
        raise Problem("unknown-parameter", " ".join(f"{name}: {why}" for name, why in problems), problems)


def nearest(name: str, known: Iterable[str]) -> str:
    """What was probably meant."""
    names = sorted(known)
    if not names:
        return "This address takes no parameters."
    close = difflib.get_close_matches(name.lower()[:100], names, n=1, cutoff=0.6)
    return f"Did you mean “{close[0]}”?" if close else f"Known are {', '.join(names)}."


def _value(parameter: Parameter, given: list[str]) -> Any:
    if not given:
        if parameter.required:
            raise ValueError(f"Give it: {parameter.description}")
        return [] if parameter.most > 1 else parameter.default
    if len(given) > parameter.most:
        raise ValueError(f"Give it at most {'once' if parameter.most == 1 else f'{parameter.most} times'}.")
    if any(len(text) > LONGEST or "\x00" in text for text in given):
        raise ValueError(f"Give at most {LONGEST:,} characters, without NUL.")
    values = [parameter.parse(text) for text in given]
    return values if parameter.most > 1 else values[0]


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number within bounds."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,19}", text) or not least <= int(text) <= most:
            raise ValueError(f"“{text[:40]}” is not a whole number from {least} to {most}.")
        return int(text)

    return parse


def number(least: float, most: float) -> Callable[[str], float]:
    """A number within bounds."""

    def parse(text: str) -> float:
        if not _NUMBER.fullmatch(text) or not least <= float(text) <= most:
            raise ValueError(f"“{text[:40]}” is not a number from {least} to {most}.")
        return float(text)

    return parse


def one_of(terms: Iterable[str]) -> Callable[[str], str]:
    """One of a closed set."""
    known = [str(term) for term in terms]

    def parse(text: str) -> str:
        if text not in known:
            raise ValueError(f"“{text[:40]}” is not known. Use one of {', '.join(known)}.")
        return text

    return parse


def identifier(prefix: str) -> Callable[[str], str]:
    """One of our ids."""

    def parse(text: str) -> str:
        if not re.fullmatch(rf"{prefix}_[0-9a-z]{{1,24}}", text):
            raise ValueError(f"“{text[:40]}” is not an id. Give one such as {prefix}_0123456789abcdefghjk.")
        return text

    return parse


def an_id(prefix: str) -> dict[str, Any]:
    """What `identifier` takes, for the schema."""
    return {"type": "string", "pattern": f"^{prefix}_[0-9a-z]{{1,24}}$"}


def words(text: str) -> str:
    """Any text that is not empty."""
    if not text.strip():
        raise ValueError("Give some words.")
    return text.strip()


def instant(text: str) -> dt.datetime:
    """A time with its offset."""
    try:
        # A plus sign that was not escaped arrives as a space.
        at = parse_datetime(re.sub(r" (?=\d\d:?\d\d$)", "+", text))
        if at is None or at.tzinfo is None:
            raise ValueError
        return at.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise Refused(
            f"“{text[:40]}” is not a time with its offset. Give one such as 2026-03-02T12:00:00Z."
        ) from None


def moment(text: str) -> dt.datetime:
    """A time with its offset, or a day: its end, in UTC."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        try:
            return dt.datetime.combine(dt.date.fromisoformat(text), dt.time.max, dt.UTC)
        except ValueError:
            raise Refused(f"“{text}” is not a day. Give one such as 2026-03-02.") from None
    return instant(text)


#: What `words` takes, for the schema.
WORDS = {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": r"^[^\x00]*[^\s\x00][^\x00]*$"}
INSTANT = {"type": "string", "format": "date-time"}
