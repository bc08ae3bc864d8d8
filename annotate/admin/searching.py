"""How the lists are searched: the phrase as typed where it stands so, else all its words; a number is the whole number."""

import re
from collections.abc import Iterable

from django.contrib.admin.utils import lookup_spawns_duplicates
from django.db.models import Q, QuerySet
from django.utils.text import smart_split, unescape_string_literal

_SAID_HOW = {"=": "iexact", "^": "istartswith"}
_QUOTES = ("'", '"')


def searched(rows: QuerySet, fields: Iterable[str], term: str) -> tuple[QuerySet, bool]:
    """The rows of a list that the words find, and whether some may come twice. ``fields``: a screen's `search_fields`."""
    fields = [*fields]
    phrase = " ".join(term.split())
    if not phrase or not fields:
        return rows, False
    words = [bare for word in smart_split(phrase) if (bare := _bare(word))]
    so = rows.filter(_anywhere(fields, phrase))
    if len(words) == 1 or not so.exists():
        so = rows
        for word in words:
            so = so.filter(_anywhere(fields, word))
    return so, any(lookup_spawns_duplicates(rows.model._meta, field.lstrip("=^")) for field in fields)


def _bare(word: str) -> str:
    is_quoted = len(word) > 1 and word.startswith(_QUOTES) and word[0] == word[-1]
    return unescape_string_literal(word) if is_quoted else word


def _anywhere(fields: list[str], words: str) -> Q:
    found = Q()
    for field in fields:
        found |= Q(**_lookup(field, words))
    return found


def _lookup(field: str, words: str) -> dict[str, str]:
    name = field.lstrip("=^")
    if name.rpartition("__")[2] == "id":  # nobody looks for what stands within one
        return {f"{name}__istartswith": words}
    how = _SAID_HOW.get(field[0])
    if how or not (words[0].isdigit() or words[-1].isdigit()):
        return {f"{name}__{how or 'icontains'}": words}
    before, after = (r"(^|[^0-9])" * words[0].isdigit(), r"([^0-9]|$)" * words[-1].isdigit())
    return {f"{name}__iregex": f"{before}{re.escape(words)}{after}"}
