"""Over the real broker: an imported text has its suggestions, and the claims that they may put, within seconds."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from annotate.models import ChangeHead, ClaimSearch, Suggestion
from tests import factories as make

SECONDS = 30  # on a machine that does much else; it is one or two on one that does not


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline, "no worker has done it"
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_a_ring_is_enough_for_suggestions_and_for_their_claims(celery_worker_process: Any) -> None:
    ChangeHead.objects.get_or_create(pk=1)
    claim = make.claim("The ministry will close the plant in May.")
    celery_worker_process()
    article = make.article()
    until(lambda: Suggestion.objects.filter(revision=article.latest).exists())
    until(lambda: ClaimSearch.objects.exists() and not ClaimSearch.objects.waiting().exists())
    found = ClaimSearch.objects.filter(revision=article.latest, candidates__claim=claim).get()
    candidate = found.candidates.get(claim=claim)
    assert candidate.relation == "same"
    assert "of the words in common" in candidate.reason
