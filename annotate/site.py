"""The desk's admin site: stock Django admin with its own name, groups and rights."""

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from annotate.roles import VIEW, may

if TYPE_CHECKING:
    from annotate.models import User

#: What the home page and the side bar group under which heading, in this order.
GROUPS: dict[str, tuple[str, ...]] = {
    "Reading": ("Article", "ArticleImport", "Claim", "Outcome", "DeskExample", "Dispute"),
    "Who reads what": ("Task", "Assignment", "Recusal"),
    "Who publishes, who speaks": ("Outlet", "Source"),
    "What follows from it": ("Consensus", "ScoringRun", "RuleAnswer", "Report", "ReportDefinition"),
    "Newsrooms and people": ("Newsroom", "ApiKey", "Hook", "Message", "User"),
    "What happened": ("Change", "ErasureRequest", "WithdrawalRequest"),
}


class DeskSite(AdminSite):
    site_title = "On Record"
    site_header = "On Record"
    index_title = "The desk"
    site_url = None
    empty_value_display = "–"
    password_change_done_template = "admin/annotate/password_changed.html"  # noqa: S105

    def register(self, model_or_iterable: Any, *args: Any, **kwargs: Any) -> None:
        """Only the desk's own screens: tables of the libraries beside it are written by verbs."""
        models: Any = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        for model in models:
            if model._meta.app_label == "annotate":
                super().register(model, *args, **kwargs)

    def has_permission(self, request: HttpRequest) -> bool:
        from annotate.admin.second_factor import is_due

        return bool(request.user.is_active and may(request.user, VIEW) and not is_due(request))

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """As in the stock admin; whoever has given the password and not the code is asked for it next."""
        from annotate.admin.second_factor import is_due
        from annotate.admin.signing_in import DeskSignInForm, answered

        if request.method == "GET" and is_due(request):
            wanted = {REDIRECT_FIELD_NAME: request.GET.get(REDIRECT_FIELD_NAME, "")}
            return HttpResponseRedirect(f"{reverse('admin:second_factor')}?{urlencode(wanted)}")
        self.login_form = DeskSignInForm
        return answered(super().login(request, extra_context))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page's head offers: the work of this person's roles."""
        rights = {"reads": "queue.read", "assigns": "queue.assign", "adjudicates": "attribution.adjudicate",
                  "resolves": "outcome.propose"}  # fmt: skip
        work = {f"work_{name}": may(request.user, right) for name, right in rights.items()}
        return super().each_context(request) | work

    def get_urls(self) -> list[Any]:
        from annotate.admin import (
            adjudicate,
            dashboard,
            decisions,
            export,
            profile,
            queue,
            resolve,
            second_factor,
        )

        own = [
            path("dashboard/", self.admin_view(partial(dashboard.dashboard, self)), name="dashboard"),
            path("export/", self.admin_view(partial(export.export_page, self)), name="export"),
            path("export/progress/", self.admin_view(export.progress), name="export-progress"),
            path("queue/", self.admin_view(partial(queue.queue_page, self)), name="queue"),
            path(
                "queue/next/",
                self.admin_view(require_POST(partial(queue.next_text, self))),
                name="queue-next",
            ),
            path("queue/lease/<slug:revision>/", partial(queue.lease, self), name="queue-lease"),
            path(
                "queue/decisions/",
                self.admin_view(partial(decisions.decisions_page, self)),
                name="decisions",
            ),
            path("adjudicate/", self.admin_view(partial(adjudicate.list_page, self)), name="adjudicate"),
            path(
                "adjudicate/<slug:attribution>/",
                self.admin_view(partial(adjudicate.case_page, self)),
                name="adjudicate-case",
            ),
            path("resolve/", self.admin_view(partial(resolve.resolve_page, self)), name="resolve"),
            path("resolve/draw/", self.admin_view(require_POST(resolve.draw)), name="resolve-draw"),
            path("profile/", self.admin_view(partial(profile.profile, self)), name="profile"),
            path(
                "profile/second-factor/",
                self.admin_view(partial(second_factor.manage, self)),
                name="own_second_factor",
            ),
            path("second-factor/", partial(second_factor.give, self), name="second_factor"),
        ]
        return [*own, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """Home begins with the first thing to do."""
        from annotate.admin.queue import first_thing

        return super().index(
            request, {"first": first_thing(cast("User", request.user)), **(extra_context or {})}
        )

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """As in the stock admin, but written by the verb."""
        from annotate.admin.profile import OwnPassword

        done = reverse("admin:password_change_done", current_app=self.name)
        context = {**self.each_context(request), **(extra_context or {})}
        view = PasswordChangeView.as_view(
            form_class=OwnPassword, success_url=done, extra_context=context,
            template_name="admin/annotate/password_change.html",
        )  # fmt: skip
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
