"""Words that are shown as said stand in one pair of quotation marks."""

import pytest

from annotate.templatetags.desk import quoted


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("it will close", "“it will close”"),
        ("“It will close,”", "“It will close,”"),
        ('a "late" one', 'a "late" one'),
    ],
)
def test_one_pair_of_marks(words: str, shown: str) -> None:
    assert quoted(words) == shown
