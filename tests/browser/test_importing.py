"""Bringing articles in: a file is handed over, looked through, shown, and written once somebody has said yes."""

import json
from typing import Any

import pytest
from django.urls import reverse

from annotate.models import Article, ArticleImport
from tests import factories as make
from tests.browser.conftest import Enter
from tests.browser.desk import Desk
from tests.browser.test_every_screen import violations
from workers.imports import import_articles

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def hand_over(desk: Desk, rows: list[dict[str, Any]]) -> Any:
    page = desk.goto(reverse("admin:annotate_articleimport_add"))
    body = json.dumps(rows).encode()
    page.set_input_files("#id_file", {"name": "week.json", "mimeType": "application/json", "buffer": body})
    page.click("[name=_save]")
    page.wait_for_selector("#progress")
    import_articles()  # the worker; the page asks by itself how far it is
    page.wait_for_selector("#content table.plain")
    assert violations(desk) == []
    desk.problems.clear()
    return page


def row(n: int, **values: Any) -> dict[str, Any]:
    given = {
        "headline": f"Part {n}",
        "text": make.TEXT,
        "outlet": "Harbour Observer",
        "published_at": "2026-03-01",
    }
    return given | {"url": f"https://harbour.example/{n}"} | values


def test_what_would_become_of_a_file_is_shown_and_then_written(enter: Enter) -> None:
    desk = enter(make.user("editor"))
    page = hand_over(desk, [row(1), row(2)])
    assert "Part 2" in page.inner_text("#content table.plain")
    assert not Article.objects.exists()
    page.click('a.act:text-is("Import")')
    page.click(".submit-row button")
    page.wait_for_selector("#progress")
    import_articles()
    page.wait_for_selector("text=2 new, 0 revised, 0 unchanged")
    assert Article.objects.count() == 2
    page = hand_over(desk, [row(1), row(2)])
    assert page.inner_text("#content table.plain").count("unchanged") == 2


def test_what_is_wrong_is_said_by_row_and_nothing_is_written(enter: Enter) -> None:
    desk = enter(make.user("editor"))
    page = hand_over(desk, [row(1), row(2, published_at="the first of March"), row(3, text="")])
    faults = page.locator("#content table.plain").first.inner_text()
    assert "published_at" in faults
    assert "text" in faults
    assert page.locator('a.act:text-is("Import")').count() == 0
    assert ArticleImport.objects.get().state == "faulty"
    assert not Article.objects.exists()
