"""Loading the example: whole or not at all, once, into a database of its own."""

from functools import partial
from pathlib import Path

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

import annotate.example as example
from annotate.actions import queue
from annotate.example import archive, loading, story
from annotate.models import (
    Adjudication,
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
    _next_hands_each_reviewer_a_text_of_the_story()
    _every_change_is_numbered()


def _outcomes_are_by_two_people_who_read_nothing() -> None:
    own = Outcome.objects.filter(imported=False)
    assert {one.verdict for one in own} == {"confirmed", "refuted"}
    for one in own:
        people = {one.proposed_by_id, one.decided_by_id}
        assert len(people) == 2
        assert not Reading.objects.filter(reviewer__in=people).exists()


def _next_hands_each_reviewer_a_text_of_the_story() -> None:
    for name, piece in story.TO_READ.items():
        reader = User.objects.get(username=name)
        coming = [revision.article.url for revision in queue.worth_reading(reader, timezone.now())]
        assert [url.rpartition("/")[2] for url in coming[:2]] == [story.UNREAD, piece]


def _every_change_is_numbered() -> None:
    assert Change.objects.count() == ChangeHead.objects.get().last


def test_a_second_load_finds_everything_and_writes_nothing() -> None:
    first = example.load()
    number = ChangeHead.objects.get().last
    assert example.load() == first
    assert ChangeHead.objects.get().last == number


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
