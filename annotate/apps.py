from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AnnotateConfig(AppConfig):
    name = "annotate"
    verbose_name = "On Record"
    default = True
    default_auto_field = "django.db.models.BigAutoField"


class DeskConfig(admin_apps.AdminConfig):
    """The stock admin with the desk's own site."""

    default = False
    default_site = "annotate.site.DeskSite"
