"""How many claims are scored, and how they are graded."""

from workers.reports.document import Section, column, section, sentence, table
from workers.reports.tally import Tally
from workers.reports.words import many, share

GRADES = {
    1: "Confirmed by other sources", 2: "Probably true", 3: "Possibly true", 4: "Doubtful", 5: "Improbable",
    6: "Cannot be judged",
}  # fmt: skip


def claims_scored(found: Tally) -> Section:
    before, now, flow = found.moments[1], found.moments[2], found.flows[1]
    title = "Claims scored"
    if not now.scored:
        return section("scored", title, empty="No claim in this report’s scope has a score yet.")
    lead = f"{many(now.scored, 'claim')} in the record {'has' if now.scored == 1 else 'have'} a score: {flow.new:,} more "
    lead += f"than when the period began; the period before added {found.flows[0].new:,}."
    judged = f"{share(now.scored - now.grades[6], now.scored)} can be judged"
    judged += f"; when it began, {share(before.scored - before.grades[6], before.scored)} could."
    rows = [
        [f"{g} {GRADES[g]}", [now.grades[g], now.scored], [before.grades[g], before.scored]] for g in GRADES
    ]
    columns = [
        column("grade", "Grade", "words"),
        column("now", "At the end", "share"), column("before", "At the beginning", "share"),
    ]  # fmt: skip
    grades = table("grades", "Claims by Admiralty credibility", columns, rows)
    return section("scored", title, [sentence(lead), sentence(judged)], [grades])
