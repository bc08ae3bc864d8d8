"""Through which outlet a source is heard."""

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
