"""What was published leaves the record by two people; what was not, by one."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from annotate.actions import articles, claims, withdrawal
from annotate.models import Article, Claim, WithdrawalRequest
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_nobody_withdraws_what_was_published_alone() -> None:
    editor, article, claim = make.user("editor"), make.article(), make.claim()
    with pytest.raises(PermissionDenied, match="two people"):
        claims.withdraw_claim(claim=claim, reason="Wrong.", by=editor)
    with pytest.raises(PermissionDenied, match="two people"):
        articles.withdraw_article(article=article, reason="Wrong.", by=editor, asked_by=editor)
    for thing in (article, claim):
        request = withdrawal.request_withdrawal(thing=thing, reason="Wrong.", by=editor)
        with pytest.raises(PermissionDenied, match="two people"):
            withdrawal.carry_out_withdrawal(request=request, by=editor)
    assert Article.objects.get().state == Claim.objects.get().state == "published"


def test_the_second_person_carries_it_out_with_the_first_ones_reason() -> None:
    for thing in (make.article(), make.claim()):
        request = withdrawal.request_withdrawal(
            thing=thing, reason="It was two claims.", by=make.user("editor")
        )
        withdrawal.carry_out_withdrawal(request=request, by=make.user("editor"))
        thing.refresh_from_db()
        assert (thing.state, thing.withdrawn_reason) == ("withdrawn", "It was two claims.")
        with pytest.raises(ValidationError, match="decided already"):
            withdrawal.refuse_withdrawal(request=request, by=make.user("editor"))


def test_refused_it_stays_and_can_be_asked_for_again() -> None:
    claim, editor = make.claim(), make.user("editor")
    request = withdrawal.request_withdrawal(thing=claim, reason="Wrong.", by=editor)
    with pytest.raises(ValidationError, match="asked for this already"):
        withdrawal.request_withdrawal(thing=claim, reason="Wrong.", by=make.user("editor"))
    withdrawal.refuse_withdrawal(request=request, by=make.user("editor"))
    assert Claim.objects.get().state == "published"
    assert withdrawal.request_withdrawal(thing=claim, reason="Still.", by=editor).pk


def test_what_was_never_published_takes_one() -> None:
    draft = make.claim(published=False)
    with pytest.raises(ValidationError, match="was published"):
        withdrawal.request_withdrawal(thing=draft, reason="Wrong.", by=make.user("editor"))
    claims.withdraw_claim(claim=draft, reason="Wrong.", by=make.user("editor"))
    assert not WithdrawalRequest.objects.exists()


def test_reviewers_do_not_ask_for_it() -> None:
    with pytest.raises(PermissionDenied):
        withdrawal.request_withdrawal(thing=make.claim(), reason="Wrong.", by=make.user("reviewer"))
