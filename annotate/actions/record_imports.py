"""Importing a record that was exported: looked through first, then written, all of it or nothing.

A row that is here already must be the same; then it stays. One that is here and says otherwise is a fault: a record
is moved, never merged over what somebody did here. Whoever read is known by name. Who is not here gets an account that
nobody can sign in to.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Q

from annotate.actions import disputes, queue
from annotate.actions.record_checks import Known, check_row
from annotate.actions.record_rows import People, insert
from annotate.actions.verb import Log, constraint_of
from annotate.formats.record import KINDS, Kind, Row, plain, told
from annotate.formats.record_values import values_of
from annotate.models import (
    Attribution,
    Claim,
    Dispute,
    Revision,
    User,
)

Placed = tuple[str, str, Row]
#: Rows that are looked up in the database at once.
TOGETHER = 200
MOST_FAULTS = 200


@dataclass
class Looked:
    """What would become of a record's rows, and what is wrong with some."""

    new: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    faults: list[dict[str, Any]] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    #: What is referred to, where first, and what is in the file.
    wanted: dict[tuple[str, Any], tuple[str, str]] = field(default_factory=dict)
    there: set[tuple[str, Any]] = field(default_factory=set)
    known: Known = field(default_factory=Known)

    def fault(self, place: str, column: str, message: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append({"row": place, "field": column, "message": message})

    @property
    def strangers(self) -> list[str]:
        """Who is not here yet."""
        here = set(User.objects.filter(username__in=self.people).values_list("username", flat=True))
        return sorted(self.people - here)


def look_through(rows: Iterable[Placed]) -> Looked:
    """Every fault of every row, and how many are new. Writes nothing."""
    looked = Looked()
    for _ in fresh(rows, looked):
        pass
    _check_references(looked)
    return looked


def fresh(rows: Iterable[Placed], looked: Looked) -> Iterator[tuple[str, Kind, dict[str, Any]]]:
    """(place, kind, values) of the rows that are not here yet and have no fault, in the order of the file."""
    for name, of_kind in groupby(rows, key=lambda placed: placed[1]):
        kind = KINDS[name]
        while some := list(islice(of_kind, TOGETHER)):
            yield from _fresh_of(kind, some, looked)


def _fresh_of(kind: Kind, some: list[Placed], looked: Looked) -> Iterator[tuple[str, Kind, dict[str, Any]]]:
    parsed = []
    for place, _, given in some:
        try:
            values = values_of(kind, given)
            check_row(kind, values, looked.known)
        except ValidationError as error:
            for column, messages in _by_column(error).items():
                looked.fault(place, column, " ".join(messages))
        else:
            parsed.append((place, values))
            _note(kind, place, values, looked)
    here = _here(kind, [values for _, values in parsed])
    for place, values in parsed:
        before = here.get(kind.key_of(_as_told(kind, values)))
        if before is None:
            looked.new[kind.name] += 1
            yield place, kind, values
        elif differ := sorted(c for c in kind.columns if before[c] != _as_told(kind, values)[c]):
            looked.fault(place, differ[0], f"It is here already and says otherwise: {', '.join(differ)}.")
        else:
            looked.unchanged[kind.name] += 1


def _by_column(error: ValidationError) -> Mapping[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def _note(kind: Kind, place: str, values: dict[str, Any], looked: Looked) -> None:
    """What it names, and that it is there."""
    key = (kind.name, kind.key_of(_as_told(kind, values)))
    if key in looked.there:
        looked.fault(place, kind.key[0], "It stands in the file twice.")
    looked.there.add(key)
    for column, other in kind.references():
        if values[column] is not None:
            looked.wanted.setdefault((other, (values[column],)), (place, column))
    for step in values.get("chain", ()):
        if not step.startswith("pool:"):
            looked.wanted.setdefault(
                ("outlet" if step.startswith("out_") else "source", (step,)), (place, "chain")
            )
    looked.people |= {
        values[name] for name, found in kind.fields.items() if found.related_model is User and values[name]
    }


def _check_references(looked: Looked) -> None:
    """Whatever is named is in the file or here."""
    missing: dict[str, dict[Any, tuple[str, str]]] = {}
    for (kind, key), at in looked.wanted.items():
        if (kind, key) not in looked.there:
            missing.setdefault(kind, {})[key[0]] = at
    for kind, named in missing.items():
        model, name = KINDS[kind].model, KINDS[kind].key[0]
        keys = [*named]
        for n in range(0, len(keys), TOGETHER):
            some = keys[n : n + TOGETHER]
            here = {*model.objects.filter(**{f"{name}__in": some}).values_list(name, flat=True)}
            for key in some:
                if key not in here:
                    looked.fault(
                        *named[key],
                        f"{key} is neither in this file nor here. Import the file that has it first.",
                    )


def _as_told(kind: Kind, values: dict[str, Any]) -> Row:
    return {name: plain(values[name]) for name in kind.columns}


def _here(kind: Kind, values: list[dict[str, Any]]) -> dict[tuple[Any, ...], Row]:
    """The rows with these keys that are in the database, as they would be told."""
    if not values:
        return {}
    if len(kind.key) == 1:
        name = kind.key[0]
        found = kind.model.objects.filter(**{f"{name}__in": [v[name] for v in values]})
    else:
        same = Q()
        for each in values:
            same |= Q(**{name: each[name] for name in kind.key})
        found = kind.model.objects.filter(same)
    return {kind.key_of(row): row for chunk in told(kind, found) for row in chunk}


def write(log: Log, rows: Iterable[Placed]) -> dict[str, list[str]]:
    """Part of the import's verb: write what is new, or `ValidationError` that names the first row that is refused."""
    looked = Looked()
    people, revisions, touched = People(log), set[str](), set[str]()
    made: dict[str, list[str]] = {"new": [], "revised": [], "unchanged": []}
    for place, kind, values in fresh(rows, looked):
        _stop_at_fault(looked)
        try:
            insert(log, kind, values, looked.known, people)
        except IntegrityError as error:
            raise ValidationError(f"{place}: the database refuses it ({constraint_of(error)}).") from error
        except ValidationError as error:
            raise ValidationError(f"{place}: {' '.join(error.messages)}") from error
        if kind.name == "article":
            made["new"].append(values["id"])
        if kind.name in ("revision", "review"):
            revisions.add(values["id"] if kind.name == "revision" else values["revision"])
        touched |= _claims(kind, values)
    _check_references(looked)
    _stop_at_fault(looked)
    for revision in Revision.objects.filter(pk__in=revisions).order_by("pk"):
        queue.seat(revision)
    for claim in Claim.objects.filter(pk__in=Dispute.objects.filter(claim__in=touched).values("claim")):
        disputes.tell_anew(claim.kept)
    touched |= {*Attribution.objects.filter(passage__revision__in=revisions).values_list("claim", flat=True)}
    log.touch(Claim.objects.filter(pk__in=touched).select_related("merged_into"))
    log.bells |= {"workers.suggest", "workers.trace", "workers.weigh_texts"}
    return made


def _stop_at_fault(looked: Looked) -> None:
    if looked.faults:
        first = looked.faults[0]
        raise ValidationError(f"{first['row']}: {first['field']}: {first['message']}")


def _claims(kind: Kind, values: dict[str, Any]) -> set[str]:
    if kind.name == "claim":
        return {values["id"]}
    return {values["claim"]} if kind.name in ("outcome", "dispute", "attribution", "link") else set()
