"""Who is meant in a draft: names in its words, held against the sources and outlets of the record. Exact names only."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from annotate.actions.erasure import ERASED
from annotate.formats import parties
from annotate.models import Outlet, Source

MOST_NAMES = 500


@dataclass
class Known:
    """What the record has under the names of a draft: rows by name in lower case."""

    sources: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    outlets: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    def source(self, words: str) -> dict[str, object] | None:
        """The one source of this name; none where two have it."""
        return _only(self.sources, words)

    def outlet(self, words: str) -> dict[str, object] | None:
        return _only(self.outlets, words)


def known(mentions: Iterable[str], newsroom: str) -> Known:
    """Two queries for any number of mentions."""
    wanted = {name.lower() for words in mentions for name in names_in(words)}
    found = Known()
    if not wanted:
        return found
    sources = Source.objects.told_to(newsroom).kept().exclude(name=ERASED)
    for row in _named(sources, wanted).values(*parties.SOURCE):
        found.sources.setdefault(row["name"].lower(), []).append(row)
    for row in _named(Outlet.objects.told_to(newsroom).kept(), wanted).values("id", "name"):
        found.outlets.setdefault(row["name"].lower(), []).append(row)
    return found


def _named(rows: QuerySet, wanted: set[str]) -> QuerySet:
    # LOWER of SQLite knows ASCII alone: names that are written as in the record are found there too.
    names = sorted(wanted)[:MOST_NAMES]
    return rows.annotate(lower=Lower("name")).filter(
        Q(lower__in=names) | Q(name__in=[n.title() for n in names])
    )


def _only(rows: dict[str, list[dict[str, object]]], words: str) -> dict[str, object] | None:
    for name in names_in(words):
        found = rows.get(name.lower(), [])
        if len(found) == 1:
            return found[0]
    return None


def names_in(words: str) -> list[str]:
    """The names that a mention may be of, the longest first: with and without what is said beside them."""
    before_comma = words.split(",")[0].strip()
    found = [words.strip(), before_comma, *_runs(before_comma)]
    bare = [name[4:] for name in found if name.lower().startswith("the ")]
    return sorted({name for name in [*found, *bare] if len(name) > 1}, key=lambda name: (-len(name), name))


def _runs(words: str) -> list[str]:
    """Words in a row that begin with a capital: “spokeswoman Ada Larsen” has “Ada Larsen”."""
    runs: list[list[str]] = [[]]
    for word in words.split():
        bare = word.strip(".,;:’'”“\"()")
        if bare[:1].isupper():
            runs[-1].append(bare)
        else:
            runs.append([])
    return [" ".join(run) for run in runs if run]


def full_names(mentions: Iterable[str]) -> dict[str, str]:
    """A family name alone → the full name it stood in before, where only one such is in the draft."""
    seen: dict[str, set[str]] = {}
    for words in mentions:
        for run in _runs(words.split(",")[0]):
            parts = run.split()
            if len(parts) > 1:
                seen.setdefault(parts[-1], set()).add(run)
    return {family: min(full) for family, full in seen.items() if len(full) == 1}
