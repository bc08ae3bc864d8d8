# ruff: noqa: S608  # SQL of ours, on a database of ours
"""What a month's report tells beside `rows`: scores as they were, outcomes, two runs, graphs, and the report before."""

import datetime as dt
from typing import Any

from django.db import connection
from django.utils import timezone

from annotate.actions import definitions, reports
from annotate.models import Change, ScoringRun
from annotate.periods import Period
from annotate.roles import SETUP
from tests.bench.rows import insert

START = dt.date(2026, 1, 1)


def add_month(claims: int) -> None:
    """To a record of so many claims, filled by `rows.fill`."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in _statements(claims):
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("UPDATE annotate_changehead SET last = (SELECT max(number) FROM annotate_change)")
    for name, right in (("run_1", 0.6), ("run_2", 0.7)):
        _run(name, max(claims // 100, 20), right)
    definition = definitions.define_report(name="Monthly", starts_on=START, period="month", by=SETUP)
    _report_before(definition)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _statements(n: int) -> list[str]:
    """Numbers of changes: 3n scores from 10 January on, then what else was done, at the end of February."""
    return [
        insert("Change", f"generate_series(1::bigint, {3 * n}) n", number="n", verb="'claim.score_changed'", object_type="'claim'",
               at=f"timestamptz '2026-01-10' + n * interval '45 days' / {3 * n}", object_id=f"key('clm', n % {n})", audience="'public'"),
        insert("ScoreHistory", f"(SELECT *, u(number, 30) p FROM annotate_change WHERE number <= {3 * n}) c", claim="object_id", change="number",
               probability="p", low="greatest(p - .1, 0)", high="least(p + .1, 1)", admiralty="1 + floor(5 * u(number, 31))::int",
               resolved_claims="300", calibration="'calibrated'", independent_roots="1 + floor(u(number, 32) ^ 3 * 5)::int",
               effective_roots="1", reports="1 + floor(10 * u(number, 33))::int", denials=f"number / {n} % 2", silences="0",
               run="CASE WHEN u(number, 34) < 0.5 THEN 'run_1' ELSE 'run_2' END", as_of_change="number", computed_at="at",
               lines="jsonb_build_array(jsonb_build_array('source:' || key('src', number % 20), u(number, 35)), jsonb_build_array('prior', -0.4))"),
        "UPDATE annotate_outcome SET probability_before = u(hashtext(id), 36)",
        insert("Change", "(SELECT id, row_number() OVER (ORDER BY id) n FROM annotate_outcome) o", number=f"{3 * n} + n", object_type="'outcome'",
               at=f"timestamptz '2026-02-27' + n * interval '1 day' / {n}", verb="'outcome.import'", object_id="id", audience="'public'"),
        insert("ChangeDetail", "annotate_change WHERE object_type = 'outcome'", change="number", after="""'{"state": "agreed"}'::jsonb"""),
        insert("Change", f"generate_series(1::bigint, {n} / 1000) n", number=f"{4 * n} + n", verb="'claim.reword'", object_type="'claim'",
               at="timestamptz '2026-02-28 12:00'", object_id=f"key('clm', n * 7 % {n})", audience="'public'"),
        insert("Adjudication", "annotate_attribution WHERE u(hashtext(id), 37) < 0.02", id="replace(id, 'atr', 'adj')", attribution="id",
               adjudicator="1000", reason="'Which of the two it is.'", facets="""'{"identification": "named_individual"}'::jsonb""",
               created_at="created_at + interval '1 day'"),
        _graphs(n),
    ]  # fmt: skip


def _graphs(n: int) -> str:
    """Ten reports of each claim; of one claim in fifty the reports lead in a circle."""
    outlet = "'{outlet:' || key('out', (n * 3 + k) % 200) || '}'"
    node = f"jsonb_build_object('key', 'r' || k, 'kind', 'report', 'name', {outlet}, 'published', '2026-01-1' || k || 'T10:00:00+00:00', 'group', 0, 'is_root', k = 0)"
    edge = "jsonb_build_object('start', 'r' || k, 'end', 'r' || k / 2, 'kind', 'citation', 'declared_by', 'r' || k, 'known', null, 'is_directed', true)"
    text = f"(SELECT string_agg({outlet}, ' cites ') FROM generate_series(0, 2) k)"
    finding = f"jsonb_build_object('kind', CASE WHEN n % 50 = 0 THEN 'cycle' ELSE 'one_root' END, 'text', {text}, 'reports', '[]'::jsonb)"
    data = (
        f"jsonb_build_object('nodes', (SELECT jsonb_agg({node}) FROM generate_series(0, 9) k), "
        f"'edges', (SELECT jsonb_agg({edge}) FROM generate_series(1, 9) k), 'findings', jsonb_build_array({finding}), 'groups', '{{}}'::jsonb)"
    )
    return insert("ClaimGraph", f"generate_series(0::bigint, {n} - 1) n", claim="key('clm', n)", reports="10", roots="1", data=data,
                  as_of_change="1")  # fmt: skip


def _run(name: str, sources: int, right: float) -> None:
    """A scoring run with a record of every source; logged before February, and in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'source:' || key('src', n) FROM generate_series(0::bigint, %s - 1) n", [sources]
        )
        keys = [key for (key,) in cursor.fetchall()]
    tallies: list[Any] = [[key, "asserts", right * (5 + n % 7), 5.0 + n % 7] for n, key in enumerate(keys)]
    records = {
        "as_of": "2026-01-20", "half_life": 1000.0, "strength": 8.0, "sources": tallies, "source_kinds": dict.fromkeys(keys, "person"),
        "kinds": [["person", "asserts", 600.0, 1000.0]], "kind_claims": {"person": 200}, "totals": [["asserts", 600.0, 1000.0]],
    }  # fmt: skip
    day = dt.date(2026, 1, 20) if name == "run_1" else dt.date(2026, 2, 20)
    ScoringRun.objects.create(
        pk=name, parameters={"records": records, "resolved_claims": 300}, as_of_change=1, reference_day=day, code_version="bench",
    )  # fmt: skip
    moment = dt.datetime.combine(day, dt.time(4), dt.UTC)
    last = Change.objects.filter(at__lt=moment, verb="claim.score_changed").order_by("-number")[0]
    last.__class__.objects.filter(pk=last.pk).amend(
        verb="run.store", object_type="scoringrun", object_id=name
    )


def _report_before(definition: Any) -> None:
    from workers.reports.boundaries import windows_of
    from workers.reports.figures import figures_of

    report = reports.claim_period(definition=definition, period=Period.of_day(START, "month", "UTC"))
    windows = windows_of(report)
    figures = figures_of(report, windows)
    reports.store_report(
        report=report, figures=figures, html="", as_of_change=windows.now.upto, at=timezone.now()
    )
