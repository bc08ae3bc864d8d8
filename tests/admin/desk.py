"""People at the desk, and one of everything that a screen shows."""

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone

from annotate.actions import (
    article_imports,
    assigning,
    definitions,
    deliveries,
    disputes,
    erasure,
    guidelines,
    hooks,
    outcomes,
    recusal,
    reports,
    scores,
    withdrawal,
)
from annotate.models import (
    Change,
    Claim,
    CurrentRun,
    RunScore,
    Score,
    ScoringRun,
    SourceRecord,
    User,
)
from annotate.models.base import new_id
from annotate.periods import Period
from annotate.roles import SETUP, WORKER
from tests import factories as make

WEEK = '<!doctype html><html lang="en"><head><title>Week</title></head><body><main><h1>Week</h1></main></body></html>'


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def client(*roles: str) -> Client:
    return client_of(make.user(*roles))


def run() -> ScoringRun:
    """A run; the first one is the current one."""
    made = scores.store_run(
        run=new_id("run"), trials=[], parameters={"as_of": "2026-01-01"}, figures={"log_loss": 0.6}, as_of_change=1,
        reference_day=dt.date(2026, 1, 1), code_version="test",
    )  # fmt: skip
    if not CurrentRun.objects.exists():
        scores.switch_run(run=made, by=WORKER)
    return made


def figures(**values: Any) -> dict[str, Any]:
    given = {
        "probability": 0.68, "low": 0.55, "high": 0.79, "admiralty": 3, "icd203": None, "cannot_be_judged": "",
        "resolved_claims": 12, "calibration": "prior_only", "independent_roots": 1, "effective_roots": 1.0, "reports": 1,
        "denials": 0, "silences": 0, "as_of_change": Change.objects.count(), "computed_at": timezone.now(),
    }  # fmt: skip
    return given | values


def scored(claim: Claim, **values: Any) -> Score:
    """A score as a worker stores it."""
    current = CurrentRun.objects.first()
    given = figures(**{"run": current.run if current else run()} | values)
    lines = [
        {"kind": "prior", "label": "one_root", "log_odds": 0.5, "root": None},
        {
            "kind": "asserting_root",
            "label": "pool",
            "log_odds": 0.254,
            "root": "pool:out_x:government:decision_maker",
        },
    ]
    score = RunScore(claim=claim, contributions=lines if given["probability"] else [], components=[], **given)
    scores.store_scores([score], seen={claim.pk: given["as_of_change"]}, by=WORKER)
    return Score.objects.get(claim=claim)


def one_of_everything() -> dict[str, Any]:
    """One row for each screen → its id."""
    editor = make.user("editor")
    article, claim = make.article(), make.claim()
    reading = make.read(article, claim, cue=make.span(article, "according to"))
    consensus = {
        "attribution_id": reading.attribution_id, "facets": {"stance": {"asserts": 1.0}}, "exists": 1.0, "readings": 1,
        "adjudicated": False, "run_id": run().pk, "as_of_change": 1, "computed_at": timezone.now(),
    }  # fmt: skip
    scores.store_scores([], seen={}, consensus={claim.pk: {reading.attribution_id: consensus}})
    scored(claim)
    outcome = outcomes.propose_outcome(
        claim=claim, verdict="confirmed", why_checked="sampled", evidence_url="https://evidence.example/a",
        evidence_quote="It was so.", by=editor,
    )  # fmt: skip
    definition = definitions.define_report(name="Weekly", starts_on=dt.date(2026, 1, 1), by=SETUP)
    deliveries.subscribe(definition=definition, address="desk@news.example", by=SETUP)
    period = Period.around(make.NOON, definition.period, definition.time_zone)
    report = reports.claim_period(definition=definition, period=period)
    named = {"claims": [{"id": claim.pk, "words": claim.wording}], "sections": []}
    reports.store_report(
        report=report, figures=named, html=WEEK, pdf=b"%PDF-1.7", as_of_change=1, at=timezone.now()
    )
    key, _ = make.key()
    hook, _ = hooks.create_hook(
        newsroom=key.newsroom, name="CMS", url="https://cms.example/in", events=["claim.published"], by=SETUP
    )
    message = hooks.send_test(hook=hook, by=SETUP)
    dispute = disputes.open_dispute(
        claim=claim, party=make.source(), contested="It was never said.", owner=editor, by=editor
    )
    example = guidelines.add_example(term="stance.denies", text="It is not so.", by=editor)
    reader, waiting = make.user("reviewer"), make.article()
    task = assigning.assign_text(revision=waiting.latest, to=reader, by=editor)
    assignment = assigning.assign_all(to=reader, outlet=waiting.outlet, by=editor)
    recused = recusal.recuse(user=make.user("reviewer"), outlet=waiting.outlet, reason="Mine.", by=editor)
    withdrawn = withdrawal.request_withdrawal(thing=claim, reason="Wrong.", by=editor)
    return {
        "deskexample": example.pk,
        "task": task.pk, "assignment": assignment.pk, "recusal": recused.pk, "withdrawalrequest": withdrawn.pk,
        "articleimport": article_imports.request_import(name="a.txt", format="text", body=b"A\n\nB", by=editor).pk,
        "article": article.pk, "claim": claim.pk, "outcome": outcome.pk, "outlet": article.outlet_id,
        "source": make.source().pk, "consensus": reading.attribution_id, "scoringrun": consensus["run_id"], "report": report.pk,
        "reportdefinition": definition.pk, "newsroom": key.newsroom_id, "apikey": key.pk, "user": editor.pk,
        "hook": hook.pk, "message": message.pk,
        "change": Change.objects.latest("number").number, "dispute": dispute.pk,
        "delivery": report.deliveries.get().pk,
        "erasurerequest": erasure.request_erasure(thing=claim, reason="A court.", by=editor).pk,
    }  # fmt: skip


def record(key: str, letter: str = "B", **values: Any) -> SourceRecord:
    given = {
        "side": "asserts", "kind": "named_individual|government|decision_maker", "mean": 0.81, "low": 0.6, "high": 0.93,
        "effective_n": 6.5, "trials": 7, "as_of_change": 1, "computed_at": timezone.now(),
    }  # fmt: skip
    return SourceRecord.objects.create(key=key, letter=letter, **given | values)
