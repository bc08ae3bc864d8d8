"""What a report named and was taken back or altered since. An issued report itself stays as it is."""

from annotate.actions.corrections import Found, changes_of, told_upto
from annotate.actions.reports import named_in
from annotate.models import Report
from workers.reports.boundaries import Window
from workers.reports.document import Section, column, ref, section, sentence, table
from workers.reports.words import many

COLUMNS = [
    column("claim", "Claim", "ref"),
    column("what", "What changed since", "words"),
    column("at", "When", "time"),
]


def corrections(report: Report, window: Window) -> Section:
    """Of the period: what became of the last report's claims."""
    title = "Corrections to the last report"
    last = Report.objects.issued().filter(
        definition=report.definition_id, period_end=report.period_start
    ).values_list("figures", flat=True).first()  # fmt: skip
    if last is None:
        return section("corrections", title, empty="There is no report on the period before.")
    claims = _claims_in(last)
    found = changes_of(claims, window.after, window.upto)
    if not found:
        empty = f"The last report named {many(len(claims), 'claim')}. None was withdrawn, merged or reworded since, "
        return section("corrections", title, empty=f"{empty}and no outcome was taken back.")
    lead = (
        f"The last report named {many(len(claims), 'claim')}. Of {len({f[1] for f in found})} of them this "
    )
    lead += "changed since; the report itself stays as it was issued."
    return section("corrections", title, [sentence(lead)], [_table(found)])


def correction(report: Report) -> Section:
    """A correction's one section: what changed since the report, or the correction before, was issued."""
    if report.corrects is None or report.as_of_change is None:
        raise ValueError(f"{report} is no correction")
    claims = _claims_in(report.corrects.figures)
    found = changes_of(claims, told_upto(report), report.as_of_change)
    lead = f"The report named {many(len(claims), 'claim')}. Of {len({f[1] for f in found})} of them this changed after "
    lead += "it was issued. The report itself stays as it was; its figures are those of its day."
    return section("corrections", "What changed", [sentence(lead)], [_table(found)])


def _claims_in(figures: object) -> set[str]:
    return {thing for thing in named_in(figures) if thing.startswith("clm_")}


def _table(found: list[Found]) -> dict:
    rows = [[ref(claim), what, at.isoformat()] for _, claim, what, at in found]
    return table("corrections", "Withdrawn, merged, reworded or taken back", COLUMNS, rows)
