"""No comment and its three forms, and denials; what only looks like them."""

import pytest

from workers.suggesting import suggest


def stances(text: str) -> set[str]:
    """The likeliest stance of each suggestion, without plain assertion."""
    return {max(item.facets["stance"], key=item.facets["stance"].__getitem__) for item in suggest(text)} - {
        "asserts"
    }


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("A spokesman declined to comment.", "declines_to_comment"),
        ("The bank declined to say whether it would appeal.", "declines_to_comment"),
        ("The bank would not say if it would appeal.", "declines_to_comment"),
        ("The bank wouldn’t comment for this story.", "declines_to_comment"),
        ("“We have no comment on that,” the bank said.", "declines_to_comment"),
        ("The ministry did not immediately respond to a request for comment.", "did_not_respond"),
        ("The ministry didn't return several calls and messages.", "did_not_respond"),
        ("Mr. Bloggs could not be reached.", "did_not_respond"),
        ("Requests for comment were not immediately returned.", "did_not_respond"),
        ("The airline gave no reason for the delay.", "no_official_explanation"),
        ("The police have not given any details.", "no_official_explanation"),
    ],
)
def test_a_silence_is_told_with_its_form(text: str, form: str) -> None:
    assert form in stances(text)
    assert "no_comment" in {item.kind for item in suggest(text)}


@pytest.mark.parametrize(
    "text",
    [
        "She declined the invitation to the gala.",
        "He declined to endorse the senator.",
        "The senator did not respond in kind.",
        "The officials spoke anonymously because they were not authorized to discuss the case.",
        "The company responded to a request for comment with a long letter.",
        "If he declines to comment, we will go ahead.",
    ],
)
def test_what_is_no_silence(text: str) -> None:
    assert "no_comment" not in {item.kind for item in suggest(text)}


@pytest.mark.parametrize(
    "text",
    [
        "The minister denied that he had met the banker.",
        "The minister has repeatedly denied any wrongdoing.",
        "The campaign rejected the allegation.",
        "The bank disputed that account.",
        "The bank called the report false.",
        "The mayor said that the report was not true.",
        "“We deny that,” the mayor said.",
        "It was an accusation that the mayor strongly disputes.",
        "The study contradicted the minister.",
    ],
)
def test_a_denial_is_told(text: str) -> None:
    assert "denial" in {item.kind for item in suggest(text)}


@pytest.mark.parametrize(
    "text",
    [
        "The student was denied a visa.",
        "The court denied the motion.",
        "The insurer denied coverage to the family.",
        "The council rejected the offer.",
        "The minister dismissed his chief of staff.",
        "Nobody can deny that it rained.",
        "He did not deny the report.",
        "The ship entered the disputed waters.",
        "The claim is false.",
        "The mayor admitted that the report was not true.",
    ],
)
def test_what_is_no_denial(text: str) -> None:
    assert "denial" not in {item.kind for item in suggest(text)}


def test_a_denial_in_ones_own_words_belongs_to_the_speaker() -> None:
    text = "“We deny that,” said Jo Bloggs, a spokesman."
    (item,) = [item for item in suggest(text) if item.kind == "denial"]
    assert text[slice(*item.source or ())] == "Jo Bloggs, a spokesman"


def test_the_phrase_that_fired_is_named() -> None:
    text = "A spokesman declined to comment on it."
    (item,) = suggest(text)
    assert ("declined-to-say", "declined to comment") in [
        (why.rule, text[slice(*why.span)]) for why in item.because
    ]
