"""A newsroom run by its own people: keys, hooks, members, the watch list."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from annotate.models import ApiKey, Claim, Hook, Membership, Message, User, WatchedClaim
from tests import factories as make
from tests.newsrooms.people import House, client, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return House("Łódź “Courier” & سيغلق")


def at(house: House, path: str) -> str:
    return f"/newsroom/{house.room.pk}/{path}"


def test_signing_in_leads_members_to_their_newsroom_and_the_desk_to_the_desk(house: House) -> None:
    for who, to in ((house.member, "/newsroom/"), (make.user("reviewer"), "/admin/")):
        who.set_password("Quastenflosser7")
        who.save()
        answer = Client().post("/newsroom/login/", {"username": who.username, "password": "Quastenflosser7"})
        assert (answer.status_code, answer.headers["Location"]) == (302, to)
    assert client(house.member).get("/newsroom/").headers["Location"] == at(house, "watch/")
    assert "belong to no newsroom" in client(person()).get("/newsroom/").content.decode()


def test_an_editor_who_owes_a_code_does_not_come_in(house: House, settings: Any) -> None:
    settings.TWO_FACTOR = True
    editor = make.user("editor")
    Membership.objects.create(newsroom=house.room, user=editor, role="manager")
    answer = client(editor).get(at(house, "keys/"))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/second-factor/")


def test_a_deactivated_manager_comes_in_no_more(house: House) -> None:
    signed_in = client(house.manager)
    User.objects.filter(pk=house.manager.pk).update(is_active=False)
    assert signed_in.get(at(house, "keys/")).status_code == 302


def test_a_manager_makes_a_key_sees_it_once_and_revokes_it(house: House) -> None:
    manager = client(house.manager)
    page = manager.post(at(house, "keys/"), {"name": "Tool", "scopes": ["read", "webhooks"]}).content.decode()
    key = ApiKey.objects.get(name="Tool")
    secret = page.split('value="onr_')[1].split('"')[0]
    assert f"onr_{secret}".startswith(key.prefix)
    assert (key.newsroom, key.created_by, key.scopes) == (house.room, house.manager, ["read", "webhooks"])
    assert (
        Client().get("/api/v1/claims/", headers={"Authorization": f"Bearer onr_{secret}"}).status_code == 200
    )
    assert secret not in manager.get(at(house, "keys/")).content.decode()
    manager.post(at(house, f"keys/{key.pk}/revoke/"))
    key.refresh_from_db()
    assert key.revoked_at


@pytest.mark.parametrize("scope", ["annotate", "resolve"])
def test_who_works_for_the_desk_is_chosen_by_the_desk(house: House, scope: str) -> None:
    from annotate.actions import newsrooms

    client(house.manager).post(at(house, "keys/"), {"name": "Tool", "scopes": [scope]})
    assert not ApiKey.objects.filter(name="Tool").exists()
    with pytest.raises(newsrooms.ValidationError, match="administrator of the desk"):
        newsrooms.issue_key(newsroom=house.room, name="Tool", scopes=[scope], by=house.manager)
    assert newsrooms.issue_key(
        newsroom=house.room, name="Tool", scopes=[scope], by=make.user("administrator")
    )


def test_a_manager_invites_gives_roles_and_takes_out(house: House) -> None:
    manager = client(house.manager)
    given = {"username": "new", "email": "new@news.example", "full_name": "Ann Ek", "role": "member"}
    manager.post(at(house, "members/"), given)
    new = User.objects.get(username="new")
    assert (new.is_staff, new.groups.count(), new.has_usable_password()) == (False, 0, False)
    assert mail.outbox[0].to == ["new@news.example"]
    membership = house.room.memberships.get(user=new)
    manager.post(at(house, f"members/{membership.pk}/"), {"role": "manager"})
    assert house.room.memberships.get(user=new).role == "manager"
    manager.post(at(house, f"members/{membership.pk}/"))
    assert not house.room.memberships.filter(user=new).exists()


def test_a_manager_neither_draws_others_in_nor_leaves_the_newsroom_alone(house: House) -> None:
    from django.core.exceptions import PermissionDenied

    from annotate.actions import newsrooms

    with pytest.raises(PermissionDenied):
        newsrooms.add_member(newsroom=house.room, user=make.user("reviewer"), by=house.manager)
    own = house.room.memberships.get(user=house.manager)
    client(house.manager).post(at(house, f"members/{own.pk}/"))
    assert house.room.memberships.filter(user=house.manager, role="manager").exists()


def test_an_unknown_role_is_refused(house: House) -> None:
    membership = house.room.memberships.get(user=house.member)
    answer = client(house.manager).post(
        at(house, f"members/{membership.pk}/"), {"role": "owner"}, follow=True
    )
    assert house.room.memberships.get(user=house.member).role == "member"
    assert "not a valid choice" in answer.content.decode()


def hook_form(**values: Any) -> dict[str, Any]:
    given = {
        "name": "CMS",
        "url": "https://cms.example/in",
        "events": ["claim.published"],
        "threshold": "0.1",
    }
    return given | {"quiet_minutes": "30"} | values


def test_a_manager_makes_a_hook_and_sees_its_secret_once(house: House) -> None:
    manager = client(house.manager)
    page = manager.post(at(house, "hooks/new/"), hook_form()).content.decode()
    hook = Hook.objects.get(name="CMS")
    secret = page.split('value="whsec_')[1].split('"')[0]
    assert (hook.threshold, hook.quiet_minutes, hook.events) == (0.1, 30, ["claim.published"])
    assert secret not in manager.get(at(house, f"hooks/{hook.pk}/")).content.decode()
    other = manager.post(at(house, f"hooks/{hook.pk}/rotate/")).content.decode()
    assert "whsec_" in other
    assert secret not in other


@pytest.mark.parametrize(
    ("values", "why"),
    [({"url": "https://127.0.0.1/"}, "no public address"), ({"events": []}, "required"), ({"threshold": "2"}, "less than or equal to 1"),
     ({"url": "http://cms.example/"}, "begins with https://")],
)  # fmt: skip
def test_a_hook_that_does_not_hold_is_refused_on_its_field(
    house: House, values: dict[str, Any], why: str
) -> None:
    answer = client(house.manager).post(at(house, "hooks/new/"), hook_form(**values))
    assert why in answer.content.decode()
    assert Hook.objects.count() == 1


def test_a_hook_is_changed_tested_turned_off_and_on_replayed_and_deleted(house: House) -> None:
    manager, path = client(house.manager), f"hooks/{house.hook.pk}/"
    manager.post(at(house, path + "change/"), hook_form(name="Other"))
    house.hook.refresh_from_db()
    assert (house.hook.name, house.hook.url) == ("Other", "https://cms.example/in")
    manager.post(at(house, path + "do/test/"))
    assert Message.objects.filter(event="hook.test", state="waiting").count() == 1
    manager.post(at(house, path + "replay/"), {"message": house.message.id})
    house.message.refresh_from_db()
    assert house.message.state == "waiting"
    manager.post(at(house, path + "do/disable/"))
    assert not Hook.objects.get().is_on
    said = manager.post(at(house, path + "do/test/"), follow=True).content.decode()
    assert "turned off" in said
    manager.post(at(house, path + "do/enable/"))
    assert Hook.objects.get().is_on
    manager.post(at(house, path + "delete/"))
    assert not Hook.objects.exists()


def test_a_delivery_shows_both_sides_escaped(house: House) -> None:
    Message.objects.filter(pk=house.message.pk).update(body='{"data": "<script>alert(1)</script>"}')
    house.message.tries.update(response_body="<img src=x onerror=alert(1)>", response_headers={"X": "<b>"})
    page = (
        client(house.manager)
        .get(at(house, f"hooks/{house.hook.pk}/deliveries/{house.message.id}/"))
        .content.decode()
    )
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_members_follow_and_stop_following_what_they_may_see(house: House) -> None:
    member, claim = client(house.member), make.claim("The ministry will close the plant.")
    Claim.objects.filter(pk=claim.pk).update(wording="The ministry will close the <i>plant</i>.")
    page = member.get(at(house, "watch/"), {"q": "ministry close"}).content.decode()
    assert "&lt;i&gt;plant" in page
    member.post(at(house, f"watch/{claim.pk}/"))
    member.post(at(house, f"watch/{house.claim.pk}/"))
    assert WatchedClaim.objects.filter(newsroom=house.room).count() == 2
    assert member.post(at(house, f"watch/{make.claim(published=False).pk}/")).status_code == 404
    member.post(at(house, f"watch/{claim.pk}/"), {"off": "1"})
    assert [w.claim for w in WatchedClaim.objects.all()] == [house.claim]
