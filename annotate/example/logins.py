"""Who may sign in to the example, and the one key: made on the spot, kept for this machine's user alone.

The database has only hashes. What is shown at every start is kept in ``demo.json`` in the data directory,
mode 0600; where that file is lost, or a password was changed since, a new one is set.
"""

import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from annotate.actions import newsrooms, people
from annotate.models import ApiKey, Newsroom, User
from annotate.roles import ADJUDICATOR, ADMINISTRATOR, EDITOR, REVIEWER, SETUP

NEWSROOM = "Fernwick Ledger (example)"
KEY = "example"

#: user name: full name, role
PEOPLE = {
    "ines": ("Ines Halloran", REVIEWER),
    "tomas": ("Tomas Brandt", REVIEWER),
    "yusra": ("Yusra Kanaan", REVIEWER),
    "ruth": ("Ruth Adeyemi", ADJUDICATOR),
    "edda": ("Edda Voss", EDITOR),
    "admin": ("Ada Administrator", ADMINISTRATOR),
}


@dataclass(frozen=True)
class Login:
    username: str
    password: str
    role: str


def sign_ups() -> tuple[list[Login], str]:
    """The logins, and the key's secret, made or made again where they are missing."""
    kept = _read()
    newsroom = Newsroom.objects.filter(name=NEWSROOM).first()
    newsroom = newsroom or newsrooms.create_newsroom(name=NEWSROOM, by=SETUP)
    found = {name: _login(name, kept.get("people", {}).get(name, {})) for name in PEOPLE}
    key = _key(newsroom, str(kept.get("key", "")))
    if (fresh := {"people": found, "key": key}) != kept:
        _write(fresh)
    return [Login(name, one["password"], PEOPLE[name][1]) for name, one in found.items()], key


def _login(username: str, kept: dict[str, str]) -> dict[str, str]:
    """Its password, and the hash that it had, by which a change shows without the slow check."""
    user = User.objects.filter(username=username).first()
    if user and kept.get("hash") == user.password:
        return kept
    password = secrets.token_urlsafe(12)
    if user:
        user = people.set_password(user=user, password=password, by=SETUP)
    else:
        name, role = PEOPLE[username]
        user = people.create_user(
            username=username, password=password, roles=[role], full_name=name, by=SETUP
        )
    return {"password": password, "hash": user.password}


def _key(newsroom: Newsroom, kept: str) -> str:
    live = ApiKey.objects.filter(newsroom=newsroom, name=KEY, revoked_at=None)
    if kept and live.filter(digest=newsrooms.digest(kept)).exists():
        return kept
    for lost in live:
        newsrooms.revoke_key(key=lost, by=SETUP)
    return newsrooms.issue_key(newsroom=newsroom, name=KEY, by=SETUP)[1]


def _file() -> Path:
    return Path(settings.DATA_DIR) / "demo.json"


def _read() -> dict[str, Any]:
    try:
        kept = json.loads(_file().read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _write(kept: dict[str, Any]) -> None:
    """Whole or not at all; a temporary file is 0600 from its first byte."""
    with tempfile.NamedTemporaryFile("w", dir=_file().parent, delete=False) as fresh:
        json.dump(kept, fresh, indent=1)
    os.replace(fresh.name, _file())
