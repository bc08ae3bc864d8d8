"""Terms are explained where they are chosen; the desk adds examples of its own, and readings know under which they were made."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from annotate.actions import guidelines, readings
from annotate.models import AppendOnlyError, Change, DeskExample
from annotate.vocabulary import FACETS
from tests import factories as make
from tests.admin import desk

pytestmark = pytest.mark.django_db
WORDS = "“There is no truth in it,” said the mill."


def add(text: str = WORDS, term: str = "stance.denies") -> DeskExample:
    return guidelines.add_example(term=term, text=text, by=make.user("editor"))


def test_every_term_has_a_definition_and_is_shown_where_it_is_chosen() -> None:
    page = desk.client("reviewer").get(reverse("admin:annotate_article_change", args=(make.article().pk,)))
    facets = {f["name"]: f["terms"] for f in page.context["facets"]}
    assert {*facets} == {*FACETS}
    for term in (t for terms in facets.values() for t in terms):
        assert term["definition"], term
    assert "Contests it, or a part" in page.content.decode()


def test_an_editors_example_is_shown_beside_the_term_and_on_the_guidelines_page() -> None:
    answer = desk.client("editor").post(
        reverse("admin:annotate_deskexample_add"), {"term": "stance.denies", "text": f"  {WORDS}\n"}
    )
    assert answer.status_code == 302
    reviewer, article = desk.client("reviewer"), make.article()
    for address in (
        reverse("admin:annotate_article_change", args=(article.pk,)), reverse("admin:annotate_deskexample_changelist"),
    ):  # fmt: skip
        assert "There is no truth in it" in reviewer.get(address).content.decode()
    assert reviewer.get(reverse("admin:annotate_deskexample_add")).status_code == 403
    assert Change.objects.filter(verb="guideline.change").count() == 1


def test_readings_are_stamped_with_the_version_that_held_and_keep_it() -> None:
    article, claim, reviewer = make.article(), make.claim(), make.user("reviewer")
    first = make.read(article, claim, by=reviewer, submitted=False)
    example = add()
    second = make.read(make.article(), claim, by=reviewer, submitted=False)
    guidelines.retire_example(example=example, by=make.user("editor"))
    corrected = readings.save_reading(
        revision=article.latest, reading=make.new_reading(article, claim), by=reviewer, supersedes=first
    )
    assert (first.guideline_version, second.guideline_version, corrected.guideline_version) == (0, 1, 2)


def test_a_retired_example_is_no_longer_shown_and_cannot_be_retired_twice() -> None:
    example, kept = add(), add("Nobody at the mill would say so.", "stance.disputes")
    guidelines.retire_example(example=example, by=make.user("editor"))
    assert [*DeskExample.objects.current()] == [kept]
    with pytest.raises(ValidationError):
        guidelines.retire_example(example=example, by=make.user("editor"))
    with pytest.raises(AppendOnlyError):
        kept.save()


@pytest.mark.parametrize(
    ("term", "text", "field"), [("stance.sells", "x", "term"), ("stance.denies", " ", "text"), ("stance.denies", "x" * 301, "text")]
)  # fmt: skip
def test_bad_input_is_named_and_nothing_is_kept(term: str, text: str, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        add(text, term)
    assert {*refused.value.message_dict} == {field}
    assert not DeskExample.objects.exists()


def test_only_editors_keep_them() -> None:
    with pytest.raises(PermissionDenied):
        guidelines.add_example(term="stance.denies", text="x", by=make.user("reviewer"))


def test_markup_in_an_example_is_refused_and_signs_are_only_signs() -> None:
    with pytest.raises(ValidationError, match="HTML"):
        add("<script>alert(1)</script>")
    add("5 < 7 & “so”")
    page = desk.client("reviewer").get(reverse("admin:annotate_deskexample_changelist")).content.decode()
    assert "5 &lt; 7 &amp; “so”" in page
