from importlib import import_module

from django.db import migrations

from annotate.models.kept_json import KeptJSON, KeptRows

before = import_module("annotate.migrations.0012_scores_by_run")
CONTRIBUTION = ('kind', 'label', 'log_odds', 'root', 'evidence', 'of_kind', 'of_record')
COMPONENT = ('key', 'roots', 'relays', 'is_on_both_sides', 'has_merged_pools', 'reports')
REPORT = (
    'attribution', 'article', 'outlet', 'root', 'side', 'asserts', 'denies', 'weight', 'is_origin', 'is_erased', 'relays'
)
VIEWS = {
    "annotate_score": (before.SCORE, "annotate_runscore"),
    "annotate_consensus": (before.CONSENSUS, "annotate_runconsensus"),
}
COLUMNS = {"annotate_runscore": ("contributions", "components"), "annotate_runconsensus": ("facets",)}


def altered(type_):
    """The views stand over the columns: they go first and come back, as they were. On SQLite the columns are text already."""

    def alter(apps, schema_editor):
        if schema_editor.connection.vendor != "postgresql":
            return
        for name in VIEWS:
            schema_editor.execute(f"DROP VIEW {name}")
        for table, columns in COLUMNS.items():
            each = (f"ALTER COLUMN {name} TYPE {type_} USING {name}::{type_}" for name in columns)
            schema_editor.execute(f"ALTER TABLE {table} {', '.join(each)}")
        for name, (columns, table) in VIEWS.items():
            schema_editor.execute(before.view(name, columns, table).sql)

    return alter


class Migration(migrations.Migration):

    dependencies = [
        ('annotate', '0031_computed_rows_unchecked'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(altered("text"), altered("jsonb"))],
            state_operations=[
                migrations.AlterField('runconsensus', 'facets', KeptJSON(help_text='{facet: {term: probability}}')),
                migrations.AlterField('runscore', 'contributions', KeptRows(names=CONTRIBUTION, default=list, help_text='Log-odds, a line each; they sum to logit P.')),
                migrations.AlterField('runscore', 'components', KeptRows(names=COMPONENT, within=REPORT, default=list, help_text='The roots, and the reports that lead to each.')),
            ],
        ),
    ]
