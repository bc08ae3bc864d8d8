"""A newsroom's reports."""

from django.http import HttpRequest, HttpResponse

from annotate.models import Report
from annotate.newsrooms.room import Room, page, show

MOST = 200


@page
def reports(request: HttpRequest, room: Room) -> HttpResponse:
    issued = Report.objects.filter(
        definition__newsroom=room.newsroom, is_preview=False, built_at__isnull=False
    )
    rows = (
        issued.select_related("definition")
        .defer("figures", "html", "pdf")
        .order_by("-period_start", "pk")[:MOST]
    )
    return show(request, room, "reports", "Reports", rows=rows)
