"""Addresses: the admin, the API's own URLconf by dotted string, and a health check."""

from importlib.util import find_spec

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView

from annotate.admin import invitations
from annotate.newsrooms import archive
from annotate.unsubscribing import leave


def healthz(request: HttpRequest) -> HttpResponse:
    """Answers without touching the database: this process serves requests."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("healthz", healthz),
    *invitations.urls(admin.site),
    path("newsroom/", include("annotate.newsrooms.urls")),
    path("admin/", admin.site.urls),
    path("reports/", archive.reports, name="archive"),
    path("reports/<str:id>/", archive.report, name="archived-report"),
    path("reports/<str:id>/file.<str:form>", archive.report_file, name="archived-file"),
    path("reports/unsubscribe/<str:token>", leave, name="unsubscribe"),
]
if find_spec("api.urls"):
    urlpatterns += [path("api/", include("api.urls")), path("", include("api.embedding.urls"))]
