"""A file is looked through, shown, confirmed and written: all of it or nothing, the same file twice changes nothing."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from annotate.actions import article_imports as verbs
from annotate.actions import erasure
from annotate.models import Article, ArticleImport, Change, Outlet, User
from tests import factories as make
from tests.admin import desk
from tests.receiver import Receiver, Reply
from workers.imports import import_articles

pytestmark = pytest.mark.django_db
LONG = "It will close, according to two officials. " * 8


def rows(*more: dict[str, Any], n: int = 2) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = [
        {
            "headline": f"Plant {i} to close", "text": LONG + str(i), "url": f"https://gazette.example/{i}",
            "outlet": "Gazette", "outlet_domain": "gazette.example", "published_at": "2026-03-01T10:15:00+01:00",
        }
        for i in range(n)
    ]  # fmt: skip
    return [*made, *more]


def hand_over(given: list[dict[str, Any]], by: User | None = None, **values: Any) -> ArticleImport:
    body = json.dumps(given).encode()
    made = verbs.request_import(
        name="a.json", format="json", body=body, by=by or make.user("reviewer"), **values
    )
    import_articles()
    made.refresh_from_db()
    return made


def bring_in(given: list[dict[str, Any]], **values: Any) -> ArticleImport:
    thing = hand_over(given, **values)
    verbs.confirm_import(thing=thing, by=thing.created_by)
    import_articles()
    thing.refresh_from_db()
    return thing


def counts(thing: ArticleImport) -> dict[str, int]:
    return {name: len(made) for name, made in thing.made.items()}


def test_nothing_is_written_before_it_was_shown_and_confirmed() -> None:
    thing = hand_over(rows())
    assert (thing.state, thing.total, thing.progress) == ("shown", 2, 2)
    assert [(r["what"], r["new_outlet"]) for r in thing.rows] == [("new", True)] * 2
    assert not Article.objects.exists()
    assert not Outlet.objects.exists()
    verbs.confirm_import(thing=thing, by=thing.created_by)
    import_articles()
    thing.refresh_from_db()
    assert (thing.state, counts(thing)) == ("done", {"new": 2, "revised": 0, "unchanged": 0})
    article = Article.objects.get(canonical_url="gazette.example/1")
    assert (article.state, article.outlet.name, article.latest.text) == (
        "draft",
        "Gazette",
        (LONG + "1").strip(),
    )
    assert Outlet.objects.count() == 1
    assert Change.objects.filter(verb="article.import", actor=thing.created_by).count() == 2


def test_the_same_file_twice_changes_nothing_and_a_changed_one_revises() -> None:
    bring_in(rows())
    assert counts(bring_in(rows())) == {"new": 0, "revised": 0, "unchanged": 2}
    changed = rows()
    changed[0]["text"] += " More is known now."
    assert counts(bring_in(changed)) == {"new": 0, "revised": 1, "unchanged": 1}
    assert sorted(a.latest.number for a in Article.objects.all()) == [1, 2]


def test_rows_without_an_address_are_known_again_by_outlet_time_and_headline() -> None:
    given = [{k: v for k, v in row.items() if k != "url"} for row in rows()]
    bring_in(given)
    assert counts(bring_in(given)) == {"new": 0, "revised": 0, "unchanged": 2}


def test_every_fault_is_told_by_row_and_field_and_nothing_can_be_imported() -> None:
    bad = {
        "headline": "",
        "text": "x\x00y",
        "url": "ftp://x",
        "published_at": "yesterday",
        "time_zone": "Mars/Olympus",
    }
    thing = hand_over(rows(bad, {"headline": "A", "text": "B", "outlet": "C"}))
    assert thing.state == "faulty"
    assert {(f["row"], f["field"]) for f in thing.faults} >= {
        (3, "url"), (3, "time_zone"), (3, "outlet"), (3, "text"), (4, "published_at"),
    }  # fmt: skip
    with pytest.raises(ValidationError):
        verbs.confirm_import(thing=thing, by=thing.created_by)
    assert not Article.objects.exists()


def test_two_rows_of_one_address_are_a_fault() -> None:
    (fault,) = hand_over([*rows(n=1), *rows(n=1)]).faults
    assert (fault["row"], fault["field"]) == (2, "url")


def test_a_file_is_written_whole_or_not_at_all(monkeypatch) -> None:
    thing = hand_over(rows(n=3))
    verbs.confirm_import(thing=thing, by=thing.created_by)
    real, calls = verbs.write_row, iter(range(9))

    def fails_at_the_last(row: Any, by: User) -> Any:
        if next(calls) == 2:
            raise ValidationError({"url": "This address is here already."})
        return real(row, by)

    monkeypatch.setattr(verbs, "write_row", fails_at_the_last)
    import_articles()
    thing.refresh_from_db()
    assert thing.state == "faulty"
    assert "Row 3" in thing.faults[0]["message"]
    assert not Article.objects.exists()


def test_what_a_killed_worker_had_in_hand_is_taken_again_and_written_once() -> None:
    thing = hand_over(rows())
    verbs.confirm_import(thing=thing, by=thing.created_by)
    assert verbs.take_import(at=timezone.now() - verbs.LEASE * 2)  # a worker took it, and died
    assert import_articles() == 1
    assert import_articles() == 0
    assert Article.objects.count() == 2


def test_one_that_kills_every_worker_stops_and_says_so() -> None:
    thing = hand_over(rows())
    verbs.confirm_import(thing=thing, by=thing.created_by)
    for n in range(ArticleImport.ATTEMPTS, 0, -1):
        assert verbs.take_import(at=timezone.now() - verbs.LEASE * (n + 1))
    import_articles()
    thing.refresh_from_db()
    assert (thing.state, "three times" in thing.faults[0]["message"]) == ("faulty", True)


def test_nobody_takes_what_another_has_in_hand() -> None:
    thing = hand_over(rows())
    verbs.confirm_import(thing=thing, by=thing.created_by)
    assert verbs.take_import(at=timezone.now())
    assert verbs.take_import(at=timezone.now()) is None


def test_what_a_row_leaves_open_is_what_was_said_for_the_file() -> None:
    row = {"headline": "Plant to close", "text": LONG, "url": "https://x.example/1"}
    outlet = make.outlet()
    bring_in([row], defaults={"outlet": outlet.pk, "published_at": "2026-03-01", "language": "de", "time_zone": "Europe/Berlin"})  # fmt: skip
    latest = Article.objects.get().latest
    assert (latest.language, latest.precision, latest.article.outlet) == ("de", "day", outlet)
    assert latest.published_at.astimezone(dt.UTC) == dt.datetime(2026, 2, 28, 23, tzinfo=dt.UTC)


def test_a_page_is_fetched_by_a_worker_through_the_guarded_client(receiver: Receiver) -> None:
    page = f"<html lang=en><head><meta property='og:title' content='Plant to close'><meta property='article:published_time' content='2026-03-01T10:15:00Z'></head><body><article><h1>Plant to close</h1><p>{LONG}</p><p>{LONG}</p></article></body></html>"  # fmt: skip
    receiver.replies = [Reply(200, page.encode(), {"Content-Type": "text/html; charset=utf-8"})]
    by = make.user("reviewer")
    outlet = make.outlet()
    thing = verbs.request_import(
        name=f"{receiver.url}/a", format="url", body=b"", by=by, defaults={"outlet": outlet.pk}
    )
    import_articles()
    thing.refresh_from_db()
    assert (thing.state, thing.faults) == ("shown", [])
    verbs.confirm_import(thing=thing, by=by)
    import_articles()
    assert Article.objects.get().latest.headline == "Plant to close"
    assert len(receiver.heard) == 1, "what was shown is what is written"


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/a", "http://169.254.169.254/latest", "http://localhost/"]
)
def test_an_address_inside_the_house_is_not_gone_to(address: str) -> None:
    made = verbs.request_import(name=address, format="url", body=b"", by=make.user("reviewer"))
    import_articles()
    made.refresh_from_db()
    assert made.state == "faulty"
    assert made.faults


def test_its_words_go_when_it_is_done_or_dropped_or_forgotten() -> None:
    done, dropped, old = bring_in(rows()), hand_over(rows(n=1)), hand_over(rows(n=1))
    verbs.drop_import(thing=dropped, by=dropped.created_by)
    ArticleImport.objects.filter(pk=old.pk).update(created_at=timezone.now() - verbs.KEPT * 2)
    import_articles()
    for thing in (done, dropped, old):
        thing.refresh_from_db()
        assert (bytes(thing.body), thing.rows, thing.faults) == (b"", [], [])


def test_erasing_an_article_drops_open_imports_that_hold_its_words_and_no_other() -> None:
    given, others = (
        rows(n=1),
        [{**rows(n=1)[0], "url": "https://y.example/9", "text": "Quite another.", "headline": "Other"}],
    )
    bring_in(given)
    waits, stays = hand_over(given), hand_over(others)
    editor = make.user("editor")
    request = erasure.request_erasure(thing=Article.objects.get(), reason="Court order.", by=editor)
    erasure.carry_out_erasure(request=request, by=make.user("administrator"))
    waits.refresh_from_db()
    stays.refresh_from_db()
    assert (waits.state, bytes(waits.body), stays.state) == ("dropped", b"", "shown")


def test_only_the_desk_imports() -> None:
    with pytest.raises(PermissionDenied):
        verbs.request_import(name="a", format="text", body=b"x", by=make.user("administrator"))


def test_the_screens_from_the_file_to_the_articles() -> None:
    client = desk.client("reviewer")
    upload = SimpleUploadedFile("many.json", json.dumps(rows()).encode())
    answer = client.post(reverse("admin:annotate_articleimport_add"), {"file": upload, "time_zone": "UTC"})
    assert answer.status_code == 302
    thing = ArticleImport.objects.get()
    page = reverse("admin:annotate_articleimport_change", args=(thing.pk,))
    assert "<progress" in client.get(page).content.decode()
    import_articles()
    said = client.get(reverse("admin:annotate_articleimport_progress", args=(thing.pk,))).json()
    assert said == {"is_working": False, "words": "Waits for you, 2 of 2", "value": 2, "max": 2}
    assert "Plant 1 to close" in client.get(page).content.decode()
    client.post(reverse("admin:annotate_articleimport_act", args=(thing.pk, "confirm")))
    import_articles()
    assert "2 new, 0 revised, 0 unchanged" in client.get(page).content.decode()


def test_a_form_without_file_and_address_says_so() -> None:
    answer = desk.client("reviewer").post(reverse("admin:annotate_articleimport_add"), {"time_zone": "UTC"})
    assert "one of the two" in answer.content.decode()
    assert not ArticleImport.objects.exists()


def test_where_an_address_leads_on_the_article_has_the_last_one_and_is_known_by_the_first(
    receiver: Receiver,
) -> None:
    page = f"<html lang=en><head><meta property='og:title' content='Plant to close'><meta property='article:published_time' content='2026-03-01T10:15:00Z'></head><body><article><h1>Plant to close</h1><p>{LONG}</p><p>{LONG}</p></article></body></html>"  # fmt: skip
    html = Reply(200, page.encode(), {"Content-Type": "text/html; charset=utf-8"})
    receiver.replies = [Reply(302, b"", {"Location": "/story"}), html]
    by, outlet = make.user("reviewer"), make.outlet()

    def ask(address: str) -> ArticleImport:
        thing = verbs.request_import(
            name=f"{receiver.url}{address}", format="url", body=b"", by=by, defaults={"outlet": outlet.pk}
        )
        import_articles()
        thing.refresh_from_db()
        verbs.confirm_import(thing=thing, by=by)
        import_articles()
        thing.refresh_from_db()
        return thing

    ask("/short")
    article = Article.objects.get()
    assert article.url == f"{receiver.url}/story"
    assert [a.canonical_url.rpartition("/")[2] for a in article.addresses.all()] == ["short"]
    receiver.replies = [html]
    assert counts(ask("/short")) == {"new": 0, "revised": 0, "unchanged": 1}
    request = erasure.request_erasure(thing=article, reason="Court order.", by=make.user("editor"))
    erasure.carry_out_erasure(request=request, by=make.user("administrator"))
    assert not ArticleImport.objects.filter(name__contains="short").exists()


def test_a_fault_that_quotes_what_no_database_takes_is_told_all_the_same() -> None:
    thing = verbs.request_import(name="a.json", format="json", body=b'[{"a\\u0000\\ud800": 1}]', by=make.user("reviewer"))  # fmt: skip
    import_articles()
    thing.refresh_from_db()
    assert thing.state == "faulty"
    assert "a\ufffd\ufffd" in thing.faults[0]["message"]
