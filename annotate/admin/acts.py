"""Acts: what can be done to an object beside changing its fields. Each is a verb with a small form of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from annotate.admin.base import DeskAdmin, put_errors, signed_in
from annotate.models import User
from annotate.roles import may


class Confirm(forms.Form):
    """Nothing to fill in."""


class Why(forms.Form):
    reason = forms.CharField(max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


def always(thing: Any) -> bool:
    return True


@dataclass(frozen=True)
class Secret:
    """What an act made that is shown this once: ``made`` has a name, ``of`` is whose page one goes back to."""

    made: Any
    secret: str
    of: Any
    about: str


@dataclass(frozen=True)
class Act:
    """``do(thing, by, **cleaned)`` calls the verb and may return a message, a `Secret` or a response.

    ``right`` is the verb asked of `annotate.roles.may`; ``shows`` whether it makes sense for the object now.
    """

    name: str
    label: str
    right: str
    do: Callable[..., Any]
    form: type[forms.BaseForm] = Confirm
    shows: Callable[[Any], bool] = always
    about: str = ""
    done: str = "Done."
    is_grave: bool = False
    #: The thing is gone afterwards: back to the list.
    is_end: bool = False


class ActingAdmin(DeskAdmin):
    """A screen whose objects have acts, each at ``<id>/do/<name>/`` and as a button on the object's page."""

    acts: tuple[Act, ...] = ()

    def get_urls(self) -> list[Any]:
        name = f"{self.model._meta.model_name}_act"
        view = self.admin_site.admin_view(self.act_view)
        own = path("<path:object_id>/do/<slug:act>/", view, name=f"annotate_{name}")
        return [own, *super().get_urls()]

    def acts_for(self, request: HttpRequest, thing: Any) -> list[dict[str, Any]]:
        """The buttons: acts that this person may do to this object now."""
        name = f"admin:annotate_{self.model._meta.model_name}_act"
        return [
            {"act": act, "url": reverse(name, args=(thing.pk, act.name))}
            for act in self.acts
            if may(request.user, act.right) and act.shows(thing)
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        thing = self.get_object(request, unquote(object_id))
        acts = self.acts_for(request, thing) if thing is not None else []
        return super().change_view(request, object_id, form_url, {"acts": acts, **(extra_context or {})})

    def act_view(self, request: HttpRequest, object_id: str, act: str) -> HttpResponse:
        thing = self.get_object(request, unquote(object_id))
        chosen = next((a for a in self.acts if a.name == act), None)
        if thing is None or chosen is None:
            raise Http404("There is no such page.")
        user = signed_in(request)
        if not self.has_view_permission(request, thing) or not may(user, chosen.right):
            raise PermissionDenied(f"“{chosen.label}” takes another role than yours.")
        form = self.act_form(chosen, thing, request)
        if request.method == "POST" and form.is_valid():
            answer = self._try(request, chosen, thing, form, user)
            if answer is not None:
                return answer
        return self._act_page(request, chosen, thing, form)

    def act_form(self, act: Act, thing: Any, request: HttpRequest) -> forms.BaseForm:
        given = request.POST if request.method == "POST" else None
        return act.form(given, **act.form.given(thing)) if hasattr(act.form, "given") else act.form(given)

    def _try(
        self, request: HttpRequest, act: Act, thing: Any, form: forms.BaseForm, user: User
    ) -> HttpResponse | None:
        try:
            answer = act.do(thing, user, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
            return None
        if isinstance(answer, Secret):
            return self._secret_page(request, answer)
        if isinstance(answer, HttpResponse):
            return answer
        messages.success(request, answer if isinstance(answer, str) else act.done)
        name = f"admin:annotate_{thing._meta.model_name}"
        return HttpResponseRedirect(
            reverse(f"{name}_changelist") if act.is_end else reverse(f"{name}_change", args=(thing.pk,))
        )

    def _secret_page(self, request: HttpRequest, shown: Secret) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "The new secret",
            "opts": self.opts,
            "shown": shown,
        }
        answer = TemplateResponse(request, "admin/annotate/secret.html", context)
        answer["Cache-Control"] = "no-store"
        return answer

    def _act_page(self, request: HttpRequest, act: Act, thing: Any, form: forms.BaseForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": act.label,
            "opts": self.model._meta,
            "thing": thing,
            "act": act,
            "form": form,
        }
        return TemplateResponse(request, "admin/annotate/act.html", context)
