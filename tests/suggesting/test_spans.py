"""Who, by which words, what: the spans of a suggestion."""

import pytest

from workers.suggesting import Suggestion, suggest


def said(text: str) -> list[tuple[str | None, str, str | None]]:
    """Source, cue and content of each suggestion, as words."""
    return [
        (words(text, item.source), text[slice(*item.cue)], words(text, item.content))
        for item in suggest(text)
    ]


def words(text: str, span: tuple[int, int] | None) -> str | None:
    return text[slice(*span)] if span else None


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("The mayor said that the bridge would close.", "The mayor", "said", "that the bridge would close"),
        ("“It will close,” said Ana Ruiz, the mayor.", "Ana Ruiz, the mayor", "said", "“It will close,”"),
        (
            "According to the audit, the bridge is unsafe.",
            "the audit",
            "According to",
            "the bridge is unsafe",
        ),
        (
            "The bridge is unsafe, she has repeatedly argued.",
            "she",
            "has repeatedly argued",
            "The bridge is unsafe",
        ),
        (
            "Ana Ruiz, the mayor of Lund, said it was late.",
            "Ana Ruiz, the mayor of Lund,",
            "said",
            "it was late",
        ),
        (
            "People who have seen the plan say it will fail.",
            "People who have seen the plan",
            "say",
            "it will fail",
        ),
        ("The plan was criticized by two engineers.", "two engineers", "was criticized", None),
        (
            "The bridge is unsafe, Moss & Lund analyst Ana Ruiz said.",
            "Moss & Lund analyst Ana Ruiz",
            "said",
            "The bridge is unsafe",
        ),
        (
            "According to Moss & Lund, the bridge is unsafe.",
            "Moss & Lund",
            "According to",
            "the bridge is unsafe",
        ),
        ("Ana Ruiz: Bridge to close", "Ana Ruiz", ":", "Bridge to close"),
        # Whom somebody told is none of what they said.
        ("It was late, she told the union on Friday.", "she", "told", "It was late"),
    ],
)
def test_source_cue_and_content_are_found(text: str, source: str, cue: str, content: str | None) -> None:
    found = said(text)
    assert (source, cue) in [item[:2] for item in found]
    if content:
        assert (source, cue, content) in found


def test_who_was_told_does_not_speak_nor_does_what_somebody_asked() -> None:
    text = "Dockers had not been told, according to a shop steward who asked not to be named."
    (only,) = said(text)
    assert only == ("a shop steward who asked not to be named", "according to", "Dockers had not been told")


def test_a_second_verb_shares_the_source() -> None:
    text = "Ana Ruiz said the bridge was old, adding that it would close, and warned drivers."
    assert [(source, cue) for source, cue, _ in said(text)] == [
        ("Ana Ruiz", "said"),
        ("Ana Ruiz", "adding"),
        ("Ana Ruiz", "warned"),
    ]


def test_what_others_do_inside_the_content_is_not_suggested() -> None:
    assert [cue for _, cue, _ in said("Ana Ruiz said that he wants to argue that the plan is dead.")] == [
        "said"
    ]


def test_nothing_inside_a_quotation_is_suggested() -> None:
    assert [
        cue for _, cue, _ in said("“He said that it was late and she thinks so,” Ana Ruiz told the council.")
    ] == ["told"]


def test_words_that_look_like_cues_are_left_alone() -> None:
    text = "The report was long. Two claims remained. The state has calls to make. Attacks continued in the north."
    assert not [item for item in said(text) if item[0]]


def test_spans_count_code_points() -> None:
    text = "😀 The mayor said: “Née 😀.”"
    (item,) = suggest(text)
    assert (text[slice(*item.source or ())], text[slice(*item.content or ())]) == ("The mayor", "“Née 😀.”")


def test_an_abbreviation_can_end_a_sentence_or_not() -> None:
    assert said("The mayor said he left the U.S. The council met.")[0][2] == "he left the U.S"
    assert said("The mayor said Mr. Bloggs left.")[0][2] == "Mr. Bloggs left"


def test_every_span_lies_in_the_text_and_every_suggestion_says_why() -> None:
    text = "Officials said on Monday that it would close. “No,” said Ana Ruiz. She declined to comment."
    for item in suggest(text):
        assert item.because
        assert all(0 <= start < end <= len(text) for start, end in _spans(item))


def _spans(item: Suggestion) -> list[tuple[int, int]]:
    own = [span for span in (item.cue, item.source, item.content, item.relay) if span]
    return own + [reason.span for reason in item.because]


def test_another_finder_can_stand_behind_the_interface() -> None:
    class Nothing:
        def find(self, document: object) -> list:
            return []

    assert suggest("The mayor said so.", finder=Nothing()) == []
    assert suggest("The mayor said so.")


@pytest.mark.parametrize(
    "text",
    [
        "The model, known as V5, was handed over.",
        "They tuned it before the public sees it.",
        "The same can be said of the port.",
        "The lab has not let Altamar Devices or Brennock Silicon see it.",
        "He left when Altamar and Brennock had been offered one.",
        "The official spoke on condition of anonymity.",
    ],
)
def test_nobody_speaks_there(text: str) -> None:
    assert suggest(text) == []


def test_what_somebody_would_not_say_is_said_by_nobody() -> None:
    text = "The official declined to say how the government knew and spoke on condition of anonymity."
    assert [cue for _, cue, _ in said(text)] == ["declined"]


def test_words_that_only_begin_a_sentence_name_nobody() -> None:
    for text in (
        "Labs usually show a new model to everybody.",
        "Hosting companies in the port offer them by the hour.",
        "Neither company said that it had moved.",
        "“It is late,” we said.",
    ):
        [item] = suggest(text)
        assert item.name is None, text
    [item] = suggest("Brennock showed a new model to everybody.")
    assert item.name == (0, len("Brennock"))


def test_a_relative_pronoun_is_no_name() -> None:
    [item] = suggest("In May the lab, one of two which had said that they would, left.")
    assert item.name is None


def test_the_beginning_of_a_name_stands_for_the_whole_where_it_can_be_but_one() -> None:
    def names(text: str) -> list[str]:
        return [text[slice(*item.name)] for item in suggest(text) if item.name]

    assert names("It was kept from Brennock Silicon. Brennock said that it was late.") == ["Brennock Silicon"]
    assert names("Brennock Silicon and Brennock Steel merged. Brennock said that it was late.") == [
        "Brennock"
    ]
    assert names("Ann Brennock met Brennock Steel. Brennock said that it was late.") == ["Brennock"]
