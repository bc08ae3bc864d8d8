"""The whole of reading by keys alone, and keys that stay quiet while one types."""

from typing import Any

import pytest
from django.urls import reverse

from annotate.models import Article, Claim, Reading, User
from tests import factories as make
from tests.browser.desk import Desk

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TEXT = "🚢 It rained. The ministry denied the report. Officials told the wire that the plant closes in May."


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


@pytest.fixture
def article() -> Article:
    return make.article(TEXT)


def test_a_reading_is_made_corrected_and_undone_without_a_mouse(
    desk: Desk, me: User, article: Article
) -> None:
    make.claim("The plant closes in May.")
    page = desk.sign_in(me).open(article)
    press = page.keyboard.press
    for key in ("ArrowDown", "ArrowDown", "ArrowDown"):
        press(key)
    assert desk.marks()["cursor"] == ["Officials told the wire that the plant closes in May."]
    for key in ("ArrowRight", *["Shift+ArrowRight"] * 3, "Shift+ArrowLeft"):
        press(key)
    for key in ("ArrowDown", "a"):
        press(key)
    assert page.evaluate("document.activeElement.id") == "claim"
    assert page.locator("#kinds [aria-pressed=true]").all_inner_texts() == ["anonymous a"]
    assert "Kind: anonymous." in page.inner_text("#status")
    page.keyboard.type("plant closes")
    press("Enter")  # before anything is found: the best match is taken once it is
    page.wait_for_function("() => document.getElementById('claim').value === 'The plant closes in May.'")
    page.wait_for_function("() => document.activeElement.type === 'submit'")  # nothing else is missing
    press("Control+Enter")
    page.wait_for_selector("#reading", state="hidden")
    page.locator("#cards > li").first.wait_for()
    reading = Reading.objects.get()
    assert (reading.identification, reading.stance) == ("unnamed_individual", "asserts")
    press("z")
    page.wait_for_selector("#cards .withdrawn")
    press("Z")
    page.wait_for_selector("#cards .withdrawn", state="detached")
    assert Reading.objects.current().count() == 1


def test_words_grow_and_shrink_by_one(desk: Desk, me: User, article: Article) -> None:
    page = desk.sign_in(me).open(article)
    seen = []
    for key in (
        "ArrowRight",
        "Shift+ArrowRight",
        "ArrowRight",
        "Shift+ArrowRight",
        "Shift+ArrowLeft",
        "Shift+ArrowLeft",
        "ArrowDown",
        "Shift+ArrowLeft",
        "Shift+ArrowLeft",
        "Shift+ArrowRight",
    ):
        page.keyboard.press(key)
        seen.append(desk.marks()["cursor"][0])
    assert seen[:6] == ["It", "It rained", "The", "The ministry", "The", "rained. The"]
    sentence = "The ministry denied the report."  # from its end, as Shift+→ goes on from there
    assert seen[6:] == [sentence, sentence[:-1], "The ministry denied the", sentence[:-1]]


def test_a_stance_that_the_kind_leaves_is_not_written_over_by_what_comes_later(desk: Desk, me: User) -> None:
    page = desk.sign_in(me).open(make.article("The ministry announced that the plant closes."))
    held: list[Any] = []
    page.route("**/derive/**", lambda route: held.append(route))
    desk.select("the plant closes")
    page.keyboard.press("s")
    held[0].fulfill(json={"facets": {"stance": "estimates", "directness": "hearsay"}})
    page.wait_for_function("() => document.getElementById('directness').value === 'hearsay'")
    assert page.input_value("#stance") == "announces"


def test_the_cue_and_the_stance_are_derived_from_the_sentence(desk: Desk, me: User, article: Article) -> None:
    page = desk.sign_in(me).open(article)
    desk.select("the report")
    assert page.inner_text("[data-words=cue]") == "denied"
    assert page.input_value("#stance") == "denies"
    assert article.latest.text.index("denied") == page.evaluate(
        "() => { const h = CSS.highlights.get('draft-cue'); const r = [...h][0]; return [...r.startContainer.data.slice(0, r.startOffset)].length; }"
    )


def test_no_key_does_anything_while_one_types(
    desk: Desk,
    me: User,
    article: Article,
) -> None:
    claim: Claim = make.claim("The plant closes in May.")
    make.read(article, claim, by=me, submitted=False)
    page = desk.sign_in(me).open(article)
    desk.act("correct")
    page.evaluate("document.getElementById('more').open = true")
    page.click("#note")
    page.keyboard.type("asdcz?jk123")
    assert page.input_value("#note") == "asdcz?jk123"
    assert page.input_value("#identification") == "unnamed_group"
    assert page.locator("#keys[open]").count() == 0
    page.keyboard.press("Escape")  # from the field to the text; the form stays open
    assert page.is_visible("#reading")
    page.keyboard.press("Escape")
    page.wait_for_selector("#reading", state="hidden")
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")


def test_keys_of_one_character_can_be_turned_off_and_the_others_go_on(
    desk: Desk, me: User, article: Article
) -> None:
    page = desk.sign_in(me).open(article)
    page.click("#show-keys")
    page.uncheck("#keys [data-single-keys]")
    page.click("#keys .button")
    page.focus("#text")
    page.keyboard.press("?")
    assert page.locator("#keys[open]").count() == 0
    page.keyboard.press("ArrowRight")
    page.keyboard.press("d")
    assert page.is_hidden("#reading")
    page.keyboard.press("Enter")
    assert page.is_visible("#reading")
    desk.goto(reverse("admin:profile"))
    assert not page.is_checked("[data-single-keys]")
    page.keyboard.press("n")
    page.check("[data-single-keys]")
    desk.open(article)
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")


def test_n_does_not_take_one_away_from_a_form_that_is_begun(desk: Desk, me: User, article: Article) -> None:
    page = desk.sign_in(me).goto(reverse("admin:annotate_recusal_add"))
    page.fill("#id_reason", "My sister works there.")
    page.focus("[name=_save]")
    page.keyboard.press("n")
    page.wait_for_timeout(300)
    assert page.input_value("#id_reason") == "My sister works there."
