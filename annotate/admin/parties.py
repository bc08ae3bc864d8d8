"""Outlets and sources: who publishes and who speaks, each with the record that resolved claims give it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse

from annotate.actions import parties
from annotate.admin.acts import Act, ActingAdmin, Why
from annotate.admin.base import VerbForm, signed_in
from annotate.admin.erasure import ERASE
from annotate.admin.records import records
from annotate.blind import desk_sees
from annotate.models import Outlet, Source, SourceRecord, User


class OutletForm(VerbForm):
    class Meta:
        model = Outlet
        fields = ("name", "domain", "kind", "owner")
        widgets = {"name": forms.TextInput(attrs={"dir": "auto", "class": "vTextField"})}

    def write(self) -> Outlet:
        if self.instance._state.adding:
            return parties.create_outlet(by=self.by, **self.cleaned_data)
        return parties.update_outlet(outlet=self.instance, by=self.by, **self.cleaned_data)


class SourceForm(VerbForm):
    class Meta:
        model = Source
        fields = ("name", "identification", "affiliation", "description", "has_public_role")
        widgets = {
            "name": forms.TextInput(attrs={"dir": "auto", "class": "vTextField"}),
            "description": forms.TextInput(attrs={"dir": "auto", "class": "vTextField"}),
        }
        help_texts = {"name": "Never the identity behind an unnamed source: there is no place for it here."}

    def write(self) -> Source:
        if self.instance._state.adding:
            return parties.create_source(by=self.by, **self.cleaned_data)
        return parties.update_source(source=self.instance, by=self.by, **self.cleaned_data)


def _merge_form(model: Any) -> type[forms.Form]:
    class Merge(Why):
        kept = forms.ModelChoiceField(
            model.objects.kept(), label="It is the same as", help_text="That one stays. This can be undone.",
            widget=AutocompleteSelect(model._meta.get_field("merged_into"), admin.site),
        )  # fmt: skip
        field_order = ["kept", "reason"]

    return Merge


def _merge(thing: Any, by: User, kept: Any, reason: str) -> str:
    merge = parties.merge_outlets if isinstance(thing, Outlet) else parties.merge_sources
    merge(kept=kept, merged=thing, by=by, reason=reason)
    return f"This is “{kept}” from now on."


def _unmerge(thing: Any, by: User, reason: str) -> str:
    parties.unmerge(party=thing, by=by, reason=reason)
    return "It stands by itself again."


def _told_apart(outlet: Outlet, by: User) -> str:
    parties.update_outlet(outlet=outlet, by=by, looks_like=None)
    return "The flag is gone: the two are told apart."


def _is_merged(thing: Any) -> bool:
    return thing.merged_into_id is not None


def _merging(model: Any) -> tuple[Act, Act]:
    right = f"{model._meta.model_name}.merge"
    return (
        Act("merge", "Merge into another", right, _merge, _merge_form(model), lambda t: not _is_merged(t)),
        Act("unmerge", "Undo the merge", right, _unmerge, Why, _is_merged),
    )


class Merged(admin.SimpleListFilter):
    title = "merged"
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, screen: Any) -> list[tuple[str, str]]:
        return [("yes", "into another"), ("no", "stands by itself")]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        return rows.filter(merged_into__isnull=self.value() == "no") if self.value() else rows


class PartyAdmin(ActingAdmin):
    """What the two screens share."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        key = Concat(Value(f"{self.model._meta.model_name}:"), OuterRef("pk"))
        record = SourceRecord.objects.filter(key=key, side="asserts")
        rows = desk_sees(signed_in(request), super().get_queryset(request), "private_to")
        return rows.annotate(
            letter=Subquery(record.values("letter")[:1]), trials=Subquery(record.values("trials")[:1])
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, term: str
    ) -> tuple[QuerySet, bool]:
        """Where one is chosen, those that were merged away are not offered."""
        rows, distinct = super().get_search_results(request, queryset, term)
        return (rows.filter(merged_into=None), distinct) if "field_name" in request.GET else (rows, distinct)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        thing = self.get_object(request, unquote(object_id))
        more = {"record": records(thing), "party": thing} if thing is not None else {}
        return super().change_view(request, object_id, form_url, more | (extra_context or {}))

    @admin.display(description="reliability", ordering=F("letter").asc(nulls_last=True))
    def reliability(self, thing: Any) -> str:
        if thing.letter is None:
            return "–"
        return f"{thing.letter} ({thing.trials} {'claim' if thing.trials == 1 else 'claims'})"


@admin.register(Outlet)
class OutletAdmin(PartyAdmin):
    form = OutletForm
    add_verb, change_verb = "outlet.create", "outlet.update"
    acts = (
        *_merging(Outlet),
        Act("told-apart", "It is another than the one it looks like", "outlet.update", _told_apart,
            shows=lambda o: o.looks_like_id is not None),
    )  # fmt: skip
    list_display = ("name", "domain", "kind", "reliability", "looks_like", "merged_into")
    list_filter = ("kind", ("looks_like", admin.EmptyFieldListFilter), Merged)
    list_select_related = ("looks_like", "merged_into")
    search_fields = ("id", "name", "domain", "external_ids__value")
    search_help_text = "Name, domain or external id"
    autocomplete_fields = ("owner",)
    empty = "No outlet yet."


@admin.register(Source)
class SourceAdmin(PartyAdmin):
    form = SourceForm
    add_verb, change_verb = "source.create", "source.update"
    acts = (*_merging(Source), ERASE)
    list_display = (
        "name",
        "description",
        "identification",
        "affiliation",
        "has_public_role",
        "reliability",
        "merged_into",
    )
    list_filter = ("identification", "affiliation", "has_public_role", Merged)
    list_select_related = ("merged_into",)
    search_fields = ("id", "name", "description", "external_ids__value")
    search_help_text = "Name, description or external id"
    empty = "No source yet. Most are made while reading an article."

    def reliability(self, thing: Any) -> str:
        return super().reliability(thing) if thing.has_public_role else "not kept"

    reliability.short_description = "reliability"  # type: ignore[attr-defined]
