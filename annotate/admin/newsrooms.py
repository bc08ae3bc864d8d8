"""Newsrooms, their members and their keys. A key's secret is shown once, when it is made."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from annotate.actions import newsrooms
from annotate.actions.hooks import create_hook
from annotate.actions.newsrooms import create_newsroom
from annotate.admin.acts import Act, ActingAdmin, Secret
from annotate.admin.base import VerbForm, signed_in
from annotate.admin.fields import Moment, ZoneInput
from annotate.admin.hook_form import HookForm
from annotate.models import ApiKey, Membership, Newsroom, Scope, User


class NewsroomForm(VerbForm):
    class Meta:
        model = Newsroom
        fields = ("name", "time_zone")
        widgets = {
            "time_zone": ZoneInput(),
            "name": forms.TextInput(attrs={"dir": "auto", "class": "vTextField"}),
        }

    def write(self) -> Newsroom:
        if self.instance._state.adding:
            return create_newsroom(by=self.by, **self.cleaned_data)
        return newsrooms.update_newsroom(newsroom=self.instance, by=self.by, **self.cleaned_data)


class Member(forms.Form):
    user = forms.ModelChoiceField(User.objects.filter(is_active=True).order_by("username"))
    role = forms.ChoiceField(
        choices=Membership.Role.choices, help_text="A manager also manages its keys and members."
    )


class FormerMember(forms.Form):
    user = forms.ModelChoiceField(User.objects.none())

    def __init__(self, *args: Any, newsroom: Newsroom, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(memberships__newsroom=newsroom)  # type: ignore[attr-defined]

    @classmethod
    def given(cls, newsroom: Newsroom) -> dict[str, Any]:
        return {"newsroom": newsroom}


class NewKey(forms.Form):
    name = forms.CharField(max_length=100, help_text="What it is for: “the planning desk’s tool”.")
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices, initial=[Scope.READ.value], widget=forms.CheckboxSelectMultiple
    )
    expires_at = forms.DateTimeField(
        required=False, widget=Moment, help_text="Leave empty for a key without an end."
    )


def _add(newsroom: Newsroom, by: User, user: User, role: str) -> str:
    newsrooms.add_member(newsroom=newsroom, user=user, role=role, by=by)
    return f"{user} belongs to {newsroom}."


def _remove(newsroom: Newsroom, by: User, user: User) -> str:
    newsrooms.remove_member(newsroom=newsroom, user=user, by=by)
    return f"{user} no longer belongs to {newsroom}."


def _revoke(key: ApiKey, by: User) -> str:
    newsrooms.revoke_key(key=key, by=by)
    return "Revoked. It opens nothing from now on."


def _issue(newsroom: Newsroom, by: User, **values: Any) -> Secret:
    made, secret = newsrooms.issue_key(newsroom=newsroom, by=by, **values)
    about = "Only its fingerprint is kept. Send it as Authorization: Bearer …"
    return Secret(made, secret, newsroom, about)


def _new_hook(newsroom: Newsroom, by: User, **values: Any) -> Secret:
    made, secret = create_hook(newsroom=newsroom, by=by, **values)
    return Secret(made, secret, newsroom, "It verifies the signature of what is sent.")


@admin.register(Newsroom)
class NewsroomAdmin(ActingAdmin):
    form = NewsroomForm
    view_verb = add_verb = change_verb = "newsroom.manage"
    acts = (
        Act("add-member", "Add a member", "newsroom.manage", _add, Member),
        Act("remove-member", "Remove a member", "newsroom.manage", _remove, FormerMember,
            lambda n: n.memberships.exists()),
        Act("issue-key", "Make a key", "key.manage", _issue, NewKey, about="Its secret is shown once."),
        Act("new-hook", "Make a webhook", "hook.manage", _new_hook, HookForm, about="Its secret is shown once."),
    )  # fmt: skip
    list_display = ("name", "time_zone", "members", "keys", "created_at")
    search_fields = ("id", "name")
    search_help_text = "Name"
    list_filter = ("created_at",)
    ordering = ("name",)
    empty = "No newsroom yet. Each that queries the record is one."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Newsroom]:
        live = Q(keys__revoked_at=None) & (Q(keys__expires_at=None) | Q(keys__expires_at__gt=timezone.now()))
        return super().get_queryset(request).annotate(
            member_count=Count("memberships", distinct=True), key_count=Count("keys", filter=live, distinct=True)
        )  # fmt: skip

    @admin.display(ordering="member_count")
    def members(self, newsroom: Any) -> int:
        return newsroom.member_count

    @admin.display(description="live keys", ordering="key_count")
    def keys(self, newsroom: Any) -> int:
        return newsroom.key_count

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        newsroom = self.get_object(request, unquote(object_id))
        more = {"newsroom": newsroom, **_people_and_keys(newsroom)} if newsroom else {}
        return super().change_view(request, object_id, form_url, more | (extra_context or {}))


def _people_and_keys(newsroom: Newsroom) -> dict[str, Any]:
    return {
        "memberships": newsroom.memberships.select_related("user").order_by("user__username"),
        "keys": newsroom.keys.order_by("-created_at"),
        "now": dt.datetime.now(dt.UTC),
    }


@admin.register(ApiKey)
class KeyAdmin(ActingAdmin):
    view_verb = "key.manage"
    acts = (
        Act("revoke", "Revoke", "key.manage", _revoke, shows=lambda k: k.revoked_at is None, is_grave=True),
    )
    list_display = (
        "name",
        "newsroom",
        "prefix",
        "may",
        "created_at",
        "expires_at",
        "revoked_at",
        "last_used_at",
    )
    list_filter = ("newsroom", ("revoked_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("newsroom",)
    search_fields = ("name", "prefix", "newsroom__name")
    search_help_text = "Name, prefix or newsroom"
    fields = (
        "name",
        "newsroom",
        "prefix",
        "may",
        "created_at",
        "created_by",
        "expires_at",
        "revoked_at",
        "last_used_at",
    )
    readonly_fields = fields
    ordering = ("-created_at",)
    empty = "No key yet. Make one on a newsroom’s page."

    @admin.display(description="may")
    def may(self, key: ApiKey) -> str:
        return ", ".join(key.scopes)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiKey]:
        signed_in(request)
        return super().get_queryset(request).defer("digest")
