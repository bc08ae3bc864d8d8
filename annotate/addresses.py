"""Web addresses as they are compared: one page, one canonical form."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

_TRACKING = {
    "fbclid",
    "gclid",
    "dclid",
    "msclkid",
    "mc_cid",
    "mc_eid",
    "igshid",
    "ref_src",
    "cmpid",
    "ocid",
    "amp",
}
_check = URLValidator(schemes=["http", "https"])


def canonical(url: str, *, field: str = "url") -> str:
    """Host and path without scheme, ``www.``, AMP marks, tracking parameters, fragment and trailing slash.

    Raises `ValidationError` naming ``field`` for anything but an http(s) address.
    """
    url = url.strip()
    try:
        _check(url)
        parts = urlsplit(url)
        port, host = parts.port, _host(parts.hostname or "")
    except (
        ValidationError,
        ValueError,
    ):  # UnicodeError, of host names that no domain can have, is a ValueError
        raise ValidationError(
            {field: f"“{url[:80]}” is not a web address. Give one such as https://example.org/story."}
        ) from None
    if port and port not in (80, 443):
        host = f"{host}:{port}"
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(k, v)]
    path = _path(parts.path)
    return f"{host}{path}?{urlencode(sorted(query))}" if query else f"{host}{path}"


def _host(host: str) -> str:
    host = (
        host.lower().rstrip(".").encode("idna").decode() if not host.isascii() else host.lower().rstrip(".")
    )
    for mark in ("www.", "amp.", "m."):
        if host.startswith(mark) and host.count(".") >= 2:
            host = host.removeprefix(mark)
    return host


def _path(path: str) -> str:
    path = path.rstrip("/")
    if path.endswith("/amp"):
        path = path.removesuffix("/amp")
    if path.startswith("/amp/"):
        path = path.removeprefix("/amp")
    return (
        path.removesuffix(".amp")
        if not path.endswith(".amp.html")
        else path.removesuffix(".amp.html") + ".html"
    )


def _is_tracking(key: str, value: str) -> bool:
    key = key.lower()
    return key.startswith("utm_") or key in _TRACKING or (key == "outputtype" and value.lower() == "amp")
