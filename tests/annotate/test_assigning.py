"""Readings assigned by hand: kept for that person, by a day."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from annotate.actions import assigning, queue, recusal
from annotate.blind import articles_open_to
from annotate.models import Article, Task, User
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make.user("editor")


@pytest.fixture
def article() -> Article:
    return make.article()


def assign(article: Article, to: User, by: User, **values: object) -> Task:
    return assigning.assign_text(revision=article.latest, to=to, by=by, **values)  # type: ignore[arg-type]


def test_what_is_assigned_comes_first_the_first_due_first(article: Article, editor: User) -> None:
    me, soon, later = make.user("reviewer"), make.article(), make.article()
    today = timezone.localdate()
    assign(later, me, editor, due_on=today + dt.timedelta(days=9))
    assign(soon, me, editor, due_on=today + dt.timedelta(days=2))
    found = []
    for _ in range(3):
        task = queue.take_next(by=me)
        assert task is not None
        found.append(task.revision.article)
        queue.skip_text(revision=task.revision, why="length", by=me)
    assert found == [soon, later, article]


def test_it_is_kept_for_that_person(article: Article, editor: User) -> None:
    me, others = make.user("reviewer"), [make.user("reviewer") for _ in range(2)]
    assign(article, me, editor)
    assert queue.take_next(by=others[0]) is not None
    assert queue.take_next(by=others[1]) is None
    assert queue.take_next(by=me) is not None


def test_whoever_let_that_reading_lapse_still_gets_another_one(article: Article, editor: User) -> None:
    me = make.user("reviewer")
    lapsed = queue.take_task(revision=article.latest, by=me)
    Task.objects.filter(pk=lapsed.pk).update(leased_until=timezone.now())
    assign(article, make.user("reviewer"), editor)
    make.read(article, make.claim(), by=me)
    assert article.latest.tasks.get(holder=me).review.submitted_at is not None


def test_taken_back_it_is_anybodys(article: Article, editor: User) -> None:
    for _ in range(2):
        assign(article, make.user("reviewer"), editor)
    with pytest.raises(ValidationError, match="no reading of this text free"):
        assign(article, make.user("reviewer"), editor)
    assert queue.take_next(by=make.user("reviewer")) is None
    assigning.take_back(task=article.latest.tasks.first(), by=editor)
    assert queue.take_next(by=make.user("reviewer")) is not None


def test_twice_to_the_same_person_moves_the_day_and_takes_no_second_reading(
    article: Article, editor: User
) -> None:
    me = make.user("reviewer")
    assign(article, me, editor)
    assign(article, me, editor, due_on=timezone.localdate())
    assert Task.objects.get(assigned_to=me).due_on == timezone.localdate()


def test_a_reviewer_sees_a_newsrooms_own_submission_only_once_it_is_assigned(editor: User) -> None:
    me, private = make.user("reviewer"), make.article(newsroom=make.newsroom(), published=False)
    assert not articles_open_to(me).filter(pk=private.pk).exists()
    assign(private, me, editor)
    assert articles_open_to(me).filter(pk=private.pk).exists()
    task = queue.take_next(by=me)
    assert task is not None
    assert task.revision.article == private


def test_it_refuses_what_cannot_be(article: Article, editor: User) -> None:
    recused = make.user("reviewer")
    recusal.recuse(user=recused, article=article, reason="Mine.", by=recused)
    for to, due in (
        (make.user("editor"), None),
        (recused, None),
        (make.user("reviewer"), dt.date(2020, 1, 1)),
    ):
        with pytest.raises(ValidationError):
            assign(article, to, editor, due_on=due)
    with pytest.raises(PermissionDenied):
        assign(article, make.user("reviewer"), make.user("reviewer"))
    with pytest.raises(ValidationError):
        assigning.assign_all(to=make.user("reviewer"), by=editor)
    assert not Task.objects.exclude(assigned_to=None).exists()
