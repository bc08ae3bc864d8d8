"""What a reviewer does at the desk, as steps for a browser."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from annotate.models import Article, User

# What selects words as a mouse does: the places on the screen where they begin and end.
PLACE = """words => {
  for (const p of document.querySelectorAll("#text [data-start]")) {
    const at = p.textContent.indexOf(words);
    if (at < 0) continue;
    p.scrollIntoView({ block: "center" });
    const range = document.createRange();
    range.setStart(p.firstChild, at);
    range.setEnd(p.firstChild, at + words.length);
    const boxes = [...range.getClientRects()];
    const [first, last] = [boxes[0], boxes.at(-1)];
    return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
  }
}"""


class Desk:
    """A browser context; ``problems`` are refusals by the Content-Security-Policy and script errors."""

    def __init__(self, chromium: Any, url: str, **options: Any) -> None:
        self.url = url
        self.context = chromium.new_context(viewport={"width": 1440, "height": 900}, **options)
        self.context.set_default_timeout(20_000)
        self.problems: list[str] = []
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.problems.append(str(error.error)))
        self.page = self.context.new_page()

    def close(self) -> None:
        self.context.close()

    def _console(self, message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(f"{message.text} ({message.page.url if message.page else ''})")

    def sign_in(self, user: User) -> "Desk":
        """A session as signing in makes one; the password form has a test of its own."""
        session = SessionStore()
        session["_auth_user_id"] = str(user.pk)
        session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
        session["_auth_user_hash"] = user.get_session_auth_hash()
        session.create()
        self.context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": self.url}])
        return self

    def goto(self, path: str) -> Any:
        self.page.goto(self.url + path)
        return self.page

    def open(self, article: Article) -> Any:
        self.goto(reverse("admin:annotate_article_change", args=(article.pk,)))
        self.page.wait_for_selector("html[data-ready=yes]")
        return self.page

    def select(self, words: str) -> None:
        x, y, to_x, to_y = self.page.evaluate(PLACE, words)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(to_x, to_y, steps=4)
        self.page.mouse.up()

    def find(self, combo: str, words: str, chosen: str = "") -> None:
        """Type into a combobox and take the option that says ``chosen`` (or the first)."""
        self.page.fill(f"#{combo}", words)
        options = self.page.locator(f"[data-combo={combo}] li")
        (options.filter(has_text=chosen) if chosen else options).first.click()

    def saved(self) -> None:
        """Press save and wait until it is there."""
        self.page.click("#reading [type=submit]")
        self.page.wait_for_selector("#reading", state="hidden")

    def act(self, what: str, card: int = 0) -> None:
        """Press a button of a card, which opens for it."""
        self.page.locator("#cards .card-head").nth(card).click()
        self.page.click(f"#cards [data-act={what}]")

    def submit(self) -> None:
        self.page.click("#submit-review")
        self.page.click("#submit-dialog [type=submit]")

    def cards(self) -> list[str]:
        return self.page.locator("#cards > li").all_inner_texts()

    def marks(self) -> dict[str, list[str]]:
        """The words that each highlight covers."""
        return self.page.evaluate(
            "() => Object.fromEntries([...CSS.highlights].map(([n, h]) => [n, [...h].map((r) => r.toString())]))"
        )
