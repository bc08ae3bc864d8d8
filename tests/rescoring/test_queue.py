"""What a worker finds of how much waiting texts are worth, and the assignments that follow."""

import datetime as dt

import pytest
from django.utils import timezone

from annotate.actions import assigning, claims
from annotate.models import Article, QueuedText, QueueSeen, Revision, Task
from tests import factories as make
from workers import queueing
from workers.rescoring import store

pytestmark = pytest.mark.django_db


def queued(article: Article) -> QueuedText:
    return QueuedText.objects.get(revision=article.latest)


def weigh() -> None:
    store.rescore_stale()
    queueing.weigh_texts()


def test_a_text_nobody_has_read_says_so_and_is_weighed_once() -> None:
    article = make.article()
    assert queueing.weigh_texts() == 1
    assert queued(article).reasons == ["Nobody has finished reading it yet."]
    assert queued(article).worth == queueing.CONSENSUS
    assert queueing.weigh_texts() == 0
    assert QueueSeen.objects.get().change > 0


def test_one_on_which_two_disagree_is_worth_more_than_one_on_which_one_reader_is_sure() -> None:
    claim, sure, split = make.claim(), make.article(), make.article()
    make.read(sure, claim)
    make.read(split, claim)
    make.read(split, claim, facets=make.UNNAMED | {"stance": "denies"})
    weigh()
    assert queued(split).worth > queued(sure).worth
    assert "A further reading would settle what it says." in queued(split).reasons


def test_reach_and_age_weigh_and_a_change_to_a_claim_weighs_its_texts_again() -> None:
    near, far = make.claim(), make.claim()
    here, there = make.article(), make.article()
    make.read(here, near)
    make.read(there, far)
    weigh()
    before = queued(there).worth
    claims.watch(claim=far, newsroom=(room := make.newsroom()), by=make.user("editor"))
    make.read(make.article(), far)
    weigh()
    assert queued(there).worth > before
    assert "1 other report of its claims and 1 newsroom watching them." in queued(there).reasons
    assert room.watched.exists()
    long_ago = timezone.now() - dt.timedelta(days=30)
    Revision.objects.filter(article=here).amend(created_at=long_ago)
    QueuedText.objects.filter(revision=here.latest).update(computed_at=long_ago)
    weigh()
    assert "It has waited for 30 days." in queued(here).reasons


def test_the_reasons_tell_nothing_of_how_others_read() -> None:
    claim, article = make.claim(), make.article()
    make.read(article, claim)
    make.read(article, claim, facets=make.UNNAMED | {"stance": "denies"})
    weigh()
    words = " ".join(queued(article).reasons).lower()
    for told in ("den", "assert", "unnamed", "%", "0."):
        assert told not in words


def test_texts_of_an_assigned_outlet_or_topic_go_to_their_reviewer_as_they_come() -> None:
    editor, ann, bob = make.user("editor"), make.user("reviewer"), make.user("reviewer")
    there = make.article()
    assigning.assign_all(to=ann, outlet=there.outlet, days=3, by=editor)
    assert Task.objects.get(assigned_to=ann).due_on == timezone.localdate() + dt.timedelta(days=3)
    topical = make.article()
    make.read(topical, make.claim(topics=["energy"]))
    assigning.assign_all(to=bob, topic=make.claims.Topic.objects.get(), by=editor)
    later = make.article(outlet=there.outlet)
    queueing.weigh_texts()
    assert {t.revision.article for t in Task.objects.filter(assigned_to=ann)} == {there, later}
    assert {t.revision.article for t in Task.objects.filter(assigned_to=bob)} == {topical}


def test_what_is_ended_assigns_nothing_more_and_gives_back_what_was_not_begun() -> None:
    editor, ann = make.user("editor"), make.user("reviewer")
    there = make.article()
    made = assigning.assign_all(to=ann, outlet=there.outlet, by=editor)
    assigning.end_assignment(assignment=made, by=editor)
    make.article(outlet=there.outlet)
    queueing.weigh_texts()
    assert not Task.objects.exclude(assigned_to=None).exists()
