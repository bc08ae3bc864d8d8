"""Who may do what: every verb by every role, and verbs that nobody listed."""

import itertools
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import PermissionDenied

from annotate.actions import adjudication, claims, erasure, people, readings
from annotate.models import Claim, ErasureRequest
from annotate.roles import MAY, ROLES, SCOPE_MAY, SETUP, SYSTEM_MAY, WORKER, may, require
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_the_four_roles_come_by_a_migration() -> None:
    assert {*Group.objects.values_list("name", flat=True)} == {*ROLES}


def test_every_role_may_do_exactly_what_the_table_says() -> None:
    for role, verb in itertools.product(ROLES, MAY):
        assert may(make_user(role), verb) == bool({role, "anybody"} & MAY[verb]), (role, verb)


_users: dict[str, object] = {}


def make_user(role: str) -> object:
    return _users.setdefault(role, make.user(role))


@pytest.fixture(autouse=True)
def _fresh() -> None:
    _users.clear()


def test_nobody_and_the_inactive_may_nothing() -> None:
    inactive = make.user(*ROLES, is_active=False)
    for verb in {*MAY} - {"newsroom.watch"}:
        assert not may(AnonymousUser(), verb)
        assert not may(inactive, verb)
        assert not may(None, verb)


def test_an_unknown_verb_is_nobodys() -> None:
    for actor in (make.user(*ROLES), SETUP, WORKER):
        with pytest.raises(PermissionDenied):
            require(actor, "claim.sell")


def test_every_verb_that_an_action_uses_is_in_the_table() -> None:
    known = {*MAY} | set().union(*SYSTEM_MAY.values(), *SCOPE_MAY.values())
    for path in Path("annotate/actions").glob("*.py"):
        text = path.read_text()
        for call in re.findall(r"with verb\((.*?)\) as|with verb\((.*?)\):", text, re.S):
            words = "".join(call)
            literal = r'allowed_as="([^"]+)"' if "allowed_as=" in words else r'\s*"([^"]+)"'
            if allowed := re.search(literal, words):  # some are computed
                assert allowed[1] in known, (path.name, allowed[1])


def test_a_reader_of_everything_does_not_read_blind_and_a_reviewer_does_not_decide() -> None:
    article, claim = make.article(), make.claim(published=False)
    new = make.new_reading(article, claim)
    with pytest.raises(PermissionDenied):
        readings.save_reading(revision=article.latest, reading=new, by=make.user("editor"))
    with pytest.raises(PermissionDenied):
        claims.publish_claim(claim=claim, by=make.user("reviewer"))
    assert Claim.objects.get(pk=claim.pk).state == "draft"


def test_whoever_read_it_does_not_adjudicate_it() -> None:
    both = make.user("reviewer", "adjudicator")
    reading = make.read(make.article(), make.claim(), by=both)
    with pytest.raises(PermissionDenied, match="Whoever read it"):
        adjudication.adjudicate(attribution=reading.attribution, chosen=reading, reason="Mine.", by=both)


def test_members_of_a_newsroom_do_not_judge_its_outlets() -> None:
    from annotate.actions import newsrooms

    room = make.newsroom()
    member = make.user("reviewer")
    newsrooms.add_member(newsroom=room, user=member, by=SETUP)
    article = make.article(outlet=make.outlet(owner=room))
    with pytest.raises(PermissionDenied, match="read by others"):
        readings.start_review(revision=article.latest, by=member)


def test_nobody_erases_alone() -> None:
    editor = make.user("editor")
    request = erasure.request_erasure(thing=make.source(), reason="Article 17.", by=editor)
    with pytest.raises(PermissionDenied, match="two people"):
        erasure.carry_out_erasure(request=request, by=editor)
    assert ErasureRequest.objects.get().state == "requested"


def test_the_last_administrator_stays() -> None:
    from django.core.exceptions import ValidationError

    last = make.user("administrator")
    with pytest.raises(ValidationError, match="last administrator"):
        people.set_roles(user=last, roles=["reviewer"], by=last)
