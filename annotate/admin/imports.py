"""Importing articles and records: hand a file or an address over, see what would become of it, say yes or no."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from annotate.actions import article_imports as verbs
from annotate.actions.article_imports import confirm_import, drop_import, request_import
from annotate.admin.acts import Act, ActingAdmin
from annotate.admin.base import VerbForm, signed_in
from annotate.admin.fields import ZoneInput
from annotate.formats import incoming
from annotate.models import Article, ArticleImport, Outlet, User
from annotate.roles import may


class ImportForm(VerbForm):
    address = forms.CharField(
        label="Web address", required=False, max_length=2000, help_text="Of one article; it is fetched by a worker.",
        widget=forms.URLInput(attrs={"class": "vURLField", "placeholder": "https://"}),
    )  # fmt: skip
    file = forms.FileField(
        label="or a file", required=False,
        help_text="Text, HTML, JSON, JSON lines, CSV or ninjs 3, as UTF-8; up to 20 MB and 1,000 articles. Or a record that was taken out, up to 50 MB, for administrators. All of it is imported, or nothing.",
    )  # fmt: skip
    format = forms.ChoiceField(
        label="Kind of file", required=False,
        choices=[("", "By its name"), *(c for c in ArticleImport.Format.choices if c[0] != "url")],
    )  # fmt: skip
    outlet = forms.ModelChoiceField(
        Outlet.objects.kept().filter(private_to=None).order_by("name"), required=False,
        help_text="For articles that name none.",
    )  # fmt: skip
    published_at = forms.CharField(
        label="Published", required=False, max_length=40,
        help_text="For articles that do not say: a day such as 2026-03-01, or a time such as 2026-03-01T10:15.",
    )  # fmt: skip
    language = forms.CharField(
        required=False, max_length=35, help_text="For articles that do not say, such as en, de or ar-EG."
    )
    time_zone = forms.CharField(initial="UTC", required=False, max_length=64, widget=ZoneInput)

    class Meta:
        model = ArticleImport
        fields = ()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if bool(given.get("address")) == bool(given.get("file")):
            self.add_error("address", "Give an address or a file, one of the two.")
        return given

    def write(self) -> ArticleImport:
        given = self.cleaned_data
        defaults = {name: given[name] for name in ("published_at", "language", "time_zone") if given[name]}
        if given["outlet"]:
            defaults["outlet"] = given["outlet"].pk
        if given["address"]:
            return request_import(
                name=given["address"], format="url", body=b"", defaults=defaults, by=self.by
            )
        body = given["file"].read(verbs.LARGEST_RECORD + 1)
        name = PurePath(given["file"].name).name
        kind = given["format"] or incoming.guess(name, body)
        try:
            return request_import(name=name, format=kind, body=body, defaults=defaults, by=self.by)
        except PermissionDenied:
            needed = (
                "an administrator" if kind in ("record", "tables") else "a reviewer, adjudicator or editor"
            )
            raise ValidationError({"file": f"Importing this takes {needed}."}) from None


def _confirm(thing: ArticleImport, by: User) -> str:
    confirm_import(thing=thing, by=by)
    return "A worker imports it."


def _drop(thing: ArticleImport, by: User) -> str:
    drop_import(thing=thing, by=by)
    return "Dropped. Nothing was imported."


def _is(*states: str, record: bool = False) -> Any:
    return lambda thing: thing.state in states and thing.is_record == record


def _acts(right: str, about: str, *, record: bool) -> tuple[Act, Act]:
    """Yes and no, for whoever may import this."""
    ending = "-record" if record else ""
    return (
        Act(f"confirm{ending}", "Import", right, _confirm, shows=_is("shown", record=record), about=about),
        Act(f"drop{ending}", "Drop", right, _drop, shows=_is("shown", "faulty", "waiting", record=record), about="The file is forgotten."),
    )  # fmt: skip


@admin.register(ArticleImport)
class ImportAdmin(ActingAdmin):
    form = ImportForm
    acts = (
        *_acts("article.import", "All of the articles shown, or none if one is refused meanwhile. They are drafts until an editor publishes them.", record=False),
        *_acts("record.import", "All of it, or nothing. Readings and decisions stand under the names that the file has.", record=True),
    )  # fmt: skip
    list_display = ("name", "format", "state", "total", "created_by", "created_at", "ended_at")
    list_filter = ("state", "format", "created_at")
    list_select_related = ("created_by",)
    search_fields = ("name",)
    search_help_text = "Name or address"
    empty = "Nothing was imported yet. Add an address or a file, and see what would become of it before anything is written."

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request.user, "article.import") or may(request.user, "record.import")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"goes_out": True, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleImport]:
        return super().get_queryset(request).defer("body", "rows", "faults")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.progress_view)
        return [
            path("<path:object_id>/progress/", view, name="annotate_articleimport_progress"),
            *super().get_urls(),
        ]

    def response_post_save_add(self, request: HttpRequest, obj: ArticleImport) -> HttpResponseRedirect:
        """To its page, where one sees how far it is."""
        return redirect("admin:annotate_articleimport_change", obj.pk)

    def progress_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        thing = self._thing(request, object_id)
        words = f"{thing.get_state_display()}, {thing.progress} of {thing.total}"
        said = {"is_working": thing.is_working, "words": words if thing.total else thing.get_state_display()}
        return JsonResponse(
            said | {"value": thing.progress if thing.total else None, "max": thing.total or 1}
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        thing = self._thing(request, object_id)
        ids = [pk for made in thing.made.values() for pk in made][:200]
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": f"Import of {thing}", "thing_": thing,
            "acts": self.acts_for(request, thing), "counts": {name: len(made) for name, made in thing.made.items()},
            "articles": Article.objects.filter(pk__in=ids).prefetch_related("revisions"),
        }  # fmt: skip
        return TemplateResponse(request, "admin/annotate/import.html", context)

    def _thing(self, request: HttpRequest, object_id: str) -> ArticleImport:
        signed_in(request)
        thing: ArticleImport | None = self.get_object(request, unquote(object_id))
        if thing is None:
            raise Http404("There is no such import.")
        return thing
