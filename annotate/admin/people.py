"""People: logins, roles, and what each role may do in one table."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django_otp import user_has_device
from django_otp.plugins.otp_totp.models import TOTPDevice

from annotate.actions import people
from annotate.actions.second_factor import reset_second_factor
from annotate.admin import invitations
from annotate.admin.acts import Act, ActingAdmin
from annotate.admin.base import VerbForm
from annotate.admin.fields import ZoneInput
from annotate.admin.rights import rights
from annotate.models import User
from annotate.roles import ROLES, may

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


class InvitationForm(Roles, VerbForm):
    """Whoever is invited chooses the password; nobody else ever knows it."""

    full_name = forms.CharField(max_length=300, required=False, widget=forms.TextInput(attrs={"dir": "auto"}))
    field_order = ["username", "full_name", "email", "time_zone", "roles"]

    class Meta:
        model = User
        fields = ("username", "email", "time_zone")
        widgets = {"time_zone": ZoneInput()}

    def write(self) -> User:
        return people.invite(by=self.by, **self.cleaned_data)


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


def _invite(user: User, by: User | None = None) -> HttpResponse:
    """Send the letter, and show the link: where no mail goes out, it is handed over in another way."""
    sent = "no" if invitations.send(user, "invitation") else "yes"
    return HttpResponseRedirect(f"{reverse('admin:annotate_user_invitation', args=(user.pk,))}?sent={sent}")


def _reset_second_factor(user: User, by: User) -> str:
    reset_second_factor(user=user, by=by)
    return f"{user} sets up a new phone when signing in next."


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
        Act("invite", "Send the invitation again", "people.manage", _invite,
            shows=lambda u: u.is_active and not u.has_usable_password()),
        Act("roles", "Roles", "people.manage", _set_roles, Roles),
        Act("password", "Set a new password", "people.manage", _set_password, NewPassword),
        Act("second-factor", "Take the phone away", "people.manage", _reset_second_factor, shows=user_has_device,
            about="For a phone that is lost. Make sure that it is they who ask.", is_grave=True),
        Act("deactivate", "Deactivate", "people.manage", _deactivate, shows=lambda u: u.is_active,
            about="What they read stays theirs. They can no longer sign in.", is_grave=True),
        Act("reactivate", "Reactivate", "people.manage", _reactivate, shows=lambda u: not u.is_active),
    )  # fmt: skip
    list_display = (
        "username", "full_name", "roles", "email", "is_active", "second_factor", "last_login", "time_zone",
    )  # fmt: skip
    list_filter = (OfRole, "is_active", "last_login")
    search_fields = ("username", "first_name", "last_name", "email")
    search_help_text = "Name or address"
    ordering = ("username",)
    empty = "Nobody yet."

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        phones = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).prefetch_related("groups").annotate(has_phone=Exists(phones))

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: Any = None) -> HttpResponse:
        return _invite(obj)

    def get_urls(self) -> list[Any]:
        shown = self.admin_site.admin_view(self.invitation_view)
        return [path("<int:pk>/invitation/", shown, name="annotate_user_invitation"), *super().get_urls()]

    def invitation_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = get_object_or_404(User, pk=pk, is_active=True)
        if not may(request.user, "people.manage"):
            raise PermissionDenied("Inviting takes the role administrator.")
        if user.has_usable_password():
            raise Http404("They have a password already.")
        context = {
            **self.admin_site.each_context(request), "title": f"Invitation for {user}", "opts": self.opts,
            "thing": user, "link": invitations.link(user), "days": invitations.DAYS, "sent": request.GET.get("sent"),
        }  # fmt: skip
        answer = TemplateResponse(request, "admin/annotate/invitation.html", context)
        answer["Cache-Control"] = "no-store"
        return answer

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(
            request, obj, change, **(kwargs if obj else kwargs | {"form": InvitationForm})
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return list(ProfileForm.Meta.fields) if obj else InvitationForm.field_order

    @admin.display(description="name", ordering="first_name")
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description="second factor", boolean=True, ordering="has_phone")
    def second_factor(self, user: Any) -> bool:
        return user.has_phone

    @admin.display()
    def roles(self, user: User) -> str:
        return ", ".join(sorted(g.name for g in user.groups.all())) or "none"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {**rights(), **(extra_context or {})})
