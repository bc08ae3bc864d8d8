"""The archive of reports, at addresses that stay: what links in e-mail, webhooks and the API point to.

A newsroom's members read their newsroom's reports here; the desk reads all of them in the admin, where a score that
somebody must not see stays hidden. Whoever is neither gets what somebody gets who asks for a report that never was.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from annotate.archive import article_in, corrections_of, of_member
from annotate.formats.reports import TYPES, as_file
from annotate.models import Report
from annotate.newsrooms.room import enter
from annotate.roles import VIEW, may


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The newsrooms' reports of whoever asks, newest first."""
    if elsewhere := enter(request):
        return elsewhere
    user: Any = request.user
    if may(user, VIEW):
        return HttpResponseRedirect(reverse("admin:annotate_report_changelist"))
    found = of_member(user).defer("figures", "html", "pdf").select_related("definition__newsroom")
    return _private(render(request, "annotate/reports.html", {"reports": found[:200]}))


@require_safe
def report(request: HttpRequest, id: str) -> HttpResponse:
    """One report, as it was issued, with its corrections and files."""
    if elsewhere := enter(request):
        return elsewhere
    user: Any = request.user
    if may(user, VIEW):
        return HttpResponseRedirect(reverse("admin:annotate_report_change", args=(id,)))
    found = get_object_or_404(of_member(user).select_related("definition", "corrects"), pk=id)
    context = {
        "report": found,
        "article": article_in(found.html),
        "forms": TYPES,
        "corrections": corrections_of(found),
    }
    return _private(render(request, "annotate/report.html", context))


@require_safe
def report_file(request: HttpRequest, id: str, form: str) -> HttpResponse:
    """The same as PDF, CSV or JSON."""
    if elsewhere := enter(request):
        return elsewhere
    user: Any = request.user
    if may(user, VIEW) and form in TYPES:
        return HttpResponseRedirect(reverse(f"admin:annotate_report_{form}", args=(id,)))
    found = get_object_or_404(of_member(user), pk=id)
    if form not in TYPES or found.stage != Report.Stage.READY:
        raise Http404("There is no such file.")
    return _private(as_file(found, form))


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_cache=True)
    return response
