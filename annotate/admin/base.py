"""What every screen shares: rights from `annotate.roles`, writes by verbs, history from the change log."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from annotate.admin.history import show_history
from annotate.admin.searching import searched
from annotate.models import User
from annotate.roles import VIEW, may


def signed_in(request: HttpRequest) -> User:
    """Who is asking: every admin view has let only users through."""
    if not isinstance(request.user, User):
        raise PermissionDenied("Sign in first.")
    return request.user


def put_errors(form: forms.BaseForm, error: ValidationError, names: Mapping[str, str] | None = None) -> None:
    """Lay what a verb refused on the form's fields; what has no field there is told above, with its name."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        name = (names or {}).get(field, field)
        if name in form.fields and name in form.cleaned_data:
            form.add_error(name, errors)
        elif name not in form.fields:
            prefix = "" if field == NON_FIELD_ERRORS else f"{field.replace('_', ' ')}: "
            form.add_error(None, [f"{prefix}{message}" for e in errors for message in e.messages])


class VerbForm(forms.ModelForm):
    """A model's form whose cleaned values go to a verb, which validates and writes. Nothing else saves."""

    by: User
    #: The verb's names of fields that are called otherwise here.
    verb_names: Mapping[str, str] = {}

    def write(self) -> Model:
        raise NotImplementedError

    def _post_clean(self) -> None:
        if self.errors:
            return
        try:
            self.instance = self.write()
        except ValidationError as error:
            put_errors(self, error, self.verb_names)

    def _save_m2m(self) -> None:
        """The verb has written everything."""

    def save(self, commit: bool = True) -> Any:
        self.save_m2m = self._save_m2m  # type: ignore[method-assign]  # as Django does
        return self.instance


class DeskAdmin(admin.ModelAdmin):
    """A screen. Its verbs say who may; nothing is ever deleted; Django's own log is not written."""

    view_verb = VIEW
    add_verb = ""
    change_verb = ""
    list_per_page = 50
    show_full_result_count = False
    actions = None
    change_form_template = "admin/annotate/object_form.html"
    change_list_template = "admin/annotate/list.html"
    #: What an empty list says.
    empty = "Nothing here yet."

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, self.view_verb)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request.user, self.view_verb)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(self.add_verb) and may(request.user, self.add_verb)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(self.change_verb) and may(request.user, self.change_verb)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Also by the plain id: the admin takes the ``_40`` in ``clm_40…`` for a quoted sign when it reads an address."""
        if "\x00" in object_id:  # which PostgreSQL refuses even to look for
            return None
        found = super().get_object(request, object_id, from_field)
        return found or super().get_object(request, quote(object_id), from_field)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Written by the form's verb already."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Written by the form's verb already."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The verb has logged it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The verb has logged it."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, term: str
    ) -> tuple[QuerySet, bool]:
        return searched(queryset, self.get_search_fields(request), term)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return show_history(self, request, object_id)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = str(self.opts.verbose_name_plural).capitalize()
        return super().changelist_view(
            request, {"title": title, "empty": self.empty, **(extra_context or {})}
        )
