"""The desk's admin site: stock Django admin with its own name, groups and rights."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from annotate.roles import VIEW, may

#: What the home page and the side bar group under which heading, in this order.
GROUPS: dict[str, tuple[str, ...]] = {
    "Reading": ("Article", "Claim", "Outcome"),
    "Who publishes, who speaks": ("Outlet", "Source"),
    "What follows from it": ("Consensus", "ScoringRun", "Report", "ReportDefinition"),
    "Newsrooms and people": ("Newsroom", "ApiKey", "User"),
    "What happened": ("Change", "ErasureRequest"),
}


class DeskSite(AdminSite):
    site_title = "On Record"
    site_header = "On Record"
    index_title = "The desk"
    site_url = None
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and may(request.user, VIEW))

    def get_urls(self) -> list[Any]:
        return [path("profile/", self.admin_view(self.profile), name="profile"), *super().get_urls()]

    def profile(self, request: HttpRequest) -> HttpResponse:
        from annotate.admin.profile import profile

        return profile(self, request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """As in the stock admin, but written by the verb."""
        from annotate.admin.profile import OwnPassword

        done = reverse("admin:password_change_done", current_app=self.name)
        context = {**self.each_context(request), **(extra_context or {})}
        view = PasswordChangeView.as_view(form_class=OwnPassword, success_url=done, extra_context=context)
        return view(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The models under the desk's own headings instead of one long list."""
        apps = self._build_app_dict(request, app_label)
        models = {m["object_name"]: m for app in apps.values() for m in app["models"]}
        groups = []
        for name, wanted in GROUPS.items():
            if found := [models[m] for m in wanted if m in models]:
                groups.append({**_heading(name), "models": found})
        return groups

    def get_log_entries(self, request: HttpRequest) -> Any:
        """Django's own log is not kept: the change log is."""
        return super().get_log_entries(request).none()


def _heading(name: str) -> dict[str, Any]:
    label = name.split()[0].lower()
    return {"name": name, "app_label": label, "app_url": "", "has_module_perms": True}
