"""Denials of the period, and who denied."""

from collections.abc import Mapping, Sequence
from typing import Any

from annotate.vocabulary import UNNAMED, Affiliation, Verdict
from workers.reports.boundaries import Window
from workers.reports.document import Section, Sentence, Table, column, ref, section, sentence, table
from workers.reports.outcomes import Resolved
from workers.reports.record import Figures
from workers.reports.sections.moved import interval
from workers.reports.standing import DENIES, standing
from workers.reports.tally import Tally, denials_added
from workers.reports.words import many

COLUMNS = [
    column("claim", "Claim", "ref"),
    column("by", "Denied by", "words"),
    column("added", "New denials", "count"),
    column("denials", "Denials in all", "count"),
    column("before", "Before", "interval"),
    column("now", "Now", "interval"),
]
BECAME = [
    column("claim", "Claim", "ref"),
    column("denials", "Denials", "count"),
    column("before", "Score then", "interval"),
    column("verdict", "Outcome", "words"),
]
#: Of many deniers a line names so many.
NAMED = 3


def denials(found: Tally, window: Window, settled: Mapping[str, Resolved]) -> Section:
    title, last, now = "Denials", found.flows[0], found.flows[1]
    tables = _became(found, settled)
    if not now.denials and not tables:
        empty = f"No denial of a scored claim came in this period ({many(last.denials, 'came', 'came')} in the one before)"
        return section("denials", title, empty=f"{empty}, and no earlier one was settled.{_earlier(found)}")
    lead = f"{many(now.denials, 'denial')} of {many(now.denied, 'claim')}; "
    lead += f"in the period before {last.denials:,} of {last.denied:,}.{_earlier(found)}"
    if now.denials:
        who = deniers([new for _, new in found.denied], window)
        rows = [_row(old, new, who.get(new.claim, [])) for old, new in found.denied]
        tables.insert(0, table("denials", "Claims denied", COLUMNS, rows))
    return section("denials", title, [sentence(lead)], tables)


def _earlier(found: Tally) -> str:
    """What became of all denials before the period: a refuted claim's denial held."""
    counts = found.denied_earlier
    if not counts:
        return ""
    resolved = sum(counts.values()) - counts[""]
    words = f" Of {many(sum(counts.values()), 'claim')} denied earlier {resolved:,} {'has' if resolved == 1 else 'have'} an outcome"
    return (
        f"{words}: {counts[Verdict.REFUTED]:,} refuted, as the denial said, {counts[Verdict.CONFIRMED]:,} confirmed "
        "against it." if resolved else f"{words} by now."
    )  # fmt: skip


def _became(found: Tally, settled: Mapping[str, Resolved]) -> list[Table]:
    """What became of earlier denials: the denied claims that were resolved in the period."""
    rows = [
        [ref(old.claim), old.denials, interval(old), Verdict(settled[old.claim].verdict).label]
        for old in found.settled
    ]
    return [table("became", "Denied earlier, resolved now", BECAME, rows)] if rows else []


def _row(old: Figures | None, new: Figures, who: Sentence) -> list[Any]:
    added = denials_added(old, new)
    return [ref(new.claim), who, added, new.denials, interval(old) if old else None, interval(new)]


def deniers(claims: Sequence[Figures], window: Window) -> dict[str, Sentence]:
    """Who denied each of these claims, in one query. Only those who speak in a public role are named."""
    rows = (
        standing(window.end)
        .filter(DENIES, attribution__claim__in=[f.claim for f in claims])
        .order_by("attribution__claim", "created_at", "id")
        .values_list(
            "attribution__claim", "source", "source__has_public_role", "source__private_to", "identification",
            "affiliation",
        )
    )  # fmt: skip
    found: dict[str, list[Any]] = {}
    for claim, source, public, private, identification, affiliation in rows.iterator(chunk_size=2000):
        who: Any = ref(source) if source and public and not private else _kind(identification, affiliation)
        if who not in (those := found.setdefault(claim, [])):
            those.append(who)
    return {claim: _listed(those) for claim, those in found.items()}


def _kind(identification: str, affiliation: str) -> str:
    named = "an unnamed source" if identification in UNNAMED else "a source"
    return (
        named
        if affiliation == Affiliation.NONE_STATED
        else f"{named} ({Affiliation(affiliation).label.lower()})"
    )


def _listed(who: list[Any]) -> Sentence:
    """Those with a name first."""
    who = sorted(who, key=lambda one: isinstance(one, str))
    parts: Sentence = []
    for n, one in enumerate(who[:NAMED]):
        parts += [", ", one] if n else [one]
    return [*parts, f" and {len(who) - NAMED} more"] if len(who) > NAMED else parts
