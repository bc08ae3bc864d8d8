import django.db.models.deletion
from django.db import migrations, models


class AlterOnPostgres(migrations.AlterField):
    """SQLite would make the table anew, which the views over it forbid; there the checks stay, and cost nothing."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)


def unchecked(to, related_name="+"):
    return models.ForeignKey(
        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name=related_name, to=to
    )


class Migration(migrations.Migration):

    dependencies = [
        ('annotate', '0030_api_keys_by_name'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='runconsensus',
            name='run_consensus_of_run',
        ),
        AlterOnPostgres('runconsensus', 'attribution', unchecked('annotate.attribution', 'run_consensus')),
        AlterOnPostgres('runconsensus', 'run', unchecked('annotate.scoringrun')),
        AlterOnPostgres('runscore', 'claim', unchecked('annotate.claim', 'run_scores')),
        AlterOnPostgres('runscore', 'run', unchecked('annotate.scoringrun')),
    ]
