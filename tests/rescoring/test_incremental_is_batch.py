"""Whatever happens to a record in whatever order: what was rescored change by change is what a full pass comes to."""

from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotate.actions import adjudication, claims, outcomes, parties, passes, queue, readings
from annotate.models import (
    Adjudication,
    Claim,
    ClaimGraph,
    Outcome,
    Reading,
    RunConsensus,
    RunScore,
    Source,
)
from annotate.roles import SETUP
from tests import factories as make
from tests.rescoring.test_rescore import SAYS, archive, fitted
from workers.rescoring import passes as working
from workers.rescoring import store

pytestmark = pytest.mark.django_db

STANCES = ("asserts", "denies", "announces", "declines_to_comment")


class Record:
    """Three claims, sources, some of them with a record; each deed is a verb, on what two numbers choose."""

    def __init__(self) -> None:
        known = make.source()
        archive(4, 3, known)
        self.run = fitted()
        self.claims = [make.claim() for _ in range(3)]
        self.sources = [known, make.source(), make.source(has_public_role=False)]
        self.outlets = [make.outlet() for _ in range(3)]
        self.articles = [make.article(outlet=self.outlets[0])]

    def read(self, a: int, b: int) -> None:
        self.articles.append(make.article(outlet=self.outlets[b % 3]))
        self.read_again(a, b, -1)

    def read_again(self, a: int, b: int, article: int | None = None) -> None:
        text = self.articles[b % len(self.articles) if article is None else article]
        facets = SAYS | {"stance": STANCES[(a + b) % 4]}
        relays = [self.outlets[a % 3]] if b % 2 else []
        make.read(text, self.claims[a % 3], facets=facets, source=self.sources[(a + b) % 3], relays=relays)

    def read_unnamed(self, a: int, b: int) -> None:
        self.articles.append(make.article(outlet=self.outlets[b % 3]))
        make.read(self.articles[-1], self.claims[a % 3])

    def copy(self, a: int, b: int) -> None:
        self.articles.append(
            make.article(outlet=self.outlets[a % 3], syndicated_from=self.articles[b % len(self.articles)])
        )
        self.read_again(a, b, -1)

    def see_nothing(self, a: int, b: int) -> None:
        reader, text = make.user("reviewer"), self.articles[b % len(self.articles)].latest
        queue.ask_readings(revision=text, wanted=text.tasks.count() + 1, by=SETUP)
        readings.submit_review(review=readings.start_review(revision=text, by=reader), by=reader)

    def withdraw_reading(self, a: int, b: int) -> None:
        if found := _nth(Reading.objects.current(), a):
            readings.withdraw_reading(reading=found, by=found.reviewer)

    def restore_reading(self, a: int, b: int) -> None:
        if found := _nth(Reading.objects.filter(is_withdrawal=True, superseded_at=None), a):
            readings.restore_reading(withdrawal=found, by=found.reviewer)

    def adjudicate(self, a: int, b: int) -> None:
        if found := _nth(Reading.objects.current().submitted(), a):
            decided = Adjudication.objects.filter(attribution=found.attribution, superseded_at=None).first()
            how: dict[str, Any] = (
                {"exists": False} if b % 4 == 0 else {"chosen": found, "facets": {"stance": "denies"}}
            )
            adjudication.adjudicate(
                attribution=found.attribution,
                reason="So.",
                by=make.user("adjudicator"),
                supersedes=decided,
                **how,
            )

    def merge_claims(self, a: int, b: int) -> None:
        claims.merge_claims(kept=self.claims[a % 3], merged=self.claims[b % 3], by=make.user("editor"))

    def split_claims(self, a: int, b: int) -> None:
        claims.split_claims(claim=Claim.objects.get(pk=self.claims[a % 3].pk), by=make.user("editor"))

    def withdraw_claim(self, a: int, b: int) -> None:
        claims.withdraw_claim(claim=self.claims[a % 3], reason="Retracted.", by=SETUP)

    def merge_sources(self, a: int, b: int) -> None:
        parties.merge_sources(kept=self.sources[a % 3], merged=self.sources[b % 3], by=make.user("editor"))

    def unmerge(self, a: int, b: int) -> None:
        parties.unmerge(party=Source.objects.get(pk=self.sources[a % 3].pk), by=make.user("editor"))

    def resolve(self, a: int, b: int) -> None:
        make.resolved(self.claims[a % 3], ("confirmed", "refuted", "partly")[b % 3])

    def withdraw_outcome(self, a: int, b: int) -> None:
        if found := _nth(Outcome.objects.filter(state="agreed"), a):
            outcomes.withdraw_outcome(outcome=found, reason="Wrong.", by=make.user("adjudicator"))

    def rescore(self, a: int, b: int) -> None:
        store.rescore_stale()


DEEDS = [name for name in vars(Record) if not name.startswith("_")]
HISTORIES = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.integers(0, 11), st.integers(0, 11)), min_size=4, max_size=9
)


def _nth(rows: Any, n: int) -> Any:
    found = list(rows.order_by("pk"))
    return found[n % len(found)] if found else None


def everything() -> dict[str, Any]:
    scores = RunScore.objects.order_by("claim")
    left_out = ("id", "run", "as_of_change", "computed_at")
    return {
        "scores": {s.claim_id: {f.name: getattr(s, f.attname) for f in s._meta.fields if f.name not in left_out} for s in scores},
        "consensus": {c.attribution_id: (c.facets, c.exists, c.readings, c.adjudicated) for c in RunConsensus.objects.all()},
        "graphs": {g.claim_id: (g.reports, g.roots, g.data) for g in ClaimGraph.objects.all()},
    }  # fmt: skip


def differing(one: dict[str, Any], two: dict[str, Any]) -> dict[str, Any]:
    return {
        (part, key): (one[part].get(key), two[part].get(key))
        for part in one
        for key in one[part].keys() | two[part].keys()
        if one[part].get(key) != two[part].get(key)
    }


def test_change_by_change_or_all_at_once_comes_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "SHARD", 4)
    monkeypatch.setattr(working, "BLOCK", 3)
    record = Record()

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(HISTORIES)
    def holds(history: list[tuple[str, int, int]]) -> None:
        before = {name: list(getattr(record, name)) for name in ("claims", "sources", "outlets", "articles")}
        try:
            with transaction.atomic():
                for deed, a, b in history:
                    with suppress(ValidationError, PermissionDenied):
                        getattr(record, deed)(a, b)
                store.rescore_stale()
                change_by_change = everything()
                for rows in (RunScore, RunConsensus, ClaimGraph):
                    rows.objects.all().delete()
                passes.begin_pass(run=record.run, by=working.WORKER)
                working.work()
                assert differing(change_by_change, everything()) == {}
                transaction.set_rollback(True)
        finally:
            vars(record).update(before)

    holds()
