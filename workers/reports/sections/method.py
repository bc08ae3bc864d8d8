"""How the figures were made, and what is not known."""

from annotate.models import ScoringRun
from workers.reports.boundaries import Window
from workers.reports.document import Section, section, sentence
from workers.reports.scopes import Scope


def method(window: Window, scope: Scope) -> Section:
    run = (
        ScoringRun.objects.filter(as_of_change__lte=window.upto)
        .order_by("-as_of_change", "-created_at", "-pk")
        .values_list("pk", "reference_day", "as_of_change", "parameters__resolved_claims")
        .first()
    )
    data = f"The figures are as of change {window.upto}; the period’s own changes are those after {window.after}."
    if run is None:
        how = "No scoring run was made before the end of the period: scores rest on documented priors alone."
    else:
        how = f"The newest scoring run is {run[0]}, with reference day {run[1]:%-d %B %Y} and data up to change {run[2]}."
        how += f" It was fitted on {run[3] or 0} resolved claims."
    notes = [
        "Probabilities have 90 % intervals. What cannot be judged has none and is counted apart.",
        "Claims enter with their newest score as of that change, whatever was learned later.",
        "A share of fewer than ten is given as counts, without a percentage, and is not ranked.",
        "What nobody has read is not in here: silence in this report says nothing about the world.",
    ]
    return section(
        "method",
        "How this was made",
        [scope.words(), sentence(data), sentence(how), *(sentence(note) for note in notes)],
    )
