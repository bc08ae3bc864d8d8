"""Addresses of the API, a line each. Whatever is not listed answers 404 in the API's own manner."""

from django.urls import path, re_path

from api.articles import Articles, ArticleView, Lookup
from api.bulk import bulk_of
from api.changes import Changes
from api.claims import ClaimHistory, Claims, ClaimView
from api.docs import DocsView
from api.drafts import CheckDraft
from api.dump import Dump
from api.graphs import ClaimGraphView
from api.hooks import Deliveries, DeliveryView, HookReplay, Hooks, HookSecret, HookTest, HookView
from api.outcomes import Outcomes, OutcomeView
from api.parties import Outlets, OutletView, Sources, SourceView
from api.readings import ReadingView, Reviews, ReviewView
from api.reports import Definitions, DefinitionView, Reports, ReportView
from api.schema import SchemaView
from api.search import ClaimSearch, SourceMatch
from api.views import nowhere
from api.watched import Watched, WatchedView

urlpatterns = [
    path("docs/", DocsView.as_view(), name="docs"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("v1/claims/", Claims.as_view(), name="claims"),
    path(
        "v1/claims/bulk/",
        bulk_of(Claims, "claims_create_bulk", "Submit many claims").as_view(),
        name="claims-bulk",
    ),
    path("v1/claims/search/", ClaimSearch.as_view(), name="claim-search"),
    path("v1/claims/<str:id>/", ClaimView.as_view(), name="claim"),
    path("v1/claims/<str:id>/history/", ClaimHistory.as_view(), name="claim-history"),
    path("v1/claims/<str:id>/graph/", ClaimGraphView.as_view(), name="claim-graph"),
    path("v1/sources/", Sources.as_view(), name="sources"),
    path("v1/sources/match/", SourceMatch.as_view(), name="source-match"),
    path("v1/sources/<str:id>/", SourceView.as_view(), name="source"),
    path("v1/outlets/", Outlets.as_view(), name="outlets"),
    path("v1/outlets/<str:id>/", OutletView.as_view(), name="outlet"),
    path("v1/articles/", Articles.as_view(), name="articles"),
    path(
        "v1/articles/bulk/",
        bulk_of(Articles, "articles_create_bulk", "Submit many articles").as_view(),
        name="articles-bulk",
    ),
    path("v1/articles/check/", CheckDraft.as_view(), name="article-check"),
    path("v1/articles/lookup/", Lookup.as_view(), name="lookup"),
    path("v1/articles/<str:id>/", ArticleView.as_view(), name="article"),
    path("v1/reviews/", Reviews.as_view(), name="reviews"),
    path(
        "v1/reviews/bulk/",
        bulk_of(Reviews, "reviews_create_bulk", "Send many reviews").as_view(),
        name="reviews-bulk",
    ),
    path("v1/reviews/<str:id>/", ReviewView.as_view(), name="review"),
    path("v1/readings/<str:id>/", ReadingView.as_view(), name="reading"),
    path("v1/outcomes/", Outcomes.as_view(), name="outcomes"),
    path(
        "v1/outcomes/bulk/",
        bulk_of(Outcomes, "outcomes_create_bulk", "Send many outcomes").as_view(),
        name="outcomes-bulk",
    ),
    path("v1/outcomes/<str:id>/", OutcomeView.as_view(), name="outcome"),
    path("v1/reports/", Reports.as_view(), name="reports"),
    path("v1/reports/<str:id>/", ReportView.as_view(), name="report"),
    path("v1/report-definitions/", Definitions.as_view(), name="report-definitions"),
    path("v1/report-definitions/<str:id>/", DefinitionView.as_view(), name="report-definition"),
    path("v1/hooks/", Hooks.as_view(), name="hooks"),
    path("v1/hooks/<str:id>/", HookView.as_view(), name="hook"),
    path("v1/hooks/<str:id>/test/", HookTest.as_view(), name="hook-test"),
    path("v1/hooks/<str:id>/secret/", HookSecret.as_view(), name="hook-secret"),
    path("v1/hooks/<str:id>/replay/", HookReplay.as_view(), name="hook-replay"),
    path("v1/hooks/<str:id>/deliveries/", Deliveries.as_view(), name="hook-deliveries"),
    path("v1/deliveries/<str:id>/", DeliveryView.as_view(), name="delivery"),
    path("v1/watched/", Watched.as_view(), name="watched"),
    path("v1/watched/<str:id>/", WatchedView.as_view(), name="watched-claim"),
    path("v1/dump/", Dump.as_view(), name="dump"),
    path("v1/changes/", Changes.as_view(), name="changes"),
    re_path(r"^(?P<path>.*)$", nowhere),
]
