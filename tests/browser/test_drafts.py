"""A closed tab, a dead network, an expired session, a killed server: nothing typed is lost, and it is sent once."""

import pytest
from django.contrib.sessions.models import Session

from annotate.models import Article, Draft, Reading, User
from tests import factories as make
from tests.browser.conftest import Server
from tests.browser.desk import Desk

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WORDS = "two officials familiar with the plan"


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


@pytest.fixture
def article() -> Article:
    make.claim("The plant closes in May.")
    return make.article()


def type_a_reading(desk: Desk) -> None:
    desk.select(WORDS)
    desk.page.click("[data-preset=anonymous]")
    desk.find("claim", "plant closes", "The plant closes in May.")
    desk.page.evaluate("document.getElementById('more').open = true")
    desk.page.fill("#note", "half a thought")


def test_a_closed_tab_loses_nothing(desk: Desk, me: User, article: Article) -> None:
    desk.sign_in(me).open(article)
    type_a_reading(desk)
    desk.page.close()
    desk.page = desk.context.new_page()
    page = desk.open(article)
    assert page.input_value("#note") == "half a thought"
    assert page.input_value("#claim") == "The plant closes in May."
    assert page.inner_text("[data-words=content]") == WORDS


def test_another_browser_goes_on_where_this_one_stopped(
    desk: Desk, chromium: object, me: User, article: Article
) -> None:
    desk.sign_in(me).open(article)
    with desk.page.expect_response(
        lambda r: r.url.endswith("/draft/") and "half a thought" in (r.request.post_data or "")
    ):
        type_a_reading(desk)
    other = Desk(chromium, desk.url).sign_in(me)
    assert other.open(article).input_value("#note") == "half a thought"
    other.close()


def test_a_dead_network_loses_nothing_and_it_is_sent_once(desk: Desk, me: User, article: Article) -> None:
    page = desk.sign_in(me).open(article)
    type_a_reading(desk)
    desk.context.set_offline(True)
    page.click("#reading [type=submit]")
    page.wait_for_selector("#status.bad")
    assert page.input_value("#note") == "half a thought"
    desk.context.set_offline(False)
    page.wait_for_selector("#reading", state="hidden")
    assert [r.note for r in Reading.objects.all()] == ["half a thought"]


def test_a_killed_server_loses_nothing_and_it_is_sent_once(
    desk: Desk, server: Server, me: User, article: Article
) -> None:
    page = desk.sign_in(me).open(article)
    type_a_reading(desk)
    server.kill()
    page.click("#reading [type=submit]")
    page.wait_for_selector("#status.bad")
    server.start()
    page.wait_for_selector("#reading", state="hidden")
    assert [r.note for r in Reading.objects.all()] == ["half a thought"]


def test_an_answer_that_was_lost_does_not_save_it_twice(desk: Desk, me: User, article: Article) -> None:
    page = desk.sign_in(me).open(article)
    type_a_reading(desk)
    lost = []

    def lose(route: object) -> None:
        lost.append(route.fetch())  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    page.route("**/save/", lose, times=1)
    page.click("#reading [type=submit]")
    page.wait_for_selector("#reading", state="hidden")
    assert len(lost) == 1
    assert Reading.objects.count() == 1


def test_an_expired_session_loses_nothing(desk: Desk, me: User, article: Article) -> None:
    page = desk.sign_in(me).open(article)
    type_a_reading(desk)
    Session.objects.all().delete()
    page.click("#reading [type=submit]")
    page.wait_for_selector("#status.bad")
    assert Reading.objects.count() == 0
    desk.sign_in(me)
    page.wait_for_selector("#reading", state="hidden")
    assert [r.note for r in Reading.objects.all()] == ["half a thought"]
    page.wait_for_timeout(1000)
    assert Draft.objects.count() == 0
