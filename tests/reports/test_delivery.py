"""Reports by e-mail, against a real SMTP server that takes, refuses, puts off, falls silent or is not there."""

import datetime as dt
import email
import email.policy
import socket
import time
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.test import Client

from annotate.actions import deliveries
from annotate.actions.outcomes import see_score
from annotate.blind import hidden_in, is_hidden_from
from annotate.models import Claim, Delivery, ReportDefinition
from tests.reports import factories as make
from tests.reports.test_html import moved_report
from workers.reports.delivering import deliver_due

pytestmark = pytest.mark.django_db
State = Delivery.State
LATER = make.AFTER + dt.timedelta(hours=1)


class Server:
    """What it answers to RCPT and DATA; what it was given."""

    def __init__(self) -> None:
        self.rcpt, self.data = "250 OK", "250 taken"
        self.silent = self.hangs_up = False
        self.messages: list[EmailMessage] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data.startswith("250"):
            self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
        if self.silent:
            time.sleep(2)
        if self.hangs_up:
            server.transport.close()
        return self.data


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    handler = Server()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    settings.EMAIL_HOST_USER, settings.EMAIL_TIMEOUT = "", 20
    settings.BASE_URL = "https://record.example"
    yield handler
    controller.stop()


def written(*addresses: str) -> Any:
    weekly = make.definition()
    for address in addresses or ("desk@news.example",):
        deliveries.subscribe(definition=weekly, address=address, by=make.SETUP)
    report = make.written(weekly)
    report.deliveries.update(not_before=make.AFTER)
    return report


def states(report: Any) -> list[str]:
    return [d.state for d in report.deliveries.order_by("subscription__address")]


def test_each_recipient_gets_the_report_once(server: Server) -> None:
    report = written("a@news.example", "b@news.example")
    assert deliver_due(LATER) == 2
    assert deliver_due(LATER) == 0
    assert sorted(m["To"] for m in server.messages) == ["a@news.example", "b@news.example"]
    assert states(report) == ["handed", "handed"]
    assert report.deliveries.first().answer == "250 taken"


def test_the_message_is_multipart_with_charts_and_a_way_out(server: Server) -> None:
    report = moved_report("Łódź <b>&</b> سيغلق")
    subscription = deliveries.subscribe(definition=report.definition, address="a@news.example", by=make.SETUP)
    Delivery.objects.create(report=report, subscription=subscription, not_before=make.AFTER)
    deliver_due(LATER)
    (message,) = server.messages
    assert message.get_content_type() == "multipart/related"
    plain, html = message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()
    assert "Łódź <b>&</b> سيغلق" in plain
    assert "Łódź &lt;b&gt;&amp;&lt;/b&gt; سيغلق" in html
    pictures = [p for p in message.walk() if p.get_content_type() == "image/png"]
    assert pictures
    assert all(f'src="cid:{p["Content-ID"].strip("<>")}"' in html for p in pictures)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].strip().startswith("<https://record.example/reports/unsubscribe/sbs_")
    assert "<svg" not in html
    assert "<script" not in html


def test_a_refused_address_is_not_tried_again_and_stops_no_other(server: Server) -> None:
    report = written()
    server.rcpt = "550 no such mailbox"
    deliver_due(LATER)
    assert states(report) == ["refused"]
    assert "no such mailbox" in report.deliveries.get().answer
    assert deliver_due(LATER + dt.timedelta(days=9)) == 0


@pytest.mark.parametrize("answers", [{"rcpt": "451 later"}, {"data": "452 full"}])
def test_one_put_off_is_tried_again_later(server: Server, answers: dict[str, str]) -> None:
    report = written()
    for name, value in answers.items():
        setattr(server, name, value)
    deliver_due(LATER)
    delivery = report.deliveries.get()
    assert (delivery.state, delivery.attempts) == ("waiting", 1)
    server.rcpt, server.data = "250 OK", "250 taken"
    assert deliver_due(delivery.not_before - dt.timedelta(seconds=1)) == 0
    assert deliver_due(delivery.not_before) == 1
    assert states(report) == ["handed"]
    assert len(server.messages) == 1


def test_a_server_that_is_down_loses_nothing_and_is_not_asked_for_ever(settings: Any, server: Server) -> None:
    report = written()
    settings.EMAIL_PORT = 9  # nobody there
    at = LATER
    for _ in range(Delivery.ATTEMPTS):
        assert states(report) == ["waiting"]
        assert deliver_due(at) == 1
        at = report.deliveries.get().not_before
    assert states(report) == ["refused"]
    assert "Given up after 10 attempts" in report.deliveries.get().answer


@pytest.mark.parametrize("fault", ["silent", "hangs_up"])
def test_words_given_without_an_answer_are_uncertain_and_wait_for_a_person(
    server: Server, settings: Any, fault: str
) -> None:
    report = written()
    settings.EMAIL_TIMEOUT = 1
    setattr(server, fault, True)
    deliver_due(LATER)
    assert states(report) == ["uncertain"]
    assert deliver_due(LATER + dt.timedelta(days=9)) == 0
    setattr(server, fault, False)
    settings.EMAIL_TIMEOUT = 20
    editor = make.make.user("editor")
    deliveries.decide_delivery(delivery=report.deliveries.get(), send_again=True, by=editor)
    deliver_due(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))
    assert states(report) == ["handed"]
    first, second = server.messages
    assert first["Message-ID"] == second["Message-ID"]


def test_a_worker_killed_while_handing_over_leaves_it_uncertain(server: Server) -> None:
    report = written()
    delivery = report.deliveries.get()
    assert deliveries.begin_delivery(delivery=delivery, at=LATER)
    assert not deliveries.begin_delivery(delivery=delivery, at=LATER)
    deliver_due(LATER + deliveries.PATIENCE - dt.timedelta(seconds=1))
    assert states(report) == ["handing"]
    deliver_due(LATER + deliveries.PATIENCE)
    assert states(report) == ["uncertain"]
    assert server.messages == []


def test_a_person_may_take_it_as_delivered(server: Server) -> None:
    report = written()
    server.hangs_up = True
    deliver_due(LATER)
    editor = make.make.user("editor")
    decided = deliveries.decide_delivery(delivery=report.deliveries.get(), send_again=False, by=editor)
    assert (decided.state, decided.decided_by) == ("handed", editor)


def test_previews_are_sent_to_nobody(server: Server) -> None:
    from workers.reports import preview

    weekly = make.definition()
    deliveries.subscribe(definition=weekly, address="a@news.example", by=make.SETUP)
    report = preview(weekly, make.AFTER)
    assert not report.deliveries.exists()


def test_a_report_and_a_preview_are_sent_to_whoever_asks_for_it(server: Server) -> None:
    from workers.reports import preview

    report = preview(make.definition(), make.AFTER)
    reader = make.make.user("reviewer", email="me@news.example")
    deliveries.send_to_me(report=report, by=reader)
    with pytest.raises(deliveries.ValidationError):
        deliveries.send_to_me(report=report, by=reader)
    deliver_due(dt.datetime.now(dt.UTC))
    (message,) = server.messages
    assert message["To"] == "me@news.example"
    assert message["Subject"].endswith("so far (preview)")
    assert message["List-Unsubscribe"] is None
    deliveries.send_to_me(report=report, by=reader)


def test_nobody_is_sent_a_score_that_is_hidden_from_them_nor_without_an_address(server: Server) -> None:
    report = moved_report("Rain.")
    with pytest.raises(deliveries.PermissionDenied):
        deliveries.send_to_me(report=report, by=make.make.user("editor", email="me@news.example"))
    with pytest.raises(deliveries.ValidationError):
        deliveries.send_to_me(report=report, by=make.make.user("administrator"))


@pytest.mark.parametrize("address", ["Chief@News.example", "chief@news.example"])
def test_a_subscriber_at_the_desk_is_told_that_it_is_there_and_no_score_until_he_may_see_it(
    server: Server, address: str
) -> None:
    report = moved_report("Rain.")
    weekly = ReportDefinition.objects.get(pk=report.definition_id)
    ReportDefinition.objects.filter(pk=weekly.pk).update(formats=["json"])
    chief = make.make.user("editor", email=address)
    for subscriber in ("chief@news.example", "reader@news.example"):
        subscription = deliveries.subscribe(definition=weekly, address=subscriber, by=make.SETUP)
        Delivery.objects.create(report=report, subscription=subscription, not_before=make.AFTER)
    deliver_due(LATER)
    to_chief, to_reader = sorted(server.messages, key=lambda m: m["To"])
    assert to_chief["To"] == "chief@news.example"
    assert not list(to_chief.iter_attachments())
    told = to_chief.get_body().get_content()
    assert f"/reports/{report.pk}/" in told
    assert "Rain" not in told
    assert "80 %" not in told
    assert to_chief["List-Unsubscribe"]
    assert "Rain." in to_reader.get_body(("plain",)).get_content()
    assert "Only a notice" in report.deliveries.get(subscription__address="chief@news.example").answer
    for claim in hidden_in(report, chief):
        see_score(claim=Claim.objects.get(pk=claim), by=chief)
    assert not is_hidden_from(report, "chief@news.example")


def test_the_chosen_formats_are_attached(server: Server) -> None:
    report = written()
    ReportDefinition.objects.filter(pk=report.definition_id).update(formats=["pdf", "csv", "json"])
    deliver_due(LATER)
    (message,) = server.messages
    files = {
        p.get_filename(): p.get_payload(decode=True) for p in message.iter_attachments() if p.get_filename()
    }
    assert {name.rpartition(".")[2] for name in files} == {"pdf", "csv", "json"}
    assert files["weekly-sourcing-report-2026-03-02.pdf"].startswith(b"%PDF-")
    assert f"https://record.example/reports/{report.pk}/" in message.get_body(("plain",)).get_content()


def test_one_click_ends_a_subscription_and_what_waits_and_looking_ends_nothing(server: Server) -> None:
    client = Client(enforce_csrf_checks=True)  # a mail program has no token of ours, no cookie and no account
    report = written()
    subscription = report.definition.subscriptions.get()
    address = f"/reports/unsubscribe/{deliveries.token_of(subscription)}"
    assert b"Do you want" in client.get(address).content
    subscription.refresh_from_db()
    assert subscription.ended_at is None
    for _ in range(2):
        assert b"no more" in client.post(address, {"List-Unsubscribe": "One-Click"}).content
    subscription.refresh_from_db()
    assert subscription.ended_at
    assert deliver_due(LATER) == 0
    assert server.messages == []


def test_a_forged_link_ends_nothing(client: Any) -> None:
    subscription = deliveries.subscribe(definition=make.definition(), address="a@news.example", by=make.SETUP)
    assert client.post(f"/reports/unsubscribe/{subscription.pk}:forged").status_code == 404


@pytest.mark.parametrize("address", ["nobody", "a@b\nBcc: c@d.example", "", "a b@c.example"])
def test_what_is_no_address_gets_nothing(address: str) -> None:
    with pytest.raises(deliveries.ValidationError) as refused:
        deliveries.subscribe(definition=make.definition(), address=address, by=make.SETUP)
    assert "address" in refused.value.message_dict


def test_an_address_is_subscribed_once_whatever_its_case() -> None:
    weekly = make.definition()
    deliveries.subscribe(definition=weekly, address="A@News.example", by=make.SETUP)
    with pytest.raises(deliveries.ValidationError):
        deliveries.subscribe(definition=weekly, address="a@news.EXAMPLE", by=make.SETUP)
