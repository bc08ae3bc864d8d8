"""Claims that rest on a single root, those with many reports first: they look confirmed and are not."""

from workers.reports.document import Section, column, ref, section, sentence, table
from workers.reports.sections.moved import interval
from workers.reports.tally import Moment, Tally

COLUMNS = [
    column("claim", "Claim", "ref"),
    column("reports", "Reports", "count"),
    column("denials", "Denials", "count"),
    column("now", "Probability", "interval"),
    column("grade", "Grade", "grade"),
]


def single_root(found: Tally) -> Section:
    title, before, now = "Resting on a single root", found.moments[1], found.moments[2]
    if not now.asserted:
        return section("single_root", title, empty="No scored claim is asserted by any root yet.")
    if not now.single_root:
        return section(
            "single_root", title, empty=f"None of {now.asserted} asserted claims rests on one root alone."
        )
    lead = f"{_of(now)} asserted claims rest on one root; {_of(before)} did when the period began."
    many = f"{now.several_reports_of_one} of these {now.single_root} were reported more than once, "
    many += "all reports leading back to the one root."
    rows = [[ref(f.claim), f.reports, f.denials, interval(f), f.admiralty] for f in found.single]
    tables = [table("single_root", "One root, most reports", COLUMNS, rows)] if rows else []
    return section("single_root", title, [sentence(lead), sentence(many)], tables)


def _of(moment: Moment) -> str:
    return f"{moment.single_root} of {moment.asserted}"
