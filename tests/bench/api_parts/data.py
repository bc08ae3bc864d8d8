"""A record on PostgreSQL with scores and answers that stand ready, and what there is to ask for. Run in a process of its own."""

import random
from typing import Any

RUN = "run_bench"
SCORED = """
  (SELECT claim, jsonb_agg(jsonb_build_object('key', root, 'roots', jsonb_build_array(root), 'relays', '[]'::jsonb,
       'is_on_both_sides', false, 'has_merged_pools', false, 'reports', reports)) AS components,
     jsonb_build_array(jsonb_build_object('kind', 'prior', 'label', 'one_root', 'log_odds', 0.1, 'root', NULL, 'evidence',
       '[]'::jsonb)) || jsonb_agg(jsonb_build_object('kind', 'asserting_root', 'label', root, 'log_odds', 0.4, 'root', root,
       'of_kind', 0.1, 'of_record', 0.3, 'evidence', evidence)) AS contributions, count(*) AS roots, sum(n) AS reports
   FROM (
     SELECT a.claim_id AS claim, coalesce('source:' || r.source_id, 'pool:' || t.outlet_id || ':government:representative') AS root,
       jsonb_agg(jsonb_build_object('attribution', a.id, 'article', t.id, 'outlet', t.outlet_id, 'root',
         coalesce('source:' || r.source_id, 'pool'), 'side', 'asserts', 'asserts', 1.0, 'denies', 0.0, 'weight', 1.0,
         'is_origin', true, 'is_erased', false)) AS reports, jsonb_agg(a.id) AS evidence, count(*) AS n
     FROM annotate_attribution a
     JOIN annotate_passage p ON p.id = a.passage_id JOIN annotate_revision v ON v.id = p.revision_id
     JOIN annotate_article t ON t.id = v.article_id
     JOIN LATERAL (SELECT source_id FROM annotate_reading WHERE attribution_id = a.id ORDER BY id LIMIT 1) r ON true
     GROUP BY 1, 2) by_root
   GROUP BY claim) scored
"""

#: Each claim has as many attributions as any other, in articles far apart: claims are of one shape whatever their number.
TWO_EACH = """
UPDATE annotate_attribution a SET claim_id = key('clm', n %% %s)
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM annotate_attribution) numbered WHERE numbered.id = a.id
"""

#: The n-th word of a made-up vocabulary, and wordings of ten of them: a few words are in many claims, most in few.
WORDS = """
CREATE OR REPLACE FUNCTION word(n bigint) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
  SELECT string_agg(substr('bcdfghjklmnprst', (1 + digit / 5)::int, 1) || substr('aeiou', (1 + digit % 5)::int, 1), '')
  FROM unnest(ARRAY[n % 75, n / 75 % 75, n / 5625 % 75]) digit $$;
CREATE OR REPLACE FUNCTION sentence(n bigint) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
  SELECT initcap(word(floor(20000 * u(n, 99) ^ 3)::bigint)) || ' ' ||
    string_agg(word(floor(20000 * u(n, 100 + k) ^ 3)::bigint), ' ') || '.' FROM generate_series(1, 9) k $$;
"""
#: So many answers are the worker's; the others are copies of them under other ids, as long and of the same shape.
TOLD = 5000
COPY = """
WITH told AS (SELECT row_number() OVER () - 1 AS n, * FROM annotate_toldclaim WHERE is_ready),
  number AS (SELECT count(*) AS all FROM told)
UPDATE annotate_toldclaim t SET is_ready = true, run_id = told.run_id, answer = replace(told.answer, told.claim_id, t.claim_id),
  more = replace(told.more, told.claim_id, t.claim_id)
FROM told, number WHERE NOT t.is_ready AND told.n = abs(hashtext(t.claim_id)) % number.all
"""


def fill(claims: int) -> None:
    """``claims`` with two attributions each and five readings, scored under one run."""
    from django.db import connection

    from annotate.actions import scores
    from tests.bench import rows

    rows.fill(claims=claims, attributions=2 * claims, readings=5 * claims)
    with connection.cursor() as cursor:
        cursor.execute(TWO_EACH, [claims])
    run = scores.store_run(
        run=RUN, parameters={}, figures={}, as_of_change=1, reference_day=__import__("datetime").date(2026, 2, 1),
        code_version="bench", trials=[],
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO annotate_currentrun (id, run_id, switched_at) VALUES (1, %s, now())", [run.pk]
        )
        cursor.execute(
            rows.insert(
                "RunScore", SCORED, claim="claim", run=f"'{RUN}'", probability="0.3 + 0.4 * u(hashtext(claim), 1)", low="0.2",
                high="0.8", admiralty="1 + (hashtext(claim) & 3)", cannot_be_judged="''", resolved_claims="300",
                calibration="'calibrated'", icd203="'likely'", independent_roots="roots", effective_roots="roots",
                reports="reports", denials="0", silences="0", contributions="contributions", components="components",
                as_of_change="1",
            )
        )  # fmt: skip
        cursor.execute(
            "UPDATE annotate_revision SET text = repeat('Words of an article as long as they are. ', 50)"
        )
        # Each claim's words of its own, each article's address, and each claim's time of change: what is asked by.
        cursor.execute(WORDS)
        cursor.execute(
            "UPDATE annotate_claim SET updated_at = timestamptz '2026-01-10' + hashtext(id) % 1000000 * interval '1 second', "
            "wording = sentence(hashtext(id))"
        )
        cursor.execute(
            "UPDATE annotate_article SET url = 'https://p.example/' || id, canonical_url = 'p.example/' || id"
        )
        cursor.execute(
            "INSERT INTO annotate_change (number, at, verb, object_type, object_id, audience) SELECT (SELECT last FROM "
            "annotate_changehead) + row_number() OVER (), now(), 'claim.publish', 'claim', id, 'public' FROM annotate_claim"
        )
        cursor.execute("UPDATE annotate_changehead SET last = (SELECT max(number) FROM annotate_change)")
        cursor.execute(
            "INSERT INTO annotate_toldclaim (claim_id, answer, more, is_ready) SELECT id, '', '', false FROM annotate_claim "
            "ON CONFLICT DO NOTHING"
        )


def finish() -> dict[str, Any]:
    """All answers ready; the statistics that a database keeps of itself when it is in use; a key, and what to ask for."""
    import time

    from django.db import connection

    from annotate.actions import newsrooms
    from annotate.actions.telling import make_ready
    from annotate.formats.telling import tell
    from annotate.models import ChangeHead, Claim
    from annotate.roles import SETUP
    from workers.telling import BLOCK

    told, cpu = 0, time.process_time()
    while told < TOLD and (made := make_ready(tell=tell, most=BLOCK)):
        told += made
    cpu = time.process_time() - cpu
    with connection.cursor() as cursor:
        cursor.execute(COPY)
        cursor.execute("VACUUM ANALYZE")
    room = newsrooms.create_newsroom(name="Bench", by=SETUP)
    _, secret = newsrooms.issue_key(newsroom=room, name="bench", by=SETUP)
    ids = list(Claim.objects.order_by("pk").values_list("pk", flat=True))
    chosen = random.Random(1).sample(ids, min(len(ids), 5000))
    head = ChangeHead.objects.get().last
    return {
        "secret": secret, "claims": len(ids), "paths": addresses(chosen, head), "told_a_second": told / cpu,
    }  # fmt: skip


def queries(secret: str, paths: dict[str, list[str]]) -> dict[str, int]:
    """The most queries that one of twenty requests to each address took; the key is known already."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"Authorization": f"Bearer {secret}", "Host": "localhost"})
    client.get("/api/v1/outlets/")
    most = {}
    for name, each in paths.items():
        for path in [] if "plain" in name else each[:20]:
            with CaptureQueriesContext(connection) as captured:
                client.get(path)
            most[name] = max(most.get(name, 0), len(captured))
    return most


def addresses(ids: list[str], head: int) -> dict[str, list[str]]:
    """What is asked for, at random places of the whole record."""
    from annotate.models import Article, Claim
    from api.claims import ORDERS
    from api.paging import cursor_of

    chosen = random.Random(2)
    deep = Claim.objects.filter(pk__in=ids[:500]).values_list("updated_at", "id")
    urls = list(Article.objects.order_by("?")[:2000].values_list("url", flat=True))
    wordings = [
        text.split() for text in Claim.objects.filter(pk__in=ids[:1000]).values_list("wording", flat=True)
    ]
    order = ORDERS["-updated_at"]
    return {
        "detail": [f"/api/v1/claims/{pk}/" for pk in ids],
        "list of 50": [f"/api/v1/claims/?cursor={cursor_of(order, list(key))}" for key in deep],
        "first page": ["/api/v1/claims/"],
        "with filters": ["/api/v1/claims/?kind=anonymous_source&min_roots=2"],
        "articles": ["/api/v1/articles/"],
        "search": [_search(words[2:6]) for words in wordings],
        "search, misspelt": [_search([*words[2:4], _swapped(words[4]), words[5]]) for words in wordings],
        "look-up of 10": [
            "/api/v1/articles/lookup/?" + "&".join(f"url={url}" for url in chosen.sample(urls, min(10, len(urls))))
            for _ in range(300)
        ],
        "changes": [
            f"/api/v1/changes/?after={chosen.randrange(max(1, head - 100))}&page_size=50" for _ in range(500)
        ],
        "plain detail": [f"/bench/plain/claims/{pk}/" for pk in ids],
        "plain list of 50": ["/bench/plain/claims/"],
    }  # fmt: skip


def _search(words: list[str]) -> str:
    return f"/api/v1/claims/search/?query={'+'.join(words)}"


def _swapped(word: str) -> str:
    """With two letters in each other's place."""
    return word[:2] + word[3] + word[2] + word[4:]
