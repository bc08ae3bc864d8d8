"""A source or an outlet contests a claim: who owns it, by when, what is decided, what readers are told."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from annotate.actions import claims, disputes
from annotate.models import Change, Claim, Dispute, User
from annotate.roles import SETUP
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make.user("editor")


@pytest.fixture
def claim() -> Claim:
    return make.claim()


def contest(claim: Claim, editor: User, **values: object) -> Dispute:
    given = {
        "claim": claim,
        "party": make.source(),
        "contested": "We never said so.",
        "owner": editor,
        "by": editor,
    }
    return disputes.open_dispute(**given | values)  # type: ignore[arg-type]


def decide(dispute: Dispute, by: User, **values: str) -> Dispute:
    given = {"state": "rejected", "decision": "The tape has it.", "public_note": "We heard the tape."}
    return disputes.decide_dispute(dispute=dispute, by=by, **given | values)


def test_the_claim_says_disputed_until_it_is_decided_and_then_what_readers_are_told(
    claim: Claim, editor: User
) -> None:
    dispute = contest(claim, editor)
    claim.refresh_from_db()
    assert (claim.dispute["state"], claim.dispute["by"], claim.dispute["note"]) == ("open", "source", None)
    assert dispute.due_on == timezone.localdate() + dt.timedelta(days=disputes.DAYS)
    decide(dispute, editor)
    claim.refresh_from_db()
    assert (claim.dispute["state"], claim.dispute["note"]) == ("rejected", "We heard the tape.")
    assert "tape has it" not in str(claim.dispute)


def test_the_public_log_says_that_it_is_contested_and_not_in_what_words(claim: Claim, editor: User) -> None:
    decide(contest(claim, editor), editor)
    told = Change.objects.filter(object_id=claim.pk, verb__startswith="dispute.").order_by("number")
    assert [(c.verb, c.audience, c.detail.after) for c in told] == [
        ("dispute.open", "public", {"dispute": "open"}), ("dispute.decide", "public", {"dispute": "rejected"}),
    ]  # fmt: skip
    own = Change.objects.filter(object_type="dispute")
    assert {c.audience for c in own} == {"desk"}


def test_a_dispute_on_a_private_claim_is_told_to_its_newsroom_alone(editor: User) -> None:
    room = make.newsroom()
    contest(make.claim(published=False, newsroom=room), editor)
    told = Change.objects.get(verb="dispute.open", object_type="claim")
    assert (told.audience, told.newsroom) == ("newsroom", room)


@pytest.mark.parametrize(
    "words",
    ["Write to jane@paper.example.", "Call +44 20 7946 0018.", "Ask @janedoe on it.", "Tel. (020) 7946-0018"],
)
def test_what_reaches_a_person_is_left_out(words: str, claim: Claim, editor: User) -> None:
    with pytest.raises(ValidationError, match="Leave out") as refused:
        contest(claim, editor, contested=words)
    assert {*refused.value.message_dict} == {"contested"}
    assert not Dispute.objects.exists()


def test_figures_and_days_are_no_telephone_numbers(claim: Claim, editor: User) -> None:
    assert contest(claim, editor, contested="On 2026-03-02 it was 1,200,000 tons, not 900 000.").pk


def test_only_its_owner_decides_and_it_can_be_handed_on(claim: Claim, editor: User) -> None:
    dispute, other = contest(claim, editor), make.user("adjudicator")
    with pytest.raises(PermissionDenied, match="owns this dispute"):
        decide(dispute, other)
    disputes.hand_on_dispute(dispute=dispute, owner=other, by=editor)
    assert decide(dispute, other).decided_by == other
    with pytest.raises(ValidationError, match="decided already"):
        decide(dispute, other)


def test_bad_input_names_its_field_and_writes_nothing(claim: Claim, editor: User) -> None:
    for values, field in (
        ({"contested": " "}, "contested"), ({"owner": make.user("reviewer")}, "owner"),
        ({"due_on": dt.date(2020, 1, 1)}, "due_on"),
    ):  # fmt: skip
        with pytest.raises(ValidationError) as refused:
            contest(claim, editor, **values)
        assert {*refused.value.message_dict} == {field}
    dispute = contest(claim, editor)
    for wrong, field in (
        ({"state": "open"}, "state"),
        ({"decision": ""}, "decision"),
        ({"public_note": ""}, "public_note"),
    ):
        with pytest.raises(ValidationError) as refused:
            decide(dispute, editor, **wrong)
        assert {*refused.value.message_dict} == {field}
    with pytest.raises(ValidationError, match="contests this claim already"):
        contest(claim, editor, party=dispute.party)
    with pytest.raises(PermissionDenied):
        contest(claim, editor, by=make.user("reviewer"))


def test_a_second_party_keeps_it_disputed_after_the_first_is_decided(claim: Claim, editor: User) -> None:
    first = contest(claim, editor)
    contest(claim, editor, party=make.outlet())
    decide(first, editor)
    claim.refresh_from_db()
    assert (claim.dispute["state"], claim.dispute["by"]) == ("open", "outlet")


def test_what_a_merged_claim_was_contested_for_the_kept_one_is_too(claim: Claim, editor: User) -> None:
    merged = make.claim()
    dispute = contest(merged, editor)
    claims.merge_claims(kept=claim, merged=merged, by=SETUP)
    assert Claim.objects.get(pk=claim.pk).dispute["state"] == "open"
    decide(dispute, editor)
    assert Claim.objects.get(pk=claim.pk).dispute["state"] == "rejected"
    claims.split_claims(claim=Claim.objects.get(pk=merged.pk), by=SETUP)
    assert Claim.objects.get(pk=claim.pk).dispute is None
