"""The report in print."""

import re
import zlib

import pytest

from annotate.models import Report
from tests.reports import factories as make
from tests.reports.test_html import HOSTILE, moved_report
from workers.reports.drawings import drawn
from workers.reports.pdf import as_pdf, as_png

pytestmark = pytest.mark.django_db


def streams(pdf: bytes) -> bytes:
    """What is packed in it, unpacked."""
    found = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            found.append(zlib.decompressobj().decompress(packed))
        except zlib.error:
            continue
    return b"".join(found)


def test_it_is_tagged_titled_and_has_its_fonts() -> None:
    report = moved_report("Rain.")
    seen = streams(bytes(Report.objects.get(pk=report.pk).pdf))
    assert seen.startswith(b"%PDF-1.")
    assert b"pdfuaid:part" in seen
    assert b"/MarkInfo" in seen
    assert b"/TH" in seen
    assert seen.count(b"/FontFile") >= 3
    assert b"Probability before and now" in seen  # the chart's words for those who do not see it


def test_the_same_figures_give_the_same_bytes() -> None:
    figures = moved_report("Rain.").figures
    assert as_pdf(figures) == as_pdf(figures)


@pytest.mark.parametrize(
    "wording",
    [
        HOSTILE,
        '#panic("no") $x$ *b* @ref <label> \\ ` // "',
        "سيغلق المصنع في مايو",
        "x" * 300,
        "Ā́b̃ 東京電力",
        "of no font: \U000f1234",
    ],
)
def test_any_wording_is_set(wording: str) -> None:
    assert as_pdf(moved_report(wording).figures).startswith(b"%PDF-1.")


def test_no_data_at_all_is_set() -> None:
    assert as_pdf(make.written(make.definition()).figures).startswith(b"%PDF-1.")


def test_a_chart_as_pixels() -> None:
    section = make.section(moved_report(HOSTILE), "moved")
    assert as_png(drawn(section)).startswith(b"\x89PNG")


def test_a_preview_asked_for_at_any_moment_is_a_pdf() -> None:
    figures = make.written(make.definition()).figures
    upto = {"report": figures["report"] | {"upto": "2026-03-04T12:30:15.123456+00:00"}}
    assert as_pdf(figures | upto).startswith(b"%PDF-1.")
