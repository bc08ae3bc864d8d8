"""What goes with every answer: ETag and 304, Cache-Control, gzip, CORS for reads, HEAD."""

import datetime as dt
import gzip
import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date

#: Smaller ones would not become smaller.
WORTH_ZIPPING = 1000
ZIPPED = "-gzip"
SERVICE = '</api/schema/>; rel="service-desc"'
#: What a script of another origin may see of an answer.
EXPOSED = (
    "Deprecation, ETag, Link, Sunset, RateLimit, RateLimit-Policy, Retry-After, Location, Idempotency-Key"
)


@dataclass(frozen=True)
class Going:
    """What will be gone: since when that is known, from when on it no longer answers, and what to use instead."""

    since: dt.date
    until: dt.date
    instead: str


def announce(response: HttpResponseBase, going: Going) -> None:
    """`Deprecation` (RFC 9745) and `Sunset` (RFC 8594), with the address that takes its place."""
    since, until = (
        dt.datetime.combine(day, dt.time.min, dt.UTC).timestamp() for day in (going.since, going.until)
    )
    response.headers["Deprecation"] = f"@{since:.0f}"
    response.headers["Sunset"] = http_date(until)
    link = f'<{going.instead}>; rel="successor-version", </api/docs/>; rel="deprecation"'
    response.headers["Link"] = f"{response.headers['Link']}, {link}" if "Link" in response.headers else link


def etag_of(body: bytes) -> str:
    """A strong validator: other bytes, another tag."""
    return hashlib.sha256(body).hexdigest()[:32]  # in hardware nearly everywhere


def tags_in(header: str) -> set[str]:
    """The tags of If-None-Match or If-Match, whatever encoding they were sent with."""
    found = (tag.strip().removeprefix("W/").strip('"') for tag in header.split(","))
    return {tag.removesuffix(ZIPPED) for tag in found}


def dress(request: HttpRequest, response: HttpResponseBase) -> None:
    """Give an answer to GET or HEAD its validators; send no body where the client has it."""
    share(response)
    patch_vary_headers(response, ["Accept", "Accept-Encoding", "Authorization"])
    # Private to the key, and asked again each time: a withdrawal must not linger in a cache.
    response.headers.setdefault("Cache-Control", "private, no-cache")
    if not isinstance(response, HttpResponse) or response.status_code != 200:
        return
    tag = etag_of(response.content)
    is_known = bool({tag, "*"} & tags_in(request.headers.get("If-None-Match", "")))
    zipped = accepts_gzip(request) and len(response.content) >= WORTH_ZIPPING
    response.headers["ETag"] = f'"{tag}{ZIPPED if zipped else ""}"'
    if is_known:
        response.status_code, response.content = 304, b""
        del response.headers["Content-Type"]
    elif zipped:
        # mtime: the same bytes each time.
        response.content = gzip.compress(response.content, compresslevel=1, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    if request.method == "HEAD":
        response.content = b""


def without_body(response: HttpResponseBase) -> None:
    """What HEAD is answered where GET would get an error: how long it is, and no more."""
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.add_post_render_callback(without_body)
    elif isinstance(response, HttpResponse):
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""


def share(response: HttpResponseBase) -> None:
    """Scripts of any origin may read; they bring a key, and no cookie is looked at."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = EXPOSED


def preflight(methods: str) -> HttpResponse:
    """The answer to a browser that asks whether it may."""
    response = HttpResponse(status=204)
    share(response)
    response.headers["Access-Control-Allow-Methods"] = methods
    response.headers["Access-Control-Allow-Headers"] = "Authorization, If-None-Match"
    response.headers["Access-Control-Max-Age"] = "86400"
    response.headers["Allow"] = methods
    return response


def zipped(parts: Iterable[bytes]) -> Iterator[bytes]:
    """A stream, compressed as it goes."""
    packer = zlib.compressobj(1, wbits=31)
    for part in parts:
        yield packer.compress(part)
    yield packer.flush()


def accepts_gzip(request: HttpRequest) -> bool:
    offered = request.headers.get("Accept-Encoding", "").replace(" ", "").lower().split(",")
    return any(each.split(";")[0] == "gzip" and not each.endswith(("q=0", "q=0.0")) for each in offered)
