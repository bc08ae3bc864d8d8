"""What every chart keeps to."""

import re
from xml.etree import ElementTree as ET

import pytest

from annotate.charts import Bin, Estimate, Row, bars, intervals, lines, reliability, shortened

HOSTILE = 'سيغلق & <script>alert("1")</script> $x^2$ 東京\x0b'
HALF = Estimate(0.5, 0.4, 0.6)
ROWS = [Row(HOSTILE, HALF, Estimate(0.2, 0.1, 0.3)), Row("x" * 300, Estimate(1, 0, 1), note="3 of 4")]
DRAWN = {
    "intervals": intervals(ROWS, title=HOSTILE),
    "reliability": reliability([Bin(0.1, HALF, 12), Bin(1.0, HALF, 3)], title=HOSTILE),
    "lines": lines([(HOSTILE, 1.2), ("x" * 300, -3.0)], title=HOSTILE),
    "bars": bars([(HOSTILE, 0.5, "12"), ("x" * 300, 1.0, "24"), ("none", 0.0, "0")], title=HOSTILE),
    "nothing": intervals([], title=HOSTILE),
    "no lines": lines([], title=HOSTILE),
}
SVG = "{http://www.w3.org/2000/svg}"


def tree(name: str) -> ET.Element:
    return ET.fromstring(DRAWN[name])  # noqa: S314  # our own


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_stands_under_a_strict_content_security_policy(name: str) -> None:
    for element in tree(name).iter():
        assert element.tag.removeprefix(SVG) in {"svg", "line", "circle", "text"}
        assert not {a for a in element.attrib if a == "style" or a.startswith("on") or "href" in a}


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_says_what_it_is_to_those_who_do_not_see_it(name: str) -> None:
    root = tree(name)
    assert root.get("role") == "img"
    assert root.get("aria-label") == HOSTILE.replace("\x0b", "")


@pytest.mark.parametrize("name", DRAWN)
def test_everything_lies_inside(name: str) -> None:
    root = tree(name)
    width, height = map(float, root.get("viewBox", "").split()[2:])
    for element in root.iter():
        for key, value in element.attrib.items():
            limit = (
                width
                if key in ("x", "x1", "x2", "cx")
                else height
                if key in ("y", "y1", "y2", "cy")
                else None
            )
            assert limit is None or 0 <= float(value) <= limit


@pytest.mark.parametrize("name", DRAWN)
def test_text_is_large_enough_on_a_telephone(name: str) -> None:
    assert all(float(t.get("font-size", "0")) >= 11 for t in tree(name).iter(f"{SVG}text"))


def test_an_interval_is_drawn_for_every_estimate() -> None:
    drawn = [e for e in tree("intervals").iter(f"{SVG}line") if e.get("stroke-width") in ("3", "1.5")]
    assert len(drawn) == 3
    assert len([e for e in tree("reliability").iter(f"{SVG}line") if e.get("stroke-width") == "2"]) == 2


def test_then_and_now_differ_by_shape_not_by_colour_alone() -> None:
    dots = list(tree("intervals").iter(f"{SVG}circle"))
    assert {d.get("fill") for d in dots} == {"none", "currentColor"}


def test_the_same_figures_give_the_same_bytes() -> None:
    assert intervals(ROWS, title=HOSTILE) == DRAWN["intervals"]


def test_a_long_label_is_shortened_and_a_wide_script_counts_double() -> None:
    assert shortened("x" * 300, 10) == "x" * 9 + "…"
    assert shortened("東" * 300, 10) == "東" * 4 + "…"
    assert shortened("short", 10) == "short"


def test_lines_end_where_their_sum_says() -> None:
    assert re.search(r">−1\.80</text>", DRAWN["lines"])


@pytest.mark.parametrize("values", [(0.5, 0.6, 0.4), (1.5, 0, 1), (0.5, -0.1, 1)])
def test_no_estimate_without_an_interval_that_is_one(values: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="interval"):
        Estimate(*values)
