"""What must hold of a record's rows before they are written, beside what each column may hold and the database's own bounds."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime

from annotate import text as texts
from annotate.actions.new_reading import SPANS
from annotate.addresses import canonical
from annotate.formats.record import KINDS, Kind
from annotate.models import AdjudicationCase, Article, ExternalId, Outlet, Review, Revision
from annotate.models.base import IdField
from annotate.vocabulary import FACETS, UNNAMED, Affiliation, Identification, Role

Values = dict[str, Any]


@dataclass
class Known:
    """Texts that passages and readings stand in: of the file, else of the database. The newest few are kept."""

    texts: dict[str, str] = field(default_factory=dict)
    revision_of: dict[str, str] = field(default_factory=dict)
    is_erased: set[str] = field(default_factory=set)

    def text(self, revision: str) -> str | None:
        if revision not in self.texts:
            there = Revision.objects.filter(pk=revision).values_list("text", flat=True).first()
            if there is None:
                return None
            self.texts[revision] = there
        return self.texts[revision]

    def text_of_review(self, review: str) -> str | None:
        if review not in self.revision_of:
            there = Review.objects.filter(pk=review).values_list("revision", flat=True).first()
            if there is None:
                return None
            self.revision_of[review] = there
        return self.text(self.revision_of[review])


def check_row(kind: Kind, values: Values, known: Known) -> None:
    """`ValidationError` by column where a row is not as this service would have stored it."""
    for name, found in kind.fields.items():
        if isinstance(found, IdField) and not re.fullmatch(rf"{found.prefix}_[0-9a-z]{{1,24}}", values[name]):
            raise ValidationError(
                {name: f"“{values[name]}” is no id of this kind. Ids begin with {found.prefix}_."}
            )
        is_words = (
            isinstance(found, models.TextField | models.CharField)
            and not found.is_relation
            and not found.choices
        )
        if is_words and values[name] and not isinstance(found, models.URLField):
            cleaned = texts.clean(values[name], field=name, markup=name in ("domain", "exact"))
            # What is quoted may begin or end with a blank; what was typed never does.
            if name != "exact" and cleaned != values[name]:
                raise ValidationError(
                    {name: "These words are not as they would be stored (NFC, LF, no blanks around)."}
                )
    if check := _CHECKS.get(kind.name):
        check(values, known)


def _external_ids(values: Values, known: Known) -> None:
    for each in values["external_ids"]:
        scheme, _, value = each.partition(":")
        if scheme not in ExternalId.Scheme.values or not 0 < len(value) <= 64:
            raise ValidationError({"external_ids": f"“{each[:80]}” is no id such as wikidata:Q42."})


def _claim(values: Values, known: Known) -> None:
    texts.language(values["language"])
    for name in values["topics"]:
        if not 0 < len(name) <= 100 or texts.clean(name, field="topics") != name:
            raise ValidationError({"topics": f"“{name[:80]}” is no topic of at most 100 characters."})


def _attribution(values: Values, known: Known) -> None:
    """Why it is, or was, to be adjudicated: [why, chance, since when]."""
    if not values["case"]:
        return
    why, chance, opened = (*values["case"], None, None, None)[:3]
    since = parse_datetime(opened) if isinstance(opened, str) and len(values["case"]) == 3 else None
    if (
        why not in AdjudicationCase.Why.values
        or type(chance) is not float
        or not 0 < chance <= 1
        or not since
        or not since.tzinfo
    ):
        raise ValidationError({"case": "Give why, the chance from 0 to 1, and the time with its zone."})


def _outlet(values: Values, known: Known) -> None:
    _external_ids(values, known)
    if values["domain"] and Outlet.objects.filter(domain=values["domain"]).exclude(pk=values["id"]).exists():
        raise ValidationError(
            {"domain": f"{values['domain']} is another outlet's here. Merge or rename that one first."}
        )


def _article(values: Values, known: Known) -> None:
    if values["erased_at"]:
        known.is_erased.add(values["id"])
    for address in values["addresses"]:
        if not 0 < len(address) <= 2000 or texts.clean(address, field="addresses") != address:
            raise ValidationError({"addresses": f"“{address[:80]}” is no address as it is compared."})
    if values["url"]:
        there = Article.objects.filter(canonical_url=canonical(values["url"]), newsroom=None).exclude(
            pk=values["id"]
        )
        if other := there.first():
            raise ValidationError({"url": f"This address is another article's here: {other.pk}."})


def _revision(values: Values, known: Known) -> None:
    known.texts[values["id"]] = values["text"]
    texts.language(values["language"])
    if not values["text"] and values["article"] not in known.is_erased:
        raise ValidationError({"text": "There is no text, and the article was not erased."})


def _review(values: Values, known: Known) -> None:
    known.revision_of[values["id"]] = values["revision"]
    if values["submitted_at"] is None:
        raise ValidationError({"submitted_at": "A record holds finished reviews only."})


def _passage(values: Values, known: Known) -> None:
    text = known.text(values["revision"])
    if text:
        texts.check_span(text, values["start"], values["end"], field="start")
    if text is not None and text[values["start"] : values["end"]] != values["exact"]:
        raise ValidationError({"exact": "The text does not say this there."})


def _reading(values: Values, known: Known) -> None:
    text = known.text_of_review(values["review"])
    for name in SPANS:
        start, end = values[f"{name}_start"], values[f"{name}_end"]
        if text and start is not None:
            texts.check_span(text, start, end, field=f"{name}_start")
    nobody = values["identification"] in {*UNNAMED, Identification.UNATTRIBUTED}
    if nobody and values["source"]:
        raise ValidationError({"source": "An unnamed source has no entry: never record who it is."})
    if not nobody and not values["source"] and not values["is_withdrawal"]:
        raise ValidationError({"source": "Nobody is named who speaks."})
    for step in values["chain"]:
        pool = step.split(":")
        is_pool = (
            pool[0] == "pool" and len(pool) == 3 and pool[1] in Affiliation.values and pool[2] in Role.values
        )
        if not is_pool and not re.fullmatch(r"(out|src)_[0-9a-z]{1,24}", step):
            raise ValidationError({"chain": f"“{step[:60]}” is neither an outlet, nor a source, nor a pool."})


def _adjudication(values: Values, known: Known) -> None:
    for facet, term in values["facets"].items():
        if facet not in FACETS or term not in FACETS[facet].values:
            raise ValidationError({"facets": f"“{facet}: {term}” is not a term."})


_CHECKS: Mapping[str, Callable[[Values, Known], None]] = {
    "outlet": _outlet, "source": _external_ids, "claim": _claim, "attribution": _attribution, "article": _article, "revision": _revision, "review": _review, "passage": _passage,
    "reading": _reading, "adjudication": _adjudication,
}  # fmt: skip


def derived(kind: Kind, values: Values, known: Known) -> Values:
    """The columns that follow from the others."""
    if kind is KINDS["article"]:
        return {"canonical_url": canonical(values["url"]) if values["url"] else None}
    if kind is KINDS["revision"]:
        return {"sha256": hashlib.sha256(values["text"].encode()).hexdigest() if values["text"] else ""}
    if kind is KINDS["passage"]:
        exact, prefix, suffix = texts.context(
            known.text(values["revision"]) or "", values["start"], values["end"]
        )
        return {"exact": exact, "prefix": prefix, "suffix": suffix}
    return {}
