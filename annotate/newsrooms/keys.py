"""A newsroom's keys, as its own manager runs them: made, shown once, revoked."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from annotate.actions import newsrooms
from annotate.admin.fields import Moment
from annotate.models import Scope
from annotate.newsrooms.room import Room, act_of, attempt, manager_page, show

MEANS = {
    Scope.READ: "read – ask everything that is published, and what is your own",
    Scope.SUBMIT: "submit – bring articles and claims for review",
    Scope.WEBHOOKS: "webhooks – run hooks and the watch list",
    Scope.REPORTS: "reports – set up what is reported to you",
}


class NewKey(forms.Form):
    name = forms.CharField(
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text="What it is for: “the planning desk’s tool”.",
    )
    scopes = forms.MultipleChoiceField(
        label="It may", choices=[(s.value, MEANS.get(s, s.value)) for s in newsrooms.OWN_SCOPES], initial=[Scope.READ.value],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    expires_at = forms.DateTimeField(
        label="Ends", required=False, widget=Moment, help_text="In your time zone. Empty: it has no end."
    )


@manager_page
def keys(request: HttpRequest, room: Room) -> HttpResponse:
    form = NewKey(request.POST if request.method == "POST" else None)

    def issue(**values: Any) -> Any:
        return newsrooms.issue_key(newsroom=room.newsroom, by=room.user, **values)

    if form.is_bound and (made := attempt(form, issue)):
        return show(
            request, room, "secret", "The new key", secret=made[1], label=f"Key “{made[0].name}”", back=room.url("keys"),
            about="This is the only time that it is shown. Copy it now; only its fingerprint is kept.",
        )  # fmt: skip
    rows = room.newsroom.keys.select_related("created_by").order_by("-created_at")
    return show(request, room, "keys", "Keys", keys=rows, form=form, now=timezone.now())


@manager_page
def revoke(request: HttpRequest, room: Room, key: str) -> HttpResponse:
    found = room.newsroom.keys.filter(pk=key).first()
    if found is None:
        raise Http404("There is no such key.")
    return act_of(
        request, lambda: newsrooms.revoke_key(key=found, by=room.user), "Revoked. Within 30 seconds it opens nothing.",
        room.url("keys"),
    )  # fmt: skip
