"""Computed JSON is kept as text, rows of it without their names: nobody who reads or stores it sees a difference."""

import datetime as dt

import pytest
from django.db import connection

from annotate.models import Consensus, CurrentRun, RunConsensus, RunScore, Score, ScoringRun
from tests import factories as make

pytestmark = pytest.mark.django_db

LINE = {
    "kind": "asserting_root", "label": "source:é", "log_odds": 0.1 + 0.2, "root": None, "evidence": ["a\\\"\n", "مصدر"],
    "of_kind": -0.0, "of_record": 1e-17,
}  # fmt: skip
REPORT = {
    "attribution": "atr_1", "article": "art_1", "outlet": "outlet:x", "root": "source:é", "side": "asserts", "asserts": 1.0,
    "denies": 0.0, "weight": 0.5, "is_origin": True, "is_erased": False, "relays": ["outlet:y"],
}  # fmt: skip
VOICE = {
    "key": "source:é", "roots": ["source:é"], "relays": [], "is_on_both_sides": False, "has_merged_pools": True,
    "reports": [REPORT, REPORT | {"attribution": "atr_2"}],
}  # fmt: skip
FIGURES = {
    "probability": None, "low": None, "high": None, "admiralty": 6, "icd203": None, "cannot_be_judged": "No.",
    "resolved_claims": 0, "calibration": "prior_only", "independent_roots": 0, "effective_roots": 0.0, "reports": 0,
    "denials": 0, "silences": 0, "as_of_change": 1, "computed_at": dt.datetime(2026, 4, 1, tzinfo=dt.UTC),
}  # fmt: skip


@pytest.fixture
def run() -> ScoringRun:
    made = ScoringRun.objects.create(
        parameters={}, as_of_change=1, reference_day=dt.date(2026, 4, 1), code_version="x"
    )
    CurrentRun.objects.update_or_create(pk=1, defaults={"run": made})
    return made


def kept(table: str, column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")  # noqa: S608
        (found,) = cursor.fetchone()
    return str(found)


def test_rows_come_back_with_their_names_and_are_kept_without_them(run: ScoringRun) -> None:
    claim = make.claim()
    RunScore.objects.create(claim=claim, run=run, contributions=[LINE], components=[VOICE], **FIGURES)
    for read in (RunScore.objects.get(), Score.objects.get(), claim.score):
        assert (read.contributions, read.components) == ([LINE], [VOICE])
    assert Score.objects.values_list("contributions", "components").get() == ([LINE], [VOICE])
    assert '"kind"' not in kept("annotate_runscore", "contributions")
    assert '"attribution"' not in kept("annotate_runscore", "components")


def test_values_in_the_order_of_the_names_are_the_same_rows(run: ScoringRun) -> None:
    line = tuple(LINE.values())
    voice = (*[*VOICE.values()][:-1], [tuple(report.values()) for report in VOICE["reports"]])
    RunScore.objects.create(claim=make.claim(), run=run, contributions=[line], components=[voice], **FIGURES)
    read = RunScore.objects.get()
    assert (read.contributions, read.components) == ([LINE], [VOICE])


def test_rows_that_were_kept_with_their_names_or_have_others_stay_as_they_are(run: ScoringRun) -> None:
    odd = {"kind": "prior", "log_odds": 0.5}
    part = VOICE | {"reports": [REPORT, {"attribution": "atr_2"}]}
    RunScore.objects.create(claim=make.claim(), run=run, contributions=[odd], components=[part], **FIGURES)
    read = RunScore.objects.get()
    assert (read.contributions, read.components) == ([odd], [part])


def test_a_row_of_too_few_values_is_refused_and_not_read_as_another(run: ScoringRun) -> None:
    RunScore.objects.create(claim=make.claim(), run=run, contributions=[["prior"]], components=[], **FIGURES)
    with pytest.raises(ValueError, match="shorter"):
        RunScore.objects.get()


def test_facets_are_read_as_they_were_stored(run: ScoringRun) -> None:
    reading = make.read(make.article(), make.claim(), facets=make.NAMED, source=make.source())
    facets = {"stance": {"asserts": 0.75, "denies": 0.25}, "role": {}}
    RunConsensus.objects.create(
        attribution=reading.attribution, run=run, facets=facets, exists=1.0, readings=1,
        as_of_change=1, computed_at=FIGURES["computed_at"],
    )  # fmt: skip
    assert RunConsensus.objects.get().facets == Consensus.objects.get().facets == facets
    assert Consensus.objects.values_list("attribution__id", "facets").get()[1] == facets
