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


def fill(claims: int) -> dict[str, Any]:
    """``claims`` with two attributions each and five readings, scored under one run, all answers ready."""
    import time

    from django.db import connection

    from annotate.actions import newsrooms, scores
    from annotate.models import ChangeHead, Claim
    from annotate.roles import SETUP
    from tests.bench import rows
    from workers.telling import tell_all

    rows.fill(claims=claims, attributions=2 * claims, readings=5 * claims)
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
        cursor.execute(
            "UPDATE annotate_claim SET updated_at = timestamptz '2026-01-10' + hashtext(id) % 1000000 * interval '1 second', "
            "wording = 'The ' || substr(md5(id), 1, 6) || ' ministry will close plant ' || substr(md5(id), 7, 6) || ' in May.'"
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
        cursor.execute("ANALYZE")
    cpu, began = time.process_time(), time.perf_counter()
    told = tell_all()
    _, secret = newsrooms.issue_key(
        newsroom=newsrooms.create_newsroom(name="Bench", by=SETUP), name="bench", by=SETUP
    )
    chosen = random.Random(1)
    ids = list(Claim.objects.order_by("pk").values_list("pk", flat=True))
    return {
        "secret": secret, "ids": chosen.sample(ids, min(len(ids), 5000)), "head": ChangeHead.objects.get().last,
        "claims": len(ids), "told": told, "telling_cpu": time.process_time() - cpu, "telling": time.perf_counter() - began,
    }  # fmt: skip


def addresses(found: dict[str, Any]) -> dict[str, list[str]]:
    """What is asked for, at random places of the whole record."""
    from annotate.models import Article, Claim
    from api.claims import ORDERS
    from api.paging import _cursor

    chosen = random.Random(2)
    ids = found["ids"]
    deep = Claim.objects.filter(pk__in=ids[:500]).values_list("updated_at", "id")
    urls = list(Article.objects.order_by("?")[:2000].values_list("url", flat=True))
    words = dict(Claim.objects.filter(pk__in=ids[:1000]).values_list("id", "wording"))
    order = ORDERS["-updated_at"]
    return {
        "detail": [f"/api/v1/claims/{pk}/" for pk in ids],
        "list of 50": [f"/api/v1/claims/?cursor={_cursor(order, list(key))}" for key in deep],
        "first page": ["/api/v1/claims/"],
        "search": [f"/api/v1/claims/search/?query={'+'.join(text.split()[1:6])}" for text in words.values()],
        "look-up of 10": [
            "/api/v1/articles/lookup/?" + "&".join(f"url={url}" for url in chosen.sample(urls, min(10, len(urls))))
            for _ in range(300)
        ],
        "changes": [
            f"/api/v1/changes/?after={chosen.randrange(max(1, found['head'] - 100))}&page_size=50" for _ in range(500)
        ],
        "plain detail": [f"/bench/plain/claims/{pk}/" for pk in ids],
        "plain list of 50": ["/bench/plain/claims/"],
    }  # fmt: skip
