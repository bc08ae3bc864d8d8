"""A text that says where it comes from is believed, and only outlets count as where."""

from __future__ import annotations

import pytest

from workers.tracing import Credit, credits


def seen(text: str, **more: list[str]) -> list[tuple[str, str]]:
    return [(credit.name, credit.rule) for credit in credits(text, **more)]


@pytest.mark.parametrize(
    ("text", "name", "rule"),
    [
        ("PARIS (AFP) - Two ministers resigned on Monday.", "Agence France-Presse", "dateline"),
        ("Ministers resign\n\nWASHINGTON, Dec. 11 (UPI) — Two.", "United Press International", "dateline"),
        ("BERLIN (Reuters) – Two ministers resigned.", "Reuters", "dateline"),
        ("Berlin (dpa) Zwei Minister sind zurückgetreten.", "Deutsche Presse-Agentur", "dateline"),
        ("Hamburg (dpa/lno) - Zwei Minister. Quelle: dpa", "Deutsche Presse-Agentur", "credit_line"),
        ("It ended.\n\nWith reporting by Reuters.", "Reuters", "credit_line"),
        (
            "It ended.\n\nAdditional reporting by Ann Lee and the Associated Press",
            "Associated Press",
            "credit_line",
        ),
        ("It ended.\n\nThe Associated Press contributed to this report.", "Associated Press", "credit_line"),
        (
            "It ended. This story was originally published by the Valley Herald.",
            "Valley Herald",
            "credit_line",
        ),
        ("It ended.\n\n© 2026 Reuters", "Reuters", "credit_line"),
        ("It ended. h/t: Valley Gazette", "Valley Gazette", "hat_tip"),
        (
            "Their talks were first reported on Monday by The New York Times.",
            "New York Times",
            "first_reported",
        ),
        ("NBC News first reported the talks.", "NBC News", "first_reported"),
        ("He resigned, according to Reuters.", "Reuters", "relay"),
        ("“I have resigned,” he told the BBC.", "BBC", "relay"),
    ],
)
def test_who_is_credited(text: str, name: str, rule: str) -> None:
    assert (name, rule) in seen(text)


@pytest.mark.parametrize(
    "text",
    [
        "With reporting by Ann Lee in Paris and Bo Holm.",
        "He resigned, according to Ann Lee.",
        "She told the court that he had resigned.",
        "The party (CDU) – once the largest – lost.",
        "A tap on the ap (ap) — no.",
        "",
    ],
)
def test_people_and_parties_are_no_outlets(text: str) -> None:
    assert seen(text) == []


def test_a_name_of_the_callers_own_is_known_and_spelt_as_given() -> None:
    assert seen("It was first reported by Le Canard.", outlets=["Le Canard"]) == [
        ("Le Canard", "first_reported")
    ]
    assert seen("It was first reported by Le Canard.") == []


def test_spans_are_of_the_name() -> None:
    text = "🙂 It ended.\n\nWith files from Reuters, the AFP and Ann Lee."
    spans = [(c.start, c.end) for c in credits(text)]
    assert [text[a:b] for a, b in spans] == ["Reuters", "the AFP"]


def test_info_sources_are_declared_and_have_no_span() -> None:
    assert credits("", info_sources=["AFP", " ", "Le Canard"]) == (
        Credit("Agence France-Presse", "info_source"),
        Credit("Le Canard", "info_source"),
    )


def test_only_credits_for_the_text_as_a_whole_say_so() -> None:
    text = "PARIS (AFP) - He told the BBC. With files from Reuters."
    assert [c.is_for_the_text for c in credits(text)] == [True, False, True]
