"""`make bench-desk`: the article page with 10,000 words and 500 attributions, in headless Chromium; beside Label Studio.

Ours: gunicorn, one process with four threads, on SQLite. Label Studio: the server that its own command starts
(Django's development server), on SQLite, with a project of three span labels. Times are medians; what the machine
did besides is told by its load. ``--quick`` leaves Label Studio out; ``--at DIR`` keeps the article there and finds it
again; ``--load`` only makes it.

Key presses and clicks are counted while a browser does one attribution of the worked example in both
(`desk_parts.presses` says what).
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.desk_parts.timing import marking, saving, selecting, there

BUILD = Path("build/bench")
WORDS, ATTRIBUTIONS = 10_000, 500
SENTENCE = "Officials familiar with the plan said that plant number {n} will close in May. "
PAD = "The works stand at the edge of the town and have done so for longer than most who live there recall. "
CONFIG = """<View><Labels name="span" toName="text"><Label value="content" hotkey="1"/><Label value="cue" hotkey="2"/>
<Label value="source" hotkey="3"/></Labels><Text name="text" value="$text"/></View>"""


def text() -> str:
    """10,000 words in paragraphs of some 100, in which 500 sentences attribute."""
    parts, words = [], 0
    for n in range(ATTRIBUTIONS):
        part = SENTENCE.format(n=n)
        parts.append(part + ("\n\n" if n % 8 == 7 else ""))
        words += len(part.split())
    while words < WORDS:
        parts[words * 7 % ATTRIBUTIONS] += PAD
        words += len(PAD.split())
    return "".join(parts).strip()


def filled() -> tuple[Any, Any]:
    """(reviewer, article) that stand there, or are made."""
    from annotate.models import Article, Reading

    article = Article.objects.filter(revisions__headline="Plant to close").first()
    return (Reading.objects.earliest("created_at").reviewer, article) if article else fill()


def fill() -> tuple[Any, Any]:
    """The article, read 500 times by one reviewer, of fifty claims; and the wire's of the worked example, unread."""
    from django.db import transaction

    from annotate.example import story
    from tests import factories as make
    from workers.suggestions import suggest_for_new_texts

    with transaction.atomic():
        me, article = make.user("reviewer"), make.article(text())
        claims = [make.claim(f"Ten plants will close in May, the ten of row {n}.") for n in range(50)]
        body = article.latest.text
        for n in range(ATTRIBUTIONS):
            at = body.index(f"plant number {n} will")
            spans = {"content": (at, at + 30), "cue": (at - 10, at - 6), "source_span": (at - 43, at - 11)}
            make.read(article, claims[n // 10], by=me, submitted=False, **spans)
        for each in story.CLAIMS:
            make.claim(each.wording)
        make.article((story.TEXTS / "calder.txt").read_text().partition("\n\n")[2], headline="Wire", outlet=make.outlet("Calder News Agency"))  # fmt: skip
    suggest_for_new_texts()
    return me, article


@contextmanager
def ours() -> Iterator[tuple[str, Any, Any]]:
    """(address, reviewer, article) of a server on a database of its own."""
    from django.core.management import call_command

    from workers.leash import Leash

    call_command("migrate", verbosity=0)
    me, article = filled()
    with Leash() as leash:
        port = 8390 + os.getpid() % 500
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
        yield f"http://127.0.0.1:{port}", me, article


def wait_for(address: str) -> None:
    import urllib.request

    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{address} does not answer")


def measure_ours(browser: Any) -> dict[str, float]:
    from annotate.models import Article
    from tests import factories as make
    from tests.bench.desk_parts import presses
    from tests.browser.desk import Desk
    from workers.matching import match_passages

    with ours() as (url, me, article):
        Desk(browser, url).sign_in(me).open(
            article
        ).context.close()  # the server has read its code and templates
        desk = Desk(browser, url).sign_in(me)
        page, client = desk.page, desk.context.new_cdp_session(desk.page)
        client.send("Performance.enable")
        sent: list[int] = []
        page.on("requestfinished", lambda request: sent.append(request.sizes()["responseBodySize"]))
        began = time.perf_counter()
        desk.open(article)
        found: dict[str, float] = {"first visit until one can work, ms": (time.perf_counter() - began) * 1000}
        found["bytes of a first visit, kB"] = sum(sent) / 1000
        page.wait_for_timeout(3000)  # by now the page has asked which claims its suggestions put;
        match_passages()  # a worker's part, of which there is none here
        opened = []
        for _ in range(3):
            desk.open(article)
            opened.append(page.evaluate("performance.now()"))
        found["the page again until one can work, ms"] = statistics.median(opened)
        found |= selecting(page, client) | marking(desk, client)
        found |= saving(page)
        desk.close()
        fresh = make.user(
            "reviewer", username=f"fresh{os.getpid()}"
        )  # also where the article was found again
        desk = Desk(browser, url).sign_in(fresh)
        desk.open(Article.objects.get(revisions__headline="Wire"))
        found["clicks and key presses, one attribution"] = presses.at_our_desk(desk)
        desk.close()
    return found


def measure_peer(browser: Any) -> dict[str, float]:
    """The same text with 500 regions of three labels in one annotation."""
    from tests.bench.desk_parts.label_studio import LabelStudio

    body = text()
    with LabelStudio() as peer:
        project = peer.project("bench desk", CONFIG)
        regions = [
            region(body, n, k, label)
            for n in range(ATTRIBUTIONS)
            for k, label in enumerate(("content", "cue", "source"))
        ]
        peer.import_tasks(project, [{"data": {"text": body}, "annotations": [{"result": regions}]}])
        task = peer.session.get(f"{peer.url}/api/tasks?project={project}", timeout=60).json()["tasks"][0][
            "id"
        ]
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.set_default_timeout(240_000)
        context.add_cookies(
            [{"name": k, "value": v, "url": peer.url} for k, v in peer.session.cookies.items()]
        )
        page = context.new_page()
        sent: list[int] = []
        page.on("requestfinished", lambda request: sent.append(request.sizes()["responseBodySize"]))
        began = time.perf_counter()
        page.goto(f"{peer.url}/projects/{project}/data?task={task}")
        page.wait_for_function("() => document.querySelectorAll('.htx-highlight').length >= 1000")
        found = {"first visit until one can work, ms": (time.perf_counter() - began) * 1000}
        found["bytes of a first visit, kB"] = sum(sent) / 1000
        client = context.new_cdp_session(page)
        client.send("Performance.enable")
        page.wait_for_timeout(3000)
        found |= there(page, client)
        found["clicks and key presses, one attribution"] = worked_example(peer, page)
        context.close()
    return found


def worked_example(peer: Any, page: Any) -> int:
    from annotate.example import story
    from tests.bench.desk_parts import presses

    project = peer.project("worked example", presses.config())
    body = (story.TEXTS / "calder.txt").read_text().partition("\n\n")[2]
    peer.import_tasks(project, [{"data": {"text": body}}])
    task = peer.session.get(f"{peer.url}/api/tasks?project={project}", timeout=60).json()["tasks"][0]["id"]
    page.goto(f"{peer.url}/projects/{project}/data?task={task}")
    page.wait_for_selector(".lsf-htx-richtext")
    page.wait_for_timeout(3000)
    return presses.in_label_studio(page)


def region(body: str, n: int, k: int, label: str) -> dict[str, Any]:
    at = body.index(f"plant number {n} will")
    start, end = ((at, at + 30), (at - 10, at - 6), (at - 43, at - 11))[k]
    value = {"start": start, "end": end, "text": body[start:end], "labels": [label]}
    return {"id": f"r{n}{label}", "from_name": "span", "to_name": "text", "type": "labels", "value": value}


TARGETS = {"key press to saved and shown, ms": 100, "of which server, ms": 40}


def main(options: argparse.Namespace) -> None:
    from django.core.management import call_command
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM, QUIET

    BUILD.mkdir(parents=True, exist_ok=True)
    if options.load:
        call_command("migrate", verbosity=0)
        filled()
        return
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        found = measure_ours(browser)
        peer = {} if options.quick else measure_peer(browser)
        browser.close()
    figures = [
        {"name": name, "ours": round(value, 1), "peer": round(peer[name], 1) if name in peer else None,
         "target": f"< {TARGETS[name]}" if name in TARGETS else "", "holds": value < TARGETS.get(name, float("inf"))}
        for name, value in found.items()
    ]  # fmt: skip
    for f in figures:
        print(
            f"{f['name']:<48} {f['ours']!s:>9} {f['peer']!s:>9} {f['target']:>8} {'' if f['holds'] else 'DOES NOT HOLD'}"
        )
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    (BUILD / "desk.json").write_text(json.dumps({"figures": figures}, indent=1) + "\n")


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--load", action="store_true")
    asked.add_argument("--at", type=Path)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as own:
        home = given.at.absolute() if given.at else own
        os.environ |= {"DATA_DIR": str(home), "DATABASE_URL": f"sqlite:///{home}/desk.sqlite3", "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
                       "DJANGO_SETTINGS_MODULE": "annotate.settings"}  # fmt: skip
        import django

        django.setup()
        main(given)
