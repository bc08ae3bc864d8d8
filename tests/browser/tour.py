"""`make tour`: every screen of the desk over the worked example, light and dark, wide and narrow, into docs/tour/.

A screen is one line in `SCREENS`: its name, whose desk it is, its address, what is said of it, and steps to take first.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path("docs/tour")
WIDTHS = {"wide": 1440, "narrow": 390}


class Screen(NamedTuple):
    name: str
    who: str
    address: Callable[[], str]
    about: str
    steps: Callable[[Any], None] = lambda desk: None


def listing(model: str) -> Callable[[], str]:
    from django.urls import reverse

    return lambda: reverse(f"admin:annotate_{model}_changelist")


def named(name: str) -> Callable[[], str]:
    from django.urls import reverse

    return lambda: reverse(f"admin:{name}")


def one(model: str, **which: str) -> Callable[[], str]:
    """The first row of a model that is like this."""
    from django.apps import apps
    from django.urls import reverse

    def address() -> str:
        row = apps.get_model("annotate", model).objects.filter(**which).first()
        return reverse(f"admin:annotate_{model}_change", args=(row.pk,)) if row else ""

    return address


def select(desk: Any) -> None:
    desk.page.wait_for_selector("html[data-ready=yes]")
    desk.select("has not let Altamar Devices or Brennock Silicon see it")
    desk.page.keyboard.press("a")
    desk.page.wait_for_timeout(1200)
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("Escape") if desk.page.is_visible("[role=listbox]") else None


def open_card(desk: Any) -> None:
    desk.page.wait_for_selector("html[data-ready=yes]")
    desk.page.locator("#cards .card-head").first.click()


def keys(desk: Any) -> None:
    desk.page.wait_for_selector("html[data-ready=yes]")
    desk.page.click("#show-keys")


SCREENS = (
    Screen("home", "ines", named("index"), "Where a reviewer begins."),
    Screen("articles", "ines", listing("article"), "Articles, with what is read of each."),
    Screen("reading", "yusra", one("article", url__contains="v5-partners"), "Reading: the words that are said, their cue and their source are marked; a kind is one key, the rest is filled in.", select),
    Screen("readings", "ines", one("article", url__contains="vantrel-v5-home-chips"), "After submitting: everybody’s readings beside their words.", open_card),
    Screen("keys", "ines", one("article", url__contains="vantrel-rejects"), "All keys, shown by “?”.", keys),
    Screen("claims", "edda", listing("claim"), "Claims."),
    Screen("claim", "ines", one("claim", wording__startswith="Vantrel gave domestic"), "A claim: roots, lines of the score, outcome."),
    Screen("sources", "edda", listing("source"), "Sources."),
    Screen("source", "edda", one("source", name="Ilse Varga"), "A source and its record."),
    Screen("outlets", "edda", listing("outlet"), "Outlets."),
    Screen("outcomes", "edda", listing("outcome"), "What became of claims."),
    Screen("consensus", "ruth", listing("consensus"), "How far readings agree."),
    Screen("runs", "edda", listing("scoringrun"), "Scoring runs."),
    Screen("run", "edda", one("scoringrun"), "One run: its figures and its calibration."),
    Screen("reports", "edda", listing("reportdefinition"), "Reports that are sent."),
    Screen("newsrooms", "edda", listing("newsroom"), "Newsrooms that ask."),
    Screen("people", "admin", listing("user"), "People and their roles."),
    Screen("changes", "edda", listing("change"), "Everything that was changed, by whom."),
    Screen("erasure", "edda", listing("erasurerequest"), "Requests to erase, decided by two people."),
)  # fmt: skip


def prepare() -> None:
    """The worked example, scored, with suggestions."""
    from django.core.management import call_command

    from annotate import example
    from workers.tasks import fit, sweep

    call_command("migrate", verbosity=0)
    example.load(with_debug_off=True)
    fit()
    sweep()


def photograph(browser: Any, url: str) -> list[str]:
    """Writes the pictures; returns the names of screens that are there."""
    from annotate.models import User
    from tests.browser.desk import Desk

    taken = []
    for screen in SCREENS:
        address = screen.address()
        if not address:
            print(f"{screen.name}: there is nothing to show")
            continue
        for place, width in WIDTHS.items():
            desk = Desk(browser, url)
            desk.page.set_viewport_size({"width": width, "height": 900 if width > 500 else 844})
            desk.sign_in(User.objects.get(username=screen.who)).goto(address)
            screen.steps(desk)
            for theme in ("light", "dark"):
                desk.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                desk.page.wait_for_timeout(150)
                shrink(desk.page.screenshot(), HERE / f"{screen.name}-{theme}-{place}.png")
            desk.close()
        taken.append(screen.name)
    return taken


def shrink(picture: bytes, to: Path) -> None:
    """With 64 colours a screen looks the same and takes a third."""
    import io

    from PIL import Image

    Image.open(io.BytesIO(picture)).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(
        to, optimize=True
    )


def write_page(taken: list[str]) -> None:
    lines = [
        "# A tour of the desk",
        "",
        "Made by `make tour` from the worked example; each screen light and dark, wide and narrow.",
        "",
    ]
    for screen in SCREENS:
        if screen.name not in taken:
            continue
        names = [f"tour/{screen.name}-{theme}-{place}.png" for place in WIDTHS for theme in ("light", "dark")]
        lines += [f"## {screen.about}", "", f"![{screen.about}]({names[0]})", ""]
        lines += [f"[dark]({names[1]}) · [narrow]({names[2]}) · [narrow, dark]({names[3]})", ""]
    Path("docs/tour.md").write_text("\n".join(lines))


def main() -> None:
    from playwright.sync_api import sync_playwright

    from tests.bench.desk import wait_for
    from tests.browser.conftest import CHROMIUM, QUIET
    from workers.leash import Leash

    prepare()
    HERE.mkdir(parents=True, exist_ok=True)
    with Leash() as leash, sync_playwright() as running:
        port = 8890 + os.getpid() % 500
        argv = [
            sys.executable,
            "-m",
            "gunicorn",
            "annotate.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--threads",
            "4",
        ]
        leash.spawn(
            argv, output=sys.stderr.buffer, env=os.environ | {"PYTHONWARNINGS": "ignore"}, cwd=Path.cwd()
        )
        wait_for(f"http://127.0.0.1:{port}/healthz")
        browser = running.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        write_page(photograph(browser, f"http://127.0.0.1:{port}"))
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"DATA_DIR": home, "DATABASE_URL": f"sqlite:///{home}/tour.sqlite3", "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
                       "DJANGO_SETTINGS_MODULE": "annotate.settings"}  # fmt: skip
        import django

        django.setup()
        main()
