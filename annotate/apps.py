from typing import Any

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db import connections
from django.db.models.signals import post_migrate


class AnnotateConfig(AppConfig):
    name = "annotate"
    verbose_name = "On Record"
    default = True
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from annotate.search import prepare

        post_migrate.connect(prepare, sender=self)
        post_migrate.connect(lay_the_ground, sender=self)


def lay_the_ground(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """The head of the log, which a migration made, made again after `flush` took it away."""
    from annotate.models import ChangeHead

    if ChangeHead._meta.db_table in connections[using].introspection.table_names():
        ChangeHead.objects.using(using).get_or_create(pk=1)


class DeskConfig(admin_apps.AdminConfig):
    """The stock admin with the desk's own site."""

    default = False
    default_site = "annotate.site.DeskSite"
