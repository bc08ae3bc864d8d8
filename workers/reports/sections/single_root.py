"""Claims that rest on a single root, those with many reports first: they look confirmed and are not."""

from workers.reports.document import Section, column, ref, section, sentence, table
from workers.reports.sections.moved import interval
from workers.reports.tally import Moment, Tally
from workers.reports.words import share

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
            "single_root", title, empty=f"None of {now.asserted:,} asserted claims rests on one root alone."
        )
    lead = f"{_of(now)} asserted claims rest on one root; when the period began, {_of(before)} did."
    several = f"{share(now.several_reports_of_one, now.single_root)} of these were reported more than once, all reports "
    several += f"leading back to the one root; when it began, {share(before.several_reports_of_one, before.single_root)}."
    rows = [[ref(f.claim), f.reports, f.denials, interval(f), f.admiralty] for f in found.single]
    tables = [table("single_root", "One root, most reports", COLUMNS, rows)] if rows else []
    return section("single_root", title, [sentence(lead), sentence(several)], tables)


def _of(moment: Moment) -> str:
    return share(moment.single_root, moment.asserted)
