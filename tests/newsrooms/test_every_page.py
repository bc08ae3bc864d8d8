"""Every page of a newsroom × everybody who is not to see it × somebody else's things, from the URL configuration."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from annotate.models import ApiKey, Change, FeedAddress, Hook, Membership
from annotate.newsrooms import urls
from tests import factories as make
from tests.newsrooms.people import House, client, person

pytestmark = pytest.mark.django_db

#: route → for whom: everybody, whoever is signed in, its members, its managers.
ROUTES = {
    "login": "everybody", "logout": "everybody", "index": "signed in", "profile": "signed in", "watch": "members", "follow": "members",
    "reports": "members", "make-feed": "managers", "revoke-feed": "managers", "keys": "managers", "revoke-key": "managers",
    "members": "managers", "member": "managers", "hooks": "managers", "new-hook": "managers", "hook": "managers",
    "change-hook": "managers", "rotate-hook": "managers", "delete-hook": "managers", "replay-hook": "managers",
    "hook-act": "managers", "delivery": "managers",
}  # fmt: skip
OF_ROOM = [name for name, who in ROUTES.items() if who in ("members", "managers")]


def patterns() -> dict[str, URLPattern]:
    return {str(pattern.name): pattern for pattern in urls.urlpatterns}


def address(route: str, /, **values: Any) -> str:
    wanted = patterns()[route].pattern.converters
    return reverse(f"newsroom:{route}", kwargs={key: values[key] for key in wanted})


def everything() -> tuple[int, ...]:
    return tuple(t.objects.count() for t in (ApiKey, Hook, FeedAddress, Membership, Change))


def asked(by: Client, routes: list[str], **values: Any) -> list[tuple[str, Any]]:
    """Every one of these addresses, by GET and by POST."""
    sent = {"message": "msg_1", "role": "manager", "name": "x"}
    return [
        (f"{method} {route}", getattr(by, method)(address(route, **values), sent))
        for route in routes
        for method in ("get", "post")
    ]


def test_the_table_knows_every_route_and_no_other() -> None:
    assert patterns().keys() == ROUTES.keys()


def test_whoever_has_not_signed_in_is_asked_to() -> None:
    house = House()
    before = everything()
    for what, answer in asked(
        Client(), [n for n, who in ROUTES.items() if who != "everybody"], **house.arguments()
    ):
        assert answer.status_code == 302, what
        assert answer.headers["Location"].startswith("/newsroom/login/?next="), what
    assert everything() == before


@pytest.mark.parametrize("who", ["a manager", "a member", "nobody's", "editor", "administrator"])
def test_another_newsroom_does_not_exist_for_anybody_else(who: str) -> None:
    house, other = House("Canary Newsroom"), House()
    strangers = {"a manager": other.manager, "a member": other.member, "nobody's": person()}
    stranger = strangers.get(who) or make.user(who)
    before = everything()
    for what, answer in asked(client(stranger), OF_ROOM, **house.arguments()):
        assert answer.status_code == 404, what
        assert b"Canary" not in answer.content, what
    assert everything() == before


def test_in_ones_own_newsroom_another_ones_things_do_not_exist() -> None:
    house, other = House("Canary Newsroom"), House()
    before = everything()
    of_things = [n for n in OF_ROOM if len(patterns()[n].pattern.converters) > 1]
    mixed = house.arguments() | {"newsroom": other.room.pk}
    for what, answer in asked(client(other.manager), of_things, **mixed):
        assert answer.status_code == 404, what
    assert everything() == before


def test_of_ones_own_hook_another_ones_messages_do_not_exist() -> None:
    house, other = House(), House()
    mixed = house.arguments() | {"message": other.message.id}
    assert client(house.manager).get(address("delivery", **mixed)).status_code == 404


def test_a_member_does_not_run_the_newsroom() -> None:
    house = House()
    before = everything()
    for what, answer in asked(
        client(house.member), [n for n, who in ROUTES.items() if who == "managers"], **house.arguments()
    ):
        assert answer.status_code == 403, what
    assert everything() == before


def test_its_own_people_see_every_page_which_nobody_keeps() -> None:
    house = House()
    for route in OF_ROOM:
        answer = client(house.manager).get(address(route, **house.arguments()))
        assert answer.status_code in (200, 302), route
        assert "no-store" in answer.headers["Cache-Control"], route


def test_nothing_is_done_by_looking() -> None:
    house = House()
    before = everything()
    for name in OF_ROOM:
        client(house.manager).get(address(name, **house.arguments()))
    assert everything() == before


def test_every_form_is_guarded_against_other_sites() -> None:
    house = House()
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(house.manager)
    for name in OF_ROOM:
        assert careful.post(address(name, **house.arguments())).status_code == 403, name


def test_a_nul_in_an_address_is_no_newsroom() -> None:
    house = House()
    assert client(house.manager).get("/newsroom/%00/watch/").status_code == 404
    for route in ("hooks/%00/", "keys/%00/revoke/", "watch/%00/"):
        assert client(house.manager).get(f"/newsroom/{house.room.pk}/{route}").status_code == 404, route
