"""The guidelines: each term with its definition and examples, and the desk's own examples, for editors to keep."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from annotate.actions.guidelines import add_example, retire_example
from annotate.admin.acts import Act, ActingAdmin
from annotate.admin.base import VerbForm
from annotate.models import DeskExample, User
from annotate.vocabulary import FACETS, VERSION, Terms


class ExampleForm(VerbForm):
    class Meta:
        model = DeskExample
        fields = ("term", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 2, "dir": "auto", "class": "vLargeTextField"})}
        help_texts = {"text": "In words of your own, with invented names: an example outlives any article."}

    def write(self) -> DeskExample:
        return add_example(by=self.by, **self.cleaned_data)


def _retire(example: DeskExample, by: User) -> str:
    retire_example(example=example, by=by)
    return "Retired. Reviewers no longer see it."


@admin.register(DeskExample)
class ExampleAdmin(ActingAdmin):
    form = ExampleForm
    add_verb = "guideline.change"
    acts = (
        Act("retire", "Retire", "guideline.change", _retire, about="What was read under it stays as it was."),
    )
    list_display = ("term", "text", "number", "created_by", "created_at")
    list_filter = ("term",)
    list_select_related = ("created_by",)
    search_fields = ("text",)
    search_help_text = "Words"
    ordering = ("term", "number")
    empty = "No examples of your own yet. The vocabulary’s are below; add yours for a term that reviewers confuse."

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeskExample]:
        return DeskExample.objects.current()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        more = {"guidelines": guidelines(), "version": version()}
        return super().changelist_view(request, {**more, **(extra_context or {})})


def version() -> str:
    """Of vocabulary and desk's examples together, as people quote it."""
    return f"{VERSION}, desk {DeskExample.objects.version()}"


def own_examples() -> dict[str, dict[str, list[str]]]:
    """The desk's examples by facet and term. One query."""
    found: dict[str, dict[str, list[str]]] = {}
    for where, text in DeskExample.objects.current().values_list("term", "text"):
        facet, _, term = where.partition(".")
        found.setdefault(facet, {}).setdefault(term, []).append(text)
    return found


def guidelines() -> list[dict[str, Any]]:
    """Every facet with its terms, definitions and examples."""
    own = own_examples()
    return [
        {"name": name, "label": label(name), "about": facet.__doc__, "terms": terms(facet, own.get(name, {}))}
        for name, facet in FACETS.items()
    ]


def label(facet: str) -> str:
    return facet.replace("_", " ").capitalize()


def terms(facet: type[Terms], own: Mapping[str, list[str]] = {}) -> list[dict[str, Any]]:  # noqa: B006  only read
    """Each term as forms show it, with the desk's own examples of it."""
    return [
        {
            "value": t.value, "label": t.label, "definition": t.definition, "example": t.example,
            "examples": own.get(t.value, []),
        }
        for t in facet
    ]  # fmt: skip
