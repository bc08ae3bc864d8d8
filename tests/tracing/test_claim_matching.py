"""A passage finds the claim that it states, with the reason; what only sounds alike is told apart."""

from __future__ import annotations

import pytest

from tests.tracing.claim_pairs import CLAIMS, HELD_OUT, Wordings
from workers.tracing import Claims, KnownClaim, Match


def of(wordings: tuple[Wordings, ...]) -> Claims:
    return Claims(KnownClaim(str(number), wording.claim) for number, wording in enumerate(wordings))


def only(claim: str, passage: str, tolerance: float = 0.0) -> Match:
    (match,) = Claims([KnownClaim("c", claim, tolerance)]).match(passage)
    return match


@pytest.mark.parametrize(
    ("claim", "passage", "relation"),
    [
        ("The lab leaked the virus.", "The virus leaked from the laboratory.", "same"),
        ("The lab leaked the virus.", "The lab did not leak the virus.", "negated"),
        ("The lab leaked the virus.", "The lab didn’t leak the virus.", "negated"),
        ("The lab leaked the virus.", "The lab denied having leaked the virus.", "negated"),
        ("The lab leaked the virus.", "Nobody in the lab leaked the virus.", "negated"),
        ("The lab did not leak the virus.", "The lab leaked the virus.", "negated"),
        ("The lab did not leak the virus.", "The lab never leaked the virus.", "same"),
        ("The lab leaked the virus.", "The lab did not deny that it leaked the virus.", "same"),
        ("Exports rose in the spring.", "Exports fell in the spring.", "negated"),
        ("The union accepted the offer.", "The union rejected the offer.", "negated"),
        ("Twelve people died in the fire.", "The fire killed 12 people.", "same"),
        ("Twelve people died in the fire.", "The fire killed 19 people.", "different"),
        ("The deal is worth 4.2 billion dollars.", "The deal is worth $4.2 billion.", "same"),
        ("The deal is worth 4.2 billion dollars.", "The deal is worth $4.2 million.", "different"),
        ("Tom Hale died in 2019.", "Tom Hale died in 2021.", "different"),
        ("Tom Hale resigned on Monday.", "Tom Hale resigned on Friday.", "different"),
        ("Troops crossed the river on 3 March.", "On March 3, troops crossed the river.", "same"),
        ("Troops crossed the river on 3 March.", "On March 13, troops crossed the river.", "different"),
        ("The long talks in Geneva ended.", "The long talks in Vienna ended.", "different"),
        ("Norvik will buy Halden.", "Halden will be bought by Norvik.", "same"),
        ("Norvik will buy Halden.", "Halden will buy Norvik.", "different"),
        ("The port will sell its quay.", "The port will close its quay before the summer.", "different"),
        ("The regulator approved the drug for children.", "The regulator approved the drug for adults.", "different"),
    ],
)  # fmt: skip
def test_relation(claim: str, passage: str, relation: str) -> None:
    assert only(claim, passage).relation == relation


@pytest.mark.parametrize(
    ("claim", "passage", "told"),
    [
        ("Twelve people died in the fire.", "The fire killed 19 people.", "19 here, 12 in the claim"),
        ("The lab sold 4.2 million V5 models.", "The lab's V5 sold 75 million models.", "75,000,000 here, 4,200,000 in the claim"),
        ("The lab released V5.", "The lab released V4.", "“V4” here, “V5” in the claim"),
        ("Exports rose in the spring.", "Exports are falling in the spring.", "“falling” here, “rose” in the claim"),
        ("The port will sell its quay.", "The port is closing its quay.", "“closing” here, “sell” in the claim"),
        ("The long talks in Geneva ended.", "The long talks in Vienna ended.", "“Vienna” here, “Geneva” in the claim"),
        ("Norvik will buy Halden.", "Halden will buy Norvik.", "“Halden” and “Norvik” have changed places"),
    ],
)  # fmt: skip
def test_the_reason_names_the_difference_in_the_words_as_written(claim: str, passage: str, told: str) -> None:
    assert f"; {told}" in only(claim, passage).reason


def test_shared_words_are_spans_of_the_passage_in_code_points() -> None:
    passage = "🙂 The laboratory leaked it."
    match = only("The lab leaked the virus.", passage)
    assert [passage[start:end] for start, end in match.shared] == ["laboratory", "leaked"]


@pytest.mark.parametrize(("tolerance", "relation"), [(0.1, "same"), (0.01, "different")])
def test_a_figure_within_the_claims_tolerance_is_the_same(tolerance: float, relation: str) -> None:
    assert (
        only(
            "The storm cut power to 80,000 homes.", "The storm cut power to 78,000 homes.", tolerance
        ).relation
        == relation
    )


def test_an_extra_name_of_who_says_it_is_no_difference() -> None:
    assert (
        only("The Harrow bridge had cracks.", "The Harrow bridge had cracks, said Ann Lee.").relation
        == "same"
    )


@pytest.mark.parametrize("wordings", [CLAIMS, HELD_OUT])
def test_nearly_every_passage_finds_its_own_claim_first(wordings: tuple[Wordings, ...]) -> None:
    claims = of(wordings)
    asked = [
        (str(n), text) for n, wording in enumerate(wordings) for text in (*wording.same, wording.opposite)
    ]
    first = [claims.match(text)[0].claim == key for key, text in asked]
    assert sum(first) >= 0.97 * len(asked)


@pytest.mark.parametrize("wordings", [CLAIMS, HELD_OUT])
def test_opposites_are_never_proposed_as_the_same(wordings: tuple[Wordings, ...]) -> None:
    claims = of(wordings)
    wrong = [
        wording.opposite
        for number, wording in enumerate(wordings)
        for match in claims.match(wording.opposite)
        if match.claim == str(number) and match.relation == "same"
    ]
    assert wrong in (
        [],
        ["The Delwood officer's body camera was switched on."],
    )  # known: “on” is a small word


def test_what_can_be_joined_comes_before_what_is_only_alike() -> None:
    claims = Claims(
        [
            KnownClaim("other", "The Harrow bridge fell on Monday."),
            KnownClaim("own", "The old Harrow bridge collapsed."),
        ]
    )
    assert [match.claim for match in claims.match("The old bridge in Harrow collapsed.")][0] == "own"


def test_no_claims_and_no_words_find_nothing() -> None:
    assert Claims([]).match("The lab leaked the virus.") == ()
    assert of(CLAIMS).match("") == ()
    assert of(CLAIMS).match("的 … “” ---") == ()


def test_two_claims_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="claims: two have one key"):
        Claims([KnownClaim("a", "One."), KnownClaim("a", "Two.")])


def test_a_passage_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="text: 10,000,001 characters"):
        of(CLAIMS).match("a" * 10_000_001)


@pytest.mark.parametrize(
    "passage",
    [
        "not " * 100_000,
        "x" * 300_000,
        "1,000" * 50_000,
        "“" * 100_000,
        "لم يسرب المختبر الفيروس",
        "实验室没有泄漏病毒",
        "\ud800 a",
        "Never " * 300,
    ],
)
def test_any_passage_gets_an_answer(passage: str) -> None:
    assert len(of(CLAIMS).match(passage)) <= 5
