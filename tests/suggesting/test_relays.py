"""Through which outlet a source is heard."""

import pytest

from workers.suggesting import Suggestion, suggest


def relay_of(text: str, item: Suggestion) -> str | None:
    return text[slice(*item.relay)] if item.relay else None


def test_sources_that_another_outlet_cites() -> None:
    text = "The deal is dead, according to sources cited by Reuters."
    (item,) = suggest(text, outlet="The Daily Record")
    assert (text[slice(*item.source or ())], relay_of(text, item)) == ("sources", "Reuters")
    assert item.kind == "anonymous_source"


def test_what_somebody_told_another_outlet() -> None:
    text = "Jane Doe told CNN on Sunday that the deal was dead."
    assert relay_of(text, suggest(text, outlet="The Daily Record")[0]) == "CNN"


def test_what_somebody_told_ourselves_is_no_relay() -> None:
    text = "Jane Doe told The Post on Sunday that the deal was dead."
    assert relay_of(text, suggest(text, outlet="The Washington Post")[0]) is None
    assert (
        relay_of(text, suggest(text, outlet="The Daily Record")[0]) is None
    )  # `The Post` alone could be anything
    longer = "Jane Doe told The Washington Post on Sunday that the deal was dead."
    assert relay_of(longer, suggest(longer, outlet="The Washington Post")[0]) is None
    assert relay_of(longer, suggest(longer, outlet="The Daily Record")[0]) == "The Washington Post"


def test_an_outlet_that_reports_alone_is_other_media() -> None:
    (item,) = suggest("Reuters reported that the deal was dead.", outlet="The Daily Record")
    assert (item.kind, item.relay) == ("other_media", None)


def test_an_outlet_that_cites_somebody_is_the_relay() -> None:
    text = "Reuters reported Friday, citing officials, that the deal was dead."
    cited = next(
        item for item in suggest(text, outlet="The Daily Record") if text[slice(*item.cue)] == "citing"
    )
    assert (text[slice(*cited.source or ())], relay_of(text, cited)) == ("officials", "Reuters")


AGENCY = "The deal is dead, according to sources cited by Calder News Agency. "


@pytest.mark.parametrize("said", ["The agency reported that it was late.", "Calder said that it was late."])
def test_a_news_agency_is_media_by_its_short_name_too(said: str) -> None:
    text = AGENCY + said
    found = suggest(text, outlet="The Daily Record")[-1]
    assert (found.kind, found.facets["affiliation"].get("media")) == ("other_media", 0.85)
    assert relay_of(text, found) == "Calder News Agency"


def test_an_agency_that_does_not_report_is_no_outlet() -> None:
    text = "The Environmental Protection Agency said that it was late. The agency declined to comment."
    for found in suggest(text, outlet="The Daily Record"):
        assert (found.kind in ("named_organisation", "no_comment"), found.relay) == (True, None)
        assert "government" in found.facets["affiliation"]


def test_what_somebody_told_a_news_agency_by_its_short_name() -> None:
    text = AGENCY + "A senior official told Calder that it was late."
    assert relay_of(text, suggest(text, outlet="The Daily Record")[-1]) == "Calder News Agency"
    assert relay_of(text, suggest(text, outlet="Calder News Agency")[-1]) is None


def test_who_cited_the_sources_is_none_of_what_they_say() -> None:
    assert AGENCY[slice(*suggest(AGENCY)[0].content or ())] == "The deal is dead"
