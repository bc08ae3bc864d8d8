"""Sources whose record changed between two runs."""

import datetime as dt

import pytest

from tests.reports import factories as make
from workers.reports.words import plain
from workers.scoring.evidence import Side
from workers.scoring.records import Records, Tally

pytestmark = pytest.mark.django_db


def run(number: int, **counts: tuple[str, float, float]):
    """``counts``: key → (kind, right, trials), all asserting."""
    records = Records(
        as_of=dt.date(2026, 2, 1), totals={Side.ASSERTS: Tally(50, 100)},
        sources={(key, Side.ASSERTS): Tally(right, of) for key, (_, right, of) in counts.items()},
        source_kinds={key: kind for key, (kind, *_) in counts.items()},
    )  # fmt: skip
    parameters = {"records": records.to_dict(), "resolved_claims": 50}
    return make.run(
        as_of_change=number, parameters=parameters, reference_day=dt.date(2026, 2, number % 28 + 1)
    )


def rows(report) -> list:
    return [row for table in make.section(report, "sources")["tables"] for row in table["rows"]]


def reported(before: dict, after: dict, **values):
    make.run(as_of_change=0)
    make.happened(make.BEFORE_IT)
    early = run(make.Change.objects.first().number, **before)
    make.happened(make.BEFORE_IT)
    make.known(at=make.IN_IT)
    number = make.Change.objects.first().number
    run(number, **after)
    make.happened(make.IN_IT, since=number)
    assert early.as_of_change < number
    return make.written(make.definition(**values))


def test_a_changed_record_is_shown_before_and_now_with_intervals() -> None:
    source = make.make.source("Ada Minister")
    report = reported({source.root_key: ("k", 5, 10)}, {source.root_key: ("k", 14, 20)})
    ((name, side, before, now, _, trials),) = rows(report)
    assert plain(name) == "Ada Minister"
    assert side == "asserts"
    assert before[1] < before[0] < before[2]
    assert now[0] > before[0]
    assert trials == "10.0 → 20.0"


def test_an_unchanged_one_and_a_thinly_known_one_are_not() -> None:
    same, thin = make.make.source(), make.make.source()
    before = {same.root_key: ("k", 5, 10), thin.root_key: ("k", 0, 0)}
    report = reported(before, {same.root_key: ("k", 5, 10), thin.root_key: ("k", 2, 2)})
    assert "moved by a point" in make.section(report, "sources")["empty"]


def test_a_private_person_is_not_named_and_a_pool_is_by_its_outlet() -> None:
    private, outlet = make.make.source("Jo", has_public_role=False), make.make.outlet("Evening Post")
    pool = f"pool:{outlet.pk}:government:decision_maker"
    report = reported(
        {pool: ("k", 5, 10), private.root_key: ("k", 5, 10)},
        {pool: ("k", 14, 20), private.root_key: ("k", 14, 20)},
    )
    assert [plain(row[0]) for row in rows(report)] == [
        "Evening Post’s unnamed sources (government, decision maker)"
    ]
