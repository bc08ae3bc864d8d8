"""How long a month's report takes on PostgreSQL, and how much memory: `python -m tests.bench.reports [--quick]`.

100,000 claims and 1,000,000 attributions, and a tenth of both for the growth. Each report is written by a process of its
own, so that its memory is its own. Prints a table and writes build/bench/reports.json.
"""

import argparse
import datetime as dt
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

MONTH = dt.date(2026, 2, 1)
SECONDS, MEGABYTES = 60, 400

FILL = """
SET session_replication_role = replica;
INSERT INTO annotate_user (username, password, is_superuser, first_name, last_name, email, is_staff, is_active, date_joined, time_zone)
  SELECT 'r' || n, '', false, '', '', '', true, true, now(), 'UTC' FROM generate_series(1, 50) n;
INSERT INTO annotate_outlet (id, name, kind, created_at, updated_at)
  SELECT 'out_' || n, 'Outlet ' || n, 'newspaper', now(), now() FROM generate_series(1, 200) n;
INSERT INTO annotate_claim (id, wording, language, subject, unit, state, published_at, withdrawn_reason, created_at, updated_at,
    touched_change, scored_change, inputs_erased)
  SELECT 'clm_' || n, 'Claim number ' || n || ' of the record, about as long as claims are.', 'en', '', '', 'published',
    timestamptz '2026-01-10' + n % 20 * interval '1 day', '', timestamptz '2026-01-10', now(), 0, 0, 0
  FROM generate_series(1, {claims}) n;
INSERT INTO annotate_wording (claim_id, number, text, language, created_at)
  SELECT id, 1, wording, 'en', created_at FROM annotate_claim;
INSERT INTO annotate_article (id, outlet_id, state, published_at, withdrawn_reason, created_at, updated_at)
  SELECT 'art_' || n, 'out_' || 1 + n % 200, 'published', timestamptz '2026-01-10', '', now(), now()
  FROM generate_series(1, {claims}) n;
INSERT INTO annotate_revision (id, article_id, number, headline, text, byline, credit_line, language, published_at, precision,
    time_zone, extractor, sha256, created_at)
  SELECT 'rev_' || n, 'art_' || n, 1, 'Headline ' || n, 'Text.', '', '', 'en', timestamptz '2026-01-10', 'minute', 'UTC',
    'bench', '', timestamptz '2026-01-10' FROM generate_series(1, {claims}) n;
INSERT INTO annotate_review (id, revision_id, reviewer_id, started_at, submitted_at)
  SELECT 'rvw_' || n || '_' || r, 'rev_' || n, (SELECT min(id) FROM annotate_user) + (n + r) % 50, timestamptz '2026-01-11',
    timestamptz '2026-01-11' + n % 45 * interval '1 day' + r * interval '5 hours'
  FROM generate_series(1, {claims}) n, generate_series(0, 1) r;
INSERT INTO annotate_passage (id, revision_id, start, "end", exact, prefix, suffix, created_at)
  SELECT 'psg_' || n, 'rev_' || 1 + n / 10, n % 10, 20, 'x', '', '', now() FROM generate_series(0, {attributions} - 1) n;
INSERT INTO annotate_attribution (id, passage_id, claim_id, created_at)
  SELECT 'atr_' || n, 'psg_' || n, 'clm_' || 1 + (n * 7 + n / 10) % {claims},
    timestamptz '2026-01-11' + (1 + n / 10) % 45 * interval '1 day'
  FROM generate_series(0, {attributions} - 1) n;
INSERT INTO annotate_reading (id, attribution_id, review_id, reviewer_id, is_withdrawal, created_at, vocabulary_version,
    guideline_version,
    identification, role, affiliation, stance, channel, certainty, directness, tenure, ground_rule, polarity, speaks_for,
    count_floor, anonymity_reason, anonymity_reason_words, motive, motive_words, is_self_interested, note, content_start,
    content_end)
  SELECT 'rdg_' || n || '_' || r, 'atr_' || n, 'rvw_' || 1 + n / 10 || '_' || r, (SELECT min(id) FROM annotate_user) + (1 + n / 10 + r) % 50,
    false, timestamptz '2026-01-11' + (1 + n / 10) % 45 * interval '1 day' + r * interval '5 hours', '1',
    1,
    CASE WHEN n % 3 = 0 THEN 'unnamed_group' ELSE 'named_group' END, 'representative', 'government',
    CASE WHEN n % 17 = 0 THEN 'denies' WHEN n % 5 = r THEN 'announces' ELSE 'asserts' END, 'quote', 'plain', 'first_hand', 'current',
    'on_the_record', 'affirmed', '', 1, 'not_given', '', 'not_given', '', false, '', 0, 5
  FROM generate_series(0, {attributions} - 1) n, generate_series(0, 1) r WHERE r = 0 OR n % 2 = 0;
INSERT INTO annotate_change (number, at, verb, object_type, object_id, audience)
  SELECT n, timestamptz '2026-01-10' + n * interval '50 days' / ({claims} * 3), 'claim.score_changed', 'claim', 'clm_' || 1 + n % {claims}, 'public'
  FROM generate_series(1, {claims} * 3) n;
INSERT INTO annotate_scorehistory (claim_id, change, probability, low, high, admiralty, cannot_be_judged, resolved_claims,
    calibration, independent_roots, effective_roots, reports, denials, silences, input_erased, run_id, as_of_change, computed_at, lines)
  SELECT object_id, number, p, greatest(p - .1, 0), least(p + .1, 1), 3, '', 300, 'calibrated', 1 + number % 2, 1, 1 + number % 9,
    (number / {claims}) % 2, 0, false, 'run_1', number, at, '[]'
  FROM (SELECT *, (number * 37 % 1000) / 1000.0 AS p FROM annotate_change) c;
INSERT INTO annotate_outcome (id, claim_id, verdict, why_checked, certainty, evidence_url, evidence_quote, state, proposed_at,
    probability_before, imported)
  SELECT 'otc_' || n, 'clm_' || n, CASE WHEN n % 3 = 0 THEN 'refuted' ELSE 'confirmed' END, 'sampled', 'stated', 'https://e.example', 'x',
    'agreed', timestamptz '2026-02-10', (n * 37 % 1000) / 1000.0, true FROM generate_series(1, {claims} / 10) n;
INSERT INTO annotate_change (number, at, verb, object_type, object_id, audience)
  SELECT {claims} * 3 + n, timestamptz '2026-02-27' + n * interval '1 day' / {claims}, 'outcome.import', 'outcome', 'otc_' || n, 'public'
  FROM generate_series(1, {claims} / 10) n;
INSERT INTO annotate_changedetail (change_id, after, reason)
  SELECT number, '{{"state": "agreed"}}', '' FROM annotate_change WHERE object_type = 'outcome';
UPDATE annotate_changehead SET last = (SELECT max(number) FROM annotate_change);
SET session_replication_role = DEFAULT;
ANALYZE;
"""


def fill(claims: int) -> None:
    """A record of ``claims`` claims and ten attributions to each, read once or twice."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(FILL.format(claims=claims, attributions=claims * 10))


def measure() -> dict[str, Any]:
    """One report, in this process: seconds by step, peak memory, queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from annotate.actions import definitions, reports
    from annotate.formats.reports import as_csv, as_json
    from annotate.periods import Period
    from annotate.roles import SETUP
    from workers.reports.boundaries import windows_of
    from workers.reports.figures import figures_of
    from workers.reports.html import as_html
    from workers.reports.pdf import as_pdf

    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    definition = definitions.define_report(name="Monthly", starts_on=MONTH, period="month", by=SETUP)
    report = reports.claim_period(definition=definition, period=Period.of_day(MONTH, "month", "UTC"))
    times: dict[str, float] = {}
    cpu = time.process_time()
    with CaptureQueriesContext(connection) as queries:
        began = time.perf_counter()
        figures = figures_of(report, windows_of(report))
        times["figures"] = time.perf_counter() - began
    cpu = time.process_time() - cpu
    for name, made in (("html", as_html), ("pdf", as_pdf), ("csv", as_csv), ("json", as_json)):
        began = time.perf_counter()
        made(figures)
        times[name] = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    slow = sorted(queries.captured_queries, key=lambda q: -float(q["time"]))[:3]
    return {
        "times": times,
        "base": base,
        "peak": peak,
        "queries": len(queries),
        "cpu": cpu,
        "load": os.getloadavg()[0],
        "slow": [(q["time"], q["sql"][:300]) for q in slow],
    }


def in_a_process(what: str, url: str, *more: str) -> dict[str, Any]:
    env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "annotate.settings"}
    argv = [sys.executable, "-m", "tests.bench.reports", what, *more]
    said = subprocess.run(argv, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def run(claims: int) -> dict[str, Any]:
    """A server of its own for each size, thrown away afterwards."""
    from tests import postgres
    from workers.leash import Leash

    home = postgres.temporary_home()
    try:
        with Leash() as leash:
            url = postgres.start(leash, home)
            filled = in_a_process("--fill", url, str(claims))
            return in_a_process("--measure", url) | filled
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("--quick", action="store_true", help="a tenth")
    given.add_argument("--fill", type=int)
    given.add_argument("--measure", action="store_true")
    options = given.parse_args()
    if options.fill or options.measure:
        import django

        django.setup()
        began = time.perf_counter()
        found = (
            measure() if options.measure else fill(options.fill) or {"filled": time.perf_counter() - began}
        )
        print(json.dumps(found))
        return
    large = 10_000 if options.quick else 100_000
    report(run(large // 10), run(large), large)


def report(small: dict[str, Any], full: dict[str, Any], claims: int) -> None:
    figures = [
        {"name": f"{name}, {claims:,} claims, s", "ours": round(seconds, 2), "peer": round(small["times"][name], 2), "target": "", "holds": True}
        for name, seconds in full["times"].items()
    ]  # fmt: skip
    total = sum(full["times"].values())
    grown = total / sum(small["times"].values())
    figures += [
        {"name": "all five, s", "ours": round(total, 1), "peer": "", "target": f"< {SECONDS}", "holds": total < SECONDS},
        {"name": "peak memory of the process, MB", "ours": round(full["peak"]), "peer": round(small["peak"]),
         "target": f"< {MEGABYTES}", "holds": full["peak"] < MEGABYTES},
        {"name": "queries", "ours": full["queries"], "peer": small["queries"], "target": "the same",
         "holds": full["queries"] == small["queries"]},
        {"name": "time for ten times the claims", "ours": round(grown, 1), "peer": "", "target": "≤ 11", "holds": grown <= 11},
    ]  # fmt: skip
    print("(peer: the same with a tenth of the claims)")
    for f in figures:
        print(
            f"{f['name']:<42} {f['ours']!s:>9} {f['peer']!s:>9} {f['target']:>10} {'' if f['holds'] else 'DOES NOT HOLD'}"
        )
    print(f"own processor time of the figures: {full['cpu']:.1f} s; load of the machine: {full['load']:.1f}")
    for seconds, sql in full["slow"]:
        print(f"slowest query: {seconds} s  {sql}")
    path = Path("build/bench/reports.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"figures": figures}, indent=1))


if __name__ == "__main__":
    main()
