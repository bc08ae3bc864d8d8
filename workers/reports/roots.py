"""Who a root is: for those who may be named, and no others."""

from collections.abc import Iterable

from annotate.models import Outlet, Source
from annotate.vocabulary import Affiliation, Role
from workers.reports.document import Sentence, ref


def named(keys: Iterable[str]) -> dict[str, Sentence]:
    """Key of a root → who that is, in two queries. Private persons and private outlets have no entry."""
    parts = {key: key.split(":")[1:] for key in keys}
    ids = {p[0] for p in parts.values()}
    public = set(
        Source.objects.filter(pk__in=ids, has_public_role=True, private_to=None).values_list("pk", flat=True)
    )
    public |= set(Outlet.objects.filter(pk__in=ids, private_to=None).values_list("pk", flat=True))
    return {key: _who(key, p) for key, p in parts.items() if p[0] in public}


def _who(key: str, parts: list[str]) -> Sentence:
    if not key.startswith("pool:"):
        return [ref(parts[0])]
    affiliation, role = Affiliation(parts[1]).label.lower(), Role(parts[2]).label.lower()
    return [ref(parts[0]), f"’s unnamed sources ({affiliation}, {role})"]
