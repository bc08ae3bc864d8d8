"""CSV that a spreadsheet shows and never runs."""

import csv as reader
import io

import pytest

from annotate.formats import csv


@pytest.mark.parametrize(
    "start",
    [
        "=",
        "+",
        "-",
        "@",
        "\t",
        "\r",
        "\n",
        " =",
        "\t=",
        "＝",
        "＋",
        "－",
        "＠",
        "\u00a0=",
        "\ufeff=",
        "\x00=",
        "  @",
        "|",
        "%",
        "％",
        "\u200b|",
        "\u2060=",
        "﹦",
    ],
)
def test_no_formula_is_left_at_a_cells_start(start: str) -> None:
    cell = start + "cmd|' /C calc'!A0"
    assert csv.safe(cell) == "'" + cell
    (row,) = reader.reader(io.StringIO(csv.table([{"a": cell}], ["a"]).split("\r\n", 1)[1], newline=""))
    assert row == ["'" + cell]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (-1.5, "-1.5"),
        ("-390.5", "-390.5"),
        (3, "3"),
        ("a=b", "a=b"),
        (None, ""),
        (True, "true"),
        (["x", "y"], "x; y"),
        ("-1+1", "'-1+1"),
        ("-5\n", "'-5\n"),
        (["=a"], "'=a"),
    ],
)
def test_numbers_stay_numbers_and_words_stay_words(value: object, cell: str) -> None:
    assert csv.safe(value) == cell


def test_dotted_columns_look_inside_and_what_is_not_there_is_empty() -> None:
    assert csv.table([{"a": {"b": 1}}, {"a": None}], ["a.b", "c"]) == "a.b,c\r\n1,\r\n,\r\n"
