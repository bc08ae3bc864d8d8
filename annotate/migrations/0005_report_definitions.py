from django.db import migrations
from django.utils import timezone

NAME = "Weekly sourcing report"


def make(apps, schema_editor):
    """The first period is the one that On Record is set up in."""
    definition = apps.get_model("annotate", "ReportDefinition")
    if not definition.objects.exists():
        definition.objects.create(name=NAME, period="week", starts_on=timezone.now().date())


class Migration(migrations.Migration):
    dependencies = [("annotate", "0004_report_stages")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
