"""What is announced beside a stored figure: why it moved, denials once each, records of those who have a public one."""

from typing import Any

import pytest

from annotate.actions import claims, scores
from annotate.models import Change, Claim, RunScore, SourceRecord
from annotate.roles import SETUP
from tests import factories as make
from tests.api import rows
from workers.rescoring import store

pytestmark = pytest.mark.django_db


def changes(verb: str) -> list[Change]:
    return list(Change.objects.filter(verb=verb).order_by("number").select_related("detail"))


def score(claim: Claim, as_of: int, **figures: Any) -> RunScore:
    return rows.score(claim, as_of_change=as_of, **figures)


def test_a_changed_score_says_which_lines_of_its_working_moved() -> None:
    claim = make.claim()
    score(claim, 5, contributions=[rows.line("source:a", 0.4), rows.line("source:b", 0.1)])
    score(claim, 9, probability=0.9, contributions=[rows.line("source:a", 0.4), rows.line("source:b", -0.6), rows.line("source:c", 0.2)])  # fmt: skip
    first, second = (c.detail.after["why"] for c in changes("claim.score_changed"))
    assert [(m["root"], m["before"], m["after"]) for m in second["moved"]] == [
        ("source:b", 0.1, -0.6), ("source:c", None, 0.2),
    ]  # fmt: skip
    assert (first["changes"], second["changes"]) == ([None, 5], [5, 9])
    assert first["runs"][0] is None


def denied(claim: Claim) -> str:
    return make.read(make.article(), claim, facets=make.UNNAMED | {"stance": "denies"}).attribution_id


def test_a_denial_of_a_published_claim_is_announced_once_to_everybody() -> None:
    claim = make.claim()
    denial = denied(claim)
    store.rescore_stale()
    make.read(make.article(), claim)
    store.rescore_stale()
    (told,) = changes("attribution.denial")
    assert (told.object_id, told.audience, told.detail.after) == (denial, "public", {"claim": claim.pk})


def test_a_denial_of_a_draft_is_the_desks_until_the_claim_is_published() -> None:
    claim = make.claim(published=False)
    denied(claim)
    store.rescore_stale()
    claims.publish_claim(claim=claim, by=SETUP)
    store.rescore_stale()
    assert [c.audience for c in changes("attribution.denial")] == ["desk", "public"]


def test_a_denial_of_a_submission_is_its_newsrooms_alone() -> None:
    room = make.newsroom()
    claim = make.claim(published=False, newsroom=room)
    denied(claim)
    store.rescore_stale()
    assert [(c.audience, c.newsroom) for c in changes("attribution.denial")] == [("newsroom", room)]


def record(key: str, mean: float, letter: str = "C") -> SourceRecord:
    return SourceRecord(
        key=key, side="asserts", kind="a|b|c", mean=mean, low=mean - 0.1, high=mean + 0.1, effective_n=5, trials=5,
        letter=letter, as_of_change=1, computed_at=rows.THEN,
    )  # fmt: skip


def stored(*records: SourceRecord) -> None:
    scores.store_records(records, roots={r.key for r in records})


def test_a_record_that_moved_is_announced_and_one_that_shows_the_same_is_not() -> None:
    source = make.source()
    stored(record(source.root_key, 0.5))
    stored(record(source.root_key, 0.503))
    stored(record(source.root_key, 0.6))
    stored(record(source.root_key, 0.6, "B"))
    told = changes("source.reliability_changed")
    assert [(c.detail.before and c.detail.before["mean"], c.detail.after["mean"]) for c in told] == [
        (None, 0.5), (0.503, 0.6), (0.6, 0.6),
    ]  # fmt: skip
    assert {(c.object_type, c.object_id, c.audience) for c in told} == {("source", source.pk, "public")}


def test_nobody_outside_is_told_of_a_private_persons_record_or_a_pools() -> None:
    private, outlet = make.source(has_public_role=False), make.outlet()
    stored(record(private.root_key, 0.5), record(outlet.root_key, 0.5), record(f"pool:{outlet.pk}:a:b", 0.5))
    assert [(c.object_type, c.audience) for c in changes("source.reliability_changed")] == [
        ("source", "desk"), ("outlet", "public"),
    ]  # fmt: skip
