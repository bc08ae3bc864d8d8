"""Coming in: by invitation, with a new password, with a phone; each by somebody with a browser of their own."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.urls import reverse

from tests import factories as make
from tests.admin.test_second_factor import code_of
from tests.browser.conftest import Enter, Server
from tests.browser.desk import Desk
from tests.browser.test_every_screen import violations

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

CHOSEN = "a long pass phrase 9"


@pytest.fixture
def strict(environment: dict[str, str], leash: Any, tmp_path: Path) -> Iterator[Server]:
    """A server that asks for the second factor."""
    running = Server(leash, environment | {"TWO_FACTOR": "1"}, tmp_path / "strict.log")
    yield running
    leash.stop(running.process)


def choose(desk: Desk, address: str) -> Any:
    """Open a letter's address and choose a password."""
    desk.goto(address[address.index("/admin/") :])
    desk.page.fill("#id_new_password1", CHOSEN)
    desk.page.fill("#id_new_password2", CHOSEN)
    desk.page.click("[type=submit]")
    return desk.page


def sign_in(desk: Desk, name: str, password: str = CHOSEN) -> Any:
    desk.goto(reverse("admin:login"))
    desk.page.fill("#id_username", name)
    desk.page.fill("#id_password", password)
    desk.page.click("[type=submit]")
    return desk.page


def test_whoever_is_invited_chooses_a_password_and_comes_in(enter: Enter) -> None:
    admin, guest = enter(make.user("administrator")), enter(None)
    page = admin.goto(reverse("admin:annotate_user_add"))
    page.fill("#id_username", "zoe")
    page.fill("#id_full_name", "Zoë Ñandú")
    page.fill("#id_email", "zoe@desk.example")
    page.check("[name=roles][value=reviewer]")
    page.click("[name=_save]")
    address = page.input_value("#link")
    choose(guest, address)
    assert violations(guest) == []
    guest.problems.clear()
    page = sign_in(guest, "zoe")
    assert "Zoë Ñandú" in page.inner_text("#user-tools")
    again = enter(None)
    again.goto(address[address.index("/admin/") :])
    assert again.page.locator("#id_new_password1").count() == 0, "the address works once"


def test_a_forgotten_password_is_set_anew_by_letter(enter: Enter, server: Server) -> None:
    user = make.user("reviewer", username="ada", email="ada@desk.example")
    user.set_password("forgotten long ago 4")
    user.save()
    guest = enter(None)
    page = guest.goto(reverse("admin:login"))
    page.click("text=Forgotten")
    page.fill("#id_email", "ada@desk.example")
    page.click("[type=submit]")
    page.wait_for_url("**/sent/")
    letters = re.findall(r"https?://\S+/admin/password/set/\S+", server.log.read_text())
    choose(guest, letters[-1])
    assert "ada" in sign_in(guest, "ada").inner_text("#user-tools")


def test_an_editor_sets_a_phone_up_and_gives_a_code_from_then_on(chromium: Any, strict: Server) -> None:
    user = make.user("editor", password=PBKDF2PasswordHasher().encode(CHOSEN, "salt"))
    desk = Desk(chromium, strict.url)
    page = sign_in(desk, user.username)
    page.wait_for_selector(".qr svg")
    page.fill("#id_code", code_of(user))
    page.click(".submit-row button")
    backup = page.locator(".codes code").first.inner_text()
    assert violations(desk) == []
    page.click(".button.default")
    page.wait_for_selector("#user-tools")
    desk.context.clear_cookies()
    page = sign_in(desk, user.username)
    assert "/second-factor/" in page.url
    page.fill("#id_code", backup)
    page.click(".submit-row button")
    page.wait_for_selector("#content-main")
    desk.close()
