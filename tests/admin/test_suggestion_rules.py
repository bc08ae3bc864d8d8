"""A bad rule can be seen and switched off."""

from typing import Any

import pytest
from django.urls import reverse

from annotate.actions import suggestions as verbs
from annotate.models import Suggestion, SwitchedOffRule
from tests import factories as make
from tests.admin import desk
from tests.admin.test_suggestions_at_the_desk import TEXT, call, one
from workers import suggestions

pytestmark = pytest.mark.django_db

LIST = reverse("admin:annotate_ruleanswer_changelist")


def rule(name: str) -> str:
    return reverse("admin:annotate_ruleanswer_rule", args=(name,))


@pytest.fixture
def answered() -> Any:
    article, reviewer = make.article(TEXT), make.user("reviewer")
    suggestions.suggest_for_new_texts()
    call(reviewer, "reject", one(reviewer, article, "anonymous_source")["id"], {})
    call(
        reviewer,
        "accept",
        one(reviewer, article, "denial")["id"],
        {"wording": "It closes.", "new_source": "I. C."},
    )
    return article


def test_each_rule_is_counted_by_facet_and_the_worst_stand_first(
    answered: Any, django_assert_max_num_queries: Any
) -> None:
    editor = desk.client("editor")
    with django_assert_max_num_queries(12):
        page = editor.get(LIST)
    rows = {(row["rule"], row["facet"]): row for row in page.context["rows"]}
    assert rows["who-informs", "identification"]["rejected"] == 1
    assert rows["role", "role"]["accepted"] == 1
    assert page.context["rows"][0]["wrong"] == 1.0


def test_a_rules_page_shows_the_words_that_fired_it_in_their_place(answered: Any) -> None:
    page = desk.client("adjudicator").get(rule("who-informs")).content.decode()
    assert "<mark>two officials familiar with the plan</mark>" in page
    assert "Rejected" in page
    assert desk.client("editor").get(rule("nothing-at-all")).status_code == 404


def test_it_is_switched_off_with_a_reason_and_on_again(answered: Any) -> None:
    editor = desk.client("editor")
    assert "required" in editor.post(rule("who-informs"), {"reason": ""}).content.decode()
    assert editor.post(rule("who-informs"), {"reason": "Takes insiders for sources."}).status_code == 302
    assert SwitchedOffRule.objects.get().reason == "Takes insiders for sources."
    assert "Takes insiders" in editor.get(rule("who-informs")).content.decode()
    assert editor.post(rule("who-informs"), {}).status_code == 302
    assert not SwitchedOffRule.objects.exists()


def test_only_editors_and_adjudicators_see_it(answered: Any) -> None:
    for role in ("reviewer", "administrator"):
        assert desk.client(role).get(LIST).status_code == 403
        assert desk.client(role).post(rule("who-informs"), {"reason": "No."}).status_code == 403


def test_a_reviewer_who_also_edits_sees_no_example_of_a_text_still_to_be_read(answered: Any) -> None:
    both = desk.client("reviewer", "editor")
    page = both.get(rule("who-informs")).content.decode()
    assert "<mark>" not in page
    assert "None that you may see." in page


def test_what_rested_on_it_is_no_longer_offered(answered: Any) -> None:
    before = Suggestion.objects.offered().count()
    verbs.switch_rule(rule="who-informs", off=True, reason="Wrong.", by=make.user("editor"))
    assert Suggestion.objects.offered().count() == before - 1
