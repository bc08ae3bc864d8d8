"""The one guarded HTTP client: every address that somebody else named (a hook, an article's URL) is asked through it.

A name is resolved once, the address checked and then connected to, so that a name which points elsewhere a moment
later changes nothing. Refused are this machine, private, link-local, shared, multicast and translated addresses in
whatever spelling. No proxy, cookie, password or redirect is taken from the environment or the answer: `get` follows
redirects itself, each checked as the first was. The whole exchange ends after its seconds, however slowly the other
side speaks.
"""

import ipaddress
import socket
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from django.conf import settings
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter

AGENT = "OnRecord/1"
LONGEST_ADDRESS = 2000
MOST_REDIRECTS = 5
SECONDS_TO_CONNECT = 5.0
_REDIRECTS = (301, 302, 303, 307, 308)
_COMPATIBLE, _NAT64 = ipaddress.ip_network("::/96"), ipaddress.ip_network("64:ff9b::/96")
#: Names that never lead out of a house.
_INSIDE = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


class OutboundError(Exception):
    """It could not be asked; the message says why in a sentence for whoever named the address."""


class ForbiddenAddressError(OutboundError):
    """The address is none that this service goes to."""


@dataclass(frozen=True)
class Answer:
    """What the other side said. ``url`` is the last one after redirects; ``is_cut``: the body went on."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    is_cut: bool = False

    @property
    def media_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def get(
    url: str, *, kinds: Iterable[str] = (), limit: int = 5_000_000, seconds: float = 20, headers: Mapping[str, str] | None = None
) -> Answer:  # fmt: skip
    """What is at an address, redirects followed. ``kinds``: media types that are wanted of a 200; any if empty.

    Raises `OutboundError` for an address that is not to be gone to, no answer in time, a larger body, another kind.
    """
    with _Exchange(seconds) as exchange:
        for _ in range(MOST_REDIRECTS + 1):
            answer = exchange.ask("GET", url, limit=limit, headers=headers or {})
            onward = answer.headers.get("Location")
            if answer.status not in _REDIRECTS or not onward:
                return _wanted(answer, {*kinds}, limit)
            url = urljoin(url, onward)
    raise OutboundError(f"It sends from one address to the next more than {MOST_REDIRECTS} times.")


def post(
    url: str, *, body: bytes, headers: Mapping[str, str], limit: int = 4096, seconds: float = 15
) -> Answer:
    """Hand over ``body``. A redirect is an answer like any other; of the answer's body ``limit`` bytes are kept."""
    with _Exchange(seconds) as exchange:
        return exchange.ask("POST", url, limit=limit, headers=headers, body=body)


def check_address(url: str, *, is_secure: bool = False) -> str:
    """The address without spaces around it, if it may be gone to as far as can be told without asking anybody.

    ``is_secure``: by https only. Raises `ForbiddenAddressError`.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if len(url) > LONGEST_ADDRESS or not url.isprintable() or " " in url or not host:
        raise ForbiddenAddressError(
            f"“{url[:80]}” is no web address. Give one such as https://example.org/hook."
        )
    if parts.username is not None or parts.password is not None:
        raise ForbiddenAddressError("Leave name and password out of the address.")
    own = _numeric(host)
    may_be_plain = not is_secure or (
        settings.OUTBOUND_MAY_REACH_LOOPBACK and own is not None and own.is_loopback
    )
    if parts.scheme not in (("http", "https") if may_be_plain else ("https",)):
        raise ForbiddenAddressError(
            f"Give an address that begins with {'http:// or ' if not is_secure else ''}https://."
        )
    if host.lower().rstrip(".") == "localhost" or host.lower().rstrip(".").endswith(_INSIDE):
        raise ForbiddenAddressError(f"“{host}” is a name inside a house. Give a public address.")
    if own is not None:
        _refuse_inside(own)
    return url


def _numeric(host: str) -> Any:
    """The IP address that a host is, in whatever spelling (dotted, decimal, octal, IPv6); None for a name."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        return ipaddress.ip_address(found[0][4][0])
    except (OSError, ValueError):  # UnicodeError, of names that no domain can have, is a ValueError
        return None


def _refuse_inside(ip: Any) -> None:
    """Beyond what the library refuses: reserved and site-local ones, and IPv4 in any of its IPv6 clothes."""
    if ip.is_loopback and settings.OUTBOUND_MAY_REACH_LOOPBACK:
        return
    is_inside = not ip.is_global or ip.is_multicast or ip.is_reserved
    if ip.version == 6:
        clothed = ip.ipv4_mapped or ip.sixtofour or ip.teredo
        is_inside |= bool(clothed or ip.is_site_local or ip in _COMPATIBLE or ip in _NAT64)
    if is_inside:
        raise ForbiddenAddressError(
            f"{ip} is no public address. This service goes to public addresses alone."
        )


class _Exchange:
    """Requests that must all be over after ``seconds``: then their connections are cut, in whatever state."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._sockets: list[socket.socket] = []
        self._is_over = False
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "_Exchange":
        self._timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()
        for each in self._sockets:
            each.close()

    def ask(
        self, method: str, url: str, *, limit: int, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer:
        url = check_address(url)
        try:
            with self._session() as session:
                session.headers = requests.structures.CaseInsensitiveDict(
                    {"User-Agent": AGENT, "Accept": "*/*"}
                )
                answer = session.request(
                    method, url, data=body, headers=dict(headers) | {"Accept-Encoding": "identity"}, stream=True,
                    allow_redirects=False, timeout=(SECONDS_TO_CONNECT, self._seconds),
                )  # fmt: skip
                said, is_cut = _read(answer, limit)
        except InvalidIPAddress as error:
            raise ForbiddenAddressError(
                f"{urlsplit(url).hostname} is at {error}, no public address."
            ) from None
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise OutboundError(self._why(error)) from None
        if self._is_over:  # what was read until it was cut is not the whole
            raise OutboundError(self._too_slow())
        return Answer(answer.status_code, answer.headers, said, url, is_cut)

    def _session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        for scheme in ("http", "https"):
            session.mount(f"{scheme}://", _Adapter(scheme == "https", self))
        return session

    def watch(self, opened: socket.socket) -> None:
        """Another handle on the same connection: TLS takes the first one away while it shakes hands."""
        self._sockets.append(opened.dup())
        if self._is_over:
            self._cut()

    def _cut(self) -> None:
        self._is_over = True
        for each in self._sockets:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def _why(self, error: Exception) -> str:
        if self._is_over or isinstance(error, requests.ConnectTimeout | requests.ReadTimeout):
            return self._too_slow()
        told = next(
            (why for kind, why in _REASONS.items() if isinstance(error, kind)), "It could not be asked."
        )
        return f"{told} ({type(error).__name__})"

    def _too_slow(self) -> str:
        return f"It did not answer in full within {self._seconds:g} s."


#: The first that fits.
_REASONS: dict[type[Exception], str] = {
    requests.exceptions.SSLError: "Its certificate does not hold, or it does not speak TLS.",
    requests.ConnectionError: "It cannot be reached, or hung up.",
}


class _Adapter(IPFilterAdapter):
    """The library's guard, with ours on the address that it resolved, and connections that can be cut."""

    def __init__(self, is_https: bool, exchange: _Exchange) -> None:
        self._exchange = exchange
        super().__init__(is_https_proto=is_https, allow_loopback=settings.OUTBOUND_MAY_REACH_LOOPBACK)

    def build_connection_pool_key_attributes(self, *args: Any, **kwargs: Any) -> Any:
        host, pool = super().build_connection_pool_key_attributes(*args, **kwargs)
        _refuse_inside(ipaddress.ip_address(host["host"].strip("[]")))
        return host, pool

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        watch, kind = self._exchange.watch, type(pool).ConnectionCls

        class Watched(kind):  # type: ignore[misc, valid-type]
            def _new_conn(self) -> socket.socket:
                opened = super()._new_conn()
                watch(opened)
                return opened

        pool.ConnectionCls = Watched
        return pool


def _read(answer: requests.Response, limit: int) -> tuple[bytes, bool]:
    """At most ``limit`` bytes of the body as it would be used, and whether it goes on."""
    said = b""
    while len(said) <= limit and (more := answer.raw.read(65_536, decode_content=True)):
        said += more
    return said[:limit], len(said) > limit


def _wanted(answer: Answer, kinds: set[str], limit: int) -> Answer:
    if answer.is_cut:
        raise OutboundError(f"It is larger than {limit:,} bytes.")
    if answer.status == 200 and kinds and answer.media_type not in kinds:
        raise OutboundError(
            f"It is {answer.media_type or 'of no stated kind'}, not {' or '.join(sorted(kinds))}."
        )
    return answer
