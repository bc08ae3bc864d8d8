"""The queue and what follows from it, by several people in browsers of their own."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from annotate.actions import erasure, queue
from annotate.models import Adjudication, Article, Attribution, Claim, Outcome, Recusal, Review, Source, Task
from tests import factories as make
from tests.browser.conftest import Enter
from tests.browser.desk import Desk
from tests.browser.test_every_screen import violations

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def next_text(desk: Desk) -> Any:
    """Press n, wherever one is."""
    if desk.page.url == "about:blank":
        desk.goto(reverse("admin:queue"))
    with desk.page.expect_navigation():
        desk.page.keyboard.press("n")
    return desk.page


def says(page: Any, words: str) -> None:
    page.wait_for_function("w => document.getElementById('lease-state').textContent.includes(w)", arg=words)


def clean(desk: Desk) -> None:
    assert violations(desk) == []
    desk.problems.clear()  # axe-core itself tries inline styles


def test_two_reviewers_get_the_same_text_and_a_third_the_next_one(enter: Enter) -> None:
    first, second = make.article(headline="The first"), make.article(headline="The second")
    queue.QueuedText.objects.filter(revision=first.latest).update(
        worth=5, reasons=["Nobody has finished reading it yet."]
    )
    people = [enter(make.user("reviewer")) for _ in range(3)]
    for desk, article in zip(people, (first, first, second), strict=True):
        page = next_text(desk)
        assert article.pk in page.url
        says(page, "Yours for 10 more minutes")
    assert "Nobody has finished reading it yet." in people[0].page.inner_text("#lease")
    clean(people[0])
    page = people[2].open(first)
    says(page, "in other reviewers' hands")
    page = people[0].page
    page.click("#submit-review")
    page.click("#submit-dialog [type=submit]")
    says(page, "You have submitted your review")
    assert page.is_hidden("#lease .lease-why")
    assert second.pk in next_text(people[0]).url
    assert people[2].page.is_visible("#submit-review")
    people[1].submit()
    says(people[1].page, "You have submitted your review")
    page = people[2].open(first)
    says(page, "has the 2 reviews it needs")
    assert page.is_hidden("#submit-review")
    assert not page.locator("#reading, #suggestions").count()
    assert "Nothing can be added here" in page.inner_text("#blind-note")


def test_n_does_nothing_while_one_types(enter: Enter) -> None:
    desk = enter(make.user("reviewer"))
    article = make.article()
    page = desk.goto(reverse("admin:annotate_claim_changelist"))
    page.focus("#searchbar")
    page.keyboard.press("n")
    assert page.input_value("#searchbar") == "n"
    assert not Task.objects.exclude(holder=None).exists()
    page.evaluate("document.activeElement.blur()")
    assert article.pk in next_text(desk).url


def test_skipping_asks_why_and_goes_on_and_leaving_gives_the_lease_up(enter: Enter) -> None:
    for _ in range(2):
        make.article()
    me = make.user("reviewer")
    desk = enter(me)
    page = next_text(desk)
    skipped = page.url
    page.click("[data-lease=skip]")
    page.check("#skip [value=other]")
    page.click("#skip [type=submit]")
    page.wait_for_selector("#skip-error:not([hidden])")
    clean(desk)
    page.check("#skip [value=interest]")
    with page.expect_navigation():
        page.click("#skip [type=submit]")
    assert page.url != skipped
    assert Recusal.objects.get().article.pk in skipped
    says(page, "Yours for 10 more minutes")
    page.goto(desk.url + reverse("admin:queue"))
    left = Task.objects.filter(holder=me, leased_until__lte=timezone.now() + queue.GRACE)
    assert any(left.exists() or page.wait_for_timeout(200) for _ in range(50))
    clean(desk)
    page.go_back()
    says(page, "Yours for 10 more minutes")
    page.click("[data-lease=release]")
    says(page, "not reserved for you")
    assert not Task.objects.exclude(holder=None).exists()


def test_an_adjudicator_decides_by_keys_and_the_reader_is_shown_it(enter: Enter) -> None:
    article, claim, reader = make.article(), make.claim(), make.user("reviewer")
    denies = make.UNNAMED | {"stance": "denies"}
    for facets in (make.UNNAMED, make.UNNAMED):
        make.read(article, claim, facets=facets)
    make.read(article, claim, by=reader, facets=denies)
    desk = enter(make.user("adjudicator"))
    page = desk.goto(reverse("admin:adjudicate"))
    clean(desk)
    page.click("#content table a")
    page.wait_for_selector("html[data-ready=yes]")
    clean(desk)
    page.keyboard.press("3")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == "id_stance"
    assert page.input_value("#id_stance") == "denies"
    page.keyboard.press("1")
    page.keyboard.press("r")
    page.keyboard.type("They said it on tape: 1, not 3.")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    decision = Adjudication.objects.get()
    assert (decision.facets["stance"], decision.reason) == ("asserts", "They said it on tape: 1, not 3.")
    theirs = enter(reader)
    shown = theirs.goto(reverse("admin:decisions")).inner_text("#content")
    assert "They said it on tape" in shown
    clean(theirs)


def test_an_outcome_takes_two_who_have_not_read_it(enter: Enter) -> None:
    claim = make.claim(about_from="2026-01-01")
    first, second = enter(make.user("editor")), enter(make.user("adjudicator"))
    page = first.goto(reverse("admin:resolve"))
    clean(first)
    page.click("#due-title ~ div td a")
    page.select_option("#id_verdict", "confirmed")
    page.fill("#id_evidence_url", "https://evidence.example/a")
    page.fill("#id_evidence_quote", "The gates were locked on 2 January.")
    page.click(".submit-row button")
    page.wait_for_selector(".success")
    assert "The gates were locked" not in first.goto(reverse("admin:resolve")).inner_text("#content")
    page = second.goto(reverse("admin:resolve"))
    clean(second)
    page.click('a.act:text-is("Agree")')
    page.click(".submit-row button")
    page.wait_for_selector(".success")
    assert Outcome.objects.get(claim=claim).state == "agreed"


def test_a_dispute_is_recorded_and_decided(enter: Enter) -> None:
    claim, owner = make.claim(), make.user("editor")
    make.source("Ines Calder")
    desk = enter(owner)
    here = reverse("admin:annotate_claim_change", args=(claim.pk,))
    desk.goto(here)
    desk.page.click('a.act:text-is("Record a dispute")')
    clean(desk)
    desk.page.fill("#id_party", "Ines Calder")
    desk.page.fill("#id_contested", "She never said so.")
    desk.page.select_option("#id_owner", str(owner.pk))
    desk.page.click(".submit-row button")
    desk.page.wait_for_selector(".badge.disputed")
    clean(desk)
    desk.page.click("#disputes-title ~ article h3 a")
    desk.page.click('a.act:text-is("Decide")')
    desk.page.check("[value=upheld]")
    desk.page.fill("#id_decision", "The tape has it.")
    desk.page.fill("#id_public_note", "We corrected it.")
    desk.page.click(".submit-row button")
    desk.page.wait_for_selector(".success")
    assert "We corrected it." in desk.goto(here).inner_text("#content")
    assert Claim.objects.get().dispute["state"] == "upheld"


def test_withdrawing_and_erasing_take_two(enter: Enter) -> None:
    claim, source = make.claim(), make.source("Ines Calder")
    one, two = enter(make.user("editor")), enter(make.user("editor"))
    page = one.goto(reverse("admin:annotate_claim_change", args=(claim.pk,)))
    page.click('a.act:text-is("Ask for withdrawal")')
    page.fill("#id_reason", "It was two claims.")
    page.click(".submit-row button")
    page.wait_for_selector(".success")
    requests = reverse("admin:annotate_withdrawalrequest_changelist")
    one.goto(requests).click("#result_list tbody th a")
    assert one.page.locator('a.act:text-is("Carry it out")').count() == 0
    two.goto(requests).click("#result_list tbody th a")
    clean(two)
    two.page.click('a.act:text-is("Carry it out")')
    two.page.click(".submit-row button")
    two.page.wait_for_selector(".success")
    assert Claim.objects.get().withdrawn_reason == "It was two claims."
    erasure.request_erasure(thing=source, reason="Article 17.", by=make.user("administrator"))
    two.goto(reverse("admin:annotate_erasurerequest_changelist")).click("#result_list tbody th a")
    two.page.click('a.act:text-is("Carry it out")')
    two.page.check("#id_sure")
    two.page.click(".submit-row button")
    two.page.wait_for_selector(".success")
    assert Source.objects.get().name != "Ines Calder"


def test_a_lease_taken_over_says_so_and_loses_nothing_typed(enter: Enter) -> None:
    article: Article = make.article()
    me = make.user("reviewer")
    desk = enter(me)
    page = desk.open(article)
    page.click("[data-lease=take]")
    says(page, "Yours for 10 more minutes")
    Task.objects.filter(holder=me).update(leased_until=timezone.now())
    for _ in range(2):
        queue.take_task(revision=article.latest, by=make.user("reviewer"))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    says(page, "in other reviewers' hands")
    page.click("#submit-review")
    page.click("#submit-dialog [type=submit]")
    page.wait_for_selector("#status.bad")
    assert "kept" in page.inner_text("#status")
    assert not Review.objects.filter(submitted_at__isnull=False).exists()


def test_on_a_telephone_a_facet_is_a_few_lines_with_who_says_what(desk: Desk) -> None:
    article, claim = make.article(), make.claim()
    for stance in ("asserts", "denies", "asserts"):
        make.read(article, claim, facets=make.UNNAMED | {"stance": stance})
    page = desk.sign_in(make.user("adjudicator")).page
    page.set_viewport_size({"width": 390, "height": 844})
    desk.goto(reverse("admin:adjudicate-case", args=(Attribution.objects.get().pk,)))
    page.wait_for_selector("html[data-ready=yes]")
    heights = page.eval_on_selector_all(
        ".facet-row:not(.here)", "rows => rows.map((row) => row.offsetHeight)"
    )
    assert max(heights) < 100
    differs = page.locator(".facet-row.differ [data-who]")
    assert differs.count() == 4  # three readers and the consensus
    whose = "cell => getComputedStyle(cell, '::before').content"
    assert "Denies" in differs.nth(1).inner_text()
    assert "attr(" not in differs.nth(1).evaluate(whose)
    assert differs.nth(1).evaluate(whose).startswith('"2 ')
    same = page.locator(".facet-row[data-facet=channel] [data-term]:visible")
    assert (same.count(), same.first.evaluate(whose)) == (1, '"All readers: "')
    assert page.evaluate("document.documentElement.scrollWidth") == 390
