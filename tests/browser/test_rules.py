"""The screen of a suggestion's rules: how they were answered, off and on by hand."""

import pytest
from django.urls import reverse

from annotate.models import SuggestionDecision, SwitchedOffRule
from tests import factories as make
from tests.browser.desk import Desk
from tests.browser.test_suggestions import TEXT, answered, opened
from workers import suggestions

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_a_rule_is_seen_with_the_words_that_it_took_and_switched_off_and_on(desk: Desk) -> None:
    article, editor = make.article(TEXT), make.user("editor", "reviewer")
    suggestions.suggest_for_new_texts()
    page = opened(desk, editor, article)
    page.keyboard.press("g")
    page.keyboard.press("x")
    answered(page, 2)
    assert SuggestionDecision.objects.get().decision == "rejected"
    page = desk.goto(reverse("admin:annotate_ruleanswer_changelist"))
    assert "100" in page.locator("tr", has_text="who-informs").first.inner_text()
    page.click("a:has-text('who-informs')")
    assert page.inner_text("mark") == "two officials familiar with the plan"
    page.fill("[name=reason]", "Takes insiders for sources.")
    page.click("button:has-text('Switch it off')")
    page.get_by_text("Takes insiders for sources.").first.wait_for()
    assert SwitchedOffRule.objects.get().rule == "who-informs"
    desk.open(article)
    page.keyboard.press("b")
    assert "who-informs" not in page.inner_text("#cards")
    page = desk.goto(reverse("admin:annotate_ruleanswer_rule", args=("who-informs",)))
    page.click("button:has-text('Switch it on again')")
    page.get_by_text("Switch it off").first.wait_for()
    assert not SwitchedOffRule.objects.exists()
