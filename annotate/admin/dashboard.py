"""The dashboard: what there is to do, what was done, how far the desk agrees, and where its definitions fail."""

import datetime as dt
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from annotate import charts
from annotate.actions import queue
from annotate.admin.base import signed_in
from annotate.admin.guidelines import label
from annotate.admin.queue import at_a_glance, first_thing
from annotate.blind import opened_attributions
from annotate.models import Attribution, DeskFigures, Draft, Outlet, Reading, Review, User
from annotate.models.task import NOT_DONE
from annotate.roles import ADJUDICATOR, EDITOR, roles_of
from annotate.vocabulary import FACETS

WEEKS = 8
#: Fewer than so many say little, and are said to.
SMALL = 20


def dashboard(site: AdminSite, request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    figures = DeskFigures.objects.first()
    sees_all = bool(roles_of(user) & {ADJUDICATOR, EDITOR})
    context = {
        **site.each_context(request), "title": "Dashboard", "figures": figures, "sees_all": sees_all,
        "queue": at_a_glance(user), "first": first_thing(user),
        **_work(user, sees_all), **(_quality(figures.data, user, sees_all) if figures else {}),
    }  # fmt: skip
    return TemplateResponse(request, "admin/annotate/dashboard.html", context)


def _work(user: User, sees_all: bool) -> dict[str, Any]:
    since = timezone.now() - dt.timedelta(weeks=WEEKS)
    week = timezone.now() - dt.timedelta(days=7)
    mine = Reading.objects.current().filter(reviewer=user)
    whose = {} if sees_all else {"reviewer": user}
    weekly = (
        Reading.objects.current().submitted().filter(created_at__gte=since, **whose)
        .annotate(week=TruncWeek("created_at")).values("week").annotate(n=Count("pk")).order_by("week")
    )  # fmt: skip
    counted = [(row["week"].date(), row["n"]) for row in weekly]
    return {
        "held": list(queue.leases_of(user, timezone.now()).order_by("leased_until")[:20]),
        "assigned": user.assigned_tasks.filter(NOT_DONE).select_related("revision__article").order_by("due_on", "revision")[:20],
        "today": timezone.localdate(),
        "drafts": Draft.objects.filter(reviewer=user).select_related("revision__article").order_by("-updated_at")[:20],
        "open_reviews": Review.objects.filter(reviewer=user, submitted_at=None)
        .select_related("revision__article").order_by("-pk")[:20],
        "my_week": {
            "readings": mine.filter(created_at__gte=week).count(),
            "reviews": Review.objects.filter(reviewer=user, submitted_at__gte=week).count(),
        },
        "weekly": counted,
        "weekly_chart": _weekly_chart(counted),
    }  # fmt: skip


def _weekly_chart(weekly: list[tuple[dt.date, int]]) -> str:
    """Weeks without a reading stand too: a gap is what one looks for."""
    if not weekly:
        return ""
    counted = dict(weekly)
    weeks = [
        weekly[0][0] + dt.timedelta(weeks=n) for n in range((weekly[-1][0] - weekly[0][0]).days // 7 + 1)
    ]
    most = max(counted.values())
    rows = [(f"{week:%-d %b %Y}", counted.get(week, 0) / most, str(counted.get(week, 0))) for week in weeks]
    return charts.bars(rows, title="Readings of finished reviews, by week")


def _quality(data: dict[str, Any], user: User, sees_all: bool) -> dict[str, Any]:
    people = {str(u.pk): str(u) for u in User.objects.filter(pk__in=_named(data, user, sees_all))}
    pairs = [
        {"names": [people.get(str(pk), "–") for pk in p["pair"]], "met": p["met"], "share": p["same"] / p["of"], "is_small": p["met"] < SMALL}
        for p in data["pairs"]
        if sees_all or user.pk in p["pair"]
    ]  # fmt: skip
    reviewers = data["reviewers"] if sees_all else {str(user.pk): data["reviewers"].get(str(user.pk), {})}
    return {
        "agreement": [{**row, "label": label(row["facet"]), "is_small": row["items"] < SMALL} for row in data["agreement"]],
        "agreement_chart": _agreement_chart(data["agreement"]),
        "pairs": pairs,
        "pairs_chart": _pairs_chart(pairs),
        "confusions": [
            {"name": people.get(pk, "–"), "facets": (told := _confusion(facets)), "chart": _confusion_chart(told)}
            for pk, facets in reviewers.items() if facets
        ],
        "confused": (confused := _confused(data["confused"], user)),
        "confused_chart": _confused_chart(confused),
        "outlets": _outlets(data["outlets"]),
    }  # fmt: skip


def _pairs_chart(pairs: list[dict[str, Any]]) -> str:
    rows = [(" and ".join(p["names"]), p["share"], f"{100 * p['share']:.0f} %") for p in pairs]
    return charts.bars(rows, title="Share of the same terms, by pair of reviewers") if rows else ""


def _confusion_chart(facets: list[dict[str, Any]]) -> str:
    rows = [
        (f["label"], f["same"] / f["total"], f"{f['same']} of {f['total']}") for f in facets if f["total"]
    ]
    return (
        charts.bars(rows, title="Share of readings that say what the consensus says, by facet")
        if rows
        else ""
    )


def _named(data: dict[str, Any], user: User, sees_all: bool) -> set[int]:
    if sees_all:
        return {pk for p in data["pairs"] for pk in p["pair"]} | {int(pk) for pk in data["reviewers"]}
    return {pk for p in data["pairs"] if user.pk in p["pair"] for pk in p["pair"]} | {user.pk}


def _agreement_chart(rows: list[dict[str, Any]]) -> str:
    """α below 0 is drawn at 0; the table has it as it is."""
    shown = [
        charts.Row(
            label(row["facet"]),
            charts.Estimate(*(min(1.0, max(0.0, v)) for v in (row["alpha"], *row["interval"]))),
            note=f"{row['alpha']:.2f}, {row['items']} shared",
        )
        for row in rows
        if row["alpha"] is not None
    ]
    title = "Krippendorff’s α by facet, with 95 % intervals"
    return charts.intervals(shown, title=title, is_share=False) if shown else ""


def _term(facet: str, value: str) -> str:
    terms = FACETS[facet]
    return terms(value).label if value in terms.values else value


def _confusion(facets: dict[str, list[Any]]) -> list[dict[str, Any]]:
    found = []
    for facet, cells in facets.items():
        total = sum(n for _, _, n in cells)
        same = sum(n for a, b, n in cells if a == b)
        differ = sorted((c for c in cells if c[0] != c[1]), key=lambda c: -c[2])[:5]
        found.append(
            {
                "label": label(facet), "same": same, "total": total, "is_small": total < SMALL,
                "differ": [(_term(facet, a), _term(facet, b), n) for a, b, n in differ],
            }
        )  # fmt: skip
    return found


def _confused(rows: list[dict[str, Any]], user: User) -> list[dict[str, Any]]:
    """With the passages that this person may see: of texts still to be read blind there is the count alone."""
    ids = [pk for row in rows for pk in row["attributions"]]
    seen = opened_attributions(user) & Attribution.objects.filter(pk__in=ids)
    passages = {
        a.pk: {"words": a.passage.exact, "article": a.passage.revision.article}
        for a in seen.select_related("passage__revision__article").prefetch_related(
            "passage__revision__article__revisions"
        )
    }
    return [
        {
            "label": label(row["facet"]), "terms": [_term(row["facet"], t) for t in row["terms"]], "times": row["times"],
            "passages": [passages[pk] for pk in row["attributions"] if pk in passages],
        }
        for row in rows
    ]  # fmt: skip


def _confused_chart(rows: list[dict[str, Any]]) -> str:
    """Beside the terms that are confused most often; nothing where none are."""
    if not rows:
        return ""
    drawn = [
        (f"{r['label']}: {' or '.join(r['terms'])}", r["times"] / rows[0]["times"], str(r["times"]))
        for r in rows
    ]
    return charts.bars(drawn, title="How often two terms of a facet were given to the same words")


def _outlets(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = dict(
        Outlet.objects.filter(pk__in=[r["outlet"] for r in rows], private_to=None).values_list("pk", "name")
    )
    found = []
    for row in rows:
        if row["outlet"] not in names:
            continue
        months = [
            {
                "month": dt.date.fromisoformat(m),
                "n": n,
                "unnamed": u,
                "low": low,
                "high": high,
                "claims": c,
                "single": s,
            }
            for m, n, u, low, high, c, s in row["months"]
        ]
        drawn = [
            charts.Row(
                f"{m['month']:%b %Y}",
                charts.Estimate(m["unnamed"] / m["n"], m["low"], m["high"]),
                note=f"{m['unnamed']} of {m['n']}",
            )
            for m in months
        ]
        title = f"Share of unnamed sources by month, {names[row['outlet']]}, with 90 % intervals"
        chart = charts.intervals(drawn, title=title) if drawn else ""
        found.append(
            {"name": names[row["outlet"]], "pk": row["outlet"], "months": months, "chart": chart,
             "roots_chart": _roots_chart(months, names[row["outlet"]])}
        )  # fmt: skip
    return found


def _roots_chart(months: list[dict[str, Any]], name: str) -> str:
    rows = [
        (f"{m['month']:%b %Y}", m["single"] / m["claims"], f"{m['single']} of {m['claims']}")
        for m in months
        if m["claims"]
    ]
    return charts.bars(rows, title=f"Share of claims with one root by month, {name}") if rows else ""
