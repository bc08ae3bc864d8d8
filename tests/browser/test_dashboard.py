"""The dashboard: a reviewer sees the own work and nobody else's answers, an adjudicator the whole desk's."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.admin.test_dashboard import two_readers
from tests.browser.conftest import Enter
from tests.browser.desk import Desk
from tests.browser.test_every_screen import problems
from workers.desk_figures import compute

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_each_sees_the_own_part_and_an_adjudicator_all(enter: Enter) -> None:
    _, one, _ = two_readers()
    waiting = make.article(headline="Still to be read")
    make.read(waiting, make.claim(), by=one, submitted=False)
    compute()
    reviewer, adjudicator = enter(one), enter(make.user("adjudicator"))
    page = reviewer.goto(reverse("admin:dashboard"))
    assert "Still to be read" in page.inner_text("#content")
    assert page.locator("section[aria-labelledby=consensus] details").count() <= 1
    page.click("text=Still to be read")
    page.wait_for_url(f"**/{waiting.pk}/change/")
    page = adjudicator.goto(reverse("admin:dashboard"))
    assert f"{one}" in page.inner_text("section[aria-labelledby=pairs]")
    for details in page.locator("#content details").all():
        details.locator("summary").click()
    assert page.locator("figure.chart svg").count() >= 1
    for desk in (reviewer, adjudicator):
        assert clean(desk) == []


def clean(desk: Desk) -> list[str]:
    desk.goto(reverse("admin:dashboard"))
    return problems(desk)
