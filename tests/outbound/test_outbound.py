"""What somebody else named is asked at public addresses alone, for so long and no longer, so much and no more."""

import gzip
import socket
import threading
import time
from typing import Any

import pytest

from annotate import outbound
from annotate.outbound import ForbiddenAddressError, OutboundError
from tests.receiver import Receiver, Reply

INSIDE = [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "[::1]", "[::]",
    "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::a00:1]", "[64:ff9b:1::a00:1]",
    "[2002:7f00:1::]", "[2001:0:1::]", "[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]", "[100::1]",
]  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
@pytest.mark.parametrize("ask", [outbound.get, lambda url: outbound.post(url, body=b"{}", headers={})])
def test_no_inside_address_is_asked_however_it_is_spelt(host: str, ask: Any) -> None:
    with pytest.raises(ForbiddenAddressError):
        ask(f"http://{host}:80/")


@pytest.mark.parametrize(
    "url", [
        "", "example.org", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "http://", "http:///x",
        "http://example.org:99999/", "http://user:secret@example.org/", "http://localhost/", "http://LOCALHOST./", "http://db.internal/",
        "http://printer.local/", "http://exa mple.org/", "http://example.org/\r\nX: y", "http://[::1", "http://example.org/" + "x" * 2000,
    ],
)  # fmt: skip
def test_what_is_no_public_web_address_is_refused_before_anybody_is_asked(url: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        outbound.check_address(url)


def test_where_it_must_be_secure_plain_http_is_refused() -> None:
    assert outbound.check_address(" https://example.org/hook ", is_secure=True) == "https://example.org/hook"
    with pytest.raises(ForbiddenAddressError, match="begins with https://"):
        outbound.check_address("http://example.org/hook", is_secure=True)


def resolve_as(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Names resolve to ``answers`` in turn, the last one for ever; numeric hosts as always."""
    real, asked, given = socket.getaddrinfo, [], [*answers]

    def resolve(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if not str(host).endswith(".example"):
            return real(host, port, *args, **kwargs)
        if kwargs.get("flags"):
            raise socket.gaierror
        asked.append(host)
        return real(given.pop(0) if len(given) > 1 else given[0], port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


@pytest.mark.parametrize("inside", ["10.1.2.3", "169.254.169.254", "fec0::1", "::127.0.0.1", "2002:a00:1::"])
def test_a_name_that_leads_inside_is_refused(inside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_as(monkeypatch, inside)
    with pytest.raises(ForbiddenAddressError, match="no public address"):
        outbound.get("http://rebind.example/")


def test_a_name_is_resolved_once_so_that_it_cannot_point_elsewhere_after_the_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = resolve_as(monkeypatch, "192.0.2.1", "127.0.0.1")  # documentation: nobody's, so it is refused
    reached = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: reached.append(address))
    monkeypatch.setattr(outbound, "_refuse_inside", lambda ip: None)
    monkeypatch.setattr("requests_hardened.ip_filter._is_ip_in_extra_blocked_ranges", lambda ip: False)
    monkeypatch.setattr("ipaddress.IPv4Address.is_private", False)
    with pytest.raises(OutboundError):
        outbound.get("http://rebind.example/", seconds=1)
    assert asked == ["rebind.example"]
    assert [address[0] for address in reached] == ["192.0.2.1"]


def test_an_answer_comes_with_status_headers_and_body(receiver: Receiver) -> None:
    receiver.replies = [Reply(404, b"gone", {"X-Why": "so", "Content-Type": "Text/Plain; charset=utf-8"})]
    answer = outbound.get(receiver.url + "/a?b=c")
    assert (answer.status, answer.body, answer.headers["x-why"], answer.media_type) == (
        404, b"gone", "so", "text/plain",
    )  # fmt: skip
    (said,) = receiver.heard
    assert (said.method, said.path, said.headers["User-Agent"]) == ("GET", "/a?b=c", "OnRecord/1")
    assert "Cookie" not in said.headers
    assert "Authorization" not in said.headers


def test_proxies_and_passwords_of_the_environment_are_not_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert outbound.get(receiver.url).status == 200
    assert "Authorization" not in receiver.heard[0].headers


def test_get_follows_redirects_each_guarded_as_the_first(receiver: Receiver) -> None:
    receiver.replies = [Reply(302, b"", {"Location": "/b"}), Reply(200, b"here")]
    answer = outbound.get(receiver.url + "/a")
    assert (answer.body, answer.url) == (b"here", receiver.url + "/b")
    for onward in ("http://10.0.0.1/", "file:///etc/passwd", "//169.254.169.254/latest/meta-data"):
        receiver.replies = [Reply(301, b"", {"Location": onward})]
        with pytest.raises(ForbiddenAddressError):
            outbound.get(receiver.url)


def test_redirects_in_a_circle_end(receiver: Receiver) -> None:
    receiver.replies = [Reply(302, b"", {"Location": "/again"})]
    with pytest.raises(OutboundError, match="more than 5 times"):
        outbound.get(receiver.url)
    assert len(receiver.heard) == outbound.MOST_REDIRECTS + 1


def test_post_follows_none(receiver: Receiver) -> None:
    receiver.replies = [Reply(307, b"", {"Location": "/elsewhere"})]
    answer = outbound.post(receiver.url, body=b'{"a": 1}', headers={"Content-Type": "application/json"})
    assert answer.status == 307
    assert [(said.method, said.body) for said in receiver.heard] == [("POST", b'{"a": 1}')]


def test_a_body_is_read_so_far_and_no_further(receiver: Receiver) -> None:
    receiver.replies = [Reply(200, b"x" * 100_000)]
    with pytest.raises(OutboundError, match="larger than 50,000 bytes"):
        outbound.get(receiver.url, limit=50_000)
    kept = outbound.post(receiver.url, body=b"", headers={}, limit=100)
    assert (len(kept.body), kept.is_cut) == (100, True)


def test_a_small_body_that_unpacks_to_a_large_one_is_large(receiver: Receiver) -> None:
    receiver.replies = [Reply(200, gzip.compress(b"x" * 10_000_000), {"Content-Encoding": "gzip"})]
    with pytest.raises(OutboundError, match="larger"):
        outbound.get(receiver.url, limit=1_000_000)


def test_another_kind_than_wanted_is_refused(receiver: Receiver) -> None:
    receiver.replies = [Reply(200, b"%PDF", {"Content-Type": "application/pdf"})]
    with pytest.raises(OutboundError, match="It is application/pdf, not text/html"):
        outbound.get(receiver.url, kinds=["text/html"])


@pytest.mark.parametrize(
    "reply",
    [
        Reply(silence=3),
        Reply(body=b"x" * 10_000, drip=0.02),
        Reply(drip=0.02, drips_headers=True),
        Reply(302, headers={"Location": "/again"}, silence=0.15),
    ],
)
def test_the_whole_exchange_ends_in_time_however_slowly_the_other_side_speaks(
    receiver: Receiver, reply: Reply
) -> None:
    receiver.replies = [reply]
    began = time.monotonic()
    with pytest.raises(OutboundError, match="within 0.4 s"):
        outbound.get(receiver.url, seconds=0.4)
    assert time.monotonic() - began < 2.5


def test_a_handshake_that_never_ends_is_cut_too(settings: Any) -> None:
    settings.OUTBOUND_MAY_REACH_LOOPBACK = True
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def drip() -> None:
            taken, _ = server.accept()
            with taken:
                taken.recv(4096)
                taken.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")  # a long hello, a byte at a time
                while not stop.wait(0.05):
                    try:
                        taken.sendall(b"\x00")
                    except OSError:
                        return

        threading.Thread(target=drip, daemon=True).start()
        began = time.monotonic()
        with pytest.raises(OutboundError):
            outbound.get(f"https://127.0.0.1:{server.getsockname()[1]}/", seconds=0.5)
        assert time.monotonic() - began < 2.5
        stop.set()


def test_nobody_there_is_told_without_inner_words(settings: Any) -> None:
    settings.OUTBOUND_MAY_REACH_LOOPBACK = True
    with pytest.raises(OutboundError, match="^It cannot be reached, or hung up. \\(ConnectionError\\)$"):
        outbound.get("http://127.0.0.1:9/")


def test_only_the_tests_reach_this_machine(receiver: Receiver, settings: Any) -> None:
    assert outbound.get(receiver.url).status == 200
    settings.OUTBOUND_MAY_REACH_LOOPBACK = False
    with pytest.raises(ForbiddenAddressError):
        outbound.get(receiver.url)


def test_no_variable_of_the_environment_opens_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (outbound.settings.BASE_DIR / "annotate" / "settings.py").read_text()
    assert "\nOUTBOUND_MAY_REACH_LOOPBACK = False\n" in text
