"""A score's own page: how it adds up, who is behind it, what if a piece were withdrawn, and how it came to be so."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from annotate import charts
from annotate.admin.working import GRADES, tree, working
from annotate.models import (
    Adjudication,
    Change,
    Claim,
    Outcome,
    Reading,
    Score,
    ScoreHistory,
    ScoringRun,
    State,
    Trial,
    WhatIf,
)
from annotate.vocabulary import Verdict

#: What tells of a score, and does not move one.
TOLD = ("claim.score_changed", "score.see", "review.start")
WORDS = {
    "review.submit": "review submitted", "reading.save": "reading saved", "reading.withdraw": "reading withdrawn",
    "attribution.adjudicate": "adjudicated", "outcome.propose": "outcome proposed", "outcome.decide": "outcome decided",
    "claim.reword": "claim reworded", "claim.merge": "claims merged", "claim.split": "claims split",
    "claim.publish": "claim published", "article.publish": "article published", "article.import": "article imported",
    "article.withdraw": "article withdrawn", "article.erase": "article erased", "source.merge": "sources merged",
}  # fmt: skip
#: Steps of its history that are shown: the newest.
STEPS = 40


def score_context(score: Score) -> dict[str, Any]:
    found = working(score)
    return {
        "working": found,
        "waterfall": _waterfall(found["lines"]),
        "tree": tree(score, found["names"]),
        "waiting": waiting(score.run_id),
        "what_if": what_if(score, found["names"]),
        **_over_time(score),
    }


def _waterfall(lines: list[Any]) -> SafeString:
    parts = [(line.what, line.log_odds) for line in lines]
    chart = charts.lines(parts, title="How the score adds up, in log-odds") if parts else ""
    return mark_safe(chart)  # noqa: S308  # our own SVG, its words escaped


def _over_time(score: Score) -> dict[str, Any]:
    """The newest steps, oldest first, each with the change that came before it: what moved the score."""
    rows = list(ScoreHistory.objects.filter(claim=score.claim_id)[:STEPS])[::-1]
    causes = _causes(score.claim_id, rows)
    runs = {row.run_id for row in rows}
    days = dict(ScoringRun.objects.filter(pk__in=runs).values_list("pk", "reference_day"))
    steps = [
        {"row": row, "grade": GRADES[row.admiralty], "why": _why(before, row, causes, days)}
        for before, row in zip([None, *rows], rows, strict=False)
    ]
    points = [(f"{row.computed_at:%-d %b %Y}", _estimate(row)) for row in rows]
    chart = charts.trend(points, title="The score over time") if len(rows) > 1 else ""
    return {"steps": steps[::-1], "trend": mark_safe(chart)}  # noqa: S308  # our own SVG, its words escaped


def _estimate(row: ScoreHistory) -> charts.Estimate | None:
    if row.probability is None or row.low is None or row.high is None:
        return None
    return charts.Estimate(row.probability, row.low, row.high)


def _causes(claim: str, rows: list[ScoreHistory]) -> list[tuple[int, str]]:
    """What was done, up to the newest step, to the claim or to what its score is made of: (number, in words)."""
    if not rows:
        return []
    done = Change.objects.filter(object_id__in=_rests_on(claim), number__lte=rows[-1].change)
    found = done.exclude(verb__in=TOLD).order_by("number").values_list("number", "verb")
    return [(number, WORDS.get(verb) or verb.replace(".", ": ").replace("_", " ")) for number, verb in found]


def _rests_on(claim: str) -> list[str]:
    """Ids of the claim and those merged into it, their outcomes, and the texts, reviews, readings and decisions behind them."""
    claims = [claim, *Claim.objects.filter(merged_into=claim).values_list("pk", flat=True)]
    of = {"attribution__claim__in": claims}
    rows: list[Iterable[Any]] = [
        Outcome.objects.filter(claim__in=claims).values_list("pk"),
        Reading.objects.filter(**of).values_list(
            "pk", "review", "source", "attribution__passage__revision__article"
        ),
        Adjudication.objects.filter(**of).values_list("pk"),
    ]
    return list({*claims, *(pk for found in rows for row in found for pk in row if pk)})


def _why(
    before: ScoreHistory | None, row: ScoreHistory, causes: list[tuple[int, str]], days: dict[str, Any]
) -> str:
    if before is None:
        return "first score"
    said = []
    if before.run_id != row.run_id:
        said.append(f"new scoring run, of {days.get(row.run_id, '')}")
    for name, one, many in (
        ("reports", "report", "reports"), ("independent_roots", "independent root", "independent roots"),
        ("denials", "denial", "denials"), ("silences", "silence", "silences"),
    ):  # fmt: skip
        more = getattr(row, name) - getattr(before, name)
        if more:
            said.append(f"{more:+d} {one if abs(more) == 1 else many}".replace("-", "−"))
    if row.input_erased and not before.input_erased:
        said.append("input erased")
    done = Counter(words for number, words in causes if before.as_of_change < number <= row.as_of_change)
    said += [words if n == 1 else f"{words} (×{n})" for words, n in done.items()]
    return ", ".join(said) or "readings or decisions changed"


def waiting(run: str) -> int:
    """Agreed outcomes of published claims that the run has not learnt from: they count from the next run on."""
    agreed = Outcome.objects.filter(state=Outcome.State.AGREED, claim__state=State.PUBLISHED)
    after = ScoringRun.objects.values_list("as_of_change", flat=True).get(pk=run)
    new = agreed.exclude(verdict=Verdict.UNRESOLVED).filter(claim__touched_change__gt=after)
    return new.exclude(claim__in=Trial.objects.filter(run=run).values("claim")).count()


def what_if(score: Score, names: dict[str, str] | None = None) -> dict[str, Any] | None:
    """The worker's answer to what would change without each piece; None while there is none."""
    asked = WhatIf.objects.filter(claim=score.claim_id, run=score.run_id, as_of_change=score.as_of_change)
    question = asked.exclude(answered_at=None).first()
    if question is None:
        return None
    names = names if names is not None else working(score)["names"]
    pieces = [
        answer | {"what": names.get(answer["piece"], answer["piece"]), "grade": GRADES[answer["admiralty"]],
                  "sort": "report" if answer["piece"].startswith("art_") else "root"}
        for answer in question.answers or []
    ]  # fmt: skip
    return {"pieces": pieces, "answered_at": question.answered_at}
