"""Search: claims by their words, sources by their name or by what others call them."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone

from annotate import search
from annotate.actions.erasure import ERASED
from annotate.formats import parties
from annotate.models import Claim, ExternalId, Source
from api.answers.search import ClaimMatches, SourceMatches
from api.claims import told_by_id
from api.parameters import WORDS, Parameter, whole, words
from api.problems import Problem
from api.views import ReadView

MOST_FOUND = 200
MOST_SOURCES = 10


def _text(text: str) -> str:
    text = words(text)
    if sum(c.isalnum() for c in text) < search.LEAST_LETTERS or len(text) > 500:
        raise ValueError("Give three letters or more, and at most 500 characters.")
    return text


_TEXT = {
    "type": "string", "minLength": search.LEAST_LETTERS, "maxLength": 500,
    "pattern": r"^[^\x00]*([^\W_][^\x00]*){3}$",
}  # fmt: skip


def _offset(text: str) -> int:
    try:
        return whole(1, MOST_FOUND)(text)
    except ValueError:
        raise ValueError("This is not a page token of ours. Take it from “next_page_token”.") from None


class ClaimSearch(ReadView):
    """Published claims with the words asked for, the most alike first.

    Where none has all of them, those whose wording is like them: typing errors are forgiven.

    The parameters are those of Google's Fact Check Tools API.
    """

    operation, summary = "claims_search", "Has this claim been checked?"
    parameters = (
        Parameter("query", "Words of the claim.", _text, _TEXT, required=True),
        Parameter("languageCode", "A BCP 47 language, such as en; finds en-GB too.", words, WORDS),
        Parameter(
            "maxAgeDays", "Only claims published in so many days.", whole(1, 36_500), {"type": "integer", "minimum": 1, "maximum": 36_500}
        ),
        Parameter(
            "pageSize", "How many at most on a page.", whole(1, 100),
            {"type": "integer", "minimum": 1, "maximum": 100, "default": 10}, 10,
        ),
        Parameter(
            "pageToken", "Where the page begins: “next_page_token” of the one before.", _offset,
            {"type": "string", "pattern": "^([1-9][0-9]?|1[0-9][0-9]|200)$"},
        ),
    )  # fmt: skip
    answer = ClaimMatches

    def read(self) -> dict[str, Any]:
        found = Claim.objects.published().filter(merged_into=None)
        if tag := self.given["languageCode"]:
            found = found.filter(Q(language__iexact=tag) | Q(language__istartswith=f"{tag}-"))
        if days := self.given["maxAgeDays"]:
            found = found.filter(published_at__gte=timezone.now() - dt.timedelta(days=days))
        best = search.best(found, "wording", self.given["query"], most=MOST_FOUND, by_words=True)
        start, size = self.given["pageToken"] or 0, self.given["pageSize"]
        page = best[start : start + size]
        by_id = told_by_id([pk for pk, _ in page], self.newsroom, plain=self.is_plain)
        token = str(start + size) if start + size < len(best) else None
        return {
            "results": [{"likeness": alike, "claim": by_id[pk]} for pk, alike in page if pk in by_id],
            "next_page_token": token,
            "next": self.address(pageToken=token) if token else None,
        }


class SourceMatch(ReadView):
    """The sources that are meant by a name or by an id of somebody else's, the surest first."""

    operation, summary = "sources_match", "Who is this source, and what is its record?"
    parameters = (
        Parameter("name", "The name, more or less.", _text, _TEXT),
        *(Parameter(scheme.value, f"The {scheme.label} id.", words, WORDS) for scheme in ExternalId.Scheme),
    )
    answer = SourceMatches

    def read(self) -> dict[str, Any]:
        if not any(self.given.values()):
            raise Problem("invalid-value", "Give a name or an id.", [("name", "Give a name or an id.")])
        visible = Source.objects.told_to(self.newsroom).kept().exclude(name=ERASED)
        sure = self._by_id(visible)
        name = self.given["name"]
        alike = dict(search.best(visible, "name", name, most=MOST_SOURCES)) if name else {}
        ranked = [*sure, *(pk for pk in alike if pk not in sure)][:MOST_SOURCES]
        rows = visible.filter(pk__in=ranked).values(*parties.SOURCE)
        told = {source["id"]: source for source in parties.sources(rows)}
        return {
            "results": [
                {"matched_by": sure.get(pk, "name"), "likeness": alike.get(pk), "source": told[pk]} for pk in ranked
            ]
        }  # fmt: skip

    def _by_id(self, visible: Any) -> dict[str, str]:
        wanted = Q()
        for scheme in ExternalId.Scheme.values:
            if self.given[scheme]:
                wanted |= Q(scheme=scheme, value=self.given[scheme])
        if not wanted:
            return {}
        return dict(ExternalId.objects.filter(wanted, source__in=visible).values_list("source", "scheme"))
