"""The claim page: its readings, consensus, outcomes and score, each as far as this person may see it."""

from itertools import groupby
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from annotate import rules
from annotate.admin.base import signed_in
from annotate.admin.origins_panel import panel
from annotate.admin.working import working
from annotate.blind import RESOLVER, hidden_scores, is_blind, opened_attributions, visible_readings
from annotate.models import Attribution, Claim, Consensus, Reading, Score, User
from annotate.vocabulary import FACETS


def page_context(request: HttpRequest, claim: Claim) -> dict[str, Any]:
    user = signed_in(request)
    hidden = hidden_scores(user, [claim.pk]).get(claim.pk, "")
    score = Score.objects.filter(claim=claim).first()
    return {
        "claim": claim,
        "hidden": hidden,
        "may_unhide": hidden == RESOLVER,
        "working": working(score) if score and not hidden else None,
        "origins": panel(claim) if not hidden else None,
        "outcomes": list(claim.outcomes.select_related("proposed_by", "decided_by")),
        "disputes": list(claim.disputes.select_related("source", "outlet", "owner", "decided_by")),
        "attributions": attributions(claim, user),
        "some_hidden": some_hidden(claim, user),
        "wordings": list(claim.wordings.select_related("created_by")),
        "siblings": list(claim.question.claims.exclude(pk=claim.pk)) if claim.question else [],
        "merged": list(Claim.objects.filter(merged_into=claim)),
    }


def attributions(claim: Claim, user: User) -> list[dict[str, Any]]:
    """The attributions with readings that ``user`` may see, with their consensus where the text is open."""
    rows = list(
        visible_readings(user)
        .filter(Q(attribution__claim=claim) | Q(attribution__claim__merged_into=claim))
        .current()
        .select_related("attribution__passage__revision__article__outlet", "reviewer", "source")
        .prefetch_related("chain__outlet", "chain__source")
        .order_by("attribution__passage__revision__published_at", "attribution_id", "created_at")
    )
    found = [r.attribution_id for r in rows]
    opened = opened_attributions(user).filter(pk__in=found)
    agreed = {c.attribution_id: c for c in Consensus.objects.filter(attribution__in=opened.values("pk"))}
    return [
        _attribution(list(readings), agreed.get(pk))
        for pk, readings in groupby(rows, lambda r: r.attribution_id)
    ]


def some_hidden(claim: Claim, user: User) -> bool:
    """Whether there may be readings that this reviewer does not see yet."""
    if not is_blind(user):
        return False
    own = opened_attributions(user).values("pk")
    return Attribution.objects.filter(claim=claim).exclude(pk__in=own).exists()


def _attribution(readings: list[Reading], consensus: Consensus | None) -> dict[str, Any]:
    passage = readings[0].attribution.passage
    return {
        "passage": passage,
        "article": passage.revision.article,
        "revision": passage.revision,
        "readings": [reading_row(r) for r in readings],
        "consensus": consensus,
        "facets": _facets(readings, consensus),
    }


def reading_row(reading: Reading) -> dict[str, Any]:
    """A reading with its headline kind and its chain in words."""
    nodes = list(reading.chain.all())
    kind = rules.kind(reading, nobody_behind_outlet=bool(nodes) and nodes[-1].outlet_id is not None)
    return {"reading": reading, "kind": kind.label, "chain": " ← ".join(map(str, nodes))}


def _facets(readings: list[Reading], consensus: Consensus | None) -> list[dict[str, Any]]:
    """A row a facet: each reading's term, whether they differ, and the consensus over the terms."""
    rows = []
    for name, terms in FACETS.items():
        given = [terms(getattr(r, name)).label for r in readings]
        shares = (consensus.facets.get(name) or {}) if consensus else {}
        ranked = sorted(((p, _label(terms, t)) for t, p in shares.items()), reverse=True)
        rows.append({
            "name": name.replace("_", " "), "given": given, "differ": len({*given}) > 1,
            "consensus": [(label, p) for p, label in ranked if p >= 0.005],
        })  # fmt: skip
    return rows


def _label(terms: Any, value: str) -> str:
    return terms(value).label if value in terms.values else value
