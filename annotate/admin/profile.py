"""One's own name, address, time zone and password."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from annotate.actions.people import change_profile, set_password
from annotate.admin.base import put_errors, signed_in
from annotate.admin.fields import ZoneInput
from annotate.admin.rights import rights
from annotate.models import User


class Profile(forms.ModelForm):
    class Meta:
        model = User
        fields = ("first_name", "last_name", "email", "time_zone")
        widgets = {"time_zone": ZoneInput()}

    def _post_clean(self) -> None:
        """The verb validates."""


def profile(site: AdminSite, request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = Profile(request.POST if request.method == "POST" else None, instance=user)
    if request.method == "POST" and form.is_valid():
        try:
            change_profile(user=user, by=user, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, "Saved.")
            return HttpResponseRedirect(reverse("admin:profile"))
    context = {**site.each_context(request), "title": "Your profile", "form": form, **rights()}
    return TemplateResponse(request, "admin/annotate/profile.html", context)


class OwnPassword(AdminPasswordChangeForm):
    """Changing one's own password, by the verb, so that the log says when."""

    def save(self, commit: bool = True) -> Any:
        saved = set_password(user=self.user, password=self.cleaned_data["new_password1"], by=self.user)
        self.user.password = saved.password
        return self.user
