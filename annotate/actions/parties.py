"""Outlets and sources: making, changing, merging, publishing what a newsroom brought."""

import difflib
import re
import unicodedata
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Q

from annotate import text as texts
from annotate.actions.verb import change, lock, snapshot, verb
from annotate.models import Claim, Newsroom, Outlet, Source
from annotate.roles import Actor

AnyParty = TypeVar("AnyParty", Outlet, Source)

# Letters of other scripts, and digits, that pass for Latin ones.
_LOOKS = str.maketrans("аеорсухіјѕԁһκονατρ01!|", "aeopcyxijsdhkovatpolll")


def create_outlet(
    *, name: str, kind: str, by: Actor, domain: str | None = None, private_to: Newsroom | None = None,
    owner: Newsroom | None = None,
) -> Outlet:  # fmt: skip
    """A new outlet; one whose name or domain looks like another's is flagged with that other."""
    with verb("outlet.create", by=by) as log:
        outlet = Outlet(
            name=_name(name), kind=kind, domain=domain_of(domain), private_to=private_to, owner=owner
        )
        outlet.looks_like = look_alike(outlet)
        outlet.full_clean()
        outlet.save(force_insert=True)
        log.add(outlet, after=snapshot(outlet))
    return outlet


def create_source(*, name: str, by: Actor, private_to: Newsroom | None = None, **values: Any) -> Source:
    """A new source (identification, affiliation, description, has_public_role). Without a public role no record."""
    with verb("source.create", by=by) as log:
        source = Source(name=_name(name), private_to=private_to, **values)
        source.full_clean()
        source.save(force_insert=True)
        log.add(source, after=snapshot(source))
    return source


def update_outlet(*, outlet: Outlet, by: Actor, **values: Any) -> Outlet:
    """Change an outlet's fields. Its look-alike flag is looked for again, unless it is what is set."""
    if "domain" in values:
        values["domain"] = domain_of(values["domain"])
    with verb("outlet.update", by=by) as log:
        outlet = lock(outlet)
        if {"name", "domain"} & {*values} and "looks_like" not in values:
            changed = Outlet(
                pk=outlet.pk, name=values.get("name", outlet.name), domain=values.get("domain", outlet.domain)
            )
            values["looks_like"] = look_alike(changed)
        _update(log, outlet, values)
    return outlet


def update_source(*, source: Source, by: Actor, **values: Any) -> Source:
    """Change a source's fields; taking the public role away takes its record out of every score."""
    with verb("source.update", by=by) as log:
        source = lock(source)
        _update(log, source, values)
    return source


def merge_outlets(*, kept: Outlet, merged: Outlet, by: Actor, reason: str = "") -> Outlet:
    """Two outlets are one: the merged one answers for ever with the kept one's id."""
    with verb("outlet.merge", by=by, reason=reason) as log:
        _merge(log, kept, merged)
    return kept


def merge_sources(*, kept: Source, merged: Source, by: Actor, reason: str = "") -> Source:
    """Two sources are one: the merged one answers for ever with the kept one's id."""
    with verb("source.merge", by=by, reason=reason) as log:
        _merge(log, kept, merged)
    return kept


def unmerge(*, party: AnyParty, by: Actor, reason: str = "") -> AnyParty:
    """Undo a merge."""
    name = party._meta.model_name or ""
    with verb(f"{name}.unmerge", by=by, reason=reason, allowed_as=f"{name}.merge") as log:
        party = lock(party)
        log.touch(claims_of(party))
        _update(log, party, {"merged_into": None})
    return party


def look_alike(outlet: Outlet) -> Outlet | None:
    """Another outlet whose name or domain can be taken for this one's."""
    others = Outlet.objects.kept().filter(private_to=None).exclude(pk=outlet.pk)
    mine = _skeletons(outlet)
    return next(
        (other for other in others.only("id", "name", "domain") if _alike(mine, _skeletons(other))), None
    )


def claims_of(party: Outlet | Source) -> list[Claim]:
    """The claims that somebody's readings trace back to, or through, an outlet or source."""
    readings = "attributions__readings"
    # Also through what was merged into it: that goes by its name now.
    same = [party.pk, *party.merged.values_list("pk", flat=True)]
    if isinstance(party, Outlet):
        through = Q(**{f"{readings}__chain__outlet__in": same}) | Q(
            attributions__passage__revision__article__outlet__in=same
        )
    else:
        through = Q(**{f"{readings}__source__in": same}) | Q(**{f"{readings}__chain__source__in": same})
    return list(Claim.objects.filter(through).distinct())


def _update(log, party: Outlet | Source, values: dict[str, Any]) -> None:
    if difference := change(party, values):
        log.add(party, before=difference[0], after=difference[1])
        log.touch(claims_of(party))


def _merge(log, kept: AnyParty, merged: AnyParty) -> None:
    kept, merged = lock(kept).kept, lock(merged)
    if kept.pk == merged.pk or merged.merged_into_id:
        raise ValidationError(
            {"merged": f"“{merged}” is “{merged.kept}” already. Choose two that are still apart."}
        )
    if kept.private_to_id != merged.private_to_id:
        raise ValidationError({"merged": "One of the two is private to a newsroom. Publish it first."})
    _update(log, merged, {"merged_into": kept})


def _name(name: str) -> str:
    cleaned = " ".join(texts.clean(name, field="name", limit=300).split())
    if not cleaned:
        raise ValidationError({"name": "Give a name."})
    return cleaned


def domain_of(domain: str | None) -> str | None:
    if domain is not None and not isinstance(domain, str):
        raise ValidationError({"domain": "Give text, such as example.org."})
    if not (domain or "").strip():
        return None
    bare = re.sub(r"^https?://", "", (domain or "").strip().lower()).split("/")[0].removeprefix("www.")
    if not re.fullmatch(r"[^\s/:@]+\.[^\s/:@.]+", bare):
        raise ValidationError({"domain": f"“{domain}” is not a domain. Give one such as example.org."})
    return bare


def _skeletons(outlet: Outlet) -> tuple[str, ...]:
    return tuple(_skeleton(word) for word in (outlet.name, outlet.domain or "") if word)


def _skeleton(words: str) -> str:
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(c)
    )
    return re.sub(
        r"[\W_]", "", plain.translate(_LOOKS).replace("rn", "m").replace("vv", "w").removeprefix("the ")
    )


def _alike(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    pairs = ((a, b) for a in mine for b in theirs if min(len(a), len(b)) >= 4)
    return any(a == b or difflib.SequenceMatcher(None, a, b).ratio() >= 0.92 for a, b in pairs)
