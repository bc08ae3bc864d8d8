"""What is announced beside a stored figure: why it moved, which denials are new, whose record changed.

Parts of the verbs in `annotate.actions.scores`: they read and add to the log, and write nothing themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotate.actions.verb import Log, audience_of
from annotate.models import Attribution, Change, Claim, Outlet, RunScore, Source, SourceRecord

DENIAL, RECORD = "attribution.denial", "source.reliability_changed"
#: Lines of the working that moved less than this, in log-odds, explain nothing; nor do more than so many.
MOVED, MOST_LINES = 0.005, 5
#: Shown means have two digits.
SHOWN = 5e-3
_PARTIES: dict[str, type[Source] | type[Outlet]] = {"source": Source, "outlet": Outlet}


def why(old: RunScore | None, new: RunScore) -> dict[str, Any]:
    """The lines of the working that moved most, and under which runs and changes. Keys and figures only: no words."""
    before, after = _lines(old), _lines(new)
    moved: list[dict[str, Any]] = [
        {"kind": kind, "label": label, "root": root, "before": before.get(line), "after": after.get(line)}
        for line in {**before, **after}
        if abs((after.get(line) or 0.0) - (before.get(line) or 0.0)) >= MOVED
        for kind, label, root in [line]
    ]
    moved.sort(key=lambda m: -abs((m["after"] or 0.0) - (m["before"] or 0.0)))
    return {
        "moved": moved[:MOST_LINES],
        "runs": [old.run_id if old else None, new.run_id],
        "changes": [old.as_of_change if old else None, new.as_of_change],
    }


def _lines(score: RunScore | None) -> dict[tuple[str, str, str | None], float]:
    found = score.contributions if score else ()
    return {(line["kind"], line["label"], line.get("root")): line["log_odds"] for line in found}


def announce_denials(log: Log, scores: Iterable[RunScore], claims: Mapping[str, Claim]) -> None:
    """An entry for each attribution that denies, once for each audience: the public, when its claim is published."""
    denying = {pk: claims[score.claim_id] for score in scores for pk in _denials(score)}
    if not denying:
        return
    told = Change.objects.filter(object_type="attribution", object_id__in=[*denying], verb=DENIAL)
    known = {*told.values_list("object_id", "audience")}
    for pk, claim in denying.items():
        if (pk, audience_of(claim)[0]) not in known:
            log.add(Attribution(pk=pk), verb=DENIAL, after={"claim": claim.pk}, seen_as=claim)


def _denials(score: RunScore) -> list[str]:
    reports = [report for component in score.components for report in component["reports"]]
    return [report["attribution"] for report in reports if report["side"] == "denies"]


def announce_records(
    log: Log, rows: Sequence[SourceRecord], old: Mapping[tuple[str, str], SourceRecord]
) -> None:
    """An entry for each named source or outlet whose grade or mean moved; the public's where its record is public."""
    changed = [row for row in rows if _differs(row, old.get((row.key, row.side)))]
    parties = _parties(row.key for row in changed)
    for row in changed:
        party = parties.get(row.key)
        if party is not None:
            before = old.get((row.key, row.side))
            log.add(party, verb=RECORD, before=_told(before), after=_told(row), public=_is_public(party))


def _differs(new: SourceRecord, old: SourceRecord | None) -> bool:
    return old is None or new.letter != old.letter or abs(new.mean - old.mean) >= SHOWN


def _told(row: SourceRecord | None) -> dict[str, Any] | None:
    names = ("side", "letter", "mean", "low", "high", "effective_n", "trials")
    return {name: getattr(row, name) for name in names} if row else None


def _parties(keys: Iterable[str]) -> dict[str, Source | Outlet]:
    """Whom records are of, by key; a pool of unnamed sources is no row."""
    ids: dict[str, list[str]] = {kind: [] for kind in _PARTIES}
    for key in keys:
        kind, _, pk = key.partition(":")
        if kind in ids:
            ids[kind].append(pk)
    return {
        party.root_key: party
        for kind, table in _PARTIES.items()
        for party in table.objects.filter(pk__in=ids[kind])
    }


def _is_public(party: Source | Outlet) -> bool | None:
    """Nobody is told of the record of a private person, or of another newsroom's source."""
    if party.private_to_id is not None:
        return None
    return getattr(party, "has_public_role", True)
