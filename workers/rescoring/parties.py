"""Merged outlets and sources, as scoring follows them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from annotate.actions.erasure import ERASED
from annotate.models import Outlet, Source

Raw = Iterable[tuple[Any, ...]]


class Parties:
    """Merged outlets and sources, of which there are few → the one that is kept at the end."""

    def __init__(self, outlets: Raw, sources: Raw) -> None:
        self.outlets = _ends(dict(outlets))
        into = {pk: (kept, *flags) for pk, kept, *flags in sources}
        self.sources = _ends({pk: row[0] for pk, row in into.items()})
        self.flags = {row[0]: row[1:] for row in into.values()}


def _merged_outlets() -> QuerySet[Any, Any]:
    return Outlet.objects.exclude(merged_into=None).order_by().values_list("pk", "merged_into")


def _merged_sources() -> QuerySet[Any, Any]:
    names = ("pk", "merged_into", "merged_into__has_public_role", "is_erased")
    rows = Source.objects.exclude(merged_into=None).order_by()
    return rows.annotate(is_erased=Q(merged_into__name=ERASED)).values_list(*names)


#: What they are made of, to be asked.
PARTIES = ((_merged_outlets,), (_merged_sources,))


def _ends(direct: dict[str, str]) -> dict[str, str]:
    for pk in direct:
        while direct[pk] in direct:
            direct[pk] = direct[direct[pk]]
    return direct
