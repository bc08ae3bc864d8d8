"""A record of any size on PostgreSQL, made by the database itself, for the benchmarks.

    from tests.bench.rows import fill
    fill(claims=200_000, attributions=400_000, readings=1_000_000)

Published claims from 200 outlets: ten attributions in each article, read by two or three of 50 reviewers whose skill
differs, three in ten of unnamed pools, three in ten carried by a relay, of sources some of which speak often; one claim
in twenty resolved. The same numbers give the same rows. Run it on an empty, migrated database; no trigger runs.
"""

from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

#: u(n, salt): uniform in 0..1, the same for the same two numbers. pick(n, salt, terms): a term, earlier ones oftener.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION u(n bigint, salt bigint) RETURNS double precision IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT (hashint8extended(n, salt) & 1048575) / 1048576.0 $$;
CREATE OR REPLACE FUNCTION pick(n bigint, salt bigint, terms text[]) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT terms[1 + floor(cardinality(terms) * u(n, salt) ^ 2)::int] $$;
CREATE OR REPLACE FUNCTION key(prefix text, n bigint) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT prefix || '_' || substr(md5(prefix || n), 1, 20) $$;
"""
FACETS = {
    "stance": "asserts,announces,confirms,estimates,denies,declines_to_comment",
    "channel": "quote,statement,communication,document,press_report",
    "certainty": "plain,hedged",
    "directness": "first_hand,second_hand,hearsay,cannot_be_judged",
    "tenure": "current,not_stated,former",
    "ground_rule": "not_stated,on_the_record,not_for_attribution",
}
AFFILIATIONS = "'{government,corporate,ngo,academic,political_group}'"
ROLES = "'{representative,decision_maker,informational,participant}'"


def fill(
    *, claims: int, attributions: int, readings: int, resolved: float = 0.05, chains: bool = True
) -> None:
    """``readings`` is what comes out on average; an attribution has two or three. ``chains``: who carried each, too."""
    sources, articles, third = max(claims // 100, 20), attributions // 10 + 1, readings / attributions - 2
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        cursor.execute("SET session_replication_role = replica")
        indexes = _without_indexes(cursor)
        for statement in _statements(claims, attributions, sources, articles, third, resolved):
            if chains or "annotate_chainnode" not in statement:
                cursor.execute(statement)
        for index in indexes:
            cursor.execute(index)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("UPDATE annotate_changehead SET last = greatest(last, 1)")
        cursor.execute("ANALYZE")


def _without_indexes(cursor: Any) -> list[str]:
    """Drop the indexes that no constraint needs: made afterwards, all at once, they take a fraction of the time."""
    cursor.execute("SET maintenance_work_mem = '512MB'")
    cursor.execute(
        "SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class c ON c.oid = indrelid "
        "WHERE NOT indisunique AND c.relname LIKE 'annotate\\_%' AND c.relkind = 'r'"
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _, definition in found]


def _statements(
    n: int, attributions: int, sources: int, articles: int, third: float, resolved: float
) -> list[str]:
    reviewer = "1000 + (article * 7 + r * 13) % 50"
    skilled = f"u(10 * a + r, {{salt}}) < 0.7 + 0.28 * u({reviewer}, 5)"
    facets = {
        name: f"CASE WHEN {skilled.format(salt=salt)} THEN pick(a, {salt}, '{{{terms}}}') ELSE pick(10 * a + r, {salt + 50}, '{{{terms}}}') END"
        for salt, (name, terms) in enumerate(FACETS.items(), start=20)
    }
    source = f"floor({sources} * u(a, 3) ^ 2)::bigint"
    unnamed = "u(a, 4) < 0.3"
    seen = f"""
      SELECT a, r, article, who, {unnamed} AS unnamed, {source} AS s FROM (
        SELECT a, r, a / 10 AS article, {reviewer.replace("article", "(a / 10)")} AS who
        FROM generate_series(0::bigint, {attributions} - 1) a, generate_series(0::bigint, 2) r
        WHERE r < 2 OR u(a / 10, 6) < {third}) x"""  # noqa: S608  # numbers of ours
    return [
        insert("User", "generate_series(0, 49) n", id="1000 + n", username="'r' || n", is_staff="true"),
        insert("Outlet", "generate_series(0::bigint, 199) n", id="key('out', n)", name="'Outlet ' || n", kind="'newspaper'"),
        insert("Source", f"generate_series(0::bigint, {sources} - 1) n", id="key('src', n)", name="'Source ' || n",
               identification="'named_individual'", has_public_role="true"),
        insert("Claim", f"generate_series(0::bigint, {n} - 1) n", id="key('clm', n)", state="'published'",
               wording="'Claim number ' || n || ' of the record, about as long as claims are.'",
               published_at="timestamptz '2026-01-10' + n % 20 * interval '1 day'", touched_change="1"),
        insert("Wording", "annotate_claim", claim="id", number="1", text="wording", language="'en'"),
        insert("Article", f"generate_series(0::bigint, {articles} - 1) n", id="key('art', n)", outlet="key('out', n % 200)",
               state="'published'", published_at="timestamptz '2026-01-10'"),
        insert("Revision", f"generate_series(0::bigint, {articles} - 1) n", id="key('rev', n)", article="key('art', n)", number="1",
               headline="'Headline ' || n", text="'Text.'", published_at="timestamptz '2026-01-10' + n % 30000 * interval '1 minute'",
               extractor="'bench'"),
        insert("Review", f"generate_series(0::bigint, {articles} - 1) article, generate_series(0::bigint, 2) r WHERE r < 2 OR u(article, 6) < {third}",
               id="key('rvw', article * 10 + r)", revision="key('rev', article)", reviewer=reviewer,
               submitted_at="timestamptz '2026-01-11' + article % 45 * interval '1 day'"),
        insert("Passage", f"generate_series(0::bigint, {attributions} - 1) a", id="key('psg', a)", revision="key('rev', a / 10)",
               start="a % 10 * 20", end="a % 10 * 20 + 19", exact="'said nineteen words'"),
        insert("Attribution", f"generate_series(0::bigint, {attributions} - 1) a", id="key('atr', a)", passage="key('psg', a)",
               claim=f"key('clm', (a * 7 + a / 10) % {n})", created_at="timestamptz '2026-01-11' + a / 10 % 45 * interval '1 day'"),
        insert("Reading", f"({seen}) seen", id="key('rdg', 10 * a + r)", attribution="key('atr', a)", review="key('rvw', a / 10 * 10 + r)",
               reviewer="who", created_at="timestamptz '2026-01-11' + article % 45 * interval '1 day'", vocabulary_version="'1'",
               identification="CASE WHEN unnamed THEN 'unnamed_group' ELSE 'named_individual' END",
               affiliation=f"pick(s, 7, {AFFILIATIONS})", role=f"pick(s, 8, {ROLES})", polarity="'affirmed'",
               source="CASE WHEN NOT unnamed THEN key('src', s) END", content_start="0", content_end="5",
               **{name: f"({sql})" for name, sql in facets.items()}),
        insert("ChainNode", f"({seen}) seen WHERE u(a, 9) < 0.3", reading="key('rdg', 10 * a + r)", position="0",
               outlet="key('out', (article + 1 + floor(100 * u(a, 11))::bigint) % 200)"),
        insert("ChainNode", f"({seen}) seen", reading="key('rdg', 10 * a + r)", position="1",
               source="CASE WHEN NOT unnamed THEN key('src', s) END",
               pool_affiliation=f"CASE WHEN unnamed THEN pick(s, 7, {AFFILIATIONS}) ELSE '' END",
               pool_role=f"CASE WHEN unnamed THEN pick(s, 8, {ROLES}) ELSE '' END"),
        insert("Outcome", f"generate_series(0::bigint, {n} - 1) n WHERE u(n, 10) < {resolved}", id="key('otc', n)", claim="key('clm', n)",
               verdict="CASE WHEN u(n, 12) < 0.4 THEN 'refuted' ELSE 'confirmed' END", why_checked="'sampled'", certainty="'stated'",
               evidence_url="'https://e.example'", evidence_quote="'x'", state="'agreed'", imported="true",
               came_about_on="date '2025-06-01' + (n % 300)::int", proposed_at="timestamptz '2026-02-10'"),
    ]  # fmt: skip


def insert(table: str, rows: str, /, **columns: str) -> str:
    """INSERT … SELECT; the fields that are not given get the model's own defaults."""
    model = apps.get_model("annotate", table)
    given = {model._meta.get_field(name).column: sql for name, sql in columns.items()}  # type: ignore[union-attr]
    for field in model._meta.concrete_fields:
        if field.column not in given and not isinstance(field, models.AutoField) and not field.null:
            given[field.column] = _default(field)
    names = ", ".join(f'"{name}"' for name in given)
    return f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(given.values())} FROM {rows}"  # noqa: S608


def _default(field: Any) -> str:
    if isinstance(field, models.DateTimeField):
        return "timestamptz '2026-01-10'"
    value = field.get_default()
    if isinstance(field, models.JSONField):
        return "'{}'::jsonb" if value in ({}, None) else "'[]'::jsonb"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else f"'{value or ''}'"
