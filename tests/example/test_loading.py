"""Loading the example: whole or not at all, once, with logins made on the spot."""

import json
import stat
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ObjectDoesNotExist

import annotate.example as example
from annotate.actions import newsrooms
from annotate.example import archive, loading, story
from annotate.models import (
    Adjudication,
    ApiKey,
    Article,
    Change,
    ChangeHead,
    Claim,
    DeniedBy,
    Outcome,
    Outlet,
    Reading,
    Review,
    User,
)
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, settings, tmp_path: Path) -> None:
    """Twelve claims do as well as 256; nothing is written into the developer's files."""
    monkeypatch.setattr(archive, "generate", partial(archive.generate, claims=12))
    settings.DATA_DIR = tmp_path
    settings.DEBUG = True


def test_it_writes_the_story_with_readings_that_differ_decisions_and_outcomes() -> None:
    example.load()
    assert Claim.objects.published().count() == 12 + 4 + len(story.CLAIMS)
    assert not Review.objects.filter(submitted_at=None).exists()
    differ = Reading.objects.current().filter(attribution__claim__topics__name=story.TOPICS[0])
    assert {"plain", "hedged"} == {*differ.values_list("certainty", flat=True)}
    assert Adjudication.objects.get().exists is False
    assert DeniedBy.objects.count() == 1
    assert Outlet.objects.get(name="The Femwick Ledger").looks_like.name == "The Fernwick Ledger"
    assert Article.objects.exclude(syndicated_from=None).count() == 1
    _outcomes_are_by_two_people_who_read_nothing()
    _every_change_is_numbered()


def _outcomes_are_by_two_people_who_read_nothing() -> None:
    own = Outcome.objects.filter(imported=False)
    assert {one.verdict for one in own} == {"confirmed", "refuted"}
    for one in own:
        people = {one.proposed_by_id, one.decided_by_id}
        assert len(people) == 2
        assert not Reading.objects.filter(reviewer__in=people).exists()


def _every_change_is_numbered() -> None:
    assert Change.objects.count() == ChangeHead.objects.get().last


def test_a_second_load_finds_everything_and_writes_nothing() -> None:
    first = example.load()
    number = ChangeHead.objects.get().last
    assert example.load() == first
    assert ChangeHead.objects.get().last == number


def test_logins_open_the_desk_and_are_kept_for_this_user_alone(tmp_path: Path) -> None:
    loaded = example.load()
    roles = [login.role for login in loaded.logins]
    assert roles.count("reviewer") == 3
    assert {*roles} == {"reviewer", "adjudicator", "editor", "administrator"}
    for login in loaded.logins:
        user = authenticate(username=login.username, password=login.password)
        assert user
        assert [group.name for group in user.groups.all()] == [login.role]
    assert stat.S_IMODE((tmp_path / "demo.json").stat().st_mode) == 0o600
    assert ApiKey.objects.get(digest=newsrooms.digest(loaded.api_key)).scopes == ["read"]


def test_a_lost_file_gives_new_passwords_and_a_new_key(tmp_path: Path) -> None:
    before = example.load()
    (tmp_path / "demo.json").unlink()
    after = example.load()
    assert after.api_key != before.api_key
    assert not ApiKey.objects.live(User.objects.first().date_joined).filter(
        digest=newsrooms.digest(before.api_key)
    )
    assert authenticate(username="ines", password=after.logins[0].password)
    assert not authenticate(username="ines", password=before.logins[0].password)


def test_a_password_that_was_changed_is_set_anew_and_the_others_stay() -> None:
    before = example.load()
    ines = User.objects.get(username="ines")
    ines.set_password("something quite else")
    ines.save()
    after = example.load()
    assert authenticate(username="ines", password=after.logins[0].password)
    assert after.logins[1:] == before.logins[1:]


def test_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    example.load()
    (tmp_path / "demo.json").write_text("[")
    loaded = example.load()
    assert json.loads((tmp_path / "demo.json").read_text())["key"] == loaded.api_key


def test_a_part_that_fails_leaves_nothing_of_itself_and_the_next_load_completes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stumble(desk: object) -> None:
        raise ObjectDoesNotExist("halfway")

    with monkeypatch.context() as patched:
        patched.setattr(loading, "_decide", stumble)
        with pytest.raises(ObjectDoesNotExist):
            example.load()
    assert Claim.objects.count() == 12 + 4
    assert not Article.objects.filter(revisions__language="ar").exists()
    example.load()
    assert Claim.objects.count() == 12 + 4 + len(story.CLAIMS)


def test_with_debug_off_it_takes_saying_so(settings) -> None:
    settings.DEBUG = False
    with pytest.raises(example.ExampleError, match="DEBUG is off"):
        example.load()
    assert not User.objects.exists()
    assert example.load(with_debug_off=True).api_key


def test_it_does_not_mix_with_somebody_elses_work() -> None:
    make.claim()
    with pytest.raises(example.ExampleError, match="somebody's work"):
        example.load()
    assert not User.objects.exists()
