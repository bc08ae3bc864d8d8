"""Everything, every night: whole, checked, and nobody's private things."""

import gzip
import hashlib
import json

import pytest

from annotate.actions import claims
from annotate.models import Change
from annotate.roles import SETUP
from api import dump
from tests import factories as make
from tests.api import rows
from tests.api.asking import CLIENT, Newsdesk

pytestmark = pytest.mark.django_db


def test_it_holds_the_published_record_and_its_last_line_checks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump, "CHUNK", 2)
    article, made = make.article(), [make.claim() for _ in range(5)]
    source = make.source()
    rows.score(made[0], contributions=[rows.line(source.root_key)])
    claims.withdraw_claim(claim=made[4], reason="x", by=SETUP)
    make.claim(published=False), make.article(published=False)
    owner = Newsdesk()
    make.claim(published=False, newsroom=owner.newsroom)
    response = owner.ask("dump/")
    data = b"".join(response.streaming_content)
    lines = [json.loads(line) for line in data.splitlines()]
    assert lines[0]["after"] == Change.objects.first().number
    assert [line["object"] for line in lines] == [
        "dump", *["outlet"] * 2, "source", "article", *["claim"] * 4, "end",
    ]  # fmt: skip
    assert {line["id"] for line in lines if line["object"] == "claim"} == {claim.pk for claim in made[:4]}
    assert article.pk in {line.get("id") for line in lines}
    before = data[: data.rindex(b"\n", 0, -1) + 1]
    assert lines[-1] == {
        "object": "end",
        "lines": len(lines) - 1,
        "sha256": hashlib.sha256(before).hexdigest(),
    }
    assert make.TEXT.encode() not in data


def test_queries_grow_with_chunks_not_with_rows(django_assert_max_num_queries) -> None:
    for _ in range(20):
        rows.score(make.claim())
    desk = Newsdesk()
    desk.ask("claims/")
    with django_assert_max_num_queries(20):
        b"".join(desk.ask("dump/").streaming_content)


def test_whoever_asks_for_the_head_alone_makes_nothing_be_read(django_assert_max_num_queries) -> None:
    desk = Newsdesk()
    tag = desk.ask("dump/").headers["ETag"]
    with django_assert_max_num_queries(2):
        head = desk.ask("dump/", method="head")
    assert (head.status_code, head.headers["ETag"], head.getvalue()) == (200, tag, b"")


def test_it_is_packed_as_it_goes_for_who_can_unpack_it() -> None:
    made, desk = make.claim(), Newsdesk()
    headers = {"Authorization": f"Bearer {desk.secret}", "Accept-Encoding": "gzip"}
    packed = CLIENT.get("/api/v1/dump/", headers=headers)
    lines = gzip.decompress(packed.getvalue()).splitlines()
    assert packed.headers["Content-Encoding"] == "gzip"
    assert made.pk in lines[-2].decode()
    assert json.loads(lines[-1])["object"] == "end"
