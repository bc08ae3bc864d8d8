"""Standard Webhooks: ``v1`` signatures, HMAC-SHA256 of id, timestamp and the very bytes of the body."""

import base64
import hashlib
import hmac
from collections.abc import Iterable

PREFIX = "whsec_"


def signature(secret: str, message: str, timestamp: int, body: bytes) -> str:
    """``v1,…``; ``timestamp`` in seconds since 1970, as it is sent."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def headers(secrets: Iterable[str], message: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers; while a secret is being replaced there are two signatures, either of which holds."""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(secret, message, timestamp, body) for secret in secrets),
    }
