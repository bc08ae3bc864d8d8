"""The words of every reference in a report: four queries however many there are."""

import datetime as dt
import json
from typing import Any

from annotate.models import ChangeDetail, Outlet, Revision, Source, Wording
from annotate.origins import UNTOLD
from workers.reports.boundaries import Window
from workers.reports.document import references
from workers.reports.words import plain


def fill(figures: dict[str, Any], window: Window) -> None:
    """Write the words beside each id, as they stood at the window's end where that is known."""
    wanted = {found["id"] for found in references(figures)}
    known = _claims(wanted, window.end) | _articles(wanted, window.end) | _parties(wanted, window.upto)
    for found in references(figures):
        found["words"] = known.get(found["id"], UNTOLD if found["id"].startswith("src_") else "")
    for section in figures["sections"]:
        for table in section["tables"]:
            if table.get("by_name"):
                table["rows"].sort(
                    key=lambda row: (plain(row[0]).casefold(), json.dumps(row, sort_keys=True))
                )


def _claims(ids: set[str], before: dt.datetime) -> dict[str, str]:
    """The wording that held; of wordings made later the first is better than none."""
    some = [i for i in ids if i.startswith("clm_")]
    rows = Wording.objects.filter(claim__in=some).order_by("claim", "number")
    return _newest(rows.values_list("claim_id", "text", "created_at"), before)


def _articles(ids: set[str], before: dt.datetime) -> dict[str, str]:
    some = [i for i in ids if i.startswith("art_")]
    rows = Revision.objects.filter(article__in=some).order_by("article", "number")
    return _newest(rows.values_list("article_id", "headline", "created_at"), before)


def _newest(rows: Any, before: dt.datetime) -> dict[str, str]:
    found: dict[str, str] = {}
    for thing, words, made in rows:
        if thing not in found or made < before:
            found[thing] = words
    return found


def _parties(ids: set[str], number: int) -> dict[str, str]:
    """Sources and outlets have no versions: the change log has what a later renaming replaced."""
    found: dict[str, str] = {}
    sources, outlets = ([i for i in ids if i.startswith(prefix)] for prefix in ("src_", "out_"))
    # Whoever has no public role today is not named, whatever was so then.
    found |= dict(Source.objects.filter(pk__in=sources, has_public_role=True).values_list("pk", "name"))
    found |= dict(Outlet.objects.filter(pk__in=outlets).values_list("pk", "name"))
    renamed = (
        ChangeDetail.objects.filter(
            change__number__gt=number, change__object_id__in=list(found), before__has_key="name"
        )
        .order_by("-change__number")
        .values_list("change__object_id", "before__name")
    )
    return found | {thing: words for thing, words in renamed if words}
