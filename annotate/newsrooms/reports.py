"""A newsroom's reports."""

from django.http import HttpRequest, HttpResponse

from annotate.archive import of_member
from annotate.newsrooms.room import Room, page, show

MOST = 200


@page
def reports(request: HttpRequest, room: Room) -> HttpResponse:
    issued = of_member(room.user).filter(definition__newsroom=room.newsroom)
    rows = (
        issued.select_related("definition")
        .defer("figures", "html", "pdf")
        .order_by("-period_start", "pk")[:MOST]
    )
    return show(request, room, "reports", "Reports", rows=rows)
