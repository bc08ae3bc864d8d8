"""Which sources the text does not name, how many it says they are, and on what terms they spoke."""

import pytest

from workers.suggesting import Suggestion, suggest

UNNAMED = {"unnamed_individual", "unnamed_group"}


def first(text: str, words: str) -> Suggestion:
    """The suggestion whose source begins with these words."""
    return next(item for item in suggest(text) if item.source and text[item.source[0] :].startswith(words))


def is_unnamed(item: Suggestion) -> bool:
    return sum(item.facets["identification"].get(term, 0) for term in UNNAMED) > 0.5


@pytest.mark.parametrize(
    "source",
    [
        "Two people familiar with the matter",
        "A senior administration official",
        "Officials",
        "Several aides",
        "A person close to the family",
        "A person close to her",
        "Four people briefed on the matter",
        "A pair of insiders and a source close to him",
        "One well-placed Republican",
        "Another intelligence source",
        "Current and former officials",
        "A group of conservative leaders",
        "His advisers",
    ],
)
def test_an_unnamed_source(source: str) -> None:
    item = first(f"{source} said the deal was dead.", source)
    assert is_unnamed(item)
    assert item.kind == "anonymous_source"


@pytest.mark.parametrize(
    "source",
    [
        "Jane Doe",
        "Spokeswoman Jane Doe",
        "A spokeswoman, Jane Doe,",
        "Murphy, now a consultant,",
        "The Observer",
        "The poll",
        "Critics",
        "Voters",
        "The report",
        "The company",
        "Business Insider",
        "The senator",
    ],
)
def test_not_an_unnamed_source(source: str) -> None:
    assert not is_unnamed(first(f"{source} said the deal was dead.", source))


def test_a_role_that_the_text_joins_to_a_name_is_named() -> None:
    text = "Jane Doe, a spokeswoman for the bank, left early. The spokeswoman said the deal was dead."
    assert not is_unnamed(first(text, "The spokeswoman said"))
    assert is_unnamed(first("She left early. The spokeswoman said the deal was dead.", "The spokeswoman"))


def test_on_the_record_is_no_anonymity() -> None:
    item = first("An official spoke on the record about the deal.", "An official")
    assert item.facets["ground_rule"]["on_the_record"] > 0.5
    assert "anonymity_reason" not in item.facets


@pytest.mark.parametrize(
    "text",
    [
        "The bank tapped three lenders, said people with direct knowledge of the matter.",
        "They saw it as hard, according to people familiar with the matter.",
        "The magazine reported on Friday, citing people familiar with the matter.",
        'It was cheap," one of the sources said.',
        "The official was not authorized to discuss it and spoke on condition of anonymity.",
    ],
)
def test_an_unnamed_source_wherever_it_stands(text: str) -> None:
    assert any(item.source and is_unnamed(item) for item in suggest(text))


def test_giving_no_name_is_no_silence() -> None:
    text = "A man, who declined to give his name, said it was late."
    assert "no_comment" not in {item.kind for item in suggest(text)}
    assert first(text, "A man").facets["ground_rule"]["not_for_attribution"] > 0.5


def test_who_stands_for_the_noun_before_it() -> None:
    assert is_unnamed(first("She met officials who said it works.", "who said"))
    assert not is_unnamed(first("It was praised by Jane Doe, who said it works.", "who said"))


@pytest.mark.parametrize(
    ("source", "stated", "floor"),
    [
        ("Two people familiar with the matter", 2, 2),
        ("A senior official", 1, 1),
        ("Officials", None, 2),
        ("Several officials", None, 3),
        ("At least three officials", None, 3),
        ("More than 20 officials", None, 21),
        ("A dozen officials", None, 12),
        ("The official", None, 1),
    ],
)
def test_stated_count_and_floor(source: str, stated: int | None, floor: int) -> None:
    item = first(f"{source} said the deal was dead.", source)
    assert (item.stated_count, item.count_floor) == (stated, floor)


def test_a_named_source_has_no_count() -> None:
    item = first("Jane Doe said the deal was dead.", "Jane")
    assert (item.stated_count, item.count_floor) == (None, None)


def test_anonymity_has_its_ground_rule_and_its_reason() -> None:
    text = "A banker said on condition of anonymity, because the talks are private, that it would fail."
    item = first(text, "A banker")
    assert item.facets["ground_rule"]["not_for_attribution"] > 0.9
    assert item.facets["anonymity_reason"]["given"] > 0.5
    assert "because" in next(text[slice(*why.span)] for why in item.because if why.rule == "reason-given")
    bare = first("A banker said on condition of anonymity that it would fail.", "A banker")
    assert bare.facets["anonymity_reason"]["given"] < 0.5


def test_a_background_check_is_no_ground_rule() -> None:
    item = first("An official said on background checks that they help.", "An official")
    assert item.facets["ground_rule"]["not_stated"] > 0.9
