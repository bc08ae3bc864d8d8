"""Submitting: a newsroom's articles and claims for review, safe to repeat, never over a newer state."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from annotate.models import Article, Change, Claim, Outlet, Receipt
from tests import factories as make
from tests.api.asking import CLIENT, Newsdesk
from tests.api.sending import send

pytestmark = pytest.mark.django_db

CLAIM = {
    "wording": "The plant will close in May.",
    "topics": ["Energy"],
    "figure": {"value": "390.5", "unit": "GW"},
}


@pytest.fixture
def desk() -> Newsdesk:
    return Newsdesk("submit", "read")


def article(**more: Any) -> dict[str, Any]:
    return {
        "headline": "Plant to close", "text": make.TEXT, "published_at": "2026-03-02T12:00:00+01:00",
        "new_outlet": {"name": "Own Site", "kind": "site"},
    } | more  # fmt: skip


def test_a_claim_is_a_private_draft_logged_with_its_key(desk: Newsdesk) -> None:
    answer = send(desk, "claims/", CLAIM)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["state"], told["is_own_submission"], told["topics"]) == ("draft", True, ["Energy"])
    assert told["figure"] == {"value": "390.5", "unit": "GW", "tolerance": "0"}
    assert answer.headers["Location"].endswith(f"/api/v1/claims/{told['id']}/")
    assert Change.objects.of(Claim.objects.get()).get().key == desk.key
    assert desk.read(f"claims/{told['id']}/") == told
    assert Newsdesk().ask(f"claims/{told['id']}/").status_code == 404


def test_an_article_comes_with_its_outlet_known_or_new_which_stays_private(desk: Newsdesk) -> None:
    told = send(desk, "articles/", article(url="https://own.example/1")).json()
    assert told["published_at"] == "2026-03-02T11:00:00.000000Z"
    assert told["text"] == make.TEXT
    assert Outlet.objects.get().private_to == desk.newsroom
    known = send(desk, "articles/", article(new_outlet=None, outlet=told["outlet"]["id"]) | {}).status_code
    assert known == 400, "null is no outlet"
    body = {k: v for k, v in article(outlet=told["outlet"]["id"]).items() if k != "new_outlet"}
    assert send(desk, "articles/", body).status_code == 201
    other = Newsdesk("submit", "read")
    assert "no outlet" in send(other, "articles/", body).json()["detail"]


@pytest.mark.parametrize(
    ("body", "field", "hint"),
    [
        ({}, "wording", "required"),
        ({"wording": ""}, "wording", "blank"),
        ({"wording": "x\x00"}, "wording", "ull"),
        ({"wording": "<b>x</b>"}, "wording", "HTML"),
        ({"wording": "x" * 1001}, "wording", "1000"),
        ({"wording": "x", "newsroom": "nwr_1"}, "newsroom", "Known are"),
        ({"wording": "x", "topic": []}, "topic", "“topics”"),
        ({"wording": "x", "figure": {"value": "NaN"}}, "figure.value", "number"),
        ({"wording": "x", "figure": {"value": 1, "tolerance": -1}}, "figure.tolerance", "greater"),
        ({"wording": "x", "about": {"from": "2026-02-31"}}, "about.from", "Date"),
        ({"wording": "x", "topics": [""]}, "topics.0", "blank"),
    ],
)
def test_what_does_not_hold_is_named_and_nothing_is_written(
    desk: Newsdesk, body: Any, field: str, hint: str
) -> None:
    answer = send(desk, "claims/", body)
    # What the schema says is 400; what only the verb can know, 422.
    assert answer.status_code == (422 if hint in ("HTML", "blank", "ull") else 400)
    told = answer.json()["errors"][0]
    assert told["field"] == field
    assert hint in told["detail"]
    assert Claim.objects.count() == 0


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b'{"wording": NaN}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(desk: Newsdesk, body: bytes) -> None:
    answer = send(desk, "claims/", body)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:on-record:problem:invalid-body")


def test_too_much_and_another_type_are_refused(desk: Newsdesk, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert send(desk, "claims/", {"wording": "x" * 200}).status_code == 413
    answer = CLIENT.post(
        "/api/v1/claims/", {"wording": "x"}, headers={"Authorization": f"Bearer {desk.secret}"}
    )
    assert answer.status_code == 415


def test_the_outlet_is_not_left_behind_when_the_article_does_not_hold(desk: Newsdesk) -> None:
    assert send(desk, "articles/", article(text="<p>tags</p>")).json()["errors"][0]["field"] == "text"
    assert Outlet.objects.count() == Article.objects.count() == 0


def test_the_scope_is_asked_for(desk: Newsdesk) -> None:
    assert send(Newsdesk("read"), "claims/", CLAIM).status_code == 403
    assert send(Newsdesk("read"), "claims/clm_1/", CLAIM, "patch", If_Match='"x"').status_code == 403


def test_repeating_a_request_makes_nothing_again(desk: Newsdesk) -> None:
    first = send(desk, "claims/", CLAIM, Idempotency_Key="a-1")
    again = send(desk, "claims/", CLAIM, Idempotency_Key="a-1")
    assert (again.status_code, again.json(), again.headers["Location"]) == (
        201, first.json(), first.headers["Location"],
    )  # fmt: skip
    assert Claim.objects.count() == 1
    other = send(desk, "claims/", CLAIM | {"wording": "Another."}, Idempotency_Key="a-1")
    assert (other.status_code, other.json()["type"]) == (422, "urn:on-record:problem:idempotency-mismatch")
    assert send(desk, "claims/", CLAIM, Idempotency_Key="a-2").json()["id"] != first.json()["id"]
    assert (
        send(Newsdesk("submit", "read"), "claims/", CLAIM, Idempotency_Key="a-1").json()["id"]
        != first.json()["id"]
    )
    assert send(desk, "claims/", CLAIM, Idempotency_Key="x" * 256).status_code == 400


def test_a_request_that_failed_may_be_repeated_and_one_of_yesterday_is_forgotten(desk: Newsdesk) -> None:
    assert send(desk, "claims/", {"wording": "<b>"}, Idempotency_Key="b").status_code == 422
    assert send(desk, "claims/", CLAIM, Idempotency_Key="b").status_code == 201
    made = send(desk, "claims/", CLAIM, Idempotency_Key="c").json()["id"]
    Receipt.objects.update(created_at=make.NOON)
    assert send(desk, "claims/", CLAIM, Idempotency_Key="c").json()["id"] != made
    assert Receipt.objects.count() == 1, "old ones are dropped"


def test_two_at_the_same_moment_make_one(desk: Newsdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    from annotate.actions import receipts

    first = send(desk, "claims/", CLAIM, Idempotency_Key="d").json()
    looked: list[object] = []
    find = receipts.find

    def blind_once(**given: Any) -> Any:
        looked.append(given)
        return None if len(looked) == 1 else find(**given)

    monkeypatch.setattr(receipts, "find", blind_once)
    assert send(desk, "claims/", CLAIM, Idempotency_Key="d").json() == first
    assert Claim.objects.count() == 1


def test_a_draft_is_changed_by_who_has_read_its_newest_state(desk: Newsdesk) -> None:
    made = send(desk, "claims/", CLAIM)
    path = f"claims/{made.json()['id']}/"
    assert send(desk, path, {"wording": "B."}, "patch").status_code == 428
    assert send(desk, path, {"wording": "B."}, "patch", If_Match='"old"').status_code == 412
    changed = send(desk, path, {"wording": "B.", "figure": None}, "patch", If_Match=made.headers["ETag"])
    assert (changed.status_code, changed.json()["wording"], changed.json()["figure"]) == (200, "B.", None)
    assert changed.headers["ETag"] == desk.ask(path).headers["ETag"] != made.headers["ETag"]
    assert send(desk, path, {"wording": "C."}, "patch", If_Match=made.headers["ETag"]).status_code == 412
    assert [w.text for w in Claim.objects.get().wordings.all()] == [CLAIM["wording"], "B."]


def test_an_article_is_revised(desk: Newsdesk) -> None:
    made = send(desk, "articles/", article())
    path = f"articles/{made.json()['id']}/"
    changed = send(desk, path, {"text": "Another text."}, "patch", If_Match=made.headers["ETag"])
    assert (changed.status_code, changed.json()["text"], changed.json()["revision"]["number"]) == (
        200,
        "Another text.",
        2,
    )
    assert changed.json()["headline"] == "Plant to close"


def test_others_drafts_do_not_exist_and_what_is_published_is_the_desks(desk: Newsdesk) -> None:
    private = make.claim(newsroom=make.newsroom(), published=False)
    own = make.claim(newsroom=desk.newsroom)
    for pk, status in (
        (private.pk, 404),
        (make.claim(published=False).pk, 404),
        (make.claim().pk, 403),
        (own.pk, 403),
    ):
        assert send(desk, f"claims/{pk}/", {"wording": "X."}, "patch", If_Match="*").status_code == status


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("receipt_has_a_token", {"token": ""}),
        ("receipt_fingerprint_is_sha256", {"fingerprint": "x"}),
    ],
)
def test_the_database_refuses_a_bad_receipt(desk: Newsdesk, name: str, values: dict[str, str]) -> None:
    given = {"api_key": desk.key, "token": "t", "fingerprint": "0" * 64, "object_id": "clm_1"}
    Receipt.objects.create(**given)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Receipt.objects.create(**given | {"token": "u"} | values)
    with pytest.raises(IntegrityError, match="(?i)unique"), transaction.atomic():
        Receipt.objects.create(**given)
