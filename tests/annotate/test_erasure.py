"""A canary goes in everywhere, is erased, and is then looked for in every table, file and cache.

Reports have theirs in tests/reports/test_erasure.py.
"""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TestCase

from annotate.actions import adjudication, articles, claims, disputes, erasure, parties, readings, whatif
from annotate.models import Change, Claim, Review, Score, Source, WhatIf
from annotate.roles import SETUP
from tests import factories as make
from workers.rescoring import store
from workers.rescoring.whatif import answer_all

CANARY = "Zwetschgenkuchen Quastenflosser"


def everywhere() -> list[str]:
    """Each table and column, or cache, that still has the canary."""
    found = []
    for model in apps.get_models():
        for row in model._base_manager.all():
            for f in model._meta.concrete_fields:
                if CANARY in str(getattr(row, f.attname)):
                    found.append(f"{model.__name__}.{f.attname} of {row.pk}")
    return found + (["cache"] if CANARY in str(getattr(cache, "_cache", "")) else [])


def looked_into(claim: Claim) -> None:
    """Somebody opens its score's page, and a worker answers what would change without each piece."""
    whatif.ask(score=Score.objects.get(claim=claim), by=make.user("editor"))
    assert answer_all() == 1
    assert WhatIf.objects.get(claim=claim).answers


def erase(thing: Any) -> None:
    request = erasure.request_erasure(thing=thing, reason="Court order.", by=make.user("editor"))
    with TestCase.captureOnCommitCallbacks(execute=True):
        erasure.carry_out_erasure(request=request, by=make.user("administrator"))


def a_read_article() -> tuple[Any, Claim]:
    text = f"The {CANARY} will close, according to two officials. It did not say when."
    article = make.article(
        text,
        url=f"https://paper.example/{CANARY.split()[0]}",
        headline=f"{CANARY} to close",
        byline=f"By {CANARY}",
    )
    claim, reviewer = make.claim(), make.user("reviewer")
    details = {"note": f"About {CANARY}.", "speaks_for": CANARY, "anonymity_reason_words": CANARY}
    reading = make.read(article, claim, by=reviewer, details=details)
    withdrawn = readings.withdraw_reading(reading=reading, by=reviewer, reason=f"Not {CANARY}.")
    readings.restore_reading(withdrawal=withdrawn, by=reviewer)
    adjudication.adjudicate(
        attribution=reading.attribution,
        facets={"certainty": "plain"},
        reason=f"{CANARY} is plain.",
        by=make.user("adjudicator"),
    )
    articles.revise_article(article=article, text=text + " It was later updated.", by=SETUP)
    return article, claim


def a_decided_dispute(claim: Claim, party: Any) -> None:
    owner = make.user("editor")
    dispute = disputes.open_dispute(
        claim=claim, party=party, contested=f"{CANARY} says no.", owner=owner, by=owner
    )
    disputes.decide_dispute(
        dispute=dispute,
        state="rejected",
        decision=f"{CANARY} did.",
        public_note=f"{CANARY} did say so.",
        by=owner,
    )


@pytest.mark.django_db
def test_an_erased_article_is_gone_from_every_table_and_its_claims_say_so() -> None:
    article, claim = a_read_article()
    store.rescore_stale()
    looked_into(claim)
    cache.set("answer", f"… {CANARY} …")
    assert len(everywhere()) > 10
    erase(article)
    assert everywhere() == []
    store.rescore_stale()
    assert Claim.objects.get(pk=claim.pk).score.input_erased
    assert Review.objects.exists()
    assert Change.objects.filter(object_id=article.pk, verb="article.import").exists()
    assert Change.objects.filter(verb="article.erase", audience="public", detail__after__isnull=True).exists()


@pytest.mark.django_db
def test_an_erased_claim_is_gone_from_every_table() -> None:
    claim = make.claim(f"The {CANARY} closes.", subject=CANARY, topics=["food"])
    claims.reword_claim(claim=claim, wording=f"The {CANARY} closed.", by=SETUP)
    make.read(make.article(), claim)
    make.resolved(claim, evidence_quote=f"{CANARY} has closed.")
    a_decided_dispute(claim, make.source())
    store.rescore_stale()
    looked_into(claim)
    erase(claim)
    assert everywhere() == []
    assert not WhatIf.objects.exists()
    store.rescore_stale()
    assert Claim.objects.get().state == "withdrawn"


@pytest.mark.django_db
def test_an_erased_source_is_gone_from_every_table_and_has_no_record() -> None:
    source, claim = make.source(CANARY, description=f"{CANARY}, chief executive"), make.claim()
    make.read(make.article(), claim, facets=make.NAMED, source=source, details={"speaks_for": CANARY})
    a_decided_dispute(claim, source)
    a_decided_dispute(claim, make.outlet())
    store.rescore_stale()
    looked_into(claim)
    erase(source)
    assert everywhere() == []
    store.rescore_stale()
    assert Claim.objects.get().score.input_erased
    assert not Source.objects.get().has_public_role


@pytest.mark.django_db
@pytest.mark.parametrize("named", ["kept", "merged"])
def test_what_was_merged_goes_together_whichever_is_named(named: str) -> None:
    editor = make.user("editor")
    pair = {name: make.source(f"{CANARY} {name}") for name in ("kept", "merged")}
    parties.merge_sources(**pair, by=editor, reason=f"Both are {CANARY}.")
    erase(Source.objects.get(pk=pair[named].pk))
    claim = {name: make.claim(f"{CANARY} {name}.") for name in ("kept", "merged")}
    claims.merge_claims(**claim, by=editor, reason=f"Both say {CANARY}.")
    erase(Claim.objects.get(pk=claim[named].pk))
    assert everywhere() == []


@pytest.mark.django_db
def test_the_search_index_keeps_no_part_of_an_erased_word() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's index holds no words of its own")
    claim = make.claim("Qxzv wjkq closes.")
    erase(claim)
    with connection.cursor() as cursor:
        cursor.execute("SELECT block FROM annotate_claim_words_data")
        blocks = b"".join(block for (block,) in cursor.fetchall())
    assert b"xzv" not in blocks
    assert b"jkq" not in blocks


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_no_file_keeps_what_was_erased() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's own files are reclaimed by VACUUM: docs/operations.md says how")
    article, _ = a_read_article()
    erase(article)
    connection.close()
    database = Path(settings.DATABASES["default"]["NAME"])
    for path in [*database.parent.glob(f"{database.name}*"), *Path(settings.DATA_DIR).rglob("*")]:
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path
