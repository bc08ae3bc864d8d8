"""Corrections: an issued report is never altered; what it named and was taken back since is told in one of its own."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Max, Min

from annotate.actions.reports import named_in
from annotate.actions.verb import verb
from annotate.models import Change, Dispute, Outcome, Report, ReportDefinition
from annotate.periods import Period
from annotate.roles import WORKER, System

#: What takes back or alters something that a report may have named, and how that is said.
OF_CLAIMS = {
    "claim.withdraw": "It was withdrawn.",
    "claim.merge": "It was found to be the same as another claim and is counted there.",
    "claim.split": "It is a claim of its own again.",
    "claim.reword": "It was put in other words or given other particulars.",
    "claim.erase": "It was erased.",
}
OF_OUTCOMES = {"outcome.withdraw": "Its outcome was taken back."}
#: Only a dispute that was upheld: one that was rejected or taken back leaves the claim as it was.
OF_DISPUTES = {"dispute.decide": "It was contested, and the desk agreed."}
#: Older reports are history: what changes in them is told in the record itself.
AS_LONG_AS = dt.timedelta(days=400)

#: (change number, claim, what happened, when)
Found = tuple[int, str, str, dt.datetime]


def changes_of(claims: set[str] | None, after: int, upto: int) -> list[Found]:
    """What was taken back or altered between two change numbers, in order; ``None``: of any claim."""
    since = Change.objects.filter(number__gt=after, number__lte=upto)
    of_claims = since.filter(object_type="claim", verb__in=OF_CLAIMS)
    of_outcomes = since.filter(object_type="outcome", verb__in=OF_OUTCOMES)
    of_disputes = since.filter(
        object_type="dispute", verb__in=OF_DISPUTES, detail__after__state=Dispute.State.UPHELD
    )
    if claims is not None:
        of_claims = of_claims.filter(object_id__in=claims)
        of_outcomes = of_outcomes.filter(object_id__in=Outcome.objects.filter(claim__in=claims).values("pk"))
        of_disputes = of_disputes.filter(object_id__in=Dispute.objects.filter(claim__in=claims).values("pk"))
    columns = ("number", "object_id", "verb", "at")
    found = [row for rows in (of_claims, of_outcomes, of_disputes) for row in rows.values_list(*columns)]
    of = _claims_of(Outcome, OF_OUTCOMES, found) | _claims_of(Dispute, OF_DISPUTES, found)
    words = OF_CLAIMS | OF_OUTCOMES | OF_DISPUTES
    return sorted((number, of.get(thing, thing), words[verb], at) for number, thing, verb, at in found)


def _claims_of(model: type[Outcome | Dispute], verbs: Mapping[str, str], found: list[Any]) -> dict[str, str]:
    """Outcome or dispute → its claim, in one query."""
    things = [thing for _, thing, verb, _ in found if verb in verbs]
    return dict(model.objects.filter(pk__in=things).values_list("pk", "claim"))


def issue_corrections(*, definition: ReportDefinition, at: dt.datetime, by: System = WORKER) -> list[Report]:
    """Once a day, at the definition's own hour: a correction for each issued report that was overtaken by then.

    One row for a report and a change number, whoever asks; a worker writes it. So a morning of merging comes as one
    correction, and the next day's changes as another.
    """
    struck = _hour_before(definition, at)
    cut = _last_before(struck)
    late = definition.reports.issued().filter(
        corrected_upto__lt=cut, built_at__lt=struck, period_end__gt=at - AS_LONG_AS
    )
    lowest = late.aggregate(n=Min("corrected_upto"))["n"]
    if lowest is None:
        return []
    with verb("report.correct", by=by, allowed_as="report.store"):
        by_claim = defaultdict(list)
        for number, claim, *_ in changes_of(None, lowest, cut):
            by_claim[claim].append(number)
        reports = {r.pk: r for claim in by_claim for r in late.that_name(claim)}
        made = [_correction(report, cut) for report in reports.values() if _is_overtaken(report, by_claim)]
        late.update(corrected_upto=cut)
    return made


def _is_overtaken(report: Report, by_claim: dict[str, list[int]]) -> bool:
    seen = report.corrected_upto or 0
    return any(number > seen for claim in named_in(report.figures) for number in by_claim.get(claim, ()))


def _correction(report: Report, number: int) -> Report:
    return Report.objects.get_or_create(
        corrects=report, as_of_change=number,
        defaults={
            "definition_id": report.definition_id, "length": report.length, "time_zone": report.time_zone,
            "period_start": report.period_start, "period_end": report.period_end, "upto": report.upto,
            "requested_by_id": report.requested_by_id,  # what nobody was sent needs no message now
        },
    )[0]  # fmt: skip


def told_upto(correction: Report) -> int:
    """The change number that the report, or the correction of it before this one, had seen."""
    original = correction.corrects
    if original is None or correction.as_of_change is None:
        raise ValueError(f"{correction} is no correction")
    earlier = original.corrections.filter(as_of_change__lt=correction.as_of_change)
    seen: int = earlier.aggregate(n=Max("as_of_change"))["n"] or original.as_of_change or 0
    return seen


def _hour_before(definition: ReportDefinition, at: dt.datetime) -> dt.datetime:
    """The last time that the definition's hour struck."""
    today = Period.around(at, "day", definition.time_zone)
    struck = today.before.moment_after(definition.written_at)
    return struck if struck <= at else today.before.before.moment_after(definition.written_at)


def _last_before(moment: dt.datetime) -> int:
    return Change.objects.filter(at__lt=moment).aggregate(n=Max("number"))["n"] or 0
