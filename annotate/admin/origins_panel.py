"""Where a claim comes from, as its page shows it: what the graph says, the drawing, and the table behind it."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from annotate import charts, origins
from annotate.admin.working import headlines, names_of
from annotate.models import Claim, ClaimGraph

KINDS = {"one_root": "One root", "cycle": "Circular", "hindsight": "In hindsight"}


def panel(claim: Claim) -> dict[str, Any] | None:
    """None where fewer than two articles report it."""
    graph = ClaimGraph.objects.filter(claim=claim).first()
    if graph is None:
        return None
    data = origins.named(graph.data, names_of(origins.keys(graph.data)))
    title = f"{graph.reports} reports, {graph.roots} root{'s' if graph.roots > 1 else ''}"
    return {
        "title": title,
        "findings": [_finding(f) for f in data["findings"]],
        "svg": _svg(data, title),
        "rows": _rows(data),
        "as_of_change": graph.as_of_change,
        "computed_at": graph.computed_at,
        "is_old": claim.touched_change > graph.as_of_change,
    }


def _finding(finding: dict[str, Any]) -> dict[str, Any]:
    """With its kind as a label, which the words need not repeat, and its time as people write it."""
    told = finding["text"].removeprefix("Circular: ")
    raw = finding.get("known") or ""
    known = _moment(raw)
    return {
        **finding,
        "label": KINDS[finding["kind"]],
        "text": told.replace(raw, known) if raw else told,
        "known": known,
    }


def _moment(iso: str) -> str:
    """A day, or a minute in the time zone of whoever looks, as people write it."""
    if "T" not in iso:
        return f"{dt.date.fromisoformat(iso):%-d %b %Y}" if iso else ""
    return f"{timezone.localtime(dt.datetime.fromisoformat(iso)):%-d %b %Y, %H:%M}"


def _svg(data: dict[str, Any], title: str) -> SafeString:
    return mark_safe(charts.origins(data, title=title))  # noqa: S308  made by ElementTree, which escapes


def _rows(data: dict[str, Any]) -> list[dict[str, Any]]:
    """A row a report: the article, when, from whom it had it, and which group it is of."""
    names = {node["key"]: node["name"] for node in data["nodes"]}
    titles = headlines({node["article"] for node in data["nodes"] if node.get("article")})
    origins_of: dict[str, list[str]] = {}
    for edge in data["edges"]:
        origins_of.setdefault(edge["start"], []).append(names.get(edge["end"], edge["end"]))
    reports = [node for node in data["nodes"] if node["kind"] == "report"]
    reports.sort(key=lambda node: (node["published"] or "", node["key"]))
    return [
        {
            **node,
            "headline": titles.get(node["article"], node["article"]),
            "published": _moment(node["published"] or ""),
            "origins": list(dict.fromkeys(origins_of.get(node["key"], ()))),
        }
        for node in reports
    ]
