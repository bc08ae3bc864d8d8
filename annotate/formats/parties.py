"""Sources and outlets as they are told, with their record where one is kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from annotate.formats.claims import instant
from annotate.formats.scales import misp_reliability
from annotate.models import ExternalId, SourceRecord

Row = Mapping[str, Any]

PARTY = ("id", "name", "merged_into_id", "private_to_id", "created_at", "updated_at")
SOURCE = (*PARTY, "identification", "affiliation", "description", "has_public_role")
OUTLET = (*PARTY, "domain", "kind", "looks_like_id")
RECORD = (
    "key",
    "side",
    "mean",
    "low",
    "high",
    "effective_n",
    "trials",
    "letter",
    "waiting",
    "as_of_change",
    "computed_at",
)

NO_PUBLIC_ROLE = "No record is kept of a source without a public role."
NO_OUTCOMES = "No claim that rests on it has an outcome yet."


def sources(rows: Iterable[Row], *, kept: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Sources with external ids and records: two queries for any number. ``kept``: records that were fetched already."""
    rows = list(rows)
    external = _external("source", [row["id"] for row in rows])
    keys = [f"source:{row['id']}" for row in rows if row["has_public_role"]]
    found = records(keys) if kept is None else {key: kept[key] for key in keys if key in kept}
    return [_source(row, external[row["id"]], found.get(f"source:{row['id']}")) for row in rows]


def outlets(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Outlets with external ids and the record they have as a root: two queries for any number."""
    rows = list(rows)
    external = _external("outlet", [row["id"] for row in rows])
    found = records([f"outlet:{row['id']}" for row in rows])
    return [_outlet(row, external[row["id"]], found.get(f"outlet:{row['id']}")) for row in rows]


def _source(row: Row, external: dict[str, str], record: dict[str, Any] | None) -> dict[str, Any]:
    told = _party("source", row, external)
    return told | {
        "identification": row["identification"],
        "affiliation": row["affiliation"],
        "description": row["description"],
        "has_public_role": row["has_public_role"],
        "record": record,
        "no_record_because": None if record else NO_OUTCOMES if row["has_public_role"] else NO_PUBLIC_ROLE,
    }


def _outlet(row: Row, external: dict[str, str], record: dict[str, Any] | None) -> dict[str, Any]:
    return _party("outlet", row, external) | {
        "domain": row["domain"],
        "kind": row["kind"],
        "looks_like": row["looks_like_id"],
        "record": record,
        "no_record_because": None if record else NO_OUTCOMES,
    }


def _party(what: str, row: Row, external: dict[str, str]) -> dict[str, Any]:
    return {
        "object": what,
        "id": row["id"],
        "name": row["name"],
        "external_ids": external,
        "merged_into": row["merged_into_id"],
        "is_own_submission": row["private_to_id"] is not None,
        "updated_at": instant(row["updated_at"]),
    }


def _external(what: str, ids: list[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    rows = ExternalId.objects.filter(**{f"{what}__in": ids}).order_by("scheme", "value")
    for owner, scheme, value in rows.values_list(what, "scheme", "value"):
        found[owner][scheme] = value
    return found


def records(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The records of roots, by key and side. Asserting and denying are told apart: who is right in the one may be wrong in the other."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in SourceRecord.objects.filter(key__in=list(keys)).values(*RECORD):
        found[row["key"]][row["side"]] = record(row)
    return {key: {"asserts": None, "denies": None} | sides for key, sides in found.items()}


def record(row: Row) -> dict[str, Any]:
    """What resolved claims say of a root. F, where they are too few to judge by, has no figures' weight."""
    return {
        "admiralty": row["letter"],
        "misp": misp_reliability(row["letter"]),
        "mean": row["mean"],
        "interval": [row["low"], row["high"]],
        "effective_n": row["effective_n"],
        "trials": row["trials"],
        "outcomes_waiting": row["waiting"],
        "as_of_change": row["as_of_change"],
        "computed_at": instant(row["computed_at"]),
    }
