"""The addresses of a newsroom's own pages."""

from django.urls import path
from django.urls.resolvers import URLPattern

from annotate.newsrooms import entrance, hooks, keys, members, reports, watching

app_name = "newsroom"


def of_room(route: str, view: object, name: str) -> URLPattern:
    return path(f"<str:newsroom>/{route}", view, name=name)  # type: ignore[call-overload]


urlpatterns = [
    path("", entrance.index, name="index"),
    path("login/", entrance.SignIn.as_view(), name="login"),
    path("logout/", entrance.SignOut.as_view(), name="logout"),
    path("profile/", entrance.profile, name="profile"),
    of_room("watch/", watching.watched, "watch"),
    of_room("watch/feed/", watching.make_feed, "make-feed"),
    of_room("watch/feed/<str:address>/revoke/", watching.revoke_feed, "revoke-feed"),
    of_room("watch/<str:claim>/", watching.follow, "follow"),
    of_room("reports/", reports.reports, "reports"),
    of_room("keys/", keys.keys, "keys"),
    of_room("keys/<str:key>/revoke/", keys.revoke, "revoke-key"),
    of_room("members/", members.members, "members"),
    of_room("members/<int:member>/", members.change, "member"),
    of_room("hooks/", hooks.hooks, "hooks"),
    of_room("hooks/new/", hooks.new, "new-hook"),
    of_room("hooks/<str:hook>/", hooks.hook, "hook"),
    of_room("hooks/<str:hook>/change/", hooks.change, "change-hook"),
    of_room("hooks/<str:hook>/rotate/", hooks.rotate, "rotate-hook"),
    of_room("hooks/<str:hook>/delete/", hooks.delete, "delete-hook"),
    of_room("hooks/<str:hook>/replay/", hooks.replay, "replay-hook"),
    of_room("hooks/<str:hook>/do/<slug:name>/", hooks.act, "hook-act"),
    of_room("hooks/<str:hook>/deliveries/<str:message>/", hooks.delivery, "delivery"),
]
