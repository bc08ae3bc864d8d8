"""Somebody is invited by letter, and asks for a new password by letter."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from annotate.models import Change, User
from tests import factories as make
from tests.admin import desk

pytestmark = pytest.mark.django_db
GIVEN = {
    "username": "newcomer", "full_name": "Zoë Ñandú", "email": "zoe@desk.example", "time_zone": "Europe/Berlin",
    "roles": ["reviewer"],
}  # fmt: skip


CHOSEN = "a long pass phrase 9"


@pytest.fixture(autouse=True)
def _quiet(settings) -> None:
    cache.clear()
    settings.BASE_URL = "http://testserver"


def link_in(text: str) -> str:
    found = re.search(r"http://testserver(/\S+)", text.split("once:")[-1])
    assert found, text
    return found[1]


def choose(client: Client, link: str, password: str = CHOSEN) -> int:
    form = client.get(link, follow=True)
    if not form.context["validlink"]:
        return 410
    answer = client.post(form.request["PATH_INFO"], {"new_password1": password, "new_password2": password})
    return int(answer.status_code)


def test_an_invitation_goes_out_and_whoever_opens_it_chooses_a_password() -> None:
    client = desk.client("administrator")
    answer = client.post(reverse("admin:annotate_user_add"), GIVEN, follow=True)
    assert "handed to the mail server" in answer.content.decode()
    letter = mail.outbox[0]
    assert letter.to == ["zoe@desk.example"]
    assert "Zoë" in letter.body
    assert not User.objects.get(username="newcomer").has_usable_password()
    guest = Client()
    assert choose(guest, link_in(letter.body)) == 302
    assert guest.login(username="newcomer", password=CHOSEN)
    assert guest.get(reverse("admin:index")).status_code == 200
    assert choose(Client(), link_in(letter.body)) == 410, "the address works once"
    verbs = Change.objects.filter(verb__in=("people.invite", "people.password")).order_by("number")
    assert [*verbs.values_list("verb", flat=True)] == [
        "people.invite", "people.password",
    ]  # fmt: skip


def test_a_weak_password_is_refused_by_its_field() -> None:
    desk.client("administrator").post(reverse("admin:annotate_user_add"), GIVEN)
    assert choose(Client(), link_in(mail.outbox[0].body), "12345678") == 200
    assert not User.objects.get(username="newcomer").has_usable_password()


def test_a_dead_mail_server_loses_nothing_and_the_address_is_shown(monkeypatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise ConnectionRefusedError("no mail server")

    monkeypatch.setattr("annotate.admin.invitations.send_mail", refuse)
    answer = desk.client("administrator").post(reverse("admin:annotate_user_add"), GIVEN, follow=True)
    page = answer.content.decode()
    assert "could not be sent" in page
    assert choose(Client(), link_in("once:" + page.replace("&#x27;", "'").replace('"', " "))) == 302


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [("email", "", "address"), ("email", "nobody", "valid email"), ("username", "", "required")],
)
def test_what_is_missing_is_named_and_nobody_is_made(field: str, value: str, says: str) -> None:
    answer = desk.client("administrator").post(reverse("admin:annotate_user_add"), GIVEN | {field: value})
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert not User.objects.filter(email="zoe@desk.example").exists()
    assert mail.outbox == []


def test_only_whoever_manages_people_sees_an_invitations_address() -> None:
    desk.client("administrator").post(reverse("admin:annotate_user_add"), GIVEN)
    page = reverse("admin:annotate_user_invitation", args=(User.objects.get(username="newcomer").pk,))
    assert desk.client("editor").get(page).status_code == 403
    again = reverse("admin:annotate_user_act", args=(User.objects.get(username="newcomer").pk, "invite"))
    assert desk.client("administrator").post(again, follow=True).status_code == 200
    assert len(mail.outbox) == 2


def test_a_forgotten_password_is_set_anew_by_letter() -> None:
    user = make.user("reviewer", email="ines@desk.example")
    user.set_password("an old pass phrase")
    user.save()
    guest = Client()
    assert guest.get(reverse("admin:login")).content.decode().count(reverse("admin_password_reset")) == 1
    for address in ("INES@desk.example", "ines@desk.example", "nobody@desk.example"):
        answer = guest.post(reverse("admin_password_reset"), {"email": address})
        assert (answer.status_code, answer["Location"]) == (302, reverse("password_reset_done"))
    assert len(mail.outbox) == 1, "one letter a minute, and none to strangers"
    assert choose(guest, link_in(mail.outbox[0].body)) == 302
    assert Client().login(username=user.username, password=CHOSEN)


def test_the_letters_address_is_ours_whatever_host_was_asked(settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    make.user("reviewer", email="ines@desk.example")
    Client().post(
        reverse("admin_password_reset"), {"email": "ines@desk.example"}, headers={"host": "evil.example"}
    )
    assert "evil" not in mail.outbox[0].body


def test_somebody_deactivated_gets_no_letter() -> None:
    make.user("reviewer", email="gone@desk.example", is_active=False)
    Client().post(reverse("admin_password_reset"), {"email": "gone@desk.example"})
    assert mail.outbox == []


def test_without_a_mail_server_the_page_says_where_the_letter_stands(settings) -> None:
    page = Client().get(reverse("password_reset_done")).content.decode()
    assert "no mail server" not in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "web.log" in Client().get(reverse("password_reset_done")).content.decode()
