"""People: logins, roles, and what each role may do in one table."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from annotate.actions import people
from annotate.admin.acts import Act, ActingAdmin
from annotate.admin.base import VerbForm
from annotate.admin.fields import ZoneInput
from annotate.models import User
from annotate.roles import MAY, ROLES

ROLE_CHOICES = [
    ("reviewer", "Reviewer: reads articles, blind"),
    ("adjudicator", "Adjudicator: decides where readings differ; resolves claims"),
    ("editor", "Editor: publishes, merges, defines reports; resolves claims"),
    ("administrator", "Administrator: people and keys"),
]


class Roles(forms.Form):
    roles = forms.MultipleChoiceField(
        choices=ROLE_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )

    @classmethod
    def given(cls, user: User) -> dict[str, Any]:
        return {"initial": {"roles": list(user.groups.values_list("name", flat=True))}}


class NewPassword(forms.Form):
    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False, max_length=200,
        help_text=" ".join(password_validators_help_texts()),
    )  # fmt: skip


class NewUserForm(NewPassword, Roles, VerbForm):
    full_name = forms.CharField(max_length=300, required=False)
    field_order = ["username", "full_name", "email", "time_zone", "roles", "password"]

    class Meta:
        model = User
        fields = ("username", "email", "time_zone")
        widgets = {"time_zone": ZoneInput()}

    def write(self) -> User:
        try:
            return people.create_user(by=self.by, **self.cleaned_data)
        except ValidationError as error:
            if hasattr(error, "error_dict"):
                raise
            raise ValidationError({"password": error.messages}) from None


class ProfileForm(VerbForm):
    class Meta:
        model = User
        fields = ("first_name", "last_name", "email", "time_zone")
        widgets = {"time_zone": ZoneInput()}

    def write(self) -> User:
        return people.change_profile(user=self.instance, by=self.by, **self.cleaned_data)


def _set_roles(user: User, by: User, roles: list[str]) -> str:
    people.set_roles(user=user, roles=roles, by=by)
    return f"{user} is {', '.join(roles) or 'without a role'} from now on."


def _set_password(user: User, by: User, password: str) -> str:
    people.set_password(user=user, password=password, by=by)
    return f"{user} has a new password. Tell them by a safe way."


def _deactivate(user: User, by: User) -> str:
    people.deactivate(user=user, by=by)
    return f"{user} can no longer sign in."


def _reactivate(user: User, by: User) -> str:
    people.reactivate(user=user, by=by)
    return f"{user} can sign in again."


class OfRole(admin.SimpleListFilter):
    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, screen: Any) -> list[tuple[str, str]]:
        return [(role, role) for role in ROLES]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        return rows.filter(groups__name=self.value()) if self.value() else rows


@admin.register(User)
class UserAdmin(ActingAdmin):
    form = ProfileForm
    view_verb = add_verb = change_verb = "people.manage"
    acts = (
        Act("roles", "Roles", "people.manage", _set_roles, Roles),
        Act("password", "Set a new password", "people.manage", _set_password, NewPassword),
        Act("deactivate", "Deactivate", "people.manage", _deactivate, shows=lambda u: u.is_active,
            about="What they read stays theirs. They can no longer sign in.", is_grave=True),
        Act("reactivate", "Reactivate", "people.manage", _reactivate, shows=lambda u: not u.is_active),
    )  # fmt: skip
    list_display = ("username", "full_name", "roles", "email", "is_active", "last_login", "time_zone")
    list_filter = (OfRole, "is_active", "last_login")
    search_fields = ("username", "first_name", "last_name", "email")
    search_help_text = "Name or address"
    ordering = ("username",)
    empty = "Nobody yet."

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **(kwargs if obj else kwargs | {"form": NewUserForm}))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return list(ProfileForm.Meta.fields) if obj else NewUserForm.field_order

    @admin.display(description="name", ordering="first_name")
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display()
    def roles(self, user: User) -> str:
        return ", ".join(sorted(g.name for g in user.groups.all())) or "none"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(
            request, {"rights": rights(), "role_names": ROLES, **(extra_context or {})}
        )


def rights() -> list[tuple[str, list[bool]]]:
    """What each role may do: a row a verb, a column a role."""
    return [
        (verb.replace(".", ": ").replace("_", " "), [role in who for role in ROLES])
        for verb, who in MAY.items()
    ]
