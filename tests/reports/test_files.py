"""Every figure as JSON and CSV."""

import csv
import io
import json

import pytest

from annotate.actions import claims
from annotate.formats.reports import HEADER, as_csv, as_json, safe
from annotate.models import Claim, Report
from tests.reports import factories as make
from workers.reports.boundaries import windows_of
from workers.reports.figures import figures_of

pytestmark = pytest.mark.django_db


def report_on(wording: str = "Rain.", **values) -> Report:
    claim = make.known()
    claim.wordings.amend(text=wording)
    make.scored(claim, 0.4, at=make.BEFORE_IT)
    make.scored(claim, 0.2, at=make.IN_IT, **values)
    return make.written(make.definition())


def again(report: Report) -> bytes:
    report = Report.objects.get(pk=report.pk)
    return as_json(figures_of(report, windows_of(report)))


def test_a_past_period_made_again_gives_the_same_bytes() -> None:
    report = report_on()
    assert again(report) == as_json(Report.objects.get(pk=report.pk).figures)


def test_what_came_later_does_not_change_a_past_period() -> None:
    report = report_on()
    before = as_json(report.figures)
    claim = Claim.objects.get()
    claims.reword_claim(claim=claim, wording="Snow.", by=make.SETUP)
    make.scored(claim, 0.9, independent_roots=4)
    make.make.read(make.make.article(), claim)
    make.make.resolved(claim)
    claims.withdraw_claim(claim=claim, reason="Wrong.", by=make.SETUP)
    make.run(as_of_change=make.Change.objects.first().number)
    assert again(report) == before


def test_json_is_what_was_stored() -> None:
    report = report_on()
    assert json.loads(as_json(report.figures)) == report.figures


def test_csv_has_a_line_for_every_cell() -> None:
    report = report_on("=cmd()")
    lines = list(csv.DictReader(io.StringIO(as_csv(report.figures))))
    cells = sum(len(row) for s in report.figures["sections"] for t in s["tables"] for row in t["rows"])
    assert len(lines) == cells
    assert tuple(lines[0]) == HEADER
    moved = {line["column"]: line for line in lines if line["table"] == "moved"}
    assert moved["claim"]["value"] == "'=cmd()"
    assert moved["claim"]["ids"] == Claim.objects.get().pk
    assert (moved["now"]["value"], moved["now"]["low"], moved["now"]["high"]) == ("0.2", "0.1", "0.3")
    assert moved["change"]["value"] == "-20.0"


@pytest.mark.parametrize(
    "start",
    [
        "=",
        "+",
        "-",
        "@",
        "\t=",
        "\r=",
        " =",
        "\u00a0=",
        "＝",
        "＋",
        "－",
        "＠",
        "\u200b=",
        "\ufeff=",
        "|",
        "%",
    ],
)
def test_no_text_is_a_formula(start: str) -> None:
    assert safe(f"{start}1+1").startswith("'")


@pytest.mark.parametrize("text", ["", "The plant closes.", "“Yes”", "a=b", "1 of 2"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text
