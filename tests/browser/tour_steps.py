"""What is done on a screen before the tour photographs it."""

from collections.abc import Callable
from typing import Any

from django.apps import apps


def row(model: str, **which: Any) -> Any:
    """The first row of a model that is like this; at a loss, the tour ends and says which."""
    found = apps.get_model("annotate", model).objects.filter(**which).first()
    assert found is not None, f"no {model} with {which}"
    return found


def ready(desk: Any) -> Any:
    desk.page.wait_for_selector("html[data-ready=yes]")
    return desk.page


def select(desk: Any) -> None:
    page = ready(desk)
    desk.select("has not let Altamar Devices or Brennock Silicon see it")
    page.keyboard.press("a")
    page.wait_for_timeout(1200)
    page.keyboard.press("Escape")
    if page.is_visible("[role=listbox]"):
        page.keyboard.press("Escape")
    page.evaluate("scrollTo(0, 0)")


def choose_claim(desk: Any) -> None:
    page = ready(desk)
    desk.select("The quay stays open")
    page.click("[data-preset=denial]")
    page.fill("#claim", "quay")
    page.locator("[data-combo=claim] li").first.wait_for()
    page.evaluate("scrollTo(0, 0)")


def make_claim(desk: Any) -> None:
    choose_claim(desk)
    desk.page.locator("[data-combo=claim] li.make").click()


def clash(desk: Any) -> None:
    """Two tabs: what was saved in the other one stands beside what is in this."""
    from annotate.actions import readings
    from annotate.actions.carrying import as_new

    page = ready(desk)
    card = page.locator("#cards > li[data-id]").first
    card.locator(".card-head").click()
    there = row("reading", pk=card.get_attribute("data-id"))
    page.click("#cards [data-act=correct]")
    page.select_option("#certainty", "hedged")
    new = as_new(there)
    new.details["note"] = "from the other tab"
    readings.save_reading(revision=there.review.revision, reading=new, by=there.reviewer, supersedes=there)
    page.click("#reading [type=submit]")
    page.wait_for_selector("#conflict:not([hidden])")


def suggestion(desk: Any) -> None:
    page = ready(desk)
    page.locator("#cards > li.suggested").first.wait_for()
    page.keyboard.press("g")


def open_card(desk: Any) -> None:
    ready(desk).locator("#cards .card-head").first.click()


def submitting(desk: Any) -> None:
    ready(desk).click("#submit-review")


def keys(desk: Any) -> None:
    ready(desk).click("#show-keys")


def skip(desk: Any) -> None:
    ready(desk).click("[data-lease=skip]")


def linking(desk: Any) -> None:
    page = ready(desk)
    page.locator("#cards > li[data-id]", has_text="Denial").first.locator(".card-head").click()
    page.click("#cards [data-act=deny]")
    page.focus("#denied")
    page.keyboard.press("ArrowDown")
    page.locator("[data-combo=denied] li").first.wait_for()


def show_report(desk: Any) -> None:
    """Whoever may resolve its claims sees it only after saying so."""
    desk.page.click("#content form button.grave")
    desk.page.wait_for_selector("#content .report")


def work_out(desk: Any) -> None:
    desk.page.wait_for_selector("#what-if[data-answered]")


def backup_codes(desk: Any) -> None:
    from django_otp.oath import TOTP
    from django_otp.plugins.otp_totp.models import TOTPDevice

    device = TOTPDevice.objects.get(user__username="lena")
    desk.page.fill("#id_code", f"{TOTP(device.bin_key).token():06}")
    desk.page.click(".submit-row button")
    desk.page.wait_for_selector(".codes")


def make_key(desk: Any) -> None:
    desk.page.fill("#id_name", "CMS")
    desk.page.click(".submit-row button")
    desk.page.wait_for_selector("#secret")


def scroll_to(where: str) -> Callable[[Any], None]:
    """Where the picture begins, however wide it is."""
    return lambda desk: desk.page.evaluate(f"location.hash = '{where}'")


def open_all(desk: Any) -> None:
    desk.page.evaluate("document.querySelectorAll('details').forEach((d, n) => { d.open = n < 3; })")
