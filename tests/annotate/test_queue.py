"""The queue: who is handed what, leases that lapse and are taken over, and how many readings a text takes."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from annotate.actions import articles, newsrooms, queue, readings, recusal
from annotate.models import Article, Change, QueuedText, Reading, Recusal, Review, Skip, Task, User
from annotate.roles import SETUP
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


@pytest.fixture
def article() -> Article:
    return make.article()


def take(article: Article, by: User) -> Task:
    return queue.take_task(revision=article.latest, by=by)


def lapse(task: Task) -> None:
    """Time passes."""
    Task.objects.filter(pk=task.pk).update(leased_until=timezone.now() - dt.timedelta(seconds=1))


def worth(article: Article, value: float) -> None:
    QueuedText.objects.filter(revision=article.latest).update(worth=value)


def submit(article: Article, by: User) -> Review:
    review = readings.start_review(revision=article.latest, by=by)
    return readings.submit_review(review=review, by=by)


class TestNext:
    def test_it_is_the_text_most_worth_reading_and_the_lease_on_it(self, me: User) -> None:
        for n in (1.0, 3.0, 2.0):
            worth(make.article(), n)
        task = queue.take_next(by=me)
        assert task is not None
        assert task.revision.queued.worth == 3.0
        assert task.holder == me
        assert task.leased_until > timezone.now() + queue.LEASE / 2

    def test_whoever_holds_a_text_gets_it_again_before_another(self, me: User) -> None:
        worth(make.article(), 2.0)
        first = queue.take_next(by=me)
        worth(make.article(), 9.0)
        assert queue.take_next(by=me) == first

    def test_two_are_handed_one_text_and_a_third_the_next(self, article: Article) -> None:
        worth(article, 5.0)
        other = make.article()
        got = [queue.take_next(by=make.user("reviewer")) for _ in range(5)]
        assert [t.revision.article for t in got if t] == [article, article, other, other]
        assert got[4] is None

    def test_nothing_submitted_skipped_withdrawn_or_outdated_is_handed_out(self, me: User) -> None:
        done, skipped, gone, old = (make.article() for _ in range(4))
        submit(done, me)
        queue.skip_text(revision=skipped.latest, why="language", by=me)
        articles.withdraw_article(article=gone, reason="Wrong.", by=SETUP)
        first = old.latest
        articles.revise_article(article=old, text=make.TEXT + " More.", by=SETUP)
        task = queue.take_next(by=me)
        assert task is not None
        assert (task.revision.article, task.revision.number) == (old, 2)
        assert task.revision != first
        queue.skip_text(revision=task.revision, why="length", by=me)
        assert queue.take_next(by=me) is None

    def test_a_newsrooms_own_submission_is_handed_to_nobody_unasked(self, me: User) -> None:
        make.article(newsroom=make.newsroom(), published=False)
        assert queue.take_next(by=me) is None

    def test_only_reviewers_are_handed_anything(self, article: Article) -> None:
        for role in ("adjudicator", "editor", "administrator"):
            with pytest.raises(PermissionDenied):
                queue.take_next(by=make.user(role))


class TestLease:
    def test_a_lapsed_one_is_taken_over_and_a_live_one_is_not(self, article: Article, me: User) -> None:
        others = [make.user("reviewer"), make.user("reviewer")]
        mine = take(article, me)
        take(article, others[0])
        with pytest.raises(ValidationError, match="in other reviewers' hands"):
            take(article, others[1])
        lapse(mine)
        assert take(article, others[1]) == mine
        with pytest.raises(ValidationError, match="in other reviewers' hands"):
            queue.renew_lease(revision=article.latest, by=me)

    def test_renewing_moves_its_end(self, article: Article, me: User) -> None:
        task = take(article, me)
        soon = timezone.now() + dt.timedelta(seconds=5)
        Task.objects.filter(pk=task.pk).update(leased_until=soon)
        assert queue.renew_lease(revision=article.latest, by=me).leased_until > soon

    def test_releasing_frees_it_at_once_and_leaving_after_a_moment(self, article: Article, me: User) -> None:
        task = take(article, me)
        queue.leave_task(revision=article.latest, by=me)
        task.refresh_from_db()
        assert timezone.now() < task.leased_until <= timezone.now() + queue.GRACE
        queue.release_task(revision=article.latest, by=me)
        task.refresh_from_db()
        assert (task.holder, task.leased_until) == (None, None)

    def test_leaving_does_not_lengthen_a_lease_that_ends_sooner(self, article: Article, me: User) -> None:
        task = take(article, me)
        lapse(task)
        queue.leave_task(revision=article.latest, by=me)
        task.refresh_from_db()
        assert task.leased_until < timezone.now()

    def test_whoever_reads_without_asking_holds_one(self, article: Article, me: User) -> None:
        make.read(article, make.claim(), by=me, submitted=False)
        assert queue.leases_of(me, timezone.now()).get().revision == article.latest

    def test_a_lease_leaves_no_line_in_the_log(self, article: Article, me: User) -> None:
        before = Change.objects.count()
        take(article, me)
        queue.release_task(revision=article.latest, by=me)
        assert Change.objects.count() == before


class TestOverlap:
    def test_a_text_takes_two_reviews_and_keeps_the_readings_of_a_third(self, article: Article) -> None:
        claim = make.claim()
        late = make.user("reviewer")
        make.read(article, claim, by=late, submitted=False)
        lapse(late.held_tasks.get())
        for _ in range(2):
            make.read(article, claim)
        with pytest.raises(ValidationError, match="2 reviews it needs.* are kept"):
            submit(article, late)
        assert Review.objects.filter(submitted_at__isnull=False).count() == 2
        assert Reading.objects.filter(reviewer=late).count() == 1
        queue.ask_readings(revision=article.latest, wanted=3, by=make.user("editor"))
        assert submit(article, late).submitted_at

    def test_the_holder_of_a_lapsed_lease_still_submits_while_nobody_took_it_over(
        self, article: Article, me: User
    ) -> None:
        lapse(take(article, me))
        assert submit(article, me).submitted_at

    def test_where_two_disagree_a_third_is_asked_for_and_no_fourth(self, article: Article) -> None:
        claim = make.claim()
        make.read(article, claim)
        assert article.latest.tasks.count() == 2
        make.read(article, claim, facets=make.UNNAMED | {"stance": "denies"})
        assert article.latest.tasks.count() == 3
        assert QueuedText.objects.get().is_open
        make.read(article, claim, facets=make.UNNAMED | {"stance": "disputes"})
        assert article.latest.tasks.count() == 3
        assert not QueuedText.objects.get().is_open

    def test_that_one_of_them_has_an_attribution_that_the_other_has_not_is_a_disagreement(
        self, article: Article
    ) -> None:
        make.read(article, make.claim())
        submit(article, make.user("reviewer"))
        assert article.latest.tasks.count() == 3

    def test_a_hedge_more_or_less_is_none(self, article: Article) -> None:
        claim = make.claim()
        make.read(article, claim)
        make.read(article, claim, facets=make.UNNAMED | {"certainty": "hedged", "channel": "statement"})
        assert article.latest.tasks.count() == 2

    def test_a_correction_that_settles_it_takes_the_third_back_unless_somebody_holds_it(
        self, article: Article
    ) -> None:
        claim, wrong = make.claim(), make.user("reviewer")
        make.read(article, claim)
        reading = make.read(article, claim, by=wrong, facets=make.UNNAMED | {"stance": "denies"})
        assert article.latest.tasks.count() == 3

        def correct(to: str, old: Reading) -> Reading:
            new = make.new_reading(article, claim, facets=make.UNNAMED | {"stance": to})
            return readings.save_reading(revision=article.latest, reading=new, by=wrong, supersedes=old)

        reading = correct("asserts", reading)
        assert article.latest.tasks.count() == 2
        reading = correct("denies", reading)
        take(article, make.user("reviewer"))
        correct("asserts", reading)
        assert article.latest.tasks.count() == 3

    def test_what_an_editor_asks_for_holds_and_less_takes_nothing_back_that_is_done(
        self, article: Article
    ) -> None:
        editor, claim = make.user("editor"), make.claim()
        queue.ask_readings(revision=article.latest, wanted=4, by=editor)
        for _ in range(3):
            make.read(article, claim)
        queue.ask_readings(revision=article.latest, wanted=1, by=editor)
        assert article.latest.tasks.count() == 3
        assert not QueuedText.objects.get().is_open
        for wrong in (0, 21, "2"):
            with pytest.raises(ValidationError):
                queue.ask_readings(revision=article.latest, wanted=wrong, by=editor)  # type: ignore[arg-type]


class TestSkipping:
    def test_it_asks_why_and_frees_the_lease(self, article: Article, me: User) -> None:
        take(article, me)
        for why, words, field in (("bored", "", "why"), ("other", " ", "words")):
            with pytest.raises(ValidationError) as refused:
                queue.skip_text(revision=article.latest, why=why, words=words, by=me)
            assert {*refused.value.message_dict} == {field}
        queue.skip_text(revision=article.latest, why="other", words="I wrote it.", by=me)
        assert not Task.objects.filter(holder=me).exists()
        assert Skip.objects.get().words == "I wrote it."
        assert Change.objects.filter(verb="task.skip", object_id=article.latest.pk).exists()

    def test_an_interest_recuses(self, article: Article, me: User) -> None:
        queue.skip_text(revision=article.latest, why="interest", by=me)
        assert Recusal.objects.get().article == article
        with pytest.raises(PermissionDenied, match="recused"):
            take(article, me)


class TestRecusal:
    def things(self, article: Article) -> list[dict[str, Any]]:
        claim = make.claim(topics=["energy"])
        make.read(article, claim, submitted=False)
        return [{"outlet": article.outlet}, {"article": article}, {"topic": claim.topics.get()}]

    def test_whoever_is_recused_is_neither_handed_it_nor_may_read_submit_or_adjudicate_it(
        self, article: Article
    ) -> None:
        for thing in self.things(article):
            user = make.user("reviewer", "adjudicator")
            begun = readings.start_review(revision=article.latest, by=user)
            recusal.recuse(user=user, reason="My brother works there.", by=user, **thing)
            queue.release_task(revision=article.latest, by=user)
            assert queue.take_next(by=user) is None
            for act in (
                lambda u=user: take(article, u),
                lambda u=user: make.read(article, make.claim(), by=u),
                lambda u=user, r=begun: readings.submit_review(review=r, by=u),
            ):
                with pytest.raises(PermissionDenied, match="recused"):
                    act()

    def test_nor_is_a_member_of_the_newsroom_that_owns_the_outlet(self, me: User) -> None:
        room = make.newsroom()
        newsrooms.add_member(newsroom=room, user=me, by=SETUP)
        make.article(outlet=make.outlet(owner=room))
        assert queue.take_next(by=me) is None

    def test_one_recuses_oneself_an_editor_others_and_it_ends(self, article: Article, me: User) -> None:
        with pytest.raises(PermissionDenied):
            recusal.recuse(user=make.user("reviewer"), article=article, reason="So.", by=me)
        made = recusal.recuse(user=me, article=article, reason="So.", by=make.user("editor"))
        with pytest.raises(PermissionDenied):
            recusal.end_recusal(recusal=made, by=me)
        recusal.end_recusal(recusal=made, by=make.user("editor"))
        assert queue.take_next(by=me) is not None

    def test_it_says_why_and_from_one_thing(self, article: Article, me: User) -> None:
        for given in (
            {"reason": " ", "article": article},
            {"reason": "So."},
            {"reason": "So.", "article": article, "outlet": article.outlet},
        ):
            with pytest.raises(ValidationError):
                recusal.recuse(user=me, by=me, **given)  # type: ignore[arg-type]
