"""Articles: the list, adding one by pasting its text, the page to read it on, and what editors do with it."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse

from annotate.actions import articles
from annotate.actions.articles import declare_syndication
from annotate.admin import denials, derive, find, reading_endpoints, revisions, suggestion_endpoints
from annotate.admin.acts import Act, ActingAdmin, Confirm, Why
from annotate.admin.article_form import ArticleForm, Revise, Syndication, Words, revise
from annotate.admin.article_page import page_context
from annotate.admin.assigning import ASK, ASSIGN, RECUSE
from annotate.admin.base import signed_in
from annotate.admin.erasure import ERASE
from annotate.admin.fields import Until
from annotate.admin.withdrawal import ask_to_withdraw, is_published
from annotate.blind import articles_open_to
from annotate.models import Article, Revision, State, User
from annotate.vocabulary import Precision

PUBLISH = Act(
    "publish", "Publish", "article.publish", lambda article, by: _publish(article, by), Confirm,
    lambda a: a.state in (State.DRAFT, State.EMBARGOED, State.WITHDRAWN) and not a.erased_at,
    "Its annotations become part of the published record.",
)  # fmt: skip
EMBARGO = Act(
    "embargo", "Embargo", "article.publish",
    lambda article, by, embargo_until: _embargo(article, by, embargo_until), Until,
    lambda a: a.state == State.DRAFT, "It is published by itself at that time.",
)  # fmt: skip
WITHDRAW = Act(
    "withdraw", "Withdraw", "article.withdraw", lambda article, by, reason: _withdraw(article, by, reason), Why,
    lambda a: a.state != State.WITHDRAWN and not is_published(a), "It was never published; nobody reads it any more.",
    is_grave=True,
)  # fmt: skip
REVISE = Act(
    "revise", "New revision", "article.revise", revise, Revise,
    lambda a: a.state != State.WITHDRAWN and not a.erased_at,
    "A changed text is a new revision. Passages that still fit are carried over; the rest wait to be placed.",
)  # fmt: skip
SYNDICATION = Act(
    "syndication", "Say whose copy it is", "article.syndication",
    lambda article, by, origin: _syndicate(article, by, origin), Syndication,
    lambda a: not a.erased_at, "Two articles of which one is the other's copy are one root.",
)  # fmt: skip


def _publish(article: Article, by: User) -> str:
    articles.publish_article(article=article, by=by)
    return "Published."


def _embargo(article: Article, by: User, until: Any) -> str:
    articles.embargo_article(article=article, until=until, by=by)
    return f"Embargoed until {until:%Y-%m-%d %H:%M %Z}."


def _withdraw(article: Article, by: User, reason: str) -> str:
    articles.withdraw_article(article=article, reason=reason, by=by)
    return "Withdrawn."


def _syndicate(article: Article, by: User, origin: Article | None) -> str:
    declare_syndication(article=article, origin=origin, by=by)
    return f"A copy of “{origin}”." if origin else "No copy."


class OfLanguage(admin.SimpleListFilter):
    title = "language"
    parameter_name = "language"

    def lookups(self, request: HttpRequest, screen: Any) -> list[tuple[str, str]]:
        tags = Revision.objects.order_by("language").values_list("language", flat=True).distinct()
        return [(tag, tag) for tag in tags[:50]]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        return rows.filter(last_language=self.value()) if self.value() else rows


class MyReview(admin.SimpleListFilter):
    title = "my review"
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, screen: Any) -> list[tuple[str, str]]:
        return [("none", "not begun"), ("open", "begun"), ("done", "submitted")]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        user = signed_in(request)
        mine = Q(revisions__reviews__reviewer=user)
        if self.value() == "none":
            return rows.exclude(mine)
        if self.value() in ("open", "done"):
            is_open = self.value() == "open"
            return rows.filter(mine, revisions__reviews__submitted_at__isnull=is_open).distinct()
        return rows


class CameIn(admin.DateFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "when it came in"


#: When the newest revision was published, of an article in a query.
LAST_PUBLISHED = Subquery(
    Revision.objects.filter(article=OuterRef("pk")).order_by("-number").values("published_at")[:1]
)


@admin.register(Article)
class ArticleAdmin(ActingAdmin):
    form = ArticleForm
    add_verb = "article.import"
    acts = (
        REVISE, ASSIGN, ASK, PUBLISH, EMBARGO, SYNDICATION, RECUSE, WITHDRAW, ask_to_withdraw("article"), ERASE,
    )  # fmt: skip
    list_display = ("title", "outlet", "came_out", "state", "language", "reviews_done", "my_review")
    list_filter = ("state", MyReview, OfLanguage, "outlet__kind", ("created_at", CameIn))
    list_select_related = ("outlet",)
    search_fields = ("id", "url", "outlet__name", "revisions__headline", "revisions__byline")
    search_help_text = "Headline, byline, outlet or address"
    ordering = (LAST_PUBLISHED.desc(), "id")  # what came out last, whenever it was imported
    autocomplete_fields = ("outlet",)
    fields = ("outlet", "url", *Words.base_fields)
    empty = "No article yet. Add one by pasting its text."

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"goes_out": True, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        last = Revision.objects.filter(article=OuterRef("pk")).order_by("-number")
        done = Q(revisions__reviews__submitted_at__isnull=False)
        mine = Revision.objects.filter(article=OuterRef("pk"), reviews__reviewer=signed_in(request))
        rows = super().get_queryset(request).filter(pk__in=articles_open_to(signed_in(request)).values("pk"))
        return rows.annotate(
            last_headline=Subquery(last.values("headline")[:1]),
            last_language=Subquery(last.values("language")[:1]),
            last_published=LAST_PUBLISHED,
            last_precision=Subquery(last.values("precision")[:1]),
            last_time_zone=Subquery(last.values("time_zone")[:1]),
            done=Count("revisions__reviews", filter=done, distinct=True),
            my_submitted=Subquery(mine.order_by("-number").values("reviews__submitted_at")[:1]),
            my_begun=Subquery(mine.order_by("-number").values("reviews__started_at")[:1]),
        )

    @admin.display(description="headline", ordering="last_headline")
    def title(self, article: Any) -> str:
        return article.last_headline

    @admin.display(description="dated", ordering="last_published")
    def came_out(self, article: Any) -> Any:
        at = article.last_published
        is_day = article.last_precision == Precision.DAY
        return at.astimezone(ZoneInfo(article.last_time_zone)).date() if is_day else at

    @admin.display(ordering="last_language")
    def language(self, article: Any) -> str:
        return article.last_language

    @admin.display(description="reviews", ordering="done")
    def reviews_done(self, article: Any) -> int:
        return article.done

    @admin.display(description="mine")
    def my_review(self, article: Any) -> str:
        return "submitted" if article.my_submitted else "begun" if article.my_begun else "–"

    def get_urls(self) -> list[Any]:
        def at(route: str, view: Any, name: str) -> Any:
            return path(
                route, lambda request, **kw: view(self, request, **kw), name=f"annotate_article_{name}"
            )

        return [
            at("revisions/<slug:revision>/readings/", reading_endpoints.readings, "readings"),
            at("revisions/<slug:revision>/save/", reading_endpoints.save, "save"),
            at("revisions/<slug:revision>/draft/", reading_endpoints.draft, "draft"),
            at("revisions/<slug:revision>/submit/", reading_endpoints.submit, "submit"),
            at("readings/<slug:reading>/withdraw/", reading_endpoints.withdraw, "withdraw"),
            at("readings/<slug:reading>/restore/", reading_endpoints.restore, "restore"),
            at("revisions/<slug:revision>/carry/", revisions.carry, "carry"),
            at("orphans/<slug:orphan>/place/", revisions.place, "place"),
            at("orphans/<slug:orphan>/reopen/", revisions.reopen, "reopen"),
            at("attributions/<slug:attribution>/deniable/", denials.deniable, "deniable"),
            at("attributions/<slug:attribution>/deny/", denials.deny, "deny"),
            at("revisions/<slug:revision>/derive/", derive.derive, "derive"),
            at("revisions/<slug:revision>/suggestions/", suggestion_endpoints.waiting, "suggestions"),
            at("revisions/<slug:revision>/candidates/", suggestion_endpoints.candidates, "candidates"),
            at("suggestions/<slug:suggestion>/accept/", suggestion_endpoints.accept, "accept"),
            at("suggestions/<slug:suggestion>/reject/", suggestion_endpoints.reject, "reject"),
            at("suggestions/<slug:suggestion>/undo/", suggestion_endpoints.undo, "undo"),
            at("find/<slug:what>/", find.find, "find"),
            at("make/<slug:what>/", find.make, "make"),
            *super().get_urls(),
        ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"time_zone": signed_in(request).time_zone, **super().get_changeform_initial_data(request)}

    def act_form(self, act: Act, thing: Any, request: HttpRequest) -> Any:
        form = super().act_form(act, thing, request)
        if act is SYNDICATION:
            field: Any = form.fields["origin"]
            field.queryset = self.get_queryset(request).exclude(pk=thing.pk).prefetch_related("revisions")
            form.initial["origin"] = thing.syndicated_from_id
        return form

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        article = self.get_object(request, unquote(object_id))
        if article is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "is_nav_sidebar_enabled": False,
            "title": article.headline,
            "acts": self.acts_for(request, article),
            "history_url": reverse("admin:annotate_article_history", args=(article.pk,)),
            **page_context(request, article),
        }
        return TemplateResponse(request, "admin/annotate/article.html", context)
