"""How the figures were made, and what is not known."""

from django.db.models import Exists, OuterRef, Q

from annotate.models import Article, Report, Review
from workers.reports.boundaries import Window
from workers.reports.document import Section, section, sentence
from workers.reports.outcomes import Outcomes
from workers.reports.record import Record
from workers.reports.runs import run_at
from workers.reports.tally import Tally
from workers.reports.words import SMALL, many, share

#: From so many resolved claims on a run is called provisional, then calibrated (docs/method.md).
PROVISIONAL, CALIBRATED = 50, 200


def method(window: Window, record: Record) -> Section:
    title = "How this was made"
    return section(
        "method", title, [record.scope.words(), *map(sentence, [_data(window), *_run(window), *NOTES])]
    )


def of_a_correction(report: Report) -> Section:
    """A correction has no figures of its own but the change number up to which it looked."""
    data = f"What was taken back or altered up to change {report.as_of_change} was looked at. What erasure blanked is blanked "
    data += "in the report itself."
    return section("method", "How this was made", [sentence(data)])


def not_known(window: Window, found: Tally, outcomes: Outcomes, record: Record) -> Section:
    """What the reader would otherwise take the figures to say."""
    now = found.moments[2]
    notes = []
    if now.scored:
        unjudged = share(now.grades[6], now.scored)
        notes.append(
            f"{unjudged} scored claims cannot be judged: no root of theirs has a record, nor has its kind."
        )
        resolved = len({r.claim for r in outcomes.all})
        notes.append(
            f"What became of the claims is known for {resolved:,}; of the others nobody has said yet."
        )
    came, unread = _articles(window, record)
    if came:
        notes.append(
            f"{share(unread, came)} articles that came in during this period had been read by nobody at its end."
        )
    notes += [
        "Claims are checked because somebody asked; what the unchecked ones would show need not be the same.",
        "What nobody has read is not in here: silence in this report says nothing about the world.",
    ]
    return section("not_known", "What is not known", [sentence(note) for note in notes])


NOTES = (
    "Probabilities have 90 % intervals. What cannot be judged has none and is counted apart.",
    "Log-odds say how far something pushed a score: +0.7 doubles the odds that the claim is true, −0.7 halves them.",
    "Claims enter with their newest score as of that change, whatever was learned later.",
    f"A share of fewer than {SMALL} is given as counts, without a percentage, and is not ranked.",
)


def _data(window: Window) -> str:
    return f"The figures are as of change {window.upto}; the period’s own changes are those after {window.after}."


def _run(window: Window) -> list[str]:
    run = run_at(window.upto)
    if run is None:
        return [
            "No scoring run was made before the end of the period: scores rest on documented priors alone."
        ]
    resolved = run["parameters"].get("resolved_claims") or 0
    how = f"The scoring run is {run['pk']}, with reference day {run['reference_day']:%-d %B %Y} and data up to change "
    how += f"{run['as_of_change']}. It was fitted on {many(resolved, 'resolved claim')}"
    if resolved < PROVISIONAL:
        return [f"{how}, fewer than {PROVISIONAL}: its scores are mostly priors."]
    if resolved < CALIBRATED:
        return [f"{how}, fewer than {CALIBRATED}: its scores are provisional."]
    return [f"{how}."]


def _articles(window: Window, record: Record) -> tuple[int, int]:
    """(came in during the window, of these read by nobody at its end); none where the scope is not everything."""
    if not record.scope.is_everything:
        return 0, 0
    read = Review.objects.filter(revision__article=OuterRef("pk"), submitted_at__lt=window.end)
    mine = Q(newsroom=None) | (Q(newsroom=record.newsroom) if record.newsroom else Q(pk=None))
    came = Article.objects.filter(mine, created_at__gte=window.start, created_at__lt=window.end)
    return came.count(), came.exclude(Exists(read)).count()
