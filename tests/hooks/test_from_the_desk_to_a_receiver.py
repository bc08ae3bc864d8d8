"""From what somebody does at the desk to what a newsroom's own server hears, signed: disputes and reports."""

from typing import Any

import pytest
from standardwebhooks import Webhook

from annotate.actions import disputes
from annotate.models import Hook, Message
from tests.hooks import factories as make
from tests.hooks.factories import make as rows_of
from tests.receiver import Receiver
from tests.reports import factories as reports

pytestmark = pytest.mark.django_db


def heard(hook: Hook, receiver: Receiver) -> list[tuple[str, Any]]:
    """(type, data) of each request since the last time, verified by the hook's secret with somebody else's library."""
    make.read()
    make.send(hook)
    told = [Webhook(make.SECRETS[hook.pk]).verify(said.body, dict(said.headers)) for said in receiver.heard]
    receiver.heard.clear()
    return [(each["type"], each["data"]) for each in told]


def test_a_dispute_is_heard_when_it_is_opened_and_when_it_is_decided(receiver: Receiver) -> None:
    hook, editor = make.hook(receiver, "claim.disputed"), rows_of.user("editor")
    claim, private = rows_of.claim("The plant closes."), rows_of.claim(published=False)
    for each in (claim, private):
        opened = disputes.open_dispute(
            claim=each, party=rows_of.source("Ann Ek"), contested="Never said.", owner=editor, by=editor
        )
        if each is claim:
            dispute = opened
    ((event, data),) = heard(hook, receiver)
    assert (event, data["claim"]["id"], data["claim"]["wording"]) == (
        "claim.disputed",
        claim.pk,
        "The plant closes.",
    )
    assert (data["claim"]["dispute"]["state"], data["claim"]["dispute"]["by"]) == ("open", "source")
    disputes.decide_dispute(
        dispute=dispute, state="upheld", decision="They are right.", public_note="We were wrong.", by=editor
    )
    ((event, data),) = heard(hook, receiver)
    assert (event, data["claim"]["dispute"]["state"]) == ("claim.disputed", "upheld")
    assert data["claim"]["dispute"]["note"] == "We were wrong."
    words = " ".join(Message.objects.values_list("body", flat=True))
    assert "Never said" not in words
    assert "They are right" not in words, "the desk's own words stay at the desk"
    assert heard(hook, receiver) == []


def test_a_report_is_heard_once_by_its_own_newsroom_when_it_is_written(receiver: Receiver) -> None:
    hook = make.hook(receiver, "report.ready")
    own, others = reports.definition(newsroom=hook.newsroom), reports.definition(name="Another")
    reports.known()
    assert heard(hook, receiver) == []
    report, _ = reports.written(own), others
    ((event, data),) = heard(hook, receiver)
    assert (event, data["report"]["id"]) == ("report.ready", report.pk)
    assert data["report"]["definition"] == {"id": own.pk, "name": own.name}
    assert data["report"]["period"] == {
        "from": "2026-03-02T00:00:00.000000Z",
        "to": "2026-03-09T00:00:00.000000Z",
    }
    assert reports.build_due(reports.AFTER) == []
    assert heard(hook, receiver) == []
