"""Finding claims, sources and outlets by typing, best match first, and making them on the spot."""

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length
from django.http import HttpRequest

from annotate import text as texts
from annotate.actions.claims import create_claim
from annotate.actions.parties import create_outlet, create_source
from annotate.admin.base import signed_in
from annotate.admin.json_views import body_of, endpoint
from annotate.blind import desk_sees
from annotate.models import Claim, Outlet, Source, State, User
from annotate.search import LEAST_LETTERS, best

LIMIT = 12


@endpoint("GET")
def find(screen: Any, request: HttpRequest, what: str) -> dict[str, Any]:
    """``?q=`` → the best matches, as {id, type, label, hint}."""
    words = texts.clean(request.GET.get("q", ""), field="q", limit=200, markup=True)
    search = _SEARCH.get(what)
    if search is None:
        raise ValidationError({"what": f"Look for {', '.join(_SEARCH)}."})
    return {"results": search(words, signed_in(request))}


@endpoint("POST")
def make(screen: Any, request: HttpRequest, what: str) -> dict[str, Any]:
    """Make a claim, source or outlet; answers with it as `find` does."""
    body, maker = body_of(request), _MAKERS.get(what)
    if maker is None:
        raise ValidationError({"what": f"Make {', '.join(_MAKERS)}."})
    for name, value in body.items():
        if not isinstance(value, str | bool):
            raise ValidationError({name: "Give text."})
    return maker(body, signed_in(request))


def _claims(words: str, user: User) -> list[dict[str, Any]]:
    every = desk_sees(user, Claim.objects.kept()).exclude(state=State.WITHDRAWN).filter(erased_at=None)
    return [_claim(c) for c in _best(every, "wording", words, "subject")]


def _sources(words: str, user: User) -> list[dict[str, Any]]:
    every = desk_sees(user, Source.objects.kept(), "private_to")
    return [_source(s) for s in _best(every, "name", words, "description")]


def _outlets(words: str, user: User) -> list[dict[str, Any]]:
    every = desk_sees(user, Outlet.objects.kept(), "private_to")
    return [_outlet(o) for o in _best(every, "name", words, "domain")]


def _relays(words: str, user: User) -> list[dict[str, Any]]:
    """Who may carry: outlets first, and people or documents that pass something on."""
    return [*_outlets(words, user), *_sources(words, user)][:LIMIT] if words else _outlets(words, user)


def _best(rows: QuerySet, field: str, words: str, also: str) -> list[Any]:
    """All words in the field (or the other one): whole words first, then beginnings, then the shortest; then what is alike.

    Typing errors are forgiven where nothing has the words as they are.
    """
    every = rows
    for word in words.split()[:8]:
        rows = rows.filter(Q(**{f"{field}__icontains": word}) | Q(**{f"{also}__icontains": word}))
    rank = Case(
        When(**{f"{field}__iexact": words}, then=Value(0)),
        When(**{f"{field}__istartswith": words}, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = list(rows.annotate(rank=rank).order_by("rank", Length(field), field)[: 4 * LIMIT])
    wanted = {*words.casefold().split()}
    found.sort(key=lambda row: not wanted <= {*re.findall(r"\w+", getattr(row, field).casefold())})
    return found[:LIMIT] or _alike(every, field, words)


def _alike(rows: QuerySet, field: str, words: str) -> list[Any]:
    if rows.model not in (Claim, Source) or sum(c.isalnum() for c in words) < LEAST_LETTERS:
        return []
    there = rows.in_bulk(ranked := [pk for pk, _ in best(rows, field, words, most=LIMIT)])
    return [there[pk] for pk in ranked if _numbers(words) <= _numbers(getattr(there[pk], field))]


def _numbers(words: str) -> set[str]:
    """A word may be mistyped; another number is another thing."""
    return {*re.findall(r"\d+", words)}


def _claim(claim: Claim) -> dict[str, Any]:
    return {"type": "claim", "id": claim.pk, "label": claim.wording, "hint": claim.get_state_display()}


def _source(source: Source) -> dict[str, Any]:
    hint = source.description or source.get_identification_display()
    return {"type": "source", "id": source.pk, "label": source.name, "hint": hint}


def _outlet(outlet: Outlet) -> dict[str, Any]:
    hint = " · ".join(filter(None, [outlet.domain, outlet.get_kind_display()]))
    return {"type": "outlet", "id": outlet.pk, "label": outlet.name, "hint": hint}


def _make_claim(body: dict[str, Any], by: User) -> dict[str, Any]:
    given = _only(body, "wording", "subject", "language")
    return _claim(create_claim(wording=given.pop("wording", ""), by=by, **given))


def _make_source(body: dict[str, Any], by: User) -> dict[str, Any]:
    given = _only(body, "name", "identification", "affiliation", "description", "has_public_role")
    return _source(create_source(name=given.pop("name", ""), by=by, **given))


def _make_outlet(body: dict[str, Any], by: User) -> dict[str, Any]:
    given = _only(body, "name", "kind", "domain")
    outlet = create_outlet(
        name=given.get("name", ""), kind=given.get("kind", ""), domain=given.get("domain"), by=by
    )
    return _outlet(outlet)


def _only(body: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in body.keys() - {*names}:
        raise ValidationError({name: f"There is no such field. Fields are {', '.join(names)}."})
    return {k: texts.clean(v, field=k, limit=2000) if isinstance(v, str) else v for k, v in body.items()}


_SEARCH: dict[str, Callable[[str, User], list[dict[str, Any]]]] = {
    "claim": _claims, "source": _sources, "outlet": _outlets, "relay": _relays,
}  # fmt: skip
_MAKERS: dict[str, Callable[[dict[str, Any], User], dict[str, Any]]] = {
    "claim": _make_claim, "source": _make_source, "outlet": _make_outlet,
}  # fmt: skip
