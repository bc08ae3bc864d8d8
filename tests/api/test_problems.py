"""Bad requests: RFC 9457, with the field and how to mend it."""

import logging

import pytest
from django.db import OperationalError

from tests import factories as make
from tests.api.asking import CLIENT, Newsdesk, ask

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "field", "hint"),
    [
        ("claims/?pagesize=3", "pagesize", "page_size"),
        ("claims/?updated_sinc=x", "updated_sinc", "updated_since"),
        ("claims/?newsroom__keys__digest=x", "newsroom__keys__digest", "Known are"),
        ("claims/?page_size=0", "page_size", "from 1 to 100"),
        ("claims/?page_size=101", "page_size", "from 1 to 100"),
        ("claims/?page_size=%D9%A3", "page_size", "whole number"),
        ("claims/?page_size=1&page_size=2", "page_size", "at most once"),
        ("claims/?state=gone", "state", "draft, embargoed, published, withdrawn, any"),
        ("claims/?admiralty=7", "admiralty", "from 1 to 6"),
        ("claims/?topic=", "topic", "some words"),
        ("claims/?topic=%00", "topic", "NUL"),
        ("claims/?updated_since=2026-03-02", "updated_since", "with its offset"),
        ("claims/?updated_since=2026-03-02T12:00:00", "updated_since", "with its offset"),
        ("claims/?updated_since=2026-02-31T12:00:00Z", "updated_since", "with its offset"),
        ("claims/?updated_since=0001-01-01T00:00:00%2B14:00", "updated_since", "with its offset"),
        ("claims/?cursor=zzz", "cursor", "as it is"),
        ("claims/?cursor=WyJ1cGRhdGVkX2F0IiwgIngiXQ", "cursor", "of another list"),
        ("articles/?outlet=src_1", "outlet", "out_"),
        ("changes/?after=-1", "after", "from 0"),
        ("sources/src_1/?x=1", "x", "takes no parameters"),
    ],
)
def test_a_parameter_that_does_not_hold_is_named_with_the_fix(path: str, field: str, hint: str) -> None:
    answer = Newsdesk().ask(path)
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    kind = told["type"].rpartition(":")[2]
    # What a schema cannot say is well formed and refused all the same.
    assert (answer.status_code, kind) in (
        (400, "unknown-parameter"),
        (400, "invalid-parameter"),
        (422, "invalid-value"),
    )
    assert (kind == "invalid-value") == (field in ("cursor", "updated_since"))
    assert told["errors"][0]["field"] == field
    assert hint in told["errors"][0]["detail"]


def test_a_cursor_of_another_order_is_refused() -> None:
    desk = Newsdesk()
    make.claim(), make.claim()
    cursor = desk.read("claims/", page_size=1)["next"].rpartition("cursor=")[2]
    answer = desk.ask(f"claims/?order=updated_at&cursor={cursor}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor")


def test_an_address_that_does_not_exist_says_which_might() -> None:
    answer = CLIENT.get("/api/v1/claims")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert "/api/v1/claims/" in answer.json()["detail"]
    assert CLIENT.get("/api/v2/").status_code == 404


def test_other_methods_are_refused_and_other_formats_too() -> None:
    desk = Newsdesk()
    answer = CLIENT.delete("/api/v1/claims/", headers={"Authorization": f"Bearer {desk.secret}"})
    assert (answer.status_code, answer.json()["type"]) == (405, "urn:on-record:problem:method-not-allowed")
    headers = {"Authorization": f"Bearer {desk.secret}", "Accept": "text/html"}
    assert CLIENT.get("/api/v1/claims/", headers=headers).status_code == 406


def test_what_nobody_foresaw_is_logged_and_tells_nothing(monkeypatch, caplog) -> None:
    from api import claims

    def fail(*args, **kwargs):
        raise RuntimeError("a secret")

    monkeypatch.setattr(claims, "told_by_id", fail)
    desk = Newsdesk()
    with caplog.at_level(logging.ERROR):
        answer = CLIENT.get("/api/v1/claims/", headers={"Authorization": f"Bearer {desk.secret}"})
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:on-record:problem:internal")
    assert "a secret" not in answer.content.decode()
    assert "a secret" in caplog.text


def test_a_database_that_does_not_answer_is_said_and_when_to_come_back(monkeypatch, caplog) -> None:
    from api import claims

    def fail(*args, **kwargs):
        raise OperationalError("could not connect to a-secret-host")

    desk = Newsdesk()
    monkeypatch.setattr(claims, "told_by_id", fail)
    answer = desk.ask("claims/")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:on-record:problem:busy")
    assert answer.headers["Retry-After"] == "5"
    assert "a-secret-host" not in answer.content.decode()
    assert "a-secret-host" in caplog.text


def test_an_unknown_id_is_404_whatever_it_is() -> None:
    for path in ("claims/x/", "claims/clm_1/history/", "sources/src_1/", "outlets/o/", "articles/' OR 1=1/"):
        assert ask(path, key=Newsdesk().secret).status_code == 404
