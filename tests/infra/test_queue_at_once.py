"""Many reviewers on the queue at once, over HTTP, with leases that lapse, answers that are lost and reviews that clash.

No text gets more reviews than readings it needs, no saved reading is lost, none is there twice. The short form runs in
`make test-faults`; `make proof-queue` runs 32 reviewers for a minute, on SQLite and on PostgreSQL.
"""

import http.client
import json
import os
import random
import threading
import time
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from annotate.actions import imports
from annotate.models import Article, Claim, Reading, Review, Revision, Skip, Task, User
from tests import factories as make
from tests.browser.conftest import Server

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PEOPLE, SECONDS = (int(n) for n in os.environ.get("QUEUE_PROOF", "8x5").split("x"))
TOKEN = "a" * 32


#: The lease had run out before anything was saved, and others have given the text its reviews.
NOT_BEGUN = b"Nothing can be added"


@dataclass
class Reviewer:
    """A browser's worth of HTTP, and what the server has told this reviewer that it keeps."""

    user: User
    port: int
    texts: dict[str, str]
    claim: str
    chance: random.Random
    saved: set[str] = field(default_factory=set)
    submitted: set[str] = field(default_factory=set)
    refused: int = 0
    handed: int = 0
    broken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        session = SessionStore()
        session["_auth_user_id"] = str(self.user.pk)
        session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
        session["_auth_user_hash"] = self.user.get_session_auth_hash()
        session.create()
        cookie = f"sessionid={session.session_key}; csrftoken={TOKEN}"
        self.headers = {"Cookie": cookie, "X-CSRFToken": TOKEN, "Content-Type": "application/json"}

    def post(self, path: str, body: Any = None) -> tuple[int, str, bytes]:
        """Again until the server answers: a reviewer's page does the same."""
        while True:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            try:
                line.request("POST", path, json.dumps(body or {}), self.headers)
                answer = line.getresponse()
                found = answer.status, answer.headers.get("Location", ""), answer.read()
            except OSError as error:
                self.broken.append(repr(error))
                continue
            finally:
                line.close()
            if found[0] < 500:
                return found
            self.broken.append(f"{found[0]} at {path}")

    def work(self, until: float) -> None:
        while time.monotonic() < until:
            status, there, _ = self.post(reverse("admin:queue-next"))
            assert status == 302, status
            revision = next((r for a, r in self.texts.items() if a in there), None)
            if revision is None:
                time.sleep(0.2)
                continue
            self.handed += 1
            self.read(revision)
            time.sleep(self.chance.uniform(0, 0.1))

    def read(self, revision: str) -> None:
        match self.chance.randrange(20):
            case 0:
                self.lease(revision, do="skip", why="length")
            case 1:
                self.lease(revision, do="release")
            case _:
                for start in (0, 60)[: self.chance.choice((1, 1, 2))]:
                    self.save(revision, start)
                self.submit(revision)

    def lease(self, revision: str, **sent: str) -> None:
        self.post(reverse("admin:queue-lease", args=(revision,)), sent)

    def save(self, revision: str, start: int) -> None:
        """Sometimes the answer is lost and the page sends it again."""
        note = uuid.uuid4().hex
        stance = self.chance.choice(("asserts",) * 5 + ("denies",))
        body = {
            "claim": self.claim, "facets": make.UNNAMED | {"stance": stance}, "details": {"note": note},
            "spans": {"content": {"start": start, "end": start + 41}}, "source": None, "relays": [],
        }  # fmt: skip
        address = reverse("admin:annotate_article_save", args=(revision,))
        for attempt in range(self.chance.choice((1, 1, 1, 2))):
            status, _, told = self.post(address, body)
            assert status == 200 or (attempt or self.broken or b"already" in told or NOT_BEGUN in told), told
            if status == 200:
                self.saved.add(note)

    def submit(self, revision: str) -> None:
        status, _, told = self.post(reverse("admin:annotate_article_submit", args=(revision,)))
        if status == 200:
            self.submitted.add(revision)
        else:
            assert b"are kept" in told or NOT_BEGUN in told, told
            self.refused += 1


def let_leases_lapse(until: float, chance: random.Random) -> None:
    """Reviewers go to lunch: some lease or other runs out. (SQLite may keep this one writer of many waiting too long.)"""
    held = Task.objects.filter(review=None, leased_until__isnull=False)
    while time.monotonic() < until:
        with suppress(OperationalError):
            if live := list(held.values_list("pk", flat=True)[:50]):
                held.filter(pk=chance.choice(live)).update(leased_until=timezone.now())
        time.sleep(0.2)
    connection.close()


def test_no_task_over_its_overlap_no_reading_lost_and_none_doubled(
    environment: dict[str, str], leash: Any, tmp_path: Any
) -> None:
    claim = Claim(wording="The ministry will close the plant.")
    _import(PEOPLE * max(6, SECONDS // 2), claim)
    texts = dict(Revision.objects.values_list("article", "pk"))
    server = Server(leash, environment, tmp_path / "server.log", "--workers", "2", "--threads", "16")
    people = [
        Reviewer(make.user("reviewer"), server.port, texts, claim.pk, random.Random(n)) for n in range(PEOPLE)
    ]
    until = time.monotonic() + SECONDS
    errors = _all_at_once(people, until)
    leash.stop(server.process)
    assert errors == []
    _tell(people)
    _nothing_over(texts)
    _nothing_lost_or_doubled(people, claim)


def _import(texts: int, claim: Claim) -> None:
    """Unread articles in one block: by hand so many take longer than the proof."""
    outlet = make.outlet()
    given = {"outlet": outlet, "headline": "Plant to close", "text": make.TEXT, "published_at": make.NOON}
    unread = [imports.OldArticle(url=f"https://paper.example/{n}", **given) for n in range(texts)]
    imports.import_archive(claims=[imports.OldClaim(claim)], articles=unread)


def _all_at_once(people: list[Reviewer], until: float) -> list[BaseException]:
    errors: list[BaseException] = []

    def run(work: Any) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    chance = random.Random(0)
    works = [lambda p=p: p.work(until) for p in people] + [lambda: let_leases_lapse(until, chance)]  # type: ignore[misc]
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def _nothing_over(texts: dict[str, str]) -> None:
    """Never more submitted reviews than readings wanted: two, or three where two disagree."""
    done = Counter(Review.objects.filter(submitted_at__isnull=False).values_list("revision", flat=True))
    tasks = Counter(Task.objects.values_list("revision", flat=True))
    assert done
    assert max(tasks.values()) <= 3
    assert {r: n for r, n in done.items() if n > tasks[r]} == {}
    in_tasks = Counter(Task.objects.exclude(review=None).values_list("review", flat=True))
    assert {*in_tasks} == {*Review.objects.filter(submitted_at__isnull=False).values_list("pk", flat=True)}
    agreed = [r for r, n in done.items() if n == 3 and not _disagreed(r)]
    assert agreed == []
    assert {*tasks} == {*texts.values()}


def _disagreed(revision: str) -> bool:
    """Whether two of a text's first two reviewers said different things of the one claim, or different places."""
    first = Review.objects.filter(revision=revision, submitted_at__isnull=False).order_by("submitted_at")[:2]
    said = [
        frozenset(r.readings.filter(superseded_at=None).values_list("stance", "content_start")) for r in first
    ]
    return said[0] != said[1]


def _nothing_lost_or_doubled(people: list[Reviewer], claim: Claim) -> None:
    there = Counter(Reading.objects.values_list("note", flat=True))
    told = {note for p in people for note in p.saved}
    assert told - there.keys() == set()
    assert {note: n for note, n in there.items() if n > 1} == {}
    for person in people:
        kept = Review.objects.filter(reviewer=person.user, submitted_at__isnull=False)
        assert person.submitted <= {*kept.values_list("revision", flat=True)}


def _tell(people: list[Reviewer]) -> None:
    """The figures, shown with -s."""
    broken = Counter(b for p in people for b in p.broken)
    print(
        f"\n{len(people)} reviewers, {SECONDS} s, {connection.vendor}: {sum(p.handed for p in people)} handed out, "
        f"{Reading.objects.count()} readings, {Review.objects.filter(submitted_at__isnull=False).count()} reviews "
        f"submitted, {sum(p.refused for p in people)} refused as one too many, {Skip.objects.count()} skipped, "
        f"{Task.objects.filter(number=3).count()} third readings, {Article.objects.count()} texts, broken: {dict(broken)}"
    )
