"""Articles: has this been annotated, and what rests on it. Other people's text is never served."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from annotate.actions import articles as verbs
from annotate.actions.parties import create_outlet
from annotate.addresses import canonical
from annotate.formats import articles
from annotate.formats.claims import SEPARATOR, Joined
from annotate.models import (
    ApiKey,
    Article,
    ArticleAddress,
    Attribution,
    Outlet,
    Reading,
    Revision,
    Scope,
    State,
)
from api import paging
from api.answers.articles import ArticleDetail, ArticlePage, LookupAnswer
from api.bodies import ArticleChange, NewArticle
from api.claims import told_by_id
from api.paging import Order
from api.parameters import INSTANT, Parameter, Refused, an_id, identifier, instant, one_of
from api.problems import Problem
from api.views import ReadView, or_404
from api.writing import Write, WriteView

NEWEST = Order("-updated_at", "updated_at", descending=True)
MOST_ADDRESSES = 100


def _address(text: str) -> tuple[str, str]:
    try:
        return text, canonical(text)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None


class ArticleWrites(WriteView):
    """A newsroom's own submissions of articles."""

    def create(self, given: dict[str, Any], key: ApiKey) -> str:
        outlet = self._outlet(given.pop("outlet", None), given.pop("new_outlet", None), key)
        others = given.pop("other_urls")
        article = verbs.import_article(outlet=outlet, newsroom=key.newsroom, by=key, **given)
        for address in others:
            verbs.note_address(article=article, url=address, by=key)
        return article.pk

    def _outlet(self, id: str | None, new: dict[str, Any] | None, key: ApiKey) -> Outlet:
        if (id is None) == (new is None):
            raise ValidationError({"outlet": "Give the id of an outlet, or a new one in new_outlet."})
        if new is not None:
            return create_outlet(private_to=key.newsroom, by=key, **new)
        outlet = Outlet.objects.visible_to(self.newsroom).filter(pk=id).first()
        if outlet is None:
            raise ValidationError({"outlet": f"There is no outlet “{id}”. Look for it in outlets/."})
        return outlet

    def own(self, id: str) -> Article:
        found = Article.objects.visible_to(self.newsroom).select_for_update(of=("self",)).filter(pk=id)
        article: Article = or_404(found.first())
        if article.newsroom_id != self.newsroom or article.state != State.DRAFT:
            raise PermissionDenied("Only your own drafts can be changed; the desk changes what is published.")
        return article

    def change(self, thing: Article, given: dict[str, Any], key: ApiKey) -> None:
        verbs.revise_article(article=thing, by=key, **given)

    def told(self, id: str) -> dict[str, Any]:
        return detail(id, self.newsroom)


class Articles(ArticleWrites):
    """Articles, a page at a time, newest change first."""

    scopes = {"GET": Scope.READ, "POST": Scope.SUBMIT}
    writes = {
        "POST": Write("articles_create", "Submit an article for review", NewArticle, ArticleDetail, 201)
    }

    operation, summary = "articles_list", "Articles in the record"
    parameters = (
        Parameter(
            "state", "Where the articles stand; “any” for all that your newsroom may see.",
            one_of([*State.values, "any"]),
            {"type": "string", "enum": [*State.values, "any"], "default": "published"}, State.PUBLISHED,
        ),
        Parameter("outlet", "The id of the outlet.", identifier("out"), an_id("out")),
        Parameter("updated_since", "Only those that changed at this time or later.", instant, INSTANT),
        *paging.PARAMETERS,
    )  # fmt: skip
    answer = ArticlePage

    def read(self) -> dict[str, Any]:
        found = Article.objects.visible_to(self.newsroom).filter(erased_at=None)
        if self.given["state"] != "any":
            found = found.filter(state=self.given["state"])
        if self.given["outlet"]:
            found = found.filter(outlet=self.given["outlet"])
        if self.given["updated_since"]:
            found = found.filter(updated_at__gte=self.given["updated_since"])
        rows, cursor = paging.page(articles.rows(found), NEWEST, self.given)
        return self.page([articles.article(row, newsroom=self.newsroom) for row in rows], cursor)


class ArticleView(ArticleWrites):
    """One article with the claims in it. Its text comes back only to the newsroom that submitted it."""

    operation, summary = "articles_read", "An article and the claims in it"
    scopes = {"GET": Scope.READ, "PATCH": Scope.SUBMIT}
    writes = {
        "PATCH": Write("articles_change", "Revise an article of your own", ArticleChange, ArticleDetail, 200)
    }
    answer = ArticleDetail
    problems = ("erased",)

    def read(self, id: str) -> dict[str, Any]:
        return detail(id, self.newsroom, plain=self.is_plain)


def detail(id: str, newsroom: str, *, plain: bool = False) -> dict[str, Any]:
    """An article with its claims, and its text where it is the newsroom's own."""
    row = or_404(articles.rows(Article.objects.visible_to(newsroom).filter(pk=id)).first())
    if row["erased_at"]:
        raise Problem("erased", "This article was erased. Delete your copies.", id=id)
    told = articles.article(row, newsroom=newsroom)
    text = _text(row["revisions__id"]) if told["is_own_submission"] else None
    return told | {"claims": claims_in([row], newsroom, plain=plain).get(id, []), "text": text}


def _text(revision: str) -> str:
    return Revision.objects.values_list("text", flat=True).get(pk=revision)


class Lookup(ReadView):
    """For each address: the article there, if it is in the record, with its claims.

    Addresses are compared without scheme, www, tracking parameters, AMP marks and trailing slash.
    """

    operation, summary = "articles_lookup", "Has this been annotated?"
    parameters = (
        Parameter(
            "url", f"The article's address; up to {MOST_ADDRESSES} at once.", _address,
            {"type": "string", "format": "uri"}, required=True, most=MOST_ADDRESSES,
        ),
    )  # fmt: skip
    answer = LookupAnswer

    def read(self) -> dict[str, Any]:
        return {"results": look_up(self.given["url"], self.newsroom, plain=self.is_plain)}


def look_up(addresses: list[tuple[str, str]], newsroom: str, *, plain: bool = False) -> list[dict[str, Any]]:
    """For each (address, canonical form) what there is. Three queries for any number where the claims stand ready."""
    found = _at({address for _, address in addresses}, newsroom)
    # The public one, where a newsroom submitted the same: hence own ones first, to be overwritten.
    rows = sorted(found, key=lambda row: (row["state"] == State.PUBLISHED, row["id"]))
    about = claims_in(rows, newsroom, plain=plain)
    by_address: dict[str, dict[str, Any]] = {}
    told = {
        row["id"]: articles.article(row, newsroom=newsroom) | {"claims": about.get(row["id"], [])}
        for row in rows
    }
    # What is published at an address goes before what only redirects there.
    for row in rows:
        by_address |= dict.fromkeys((row["others"] or "").split(SEPARATOR), told[row["id"]])
    by_address |= {row["canonical_url"]: told[row["id"]] for row in rows if row["canonical_url"]}
    return [
        {"url": url, "canonical_url": address, "article": by_address.get(address)} for url, address in addresses
    ]  # fmt: skip


def _at(wanted: set[str], newsroom: str) -> Iterable[dict[str, Any]]:
    """The articles at these addresses, and those that some of them lead to, with all their other addresses."""
    # Two reads by index, joined: an OR over both tables would read every article.
    here = Article.objects.filter(canonical_url__in=wanted).order_by().values("pk")
    elsewhere = ArticleAddress.objects.filter(canonical_url__in=wanted).order_by().values("article")
    found = Article.objects.visible_to(newsroom).filter(pk__in=here.union(elsewhere), erased_at=None)
    others = ArticleAddress.objects.filter(article=OuterRef("pk")).order_by().values("article")
    joined = others.annotate(joined=Joined(F("canonical_url"))).values("joined")
    return articles.rows(found).annotate(others=Subquery(joined))


def claims_in(rows: list[dict[str, Any]], newsroom: str, *, plain: bool = False) -> dict[str, list[Any]]:
    """The claims that finished readings of these articles are about, by article. None in a withdrawn one."""
    pairs = _read_in([row["id"] for row in rows if row["state"] != State.WITHDRAWN])
    told = told_by_id({claim for _, claim in pairs}, newsroom, plain=plain)
    by_article: dict[str, list[Any]] = {}
    for article, claim in pairs:
        if claim in told:
            by_article.setdefault(article, []).append(told[claim])
    return by_article


def _read_in(ids: list[str]) -> list[tuple[str, str]]:
    """(article, claim) for each claim that was read in these articles; of merged ones, what they became."""
    claim = Coalesce("claim__merged_into__merged_into", "claim__merged_into", "claim")
    finished = Reading.objects.filter(
        attribution=OuterRef("pk"),
        superseded_at=None,
        is_withdrawal=False,
        review__submitted_at__isnull=False,
    )
    # One finished reading is enough: the others are not looked at.
    found = Attribution.objects.filter(Exists(finished), passage__revision__article__in=ids)
    return list(found.values_list("passage__revision__article", claim).distinct().order_by()) if ids else []
