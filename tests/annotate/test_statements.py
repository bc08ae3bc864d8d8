"""Statements whose SQL is made once: they say what Django's own would."""

import datetime as dt
from collections.abc import Collection
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from annotate import statements
from annotate.actions.bulk import copy_in
from annotate.actions.verb import hold
from annotate.models import Audience, Change, ChangeDetail, Claim, ClaimGraph, RunScore, ScoringRun, Trial
from annotate.statements import amend, ask, ask_all, put
from tests import factories as make

pytestmark = pytest.mark.django_db


def _in_state(claims: Collection[str], state: str) -> QuerySet[Any, Any]:
    rows = Claim.objects.filter(pk__in=claims, state=state, language="en").order_by("pk")
    return rows.values_list("pk", "published_at", "dispute", "state")


def test_what_is_asked_with_other_values_is_what_django_finds() -> None:
    made = [make.claim(published=n % 3 > 0).pk for n in range(9)]
    Claim.objects.filter(pk=made[1]).update(dispute={"open": 1})
    for few in (
        made,
        made[:1],
        made[:5],
        made[3:],
        [made[0], made[0]],
        [],
        {*made[:2]},
        dict.fromkeys(made[4:]),
    ):
        for state in ("published", "draft"):
            assert ask(_in_state, few, state) == list(_in_state([*few], state))


def test_the_sql_is_made_for_few_lengths(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [make.claim().pk for _ in range(9)]
    statements._made.cache_clear()
    for n in range(1, 10):
        assert len(ask(_in_state, made[:n], "published")) == n
    assert statements._made.cache_info().misses == 5
    monkeypatch.setattr(statements, "MOST", 4)
    assert len(ask(_in_state, made, "published")) == 9
    assert statements._made.cache_info().misses == 5


def _words(claims: Collection[str]) -> QuerySet[Any, Any]:
    return Claim.objects.filter(pk__in=claims).order_by("pk").values_list("pk", "wording")


def test_several_are_asked_at_once_where_the_database_takes_it() -> None:
    one, other = make.claim().pk, make.claim(published=False).pk
    with CaptureQueriesContext(connection) as asked:
        found = ask_all((_words, []), (_in_state, [one, other], "draft"), (_words, [one]), (_words, []))
    assert found == [[], [(other, None, None, "draft")], [(one, Claim.objects.get(pk=one).wording)], []]
    assert len(asked) == (1 if connection.vendor == "postgresql" else 2)
    assert ask_all((_words, [])) == [[]]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_held_outside_of_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        hold(["clm_1"])


def test_a_row_is_put_over_the_one_that_is_there_unless_that_is_newer() -> None:
    claims = [make.claim().pk for _ in range(3)]
    then = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)

    def stored(reports: int, as_of: int) -> list[tuple[Any, ...]]:
        put(
            ClaimGraph,
            [
                {"claim_id": pk, "reports": reports, "roots": 1, "data": {"n": [reports, None]}, "as_of_change": as_of, "computed_at": then}
                for pk in claims
            ],
            over=["claim_id"], unless_newer="as_of_change",
        )  # fmt: skip
        return list(
            ClaimGraph.objects.values_list("reports", "data", "as_of_change", "computed_at").distinct()
        )

    assert stored(2, 7) == [(2, {"n": [2, None]}, 7, then)]
    assert stored(3, 7) == [(3, {"n": [3, None]}, 7, then)]
    assert stored(4, 6) == [(3, {"n": [3, None]}, 7, then)]


def test_what_orjson_does_not_take_is_stored_as_django_would() -> None:
    before = {"n": 2**70, "odd": {1: "one"}}
    put(Change, [])
    put(Change, [_change(1), _change(2)])
    put(
        ChangeDetail,
        [
            {"change_id": 1, "before": before, "after": None, "reason": ""},
            {"change_id": 2, "before": None, "after": {"é": "“x”\\n"}, "reason": "So."},
        ],
    )
    assert list(ChangeDetail.objects.order_by("pk").values_list("before", "after", "reason")) == [
        ({"n": 2**70, "odd": {"1": "one"}}, None, ""),
        (None, {"é": "“x”\\n"}, "So."),
    ]
    assert ChangeDetail.objects.filter(after__isnull=True).count() == 1


def _change(number: int) -> dict[str, Any]:
    return {
        "number": number, "at": make.NOON, "actor_id": None, "key_id": None, "verb": "test", "object_type": "claim",
        "object_id": "clm_1", "audience": Audience.DESK, "newsroom_id": None,
    }  # fmt: skip


def test_a_number_goes_only_up() -> None:
    claims = [make.claim().pk for _ in range(3)]
    amend(Claim, claims[:2], only_up=True, scored_change=50)
    amend(Claim, claims, only_up=True, scored_change=40)
    assert [Claim.objects.get(pk=pk).scored_change for pk in claims] == [50, 50, 40]
    then = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    amend(Claim, claims[1:], updated_at=then)
    assert [Claim.objects.get(pk=pk).updated_at == then for pk in claims] == [False, True, True]


def test_what_is_copied_in_is_what_is_put() -> None:
    run = ScoringRun.objects.create(
        parameters={}, as_of_change=1, reference_day=dt.date(2026, 4, 1), code_version="x"
    )
    at = dt.datetime(2026, 4, 1, 12, 0, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    odd = 'a\\b\t"é\n\\N 😀'
    lines = [{odd: [1, 0.1, -1e-7, None, True]}, {"long": 2**70}, {1: "a number"}]
    figures = {
        "low": None, "high": None, "icd203": None, "calibration": "prior_only", "resolved_claims": 2**31 - 1, "denials": 0,
        "independent_roots": 3, "effective_roots": 2, "reports": 1, "silences": 0, "input_erased": True, "run_id": run.pk,
        "as_of_change": 2**40, "computed_at": at, "contributions": lines, "components": [], "probability": None,
        "admiralty": 6, "cannot_be_judged": odd,
    }  # fmt: skip
    scores = [{"claim_id": make.claim().pk, **figures} for _ in range(2)]
    taught = {
        "run_id": run.pk,
        "kind": "",
        "side": "asserts",
        "day": dt.date(1999, 12, 31),
        "y": 1,
        "weight": 0.3,
    }
    trials = [{"claim_id": row["claim_id"], "root": odd, **taught} for row in scores]
    for model, (one, other) in ((RunScore, scores), (Trial, trials)):
        copy_in(model, [one])
        put(model, [other])
        first, second = model.objects.order_by("pk").values()
        own = {"id": second["id"], "claim_id": other["claim_id"]}
        assert first["claim_id"] == one["claim_id"]
        assert first | own == second
