"""Webhooks and the watch list by key. Every answer is held against the schema; so is everything that a hook was sent."""

import json
from typing import Any

import jsonschema
import pytest

from annotate.actions import claims, outcomes
from annotate.models import Event, Hook, Message, WatchedClaim
from annotate.roles import SETUP
from api.answers.hooks import name_of
from api.webhooks import example
from tests import factories as make
from tests.api.asking import CLIENT, Newsdesk, hold_against_schema, strict
from tests.hooks import factories as hooks
from workers.rescoring import store

pytestmark = pytest.mark.django_db
NEW = {"name": "CMS", "url": "https://cms.example/in", "events": ["claim.published"], "threshold": 0.1}


def send(desk: Newsdesk, method: str, path: str, body: Any = None, **headers: str) -> Any:
    address = f"/api/v1/{path}"
    answer = getattr(CLIENT, method)(
        address, data=json.dumps(body or {}), content_type="application/json",
        headers={"Authorization": f"Bearer {desk.secret}"} | {k.replace("_", "-"): v for k, v in headers.items()},
    )  # fmt: skip
    hold_against_schema(answer, method, address)
    return answer


def made(desk: Newsdesk, **values: Any) -> Any:
    answer = send(desk, "post", "hooks/", NEW | values)
    assert answer.status_code == 201, answer.content
    return answer


def test_a_hook_is_made_read_changed_and_deleted() -> None:
    desk = Newsdesk("webhooks")
    answer = made(desk)
    hook = answer.json()
    assert hook["secret"].startswith("whsec_")
    assert answer.headers["Location"].endswith(f"/api/v1/hooks/{hook['id']}/")
    read = desk.read(f"hooks/{hook['id']}/")
    assert hook == read | {"secret": hook["secret"]}
    assert desk.read("hooks/")["results"] == [read]
    path = f"hooks/{hook['id']}/"
    assert send(desk, "patch", path, {"is_on": False}).status_code == 428
    assert send(desk, "patch", path, {"is_on": False}, If_Match='"stale"').status_code == 412
    changed = send(
        desk, "patch", path, {"is_on": False, "quiet_minutes": 30}, If_Match=answer.headers["ETag"]
    )
    assert (changed.json()["is_on"], changed.json()["off_because"], changed.json()["quiet_minutes"]) == (
        False,
        "by_hand",
        30,
    )
    on = send(desk, "patch", path, {"is_on": True}, If_Match=changed.headers["ETag"])
    assert on.json()["is_on"]
    assert send(desk, "delete", path).status_code == 428
    assert send(desk, "delete", path, If_Match=on.headers["ETag"]).status_code == 204
    assert desk.ask(path).status_code == 404


def test_the_secret_is_shown_once_also_to_a_request_that_is_repeated() -> None:
    desk = Newsdesk("webhooks")
    first = send(desk, "post", "hooks/", NEW, Idempotency_Key="a")
    again = send(desk, "post", "hooks/", NEW, Idempotency_Key="a")
    assert (first.json()["id"], again.json()["secret"]) == (again.json()["id"], None)
    assert Hook.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [({"url": "https://192.168.1.1/"}, "url"), ({"url": "http://cms.example/"}, "url"), ({"events": ["claim.gone"]}, "events"),
     ({"events": []}, "events"), ({"threshold": 2}, "threshold"), ({"quiet_minutes": -1}, "quiet_minutes"), ({"event": 1}, "event"),
     ({"name": ""}, "name")],
)  # fmt: skip
def test_what_does_not_hold_is_refused_by_name(values: dict[str, Any], field: str) -> None:
    answer = send(Newsdesk("webhooks"), "post", "hooks/", NEW | values)
    assert answer.status_code in (400, 422), answer.content
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert not Hook.objects.exists()


def test_a_hook_is_tested_rotated_and_its_deliveries_read_and_replayed() -> None:
    desk = Newsdesk("webhooks")
    hook = made(desk).json()
    path = f"hooks/{hook['id']}/"
    test = send(desk, "post", path + "test/")
    assert (test.status_code, test.json()["body"]["type"]) == (202, "hook.test")
    rotated = send(desk, "post", path + "secret/").json()
    assert rotated["secret"] != hook["secret"]
    assert rotated["both_secrets_until"]
    row = Hook.objects.get()
    for n in range(3):
        hooks.message(
            row,
            f"clm_{n}",
            state="failed",
            ended_at=hooks.NOW,
            body=json.dumps(example(Event.CLAIM_PUBLISHED)),
        )
    found = desk.everything(path + "deliveries/?page_size=2")
    assert [d["subject"] for d in found] == ["clm_2", "clm_1", "clm_0", hook["id"]]
    assert len(desk.read(path + "deliveries/", state="failed", event="claim.published")["results"]) == 3
    assert desk.read(path + "deliveries/", since="2026-03-04T00:00:00Z")["results"][0]["event"] == "hook.test"
    one = desk.read(f"deliveries/{found[0]['id']}/")
    assert one["body"]["type"] == "claim.published"
    assert send(desk, "post", path + "replay/", {"messages": [one["id"]]}).json() == {"replayed": 1}
    assert send(desk, "post", path + "replay/", {"since": "2026-03-01T00:00:00Z"}).json() == {"replayed": 2}
    assert send(desk, "post", path + "replay/").status_code in (400, 422)


def test_a_delivery_tells_both_sides(receiver: Any) -> None:
    desk = Newsdesk("webhooks")
    hook = hooks.hook(receiver, newsroom=desk.newsroom)
    message = hooks.message(hook, body=json.dumps(example(Event.CLAIM_ERASED)))
    hooks.send(hook)
    (attempt,) = desk.read(f"deliveries/{message.id}/")["tries"]
    assert (attempt["status"], attempt["response_body"]) == (200, "taken")
    assert attempt["request_headers"]["webhook-id"] == message.id


@pytest.mark.parametrize("event", Event.values)
def test_the_examples_are_what_the_document_says(event: str) -> None:
    assert _fits(example(event), event)


def _fits(body: dict[str, Any], event: str) -> bool:
    schema = strict()["components"]["schemas"][name_of(event)]
    jsonschema.Draft202012Validator({**schema, "components": strict()["components"]}).validate(body)
    return body["type"] == event


def test_the_document_has_every_event_with_its_shape_and_example() -> None:
    told = strict()["webhooks"]
    assert told.keys() == {*Event.values}
    for event, paths in told.items():
        content = paths["post"]["requestBody"]["content"]["application/json"]
        assert content["schema"]["$ref"].endswith(f"/{name_of(event)}")
        assert content["example"]["type"] == event


def test_everything_that_is_really_sent_is_as_the_document_says() -> None:
    from tests.annotate.test_erasure import erase
    from tests.rescoring.test_news import record, stored

    hook = hooks.hook()
    claim, gone, source = make.claim(), make.claim(), make.source("Ann Ek")
    make.read(make.article(), claim, facets=make.NAMED | {"stance": "denies"}, source=source)
    store.rescore_stale()
    hooks.score(claim, 0.9, contributions=[hooks.rows.line(source.root_key, 1.0)])
    one, two = make.user("editor"), make.user("editor")
    outcome = outcomes.propose_outcome(
        claim=claim,
        verdict="confirmed",
        why_checked="sampled",
        evidence_url="https://e.example/",
        evidence_quote="So.",
        by=one,
    )
    outcomes.agree_outcome(outcome=outcome, by=two)
    stored(record(source.root_key, 0.5))
    stored(record(make.outlet().root_key, 0.5))
    claims.withdraw_claim(claim=make.claim(), reason="Wrong.", by=SETUP)
    erase(gone)
    hooks.read()
    sent = [json.loads(body) for body in Message.objects.exclude(body="").values_list("body", flat=True)]
    assert {body["type"] for body in sent} >= {*Event.values} - {"claim.disputed", "report.ready"}
    for body in sent:
        assert _fits(body, body["type"])
    assert hook.messages.exists()


def test_the_watch_list_by_key() -> None:
    desk, claim = Newsdesk("read", "webhooks"), make.claim()
    first = send(desk, "post", "watched/", {"claim": claim.pk})
    assert (first.status_code, first.json()["claim"]["id"]) == (201, claim.pk)
    assert send(desk, "post", "watched/", {"claim": claim.pk}).status_code == 201
    assert [w["id"] for w in desk.read("watched/")["results"]] == [claim.pk]
    path = f"watched/{claim.pk}/"
    assert Newsdesk().ask(path).status_code == 404
    assert send(desk, "delete", path).status_code == 428
    assert send(desk, "delete", path, If_Match=first.headers["ETag"]).status_code == 204
    assert not WatchedClaim.objects.exists()
    hidden = make.claim(published=False)
    refused = send(desk, "post", "watched/", {"claim": hidden.pk})
    assert refused.json()["errors"][0]["field"] == "claim"


def test_who_reads_blind_is_told_no_scores() -> None:
    blind = Newsdesk("annotate", "webhooks")
    hook = hooks.hook(newsroom=blind.newsroom)
    claim = make.claim()
    hooks.score(claim, 0.7)
    hooks.read()
    ((event, data),) = hooks.told(hook)
    assert (event, data["claim"]["credibility"]) == ("claim.published", None)


@pytest.mark.parametrize(
    "path",
    ["hooks/%00/", "hooks/%00/deliveries/", "deliveries/%00/", "watched/%00/", "claims/%00/", "sources/%00/"],
)
def test_a_nul_names_nothing(path: str) -> None:
    assert Newsdesk("read", "webhooks").ask(path).status_code == 404
