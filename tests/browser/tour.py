"""`make tour`: every screen over the worked example, light and dark, wide and narrow, into docs/tour/ and docs/tour.md.

`tour_screens` lists them, `tour_rows` fills what they show. Names after the command photograph these screens alone.
"""

import io
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path("docs/tour")
#: How high a picture may be beside how wide it is: a long page is cut there.
SIZES = {"wide": (1440, 900, 1800), "narrow": (390, 844, 1700)}
HEAD = """# A tour

Every screen over the worked example, made by `make tour`: light and dark, on a wide window and on a telephone's.
"""


def prepare() -> None:
    """The worked example, scored, with suggestions."""
    from django.core.management import call_command

    from annotate import example
    from tests.browser.tour_rows import today
    from workers.rescoring import passes, runs
    from workers.tasks import sweep

    call_command("migrate", verbosity=0)
    example.load(with_debug_off=True)
    passes.run_now(runs.fit(reference_day=today()))
    sweep()


def photograph(browser: Any, url: str, screens: Iterable[Any]) -> list[str]:
    """Returns what went wrong, by screen; the others are photographed all the same."""
    from tests.browser.desk import Desk

    wrong = []
    for screen in screens:
        desk = Desk(browser, url)
        try:
            _four_pictures(desk, screen)
        except Exception as error:
            wrong.append(f"{screen.name}: {error}")
        wrong += [f"{screen.name}: {problem}" for problem in desk.problems]
        desk.close()
    return wrong


def _four_pictures(desk: Any, screen: Any) -> None:
    from annotate.models import User

    if screen.who:
        desk.sign_in(User.objects.get(username=screen.who))
    desk.goto(str(screen.address))
    screen.steps(desk)
    for place, size in SIZES.items():
        for theme in ("light", "dark"):
            desk.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            shrink(whole(desk.page, *size), picture(screen.name, theme, place))


def whole(page: Any, width: int, least: int, most: int) -> bytes:
    """The page from its head on, as if the window were as high as it is."""
    page.set_viewport_size({"width": width, "height": least})
    page.wait_for_timeout(120)
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(least, min(height, most))})
    page.evaluate("document.querySelector(':target')?.scrollIntoView()")
    page.wait_for_timeout(80)
    taken: bytes = page.screenshot()
    return taken


def picture(name: str, theme: str, place: str) -> Path:
    return HERE / f"{name}-{theme}-{place}.webp"


def shrink(taken: bytes, to: Path) -> None:
    """With 64 colours a screen looks the same and takes a fraction."""
    from PIL import Image

    flat = Image.open(io.BytesIO(taken)).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    flat.convert("RGB").save(to, lossless=True, quality=100, method=4)


def page_of(tour: dict[str, Iterable[Any]]) -> str:
    """docs/tour.md: the wide light picture of each screen, the others a press away."""
    lines = [HEAD]
    for heading, screens in tour.items():
        lines.append(f"## {heading}\n")
        for screen in screens:
            shown, *others = [
                f"tour/{picture(screen.name, theme, place).name}"
                for place in SIZES
                for theme in ("light", "dark")
            ]
            dark, narrow, narrow_dark = others
            lines.append(
                f"**{screen.about}** · [dark]({dark}) · [narrow]({narrow}) · [narrow, dark]({narrow_dark})\n"
            )
            lines.append(f"![{screen.about}]({shown})\n")
    return "\n".join(lines)


@contextmanager
def a_browser() -> Iterator[tuple[Any, str]]:
    """Chromium, and the address of a server on this process's database."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM, QUIET, Server
    from workers.leash import Leash

    with Leash() as leash, sync_playwright() as running:
        server = Server(leash, dict(os.environ), Path(os.environ["DATA_DIR"]) / "server.log")
        yield running.chromium.launch(executable_path=CHROMIUM, args=QUIET), server.url


def main(names: list[str]) -> None:
    from tests.browser import tour_rows
    from tests.browser.tour_screens import TOUR

    prepare()
    tour_rows.fill()
    HERE.mkdir(parents=True, exist_ok=True)
    wanted = [s for screens in TOUR.values() for s in screens if not names or s.name in names]
    with a_browser() as (browser, url):
        wrong = photograph(browser, url, wanted)
    Path("docs/tour.md").write_text(page_of(TOUR))
    if not names:
        there = {picture(s.name, t, p).name for s in wanted for t in ("light", "dark") for p in SIZES}
        for old in HERE.iterdir():
            if old.name not in there:
                old.unlink()
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"DATA_DIR": home, "DATABASE_URL": f"sqlite:///{home}/tour.sqlite3", "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
                       "DJANGO_SETTINGS_MODULE": "annotate.settings"}  # fmt: skip
        import django

        django.setup()
        main(sys.argv[1:])
