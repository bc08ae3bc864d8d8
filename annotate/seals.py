"""Sealing: what must be used again, and so cannot be hashed, is encrypted before it is stored.

The key is derived from ``SECRET_KEY``, which is not in the database: who reads the database, or a copy of it, learns
nothing of what is sealed. `open_sealed` also takes what was sealed under one of ``SECRET_KEY_FALLBACKS``; `is_old`
tells that it was, so that it is sealed anew before that key is dropped.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"annotate.seals"


class BrokenSealError(ValueError):
    """It was sealed under a key that this service no longer has."""


def seal(secret: str) -> str:
    """``secret`` so that only this service can read it; each time another text."""
    return _box(settings.SECRET_KEY).encrypt(secret.encode()).decode()


def open_sealed(sealed: str) -> str:
    """What was sealed. Raises `BrokenSealError`."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    try:
        return MultiFernet([_box(key) for key in keys]).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise BrokenSealError("It was sealed under another SECRET_KEY: make a new secret.") from None


def is_old(sealed: str) -> bool:
    """Whether it was sealed under another key than today's."""
    try:
        _box(settings.SECRET_KEY).decrypt(sealed.encode())
    except InvalidToken:
        return True
    return False


def _box(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
