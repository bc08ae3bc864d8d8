"""What the last report named and was taken back since. An issued report is not altered: the next one corrects it."""

from annotate.actions.reports import named_in
from annotate.models import Change, Outcome, Report
from workers.reports.boundaries import Window
from workers.reports.document import Section, column, ref, section, sentence, table

COLUMNS = [
    column("claim", "Claim", "ref"),
    column("what", "What changed since", "words"),
    column("at", "When", "time"),
]
_CLAIM = {
    "claim.withdraw": "It was withdrawn.",
    "claim.merge": "It was found to be the same as another claim and is counted there.",
    "claim.split": "It is a claim of its own again.",
    "claim.reword": "It was put in other words or given other particulars.",
    "claim.erase": "It was erased.",
}
_OUTCOME = {"outcome.withdraw": "Its outcome was taken back."}


def corrections(report: Report, window: Window) -> Section:
    title = "Corrections to the last report"
    last = Report.objects.issued().filter(
        definition=report.definition_id, period_end=report.period_start
    ).values_list("figures", flat=True).first()  # fmt: skip
    if last is None:
        return section("corrections", title, empty="There is no report on the period before.")
    claims = {thing for thing in named_in(last) if thing.startswith("clm_")}
    rows = _changes(claims, window)
    if not rows:
        empty = f"Of the {len(claims)} claims named in the last report none was withdrawn, merged or reworded since, "
        return section("corrections", title, empty=f"{empty}and no outcome was taken back.")
    lead = f"The last report named {len(claims)} claims. Of {len({r[0] for r in rows})} of them this changed since; "
    lead += "the report itself stays as it was issued."
    cells = [[ref(claim), what, at] for claim, what, at in rows]
    return section(
        "corrections", title, [sentence(lead)], [table("corrections", "What changed", COLUMNS, cells)]
    )


def _changes(claims: set[str], window: Window) -> list[tuple[str, str, str]]:
    """(claim, what, when) in the order in which it happened."""
    since = Change.objects.filter(number__gt=window.after, number__lte=window.upto)
    outcomes = dict(Outcome.objects.filter(claim__in=claims).values_list("pk", "claim"))
    of_claims = since.filter(object_type="claim", object_id__in=claims, verb__in=_CLAIM)
    of_outcomes = since.filter(object_type="outcome", object_id__in=outcomes, verb__in=_OUTCOME)
    found = [
        (number, outcomes.get(thing, thing), (_CLAIM | _OUTCOME)[verb], at.isoformat())
        for rows in (of_claims, of_outcomes)
        for number, thing, verb, at in rows.values_list("number", "object_id", "verb", "at")
    ]
    return [row[1:] for row in sorted(found)]
