"""A newsroom's people, as its own manager runs them: invited by letter, given a role, taken out."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from annotate.actions import newsrooms, people
from annotate.admin import invitations
from annotate.models import Membership
from annotate.newsrooms.room import Room, act_of, attempt, manager_page, show


class Invitation(forms.Form):
    username = forms.CharField(label="User name", max_length=150, help_text="Letters, digits and @ . + - _")
    email = forms.EmailField(label="E-mail", max_length=254)
    full_name = forms.CharField(
        label="Name", max_length=300, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    role = forms.ChoiceField(
        choices=Membership.Role.choices, help_text="A manager also runs its keys, hooks and members."
    )


@manager_page
def members(request: HttpRequest, room: Room) -> HttpResponse:
    form = Invitation(request.POST if request.method == "POST" else None)

    def invite(**values: Any) -> Any:
        return people.invite_member(newsroom=room.newsroom, by=room.user, **values)

    if form.is_bound and (made := attempt(form, invite)):
        failed = invitations.send(made, "invitation")
        if not failed:
            messages.success(request, f"The letter to {made.email} was handed to the mail server.")
            return HttpResponseRedirect(room.url("members"))
        return show(
            request, room, "secret", f"Invitation for {made}", secret=invitations.link(made), label="Address",
            back=room.url("members"), about="The letter could not be sent. Hand this address over in another safe way: "
            f"whoever opens it chooses the password. It works once, within {invitations.DAYS} days.",
        )  # fmt: skip
    rows = room.newsroom.memberships.select_related("user").order_by("user__username")
    return show(request, room, "members", "Members", rows=rows, form=form, roles=Membership.Role.choices)


@manager_page
def change(request: HttpRequest, room: Room, member: int) -> HttpResponse:
    """Another role, or out."""
    found = room.newsroom.memberships.select_related("user").filter(pk=member).first()
    if found is None:
        raise Http404("There is no such member.")
    user, role = found.user, request.POST.get("role", "")
    if user == room.user:
        messages.error(request, "Another manager, or the desk, changes what you are here.")
        return HttpResponseRedirect(room.url("members"))
    if role:
        return act_of(
            request, lambda: newsrooms.add_member(newsroom=room.newsroom, user=user, role=role, by=room.user),
            f"{user} is {role} now.", room.url("members"),
        )  # fmt: skip
    return act_of(
        request, lambda: newsrooms.remove_member(newsroom=room.newsroom, user=user, by=room.user),
        f"{user} no longer belongs to {room.newsroom}.", room.url("members"),
    )  # fmt: skip
