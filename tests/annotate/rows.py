"""One valid row of every table of the domain, for tests that break them. (Reports have their own.)"""

import datetime as dt
from typing import Any

from django.db import models
from django.utils import timezone

from annotate.actions import (
    adjudication,
    assigning,
    claims,
    disputes,
    erasure,
    newsrooms,
    outcomes,
    queue,
    recusal,
    withdrawal,
)
from annotate.models import (
    AdjudicationCase,
    ChangeHead,
    ClaimPassage,
    CurrentRun,
    DeniedBy,
    ExternalId,
    Membership,
    Orphan,
    Question,
    QueueSeen,
    Review,
    RunConsensus,
    RunScore,
    ScoreHistory,
    ScoreSeen,
    ScoringPass,
    ScoringRun,
    Shard,
    SourceRecord,
    Topic,
    Trial,
    WatchedClaim,
    WhatIf,
)
from annotate.roles import SETUP
from tests import factories as make

FIGURES: dict[str, Any] = {
    "probability": 0.7, "low": 0.5, "high": 0.8, "admiralty": 2, "icd203": None, "cannot_be_judged": "",
    "resolved_claims": 60, "calibration": "provisional", "independent_roots": 1, "effective_roots": 1.0,
    "reports": 1, "denials": 0, "silences": 0, "as_of_change": 1, "computed_at": make.NOON,
}  # fmt: skip


def one_of_each() -> dict[str, models.Model]:
    """Rows by the name of their table."""
    rows: list[models.Model] = []
    room, person = make.newsroom(), make.user("reviewer")
    key, _ = make.key(room)
    wire, source = make.outlet(kind="wire"), make.source()
    article, claim = make.article(), make.claim(topics=["energy"])
    reading = make.read(article, claim, by=person, relays=[wire])
    denies = {"facets": make.UNNAMED | {"stance": "denies"}}
    other = make.read(article, claim, by=make.user("reviewer"), content=(100, 120), **denies)
    rows += [room, person, key, wire, source, article, article.latest, claim, reading, reading.attribution]
    rows += [
        reading.attribution.passage,
        Review.objects.get(pk=reading.review_id),
        reading.chain.get(position=0),
    ]
    rows += [claim.wordings.get(), ClaimPassage.objects.first(), Topic.objects.get()]
    decision = adjudication.adjudicate(
        attribution=reading.attribution, chosen=reading, reason="It says so.", by=make.user("adjudicator")
    )
    adjudication.link_denial(denial=other.attribution, denied=reading.attribution, by=SETUP)
    outcome = outcomes.propose_outcome(
        claim=claim, verdict="confirmed", why_checked="sampled", evidence_url="https://evidence.example/a",
        evidence_quote="It closed.", by=make.user("adjudicator"),
    )  # fmt: skip
    outcomes.see_score(claim=claim, by=make.user("editor"))
    rows += [decision, DeniedBy.objects.get(), outcome, ScoreSeen.objects.get()]
    rows += _computed(claim, reading.attribution)
    newsrooms.add_member(newsroom=room, user=person, by=SETUP)
    claims.watch(claim=claim, newsroom=room, by=person)
    rows += [
        Membership.objects.get(),
        WatchedClaim.objects.get(),
    ]
    rows += [ChangeHead.objects.get(), Question.objects.create(wording="When does it close?")]
    rows += [ExternalId.objects.create(scheme="wikidata", value="Q1", outlet=wire)]
    rows += [Orphan.objects.create(passage=reading.attribution.passage, revision=article.latest)]
    request = erasure.request_erasure(thing=make.source(), reason="Court order.", by=make.user("editor"))
    editor = make.user("editor")
    rows.append(
        disputes.open_dispute(claim=claim, party=source, contested="Not so.", owner=editor, by=editor)
    )
    rows += _queued(editor, reading.attribution)
    rows.append(withdrawal.request_withdrawal(thing=claim, reason="Wrong.", by=editor))
    from annotate.models import Change, ChangeDetail

    return {
        row._meta.model_name or "": row
        for row in [*rows, request, Change.objects.first(), ChangeDetail.objects.first()]
        if row
    }


def _queued(editor: Any, attribution: Any) -> list[models.Model]:
    """A text in somebody's hands, and what else the queue keeps."""
    waiting, reader = make.article(), make.user("reviewer")
    text = waiting.latest
    assigning.assign_text(revision=text, to=reader, by=editor, due_on=timezone.localdate())
    queue.take_task(revision=text, by=reader)
    other = make.user("reviewer")
    return [
        text.queued,
        text.tasks.get(holder=reader),
        queue.skip_text(revision=text, why="language", by=other),
        assigning.assign_all(to=other, outlet=waiting.outlet, by=editor),
        recusal.recuse(user=other, outlet=waiting.outlet, reason="Mine.", by=other),
        QueueSeen.objects.create(change=1),
        AdjudicationCase.objects.create(attribution=attribution, why="random", probability=0.05),
    ]


def _computed(claim: Any, attribution: Any) -> list[models.Model]:
    run = ScoringRun.objects.create(
        parameters={}, as_of_change=1, reference_day=dt.date(2026, 3, 1), code_version="1"
    )
    record = {"key": "source:x", "side": "asserts", "kind": "a|b|c", "mean": 0.5, "low": 0.2, "high": 0.8}
    record |= {"effective_n": 3, "trials": 3, "letter": "C", "as_of_change": 1, "computed_at": timezone.now()}
    of = ScoringPass.objects.create(run=run, as_of_change=1)
    return [
        run,
        of,
        Shard.objects.create(of=of, number=0),
        WhatIf.objects.create(claim=claim, run=run, as_of_change=1, asked_by=make.user("editor")),
        CurrentRun.objects.create(run=run),
        RunScore.objects.create(claim=claim, run=run, **FIGURES),
        ScoreHistory.objects.create(claim=claim, run=run, change=1, **FIGURES),
        SourceRecord.objects.create(**record),
        RunConsensus.objects.create(
            attribution=attribution,
            run=run,
            facets={},
            exists=1,
            readings=1,
            as_of_change=1,
            computed_at=timezone.now(),
        ),
        Trial.objects.create(
            run=run,
            claim=claim,
            root="source:x",
            kind="a|b|c",
            side="asserts",
            day=dt.date(2026, 3, 1),
            y=1,
            weight=1,
        ),
    ]
