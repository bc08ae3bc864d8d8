"""The change log, to be read: what happened, when, by whom, to what, with before and after."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from annotate.admin.base import DeskAdmin, signed_in
from annotate.admin.history import entries
from annotate.blind import desk_sees, visible_changes
from annotate.models import Change


class DistinctValues(admin.SimpleListFilter):
    """The values that are there, from the index."""

    field = ""

    def lookups(self, request: HttpRequest, screen: Any) -> list[tuple[str, str]]:
        values = Change.objects.order_by(self.field).values_list(self.field, flat=True).distinct()
        return [(v, v.replace(".", ": ").replace("_", " ")) for v in values]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        return rows.filter(**{self.field: self.value()}) if self.value() else rows


class OfVerb(DistinctValues):
    title = parameter_name = field = "verb"


class OfObject(DistinctValues):
    title, parameter_name, field = "object", "object_type", "object_type"


@admin.register(Change)
class ChangeAdmin(DeskAdmin):
    list_display = ("number", "at", "who", "verb", "what", "audience")
    list_display_links = ("number",)
    list_filter = ("at", OfVerb, OfObject, "audience")
    list_select_related = ("actor", "key")
    search_fields = ("=object_id", "=actor__username")
    search_help_text = "An object’s id or a login"
    empty = "Nothing has happened yet."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Change]:
        user = signed_in(request)
        return desk_sees(user, visible_changes(user), "newsroom").order_by("-number")

    @admin.display(description="by")
    def who(self, change: Change) -> str:
        return str(change.actor or change.key or "the service")

    @admin.display(description="object")
    def what(self, change: Change) -> str:
        address = address_of(change)
        name = f"{change.object_type} {change.object_id}"
        return format_html('<a href="{}">{}</a>', address, name) if address else name

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        change = self.get_object(request, unquote(object_id))
        if change is None:
            raise Http404("There is no such change.")
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": f"Change {change.number}",
            "entries": entries([change], signed_in(request)), "address": address_of(change),
        }  # fmt: skip
        return TemplateResponse(request, "admin/annotate/change.html", context)


def address_of(change: Change) -> str:
    """Where the object is shown, if it has a screen."""
    try:
        return reverse(f"admin:annotate_{change.object_type}_change", args=(change.object_id,))
    except NoReverseMatch:
        return ""
