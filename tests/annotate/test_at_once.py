"""Many people and workers at the same claims at the same moment: everybody's work is done, none of it twice."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from annotate.actions import claims
from annotate.actions.readings import submit_review
from annotate.models import ChangeHead, Claim, Reading, User
from annotate.roles import SETUP
from tests import factories as make
from workers.rescoring import store

ROUNDS = 4


def at_once(*acts: Callable[[], Any]) -> list[BaseException]:
    """Runs each in a thread of its own, all together; returns what went wrong."""
    errors: list[BaseException] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        try:
            start.wait(30)
            act()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    connections.close_all()
    return errors


@pytest.fixture
def _head(transactional_db: None) -> None:
    ChangeHead.objects.get_or_create(pk=1)


@pytest.mark.usefixtures("_head")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_rewording_reading_and_scoring_the_same_claims_never_wait_in_a_circle() -> None:
    shared = [make.claim(), make.claim()]
    texts = [make.article() for _ in range(ROUNDS)]
    readers = [make.user("reviewer"), make.user("reviewer")]

    def reword(order: int) -> None:
        for n in range(ROUNDS):
            for claim in shared[::order]:
                claims.reword_claim(claim=claim, wording=f"Version {order} {n} of {claim.pk}.", by=SETUP)

    def read(by: User, order: int) -> None:
        for text in texts:
            made = [make.read(text, claim, by=by, submitted=False) for claim in shared[::order]]
            submit_review(review=made[0].review, by=by)

    def rescore() -> None:
        for _ in range(ROUNDS):
            store.rescore_stale()

    errors = at_once(
        lambda: reword(1), lambda: reword(-1), lambda: read(readers[0], 1), lambda: read(readers[1], -1), rescore, rescore
    )  # fmt: skip
    assert errors == []
    assert Reading.objects.current().submitted().count() == len(texts) * len(shared) * len(readers)
    store.rescore_stale()
    assert not Claim.objects.stale().exists()
    assert all(claim.score.reports == len(texts) for claim in Claim.objects.select_related("score"))


@pytest.mark.usefixtures("_head")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_reviewers_reading_the_same_words_at_once_share_one_attribution() -> None:
    article, claim = make.article(), make.claim()
    readers = [make.user("reviewer") for _ in range(4)]
    cue = make.span(article, "according to")
    errors = at_once(
        *(lambda by=by: make.read(article, claim, by=by, cue=cue, submitted=False) for by in readers)
    )
    assert errors == []
    assert Reading.objects.values("attribution").distinct().count() == 1
