"""Every screen answers, in a fixed number of queries, to whoever may see it, and to nobody else."""

import datetime as dt
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotate.models import Claim
from tests import factories as make
from tests.admin import desk

pytestmark = pytest.mark.django_db

LISTS = (
    "article", "claim", "outcome", "outlet", "source", "consensus", "scoringrun", "report", "reportdefinition",
    "newsroom", "deskexample", "articleimport", "apikey", "user", "change", "erasurerequest", "dispute",
    "task", "assignment", "recusal", "withdrawalrequest",
)  # fmt: skip
ROLES_OF_SCREENS = {
    "newsroom": {"editor", "administrator"}, "apikey": {"administrator"}, "user": {"administrator"},
    "erasurerequest": {"editor", "administrator"}, "task": {"editor"}, "assignment": {"editor"},
    "withdrawalrequest": {"editor"}, "recusal": {"reviewer", "adjudicator", "editor"},
}  # fmt: skip
EVERYBODY = {"reviewer", "adjudicator", "editor", "administrator"}


def queries(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return [q["sql"] for q in seen]


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_list_opens_to_the_roles_that_may_see_it_and_to_no_other(role: str) -> None:
    client = desk.client(role)
    found = {s: client.get(reverse(f"admin:annotate_{s}_changelist")).status_code for s in LISTS}
    assert found == {s: 200 if role in ROLES_OF_SCREENS.get(s, EVERYBODY) else 403 for s in LISTS}


def test_a_list_asks_no_more_queries_for_more_rows() -> None:
    client = desk.client("editor", "administrator")
    addresses = {s: reverse(f"admin:annotate_{s}_changelist") for s in LISTS}
    desk.one_of_everything()
    few = {s: queries(client, a) for s, a in addresses.items()}
    for _ in range(3):
        desk.one_of_everything()
    many = {s: queries(client, a) for s, a in addresses.items()}
    assert {s: sql for s, sql in many.items() if len(sql) > len(few[s])} == {}


def test_an_object_has_a_page_and_a_history() -> None:
    client = desk.client("editor", "administrator")
    for screen, pk in desk.one_of_everything().items():
        assert client.get(reverse(f"admin:annotate_{screen}_change", args=(pk,))).status_code == 200, screen
        if screen not in ("change", "consensus"):
            assert client.get(reverse(f"admin:annotate_{screen}_history", args=(pk,))).status_code == 200, (
                screen
            )


def test_an_object_that_is_not_there_is_said_so() -> None:
    client = desk.client("editor", "administrator")
    for screen in LISTS:
        answer = client.get(reverse(f"admin:annotate_{screen}_change", args=("no\x00ne",)))
        assert answer.status_code in (302, 404), screen


def test_an_id_that_looks_like_a_quoted_sign_is_found() -> None:
    """The admin reads ``_40`` in an address as a quoted @."""
    claim = make.claim()
    Claim.objects.filter(pk=claim.pk).update(state="draft")
    claim.pk = "clm_40" + "0" * 18
    claim.save(force_insert=True)
    answer = desk.client("editor").get(reverse("admin:annotate_claim_change", args=(claim.pk,)))
    assert answer.status_code == 200


def test_whoever_has_no_role_or_has_not_signed_in_sees_no_screen() -> None:
    for client in (Client(), desk.client_of(make.user())):
        for screen in LISTS:
            assert client.get(reverse(f"admin:annotate_{screen}_changelist")).status_code in (302, 403)


def test_nothing_can_be_deleted() -> None:
    client = desk.client("editor", "administrator")
    for screen, pk in desk.one_of_everything().items():
        assert client.get(reverse(f"admin:annotate_{screen}_delete", args=(pk,))).status_code == 403


def test_django_keeps_no_log_of_its_own() -> None:
    given = {"name": "The Morning Ledger", "kind": "newspaper", "domain": "ledger.example", "owner": ""}
    answer = desk.client("editor").post(reverse("admin:annotate_outlet_add"), given)
    assert answer.status_code == 302
    assert LogEntry.objects.count() == 0


def test_what_a_role_does_not_allow_is_a_page_that_says_so() -> None:
    answer = desk.client("reviewer").get(reverse("admin:annotate_user_changelist"))
    assert answer.status_code == 403
    assert "You may not do this" in answer.content.decode()


def test_a_day_is_shown_without_a_time() -> None:
    make.article(headline="To the day", precision="day")
    shown = desk.client("reviewer").get(reverse("admin:annotate_article_changelist")).content.decode()
    (cell,) = re.findall(r'field-came_out[^>]*">([^<]*)<', shown)
    assert ":" not in cell


def test_the_articles_stand_newest_first_and_say_once_when_they_came_out() -> None:
    days = {"second": 3, "first": 1, "third": 9}
    for headline, ago in days.items():
        make.article(headline=headline, published_at=timezone.now() - dt.timedelta(days=ago))
    page = desk.client("reviewer").get(reverse("admin:annotate_article_changelist"))
    assert [row.last_headline for row in page.context["cl"].result_list] == ["first", "second", "third"]
    heads = re.findall(r'<div class="text">(?:<a [^>]*>|<span>)([^<]+)', page.content.decode())
    assert heads == ["Headline", "Outlet", "Dated", "State", "Language", "Reviews", "Mine"]
