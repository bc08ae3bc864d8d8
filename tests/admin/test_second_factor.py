"""Editors and administrators sign in with a code beside the password; anybody may."""

import time

import pytest
from django.conf import settings as project
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from annotate.models import Change, User
from tests import factories as make
from tests.admin import desk

pytestmark = pytest.mark.django_db
GIVE, INDEX = "admin:second_factor", "admin:index"


@pytest.fixture(autouse=True)
def _asked_for(settings) -> None:
    settings.TWO_FACTOR = True


def code_of(user: User, later: int = 0) -> str:
    """What the phone shows, now or some steps later."""
    device = TOTPDevice.objects.get(user=user)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + 30 * later
    return f"{totp.token():06d}"


def set_up(user: User) -> tuple[Client, list[str]]:
    client = desk.client_of(user)
    client.get(reverse(GIVE))
    answer = client.post(reverse(GIVE), {"code": code_of(user)})
    return client, answer.context["codes"]


def asked(client: Client) -> str:
    """Where whoever opens the desk ends up."""
    return str(client.get(reverse(INDEX), follow=True).redirect_chain[-1][0])


@pytest.mark.parametrize("role", ["editor", "administrator"])
def test_whoever_publishes_or_manages_sets_a_phone_up_before_anything_opens(role: str) -> None:
    user = make.user(role)
    client = desk.client_of(user)
    assert asked(client).startswith(reverse(GIVE))
    page = client.get(reverse(GIVE)).content.decode()
    assert "<svg" in page
    assert "style=" not in page
    client, codes = set_up(user)
    assert len({*codes}) == 10
    assert client.get(reverse(INDEX)).status_code == 200
    assert Change.objects.filter(verb="people.second_factor", actor=user).exists()


@pytest.mark.parametrize("role", ["reviewer", "adjudicator"])
def test_others_may_do_without(role: str) -> None:
    assert desk.client(role).get(reverse(INDEX)).status_code == 200


def test_whoever_has_a_phone_is_asked_whatever_the_role() -> None:
    user = make.user("reviewer")
    first = desk.client_of(user)
    page = reverse("admin:own_second_factor")
    first.get(page)
    assert first.post(page, {"code": code_of(user)}).status_code == 200
    assert first.get(reverse(INDEX)).status_code == 200  # the one who has just shown it
    assert asked(desk.client_of(user)).startswith(reverse(GIVE))


def test_a_code_opens_the_page_that_was_asked_for_and_works_once() -> None:
    user = make.user("editor")
    set_up(user)
    wanted, code = reverse("admin:annotate_claim_changelist"), code_of(user, later=1)
    client = desk.client_of(user)
    answer = client.post(f"{reverse(GIVE)}?next={wanted}", {"code": code})
    assert (answer.status_code, answer["Location"]) == (302, wanted)
    assert client.get(wanted).status_code == 200
    again = desk.client_of(user)
    assert "not the code" in again.post(reverse(GIVE), {"code": code}).content.decode()
    assert asked(again).startswith(reverse(GIVE))


def test_no_page_elsewhere_is_opened_after_the_code() -> None:
    user = make.user("editor")
    set_up(user)
    answer = desk.client_of(user).post(
        f"{reverse(GIVE)}?next=https://elsewhere.example/", {"code": code_of(user, later=1)}
    )
    assert answer["Location"] == reverse(INDEX)


def test_wrong_codes_slow_the_next_try_down_even_a_right_one() -> None:
    user = make.user("editor")
    set_up(user)
    client = desk.client_of(user)
    for _ in range(3):
        client.post(reverse(GIVE), {"code": "000000"})
    refused = client.post(reverse(GIVE), {"code": code_of(user, later=1)})
    assert "Wait some seconds" in refused.content.decode()


def test_a_backup_code_opens_once() -> None:
    user = make.user("editor")
    _, codes = set_up(user)
    client = desk.client_of(user)
    assert client.post(reverse(GIVE), {"code": codes[0].upper()}).status_code == 302
    assert client.get(reverse(INDEX)).status_code == 200
    assert StaticToken.objects.count() == 9
    assert desk.client_of(user).post(reverse(GIVE), {"code": codes[0]}).status_code == 200


def test_new_backup_codes_close_the_old_ones() -> None:
    client, old = set_up(make.user("editor"))
    new = client.post(reverse("admin:own_second_factor"), {"do": "codes"}).context["codes"]
    assert not {*old} & {*new}
    assert {*StaticToken.objects.values_list("token", flat=True)} == {*new}


def test_the_desks_endpoints_are_closed_as_its_pages_are() -> None:
    article, user = make.article(), make.user("editor")
    address = reverse("admin:annotate_article_readings", args=(article.latest.pk,))
    assert desk.client_of(user).get(address).status_code == 401


def test_an_administrator_takes_a_lost_phone_away_and_nobody_else_does() -> None:
    user = make.user("reviewer")
    TOTPDevice.objects.create(user=user, name="phone", confirmed=True)
    admin, _ = set_up(make.user("administrator"))
    page = reverse("admin:annotate_user_act", args=(user.pk, "second-factor"))
    assert desk.client("reviewer").post(page).status_code == 403
    assert admin.post(page).status_code == 302
    assert desk.client_of(user).get(reverse(INDEX)).status_code == 200


def test_whoever_has_not_given_the_code_can_sign_out() -> None:
    client = desk.client("editor")
    client.post(reverse(GIVE), {"do": "sign-out"})
    assert "_auth_user_id" not in client.session


def test_a_stranger_is_sent_to_the_password_first() -> None:
    answer = Client().get(reverse(GIVE))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("admin:login"))


def test_tables_of_libraries_have_no_screens_that_would_write_past_the_verbs() -> None:
    client = desk.client_of(make.user("administrator", is_superuser=True))
    for address in ("otp_totp/totpdevice/", "otp_static/staticdevice/", "auth/group/"):
        assert client.get(f"/admin/{address}").status_code in (302, 404)
    assert "django_otp.middleware.OTPMiddleware" in project.MIDDLEWARE
