"""The screen that takes the record out, and the one that brings it in again."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from annotate.models import Article, ArticleImport, Change
from tests import factories as make
from tests.admin import desk
from tests.importing import records
from workers.imports import import_articles

pytestmark = pytest.mark.django_db
PAGE = "admin:export"


def page(client, **given: str) -> str:
    return client.get(reverse(PAGE), given).content.decode()


def body(client, kind: str, **given: str) -> bytes:
    answer = client.post(reverse(PAGE), {"format": kind, **given})
    assert answer.streaming
    assert "attachment" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("role", ["reviewer", "adjudicator", "editor", "administrator"])
def test_every_role_has_the_screen_and_it_counts_what_would_be_in_the_file(role: str) -> None:
    assert "No article is of this part" in page(desk.client(role))
    make.read(make.article(), make.claim())
    said = page(desk.client(role))
    assert "<dt>Articles</dt><dd>1</dd>" in said
    assert ("<dt>Readings</dt><dd>1</dd>" in said) == (role != "reviewer")


def test_the_links_to_it_stand_on_the_lists_and_nobody_else_gets_in() -> None:
    client = desk.client("reviewer")
    for screen in ("article", "articleimport"):
        assert reverse(PAGE) in client.get(reverse(f"admin:annotate_{screen}_changelist")).content.decode()
    assert desk.client_of(make.user()).get(reverse(PAGE)).status_code == 302
    assert desk.client_of(make.user()).post(reverse(PAGE), {"format": "record"}).status_code == 302


def test_the_file_is_streamed_is_that_of_the_part_and_the_log_says_who_took_it() -> None:
    one, other = make.article(), make.article()
    user = make.user("editor")
    said = body(desk.client_of(user), "record", outlet=one.outlet_id).decode()
    assert (one.pk in said, other.pk in said) == (True, False)
    change = Change.objects.get(verb="record.export")
    assert (change.actor, change.detail.after["format"]) == (user, "record")
    assert body(desk.client_of(user), "tables")[:2] == b"PK"


def test_a_part_that_cannot_be_says_so_and_gives_no_file() -> None:
    client = desk.client("editor")
    given = {"since": "2026-03-02", "until": "2026-03-01"}
    assert "before the first one" in page(client, **given)
    answer = client.post(reverse(PAGE), {"format": "record", **given})
    assert (answer.streaming, "before the first one" in answer.content.decode()) == (False, True)
    for bad in ({"outlet": "out_nowhere"}, {"topic": "x"}, {"since": "\x00"}):
        assert not client.post(reverse(PAGE), {"format": "record", **bad}).streaming
    assert not client.post(reverse(PAGE), {"format": "exe"}).streaming
    assert not Change.objects.filter(verb="record.export").exists()


def test_the_page_may_ask_how_far_the_file_is_and_only_whoever_asked_for_it() -> None:
    make.read(make.article(), make.claim())
    user, token = make.user("editor"), "0f0f-1"
    client, address = desk.client_of(user), reverse("admin:export-progress")
    assert client.get(address, {"token": token}).json()["is_done"] is False
    body(client, "record", token=token)
    said = client.get(address, {"token": token}).json()
    assert (said["is_done"], said["value"]) == (True, said["max"])
    assert desk.client("editor").get(address, {"token": token}).json()["max"] is None


def test_web_annotations_quote_content_cue_and_source_where_they_stand() -> None:
    text = "👩‍👩‍👧 The ministry will close the plant, according to two officials. Nobody else said so."
    article = make.article(text, url="https://paper.example/a")
    spans = {
        "content": make.span(article, "will close the plant"),
        "cue": make.span(article, "according to"),
        "source_span": make.span(article, "two officials"),
    }
    claim = make.claim("The plant closes.")
    reading = make.read(article, claim, **spans)
    make.read(make.article(), claim, submitted=False)
    document = json.loads(body(desk.client("editor"), "annotations"))
    (item,) = document["first"]["items"]
    assert (document["type"], document["total"], item["id"]) == (
        "AnnotationCollection",
        1,
        f"urn:on-record:{reading.pk}",
    )
    assert item["creator"]["nickname"] == reading.reviewer.username
    for target in item["target"]:
        quote, position = target["selector"]
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert text[: position["start"]].endswith(quote["prefix"])
    assert [t["styleClass"] for t in item["target"]] == ["content", "cue", "source"]
    assert {"type": "TextualBody", "purpose": "tagging", "value": "stance:asserts"} in item["body"]
    assert json.loads(body(desk.client("reviewer"), "annotations"))["first"]["items"] == []


def test_a_record_comes_in_by_the_screens_and_only_for_administrators() -> None:
    make.read(make.article(), make.claim("It closes."))
    file = records.exported()
    records.wipe()
    add = reverse("admin:annotate_articleimport_add")

    def upload() -> dict:
        return {"file": SimpleUploadedFile("record.jsonl", file), "time_zone": "UTC"}

    assert "takes an administrator" in desk.client("reviewer").post(add, upload()).content.decode()
    client = desk.client("administrator")
    assert client.post(add, upload()).status_code == 302
    thing = ArticleImport.objects.get()
    here = reverse("admin:annotate_articleimport_change", args=(thing.pk,))
    import_articles()
    shown = client.get(here).content.decode()
    assert "Reading</th><td>1</td>" in shown.replace("\n", "")
    assert "nobody can sign in" in shown
    assert not Article.objects.exists()
    assert (
        desk.client("editor")
        .post(reverse("admin:annotate_articleimport_act", args=(thing.pk, "confirm-record")))
        .status_code
        == 403
    )
    client.post(reverse("admin:annotate_articleimport_act", args=(thing.pk, "confirm-record")))
    import_articles()
    assert "1 article new" in client.get(here).content.decode()
    assert records.exported() == file
