"""Issued reports as they are read: which a member may read, what corrects them, the page without its frame."""

from django.db.models import QuerySet
from django.utils.safestring import mark_safe

from annotate.models import Newsroom, Report, User


def of_member(user: User) -> QuerySet[Report]:
    """What the newsrooms that somebody is a member of were sent."""
    newsrooms = Newsroom.objects.filter(memberships__user=user, blind_since=None)  # reports tell scores
    return Report.objects.archived().filter(definition__newsroom__in=newsrooms, html__gt="")


def corrections_of(report: Report) -> QuerySet[Report]:
    return report.corrections.archived().order_by("as_of_change").defer("figures", "html", "pdf")


def article_in(html: str) -> str:
    """The report itself out of its stored page, to stand in another. It was escaped when it was rendered."""
    start, end = html.find("<article"), html.rfind("</article>")
    return mark_safe(html[start : end + len("</article>")]) if 0 <= start < end else ""  # noqa: S308
