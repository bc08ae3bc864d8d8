"""A score's working as the claim page shows it: what it is, its lines, its roots. Nothing is computed here but sums."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from annotate.models import Outlet, Revision, Score, Source
from annotate.vocabulary import Affiliation, Role

GRADES = {
    1: "confirmed by other sources", 2: "probably true", 3: "possibly true", 4: "doubtful", 5: "improbable",
    6: "cannot be judged",
}  # fmt: skip
CALIBRATION = {
    "prior_only": "prior only: fewer than 50 resolved claims stand behind the figures",
    "provisional": "provisional: fewer than 200 resolved claims stand behind the figures",
    "calibrated": "calibrated",
}
COEFFICIENTS = {
    "one_root": "Claims with one asserting root, on the whole", "denials_only": "Claims that are only denied, on the whole",
    "corroboration": "Corroboration by further roots",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    what: str
    log_odds: float
    total: float
    kind: str


def working(score: Score) -> dict[str, Any]:
    """Lines with running totals, and the roots with the reports that lead to each."""
    keys = {c.get("root") for c in score.contributions if c.get("root")}
    keys |= {
        k
        for c in score.components
        for k in (*c["roots"], *c["relays"], *(k for r in c["reports"] for k in (r["outlet"], r["root"])))
    }
    names = names_of(keys)
    articles = headlines({r["article"] for c in score.components for r in c["reports"]})
    return {
        "score": score,
        "grade": GRADES[score.admiralty],
        "calibration": CALIBRATION[score.calibration],
        "lines": _lines(score.contributions, names),
        "components": [_component(c, names, articles) for c in score.components],
        "names": names | articles,
    }


def _lines(contributions: Iterable[dict[str, Any]], names: dict[str, str]) -> list[Line]:
    lines: list[Line] = []
    total = 0.0
    for c in contributions:
        total += c["log_odds"]
        lines.append(Line(_what(c, names), c["log_odds"], total, c["kind"].replace("_", " ")))
    return lines


def _what(line: dict[str, Any], names: dict[str, str]) -> str:
    if line.get("root"):
        return names.get(line["root"], line["root"])
    return COEFFICIENTS.get(line["label"], line["label"].replace("_", " "))


def tree(score: Score, names: dict[str, str]) -> list[dict[str, Any]]:
    """Each independent voice from its roots outwards: root → relays, in the order in which they carried it → reports.

    ``branches`` of a node are nodes again; a report is a leaf.
    """
    voices = []
    for component in score.components:
        roots: dict[str, dict[str, Any]] = {}
        for report in component["reports"]:
            node = roots.setdefault(report["root"], _node(report["root"], names))
            for key in reversed(report.get("relays", [])):
                node = node["below"].setdefault(key, _node(key, names))
            node["reports"].append(report | {"headline": names.get(report["article"], report["article"]),
                                             "outlet_name": names.get(report["outlet"], report["outlet"])})  # fmt: skip
        voices.append({
            "is_on_both_sides": component["is_on_both_sides"], "has_merged_pools": component["has_merged_pools"],
            "roots": [_listed(node) for node in roots.values()],
        })  # fmt: skip
    return voices


def _node(key: str, names: dict[str, str]) -> dict[str, Any]:
    return {"name": names.get(key, key), "key": key, "below": {}, "reports": []}


def _listed(node: dict[str, Any]) -> dict[str, Any]:
    return node | {"branches": [_listed(each) for each in node["below"].values()]}


def _component(component: dict[str, Any], names: dict[str, str], articles: dict[str, str]) -> dict[str, Any]:
    return component | {
        "roots": [names.get(k, k) for k in component["roots"]],
        "relays": [names.get(k, k) for k in component["relays"]],
        "reports": [
            r | {"headline": articles.get(r["article"], r["article"]), "outlet": names.get(r["outlet"], r["outlet"]),
                 "root": names.get(r["root"], r["root"])}
            for r in component["reports"]
        ],
    }  # fmt: skip


def names_of(keys: Collection[str]) -> dict[str, str]:
    """``source:…``, ``outlet:…``, ``pool:outlet:affiliation:role`` or a bare outlet id → what it is called."""
    parts = {key: key.split(":") for key in keys}
    ids = {p for split in parts.values() for p in split}
    outlets = dict(Outlet.objects.filter(pk__in=ids).values_list("pk", "name"))
    sources = dict(Source.objects.filter(pk__in=ids).values_list("pk", "name"))
    return {key: _name(split, outlets, sources) for key, split in parts.items()}


def _name(key: list[str], outlets: dict[str, str], sources: dict[str, str]) -> str:
    match key:
        case ["pool", outlet, affiliation, role]:
            stated = [affiliation] if affiliation != Affiliation.NONE_STATED else []
            group = [*(_label(Affiliation, each) for each in stated), _label(Role, role).lower()]
            return f"Unnamed sources of {outlets.get(outlet, outlet)} ({', '.join(group)})"
        case ["source", pk]:
            return sources.get(pk, pk)
        case [*_, pk]:
            return outlets.get(pk, pk)
    return ":".join(key)


def _label(terms: Any, value: str) -> str:
    return terms(value).label if value in terms.values else value


def headlines(articles: Collection[str]) -> dict[str, str]:
    rows = Revision.objects.filter(article__in=articles).order_by("article", "number")
    return dict(rows.values_list("article", "headline"))
