"""Answers that stand ready are just those that would be made now, and none is left of what changed."""

from collections.abc import Callable

import pytest

from annotate.actions import (
    adjudication,
    articles,
    claims,
    erasure,
    outcomes,
    parties,
    readings,
    scores,
)
from annotate.models import Attribution, Claim, CurrentRun, Reading, ScoringRun, Source, ToldClaim
from annotate.roles import SETUP
from tests import factories as make
from tests.api import rows
from tests.api.asking import Newsdesk
from workers.telling import tell_all

pytestmark = pytest.mark.django_db


class Record:
    """A claim with all that its answer is made of."""

    def __init__(self) -> None:
        self.wire, self.source = make.outlet("The Wire", kind="wire"), make.source("Ada Person")
        self.merged_source = make.source("A. Person")
        parties.merge_sources(kept=self.source, merged=self.merged_source, by=SETUP)
        self.article = make.article(url="https://p.example/1")
        self.claim, self.duplicate = make.claim(topics=["Energy"]), make.claim()
        self.reviewer = make.user("reviewer")
        self.reading = make.read(
            self.article, self.claim, by=self.reviewer, source=self.merged_source, facets=make.NAMED, relays=[self.wire]
        )  # fmt: skip
        rows.score(self.claim, contributions=[rows.line(self.source.root_key), rows.line(self.wire.root_key)])
        self.outcome = make.resolved(self.claim)


def paths(record: Record) -> list[str]:
    return [
        f"claims/{record.claim.pk}/", "claims/", "claims/search/?query=ministry", "changes/",
        "articles/lookup/?url=https://p.example/1", f"articles/{record.article.pk}/",
    ]  # fmt: skip


def answers(desk: Newsdesk, record: Record) -> list[bytes]:
    return [desk.ask(path).content for path in paths(record)]


def erase(thing: object) -> None:
    request = erasure.request_erasure(thing=thing, reason="A court.", by=make.user("editor"))  # type: ignore[arg-type]
    erasure.carry_out_erasure(request=request, by=make.user("editor"))


def _switch_run(record: Record) -> None:
    old = CurrentRun.objects.get().run
    new = ScoringRun.objects.create(
        pk="run_other", parameters={}, as_of_change=0, reference_day=old.reference_day, code_version="test"
    )
    scores.switch_run(run=new, by=scores.WORKER)


CHANGES: dict[str, Callable[[Record], object]] = {
    "reworded": lambda r: claims.reword_claim(claim=r.claim, wording="Another wording.", by=SETUP),
    "scored": lambda r: rows.score(r.claim, probability=0.7),
    "scored with the same figures": lambda r: rows.score(r.claim, contributions=[rows.line(None, 0.9)]),
    "read by another": lambda r: make.read(r.article, r.claim, facets=make.UNNAMED),
    "reading withdrawn": lambda r: readings.withdraw_reading(
        reading=Reading.objects.get(pk=r.reading.pk), by=r.reviewer
    ),
    "adjudicated": lambda r: adjudication.adjudicate(
        attribution=Attribution.objects.get(),
        facets={"stance": "denies"},
        reason="No.",
        by=make.user("adjudicator"),
    ),
    "outcome withdrawn": lambda r: outcomes.withdraw_outcome(
        outcome=r.outcome, reason="x", by=make.user("editor")
    ),
    "merged": lambda r: claims.merge_claims(kept=r.claim, merged=r.duplicate, by=SETUP),
    "merged away": lambda r: claims.merge_claims(kept=r.duplicate, merged=r.claim, by=SETUP),
    "withdrawn": lambda r: claims.withdraw_claim(claim=r.claim, reason="x", by=SETUP),
    "article withdrawn": lambda r: articles.withdraw_article(article=r.article, reason="x", by=SETUP),
    "article revised": lambda r: articles.revise_article(article=r.article, headline="Another", by=SETUP),
    "source renamed": lambda r: parties.update_source(source=r.source, name="Bea Person", by=SETUP),
    "source made private": lambda r: parties.update_source(source=r.source, has_public_role=False, by=SETUP),
    "relay renamed": lambda r: parties.update_outlet(outlet=r.wire, name="The Cable", by=SETUP),
    "outlet renamed": lambda r: parties.update_outlet(outlet=r.article.outlet, name="The Post", by=SETUP),
    "run switched": _switch_run,
    "claim erased": lambda r: erase(r.claim),
    "article erased": lambda r: erase(r.article),
    "source erased": lambda r: erase(Source.objects.get(pk=r.source.pk)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_the_answer_is_the_one_that_would_be_made_now(change: str) -> None:
    record, desk = Record(), Newsdesk()
    made = answers(desk, record)
    tell_all()
    assert ToldClaim.objects.filter(is_ready=True).count() == 2
    assert answers(desk, record) == made, "ready or not, the same bytes"
    CHANGES[change](record)
    at_once = answers(desk, record)
    ToldClaim.objects.update(answer="", more="", is_ready=False, run=None)
    now = answers(desk, record)
    assert at_once == now, "nothing of yesterday was told"
    tell_all()
    assert answers(desk, record) == now
    assert change == "article revised" or now != made, "the case is none if nothing changes"


def test_a_ready_claim_is_one_query_and_so_is_a_list(django_assert_num_queries) -> None:
    record, desk = Record(), Newsdesk()
    tell_all()
    desk.ask("claims/")
    with django_assert_num_queries(1):
        desk.read(f"claims/{record.claim.pk}/")
    with django_assert_num_queries(1):
        desk.read("claims/")


def test_no_word_is_left_of_what_was_changed() -> None:
    record = Record()
    tell_all()
    assert ToldClaim.objects.filter(answer__contains=record.claim.wording).exists()
    erase(Claim.objects.get(pk=record.claim.pk))
    assert not ToldClaim.objects.exclude(claim=record.duplicate).exclude(answer="", more="").exists()


def test_who_has_something_of_its_own_is_answered_apart() -> None:
    record = Record()
    tell_all()
    owner = Newsdesk()
    own = make.claim(newsroom=owner.newsroom)
    tell_all()
    told = {claim["id"]: claim["is_own_submission"] for claim in owner.read("claims/")["results"]}
    assert told[own.pk] is True
    assert told[record.claim.pk] is False
    assert not any(claim["is_own_submission"] for claim in Newsdesk().read("claims/")["results"])


def test_what_is_not_public_never_stands_ready() -> None:
    make.claim(published=False)
    tell_all()
    assert ToldClaim.objects.count() == 0
