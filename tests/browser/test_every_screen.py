"""On every screen: nothing that the policy refuses, no script error, and nothing that axe-core finds."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.admin import desk as rows
from tests.admin.test_screens import LISTS
from tests.browser.desk import Desk

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ACTS = (
    ("claim", "resolve"), ("claim", "merge"), ("claim", "reword"), ("claim", "embargo"), ("article", "revise"),
    ("article", "syndication"), ("article", "withdraw"), ("newsroom", "add-member"), ("newsroom", "issue-key"),
    ("user", "roles"), ("user", "password"), ("outlet", "merge"), ("erasurerequest", "carry-out"),
)  # fmt: skip


def addresses() -> list[str]:
    made = rows.one_of_everything()
    found = [
        reverse("admin:index"),
        reverse("admin:profile"),
        reverse("admin:password_change"),
        "/admin/nowhere/",
    ]
    for screen, pk in made.items():
        found.append(reverse(f"admin:annotate_{screen}_changelist"))
        found.append(reverse(f"admin:annotate_{screen}_change", args=(pk,)))
    for screen in ("article", "claim", "outlet", "source", "reportdefinition", "newsroom", "user"):
        found.append(reverse(f"admin:annotate_{screen}_add"))
        found.append(reverse(f"admin:annotate_{screen}_history", args=(made[screen],)))
    return found + [reverse(f"admin:annotate_{s}_act", args=(made[s], act)) for s, act in ACTS]


def violations(desk: Desk) -> list[str]:
    """What axe-core finds; without the parts of Django's admin that are only there for pointers."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(desk.page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
    return [f"{v['id']} at {n['target']}: {n['html'][:120]}" for v in found for n in v["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_screen_is_clean(theme: str, width: int, desk: Desk) -> None:
    desk.sign_in(make.user("editor", "administrator"))
    desk.page.set_viewport_size({"width": width, "height": 900})
    desk.page.emulate_media(color_scheme=theme)
    found = {}
    for address in addresses():
        page = desk.goto(address)
        refused = list(desk.problems)
        too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if problems := [*refused, *violations(desk), *(["wider than the window"] if too_wide else [])]:
            found[address] = problems
        desk.problems.clear()  # axe-core itself tries inline styles
    assert found == {}
    assert {*LISTS} <= {a.split("/")[3] for a in addresses() if a.count("/") > 3}
