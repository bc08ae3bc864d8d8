"""The example's logins and key: made on the spot, kept for this user alone, made again where they are lost."""

import json
import stat
from pathlib import Path

import pytest
from django.contrib.auth import authenticate

from annotate.actions import newsrooms
from annotate.example.logins import sign_ups
from annotate.models import ApiKey, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "demo.json"


def test_each_role_can_sign_in() -> None:
    logins, _ = sign_ups()
    roles = [login.role for login in logins]
    assert roles.count("reviewer") == 3
    assert {*roles} == {"reviewer", "adjudicator", "editor", "administrator"}
    for login in logins:
        user = authenticate(username=login.username, password=login.password)
        assert user
        assert [group.name for group in user.groups.all()] == [login.role]


def test_the_key_reads_and_nothing_else_and_the_file_is_for_this_user_alone(kept: Path) -> None:
    _, key = sign_ups()
    assert ApiKey.objects.get(digest=newsrooms.digest(key)).scopes == ["read"]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_asked_again_it_says_the_same() -> None:
    assert sign_ups() == sign_ups()


def test_a_lost_file_gives_new_passwords_and_a_new_key_and_the_old_ones_open_nothing(kept: Path) -> None:
    before, old_key = sign_ups()
    kept.unlink()
    after, key = sign_ups()
    assert key != old_key
    assert ApiKey.objects.get(revoked_at=None).digest == newsrooms.digest(key)
    assert authenticate(username="ines", password=after[0].password)
    assert not authenticate(username="ines", password=before[0].password)


def test_a_password_that_was_changed_is_set_anew_and_the_others_stay() -> None:
    before, _ = sign_ups()
    ines = User.objects.get(username="ines")
    ines.set_password("something quite else")
    ines.save()
    after, _ = sign_ups()
    assert authenticate(username="ines", password=after[0].password)
    assert after[1:] == before[1:]


def test_a_damaged_file_is_made_again(kept: Path) -> None:
    sign_ups()
    kept.write_text("[")
    _, key = sign_ups()
    assert json.loads(kept.read_text())["key"] == key
