"""What else a suggestion says of the source and of how the content reached print."""

import pytest

from workers.suggesting import Suggestion, suggest


def likeliest(item: Suggestion, facet: str) -> str:
    terms = item.facets[facet]
    return max(terms, key=lambda term: terms[term])


@pytest.mark.parametrize(
    ("text", "facet", "term"),
    [
        ("Jane Doe, a spokeswoman for the bank, said it was late.", "role", "representative"),
        ("Jane Doe, a professor of law, said it was late.", "role", "informational"),
        ("Senator Jane Doe said it was late.", "role", "decision_maker"),
        ("A witness said it was late.", "role", "participant"),
        ("Jane Doe, a professor of law, said it was late.", "affiliation", "academic"),
        ("A ministry official said it was late.", "affiliation", "government"),
        ("The union said it was late.", "affiliation", "union"),
        ("A former official said it was late.", "tenure", "former"),
        ("Jane Doe said it was late.", "tenure", "not_stated"),
        ("The ministry said in a statement that it was late.", "channel", "statement"),
        ("Jane Doe told a news conference that it was late.", "channel", "public_speech"),
        ("Jane Doe wrote on Twitter that it was late.", "channel", "social_media_post"),
        ("Jane Doe said in an email that it was late.", "channel", "communication"),
        ("The poll found that it was late.", "channel", "vote_or_poll"),
        ("The report says that it was late.", "channel", "document"),
        ("Jane Doe announced that it was over.", "stance", "announces"),
        ("Jane Doe confirmed that it was over.", "stance", "confirms"),
        ("Jane Doe predicted that it would end.", "stance", "estimates"),
        ("Jane Doe believes that it is over.", "certainty", "hedged"),
        ("Jane Doe said that it is over.", "certainty", "plain"),
        ("People familiar with the talks said it is over.", "directness", "second_hand"),
        ("A person with direct knowledge of it said it is over.", "directness", "first_hand"),
        ("Jane Doe said it is over.", "identification", "named_individual"),
        ("The bank said it is over.", "identification", "named_group"),
        ("The lawsuit said it is over.", "identification", "document"),
        ("Critics said it is over.", "identification", "unattributed"),
    ],
)
def test_the_likeliest_term(text: str, facet: str, term: str) -> None:
    assert likeliest(suggest(text)[0], facet) == term


def test_a_name_keeps_the_role_with_which_it_was_introduced() -> None:
    text = (
        "Jane Doe, a professor of law, left. Jane Doe, a professor of law, said it was late. Doe added more."
    )
    assert [item.kind for item in suggest(text) if item.source] == ["named_expert", "named_expert"]


def test_a_facet_without_an_opinion_is_left_out() -> None:
    (item,) = suggest("Xyzzy said it was late.")
    assert "role" not in item.facets
