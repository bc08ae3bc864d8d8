"""The headline kind, by the same first-that-matches rows as the domain's own rule."""

from collections.abc import Mapping

from workers.suggesting.stances import DENYING, SILENT

UNNAMED = frozenset(("unnamed_individual", "unnamed_group"))
_OFFICIAL_CHANNELS = frozenset(("statement", "document", "public_speech"))
_SPEAKS_OFFICIALLY = frozenset(("representative", "decision_maker"))


def likeliest(terms: Mapping[str, float] | None) -> str:
    return max(terms, key=lambda term: terms[term]) if terms else ""


def kind(facets: Mapping[str, Mapping[str, float]], nobody_behind_outlet: bool) -> str:
    """The kind of the likeliest terms; the first row that matches wins."""
    who, what, how, role = (
        likeliest(facets.get(facet)) for facet in ("identification", "stance", "channel", "role")
    )
    unnamed = sum(facets.get("identification", {}).get(term, 0.0) for term in UNNAMED) > 0.5
    person = who == "named_individual"
    official = how in _OFFICIAL_CHANNELS or what == "announces"
    rows = (
        (what in SILENT, "no_comment"),
        (what in DENYING, "denial"),
        (how == "press_report" and nobody_behind_outlet, "other_media"),
        (unnamed, "anonymous_source"),
        (who in ("", "unattributed"), "unattributed"),
        (
            official and (who == "named_group" or (person and role in _SPEAKS_OFFICIALLY)),
            "official_statement",
        ),
        (who in ("document", "database"), "document_or_data"),
        (person and role == "informational", "named_expert"),
        (person, "named_participant"),
    )
    return next((name for matches, name in rows if matches), "named_organisation")
