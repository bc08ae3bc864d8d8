"""From keys to names: who ``source:src_…``, ``outlet:out_…`` or ``pool:out_…:government:decision_maker`` is.

One query for any number of keys. What a newsroom may not know of has no name for it.
"""

from collections.abc import Iterable, Mapping

from annotate.models import Newsroom, Outlet, Source
from annotate.vocabulary import Affiliation, Role

Names = Mapping[str, str]


def names(
    keys: Iterable[str], *, newsroom: Newsroom | str | None, known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The name of each key that can be named, by key.

    ``newsroom``: who asks; its own private ones count. ``known``: names by id that were fetched already.
    """
    wanted = {key: key.split(":") for key in keys if key}
    ids = {parts[1] for parts in wanted.values() if len(parts) > 1}
    found = dict(known or {})
    if missing := ids - found.keys():
        found |= _fetched(missing, newsroom)
    return {
        key: _name(parts, found[parts[1]])
        for key, parts in wanted.items()
        if len(parts) > 1 and parts[1] in found
    }


def _fetched(ids: set[str], newsroom: Newsroom | str | None) -> dict[str, str]:
    sources, outlets = (
        table.objects.told_to(newsroom)
        .filter(pk__in=[pk for pk in ids if pk.startswith(prefix)])
        .order_by()
        .values_list("id", "name")
        for table, prefix in ((Source, "src_"), (Outlet, "out_"))
    )
    return dict(sources.union(outlets, all=True))


def _name(parts: list[str], name: str) -> str:
    if parts[0] != "pool":
        return name
    affiliation, role = (parts[2:] + ["", ""])[:2]
    stated = (
        [Affiliation(affiliation).label.lower()]
        if affiliation in Affiliation and affiliation != "none_stated"
        else []
    )
    stated += [f"{Role(role).label.lower()}s"] if role in Role else ["sources"]
    return f"Unnamed {' '.join(stated)}, per {name}"
