"""Where a claim comes from: the graph of who had it from whom, as data."""

from typing import Any

from annotate import origins
from annotate.formats import claims
from annotate.formats.names import names
from annotate.models import Article, ClaimGraph, State
from api.answers.graph import GraphAnswer
from api.claims import visible
from api.views import ReadView

EMPTY: dict[str, Any] = {"nodes": [], "edges": [], "findings": []}


class ClaimGraphView(ReadView):
    """Who had a claim from whom. Empty where fewer than two articles report it, and of what is not in the record."""

    operation, summary = (
        "claims_graph",
        "Where a claim comes from: reports, what they lead back to, circles, hindsight",
    )
    answer = GraphAnswer
    problems = ("erased",)
    is_closed_to_blind = True

    def read(self, id: str) -> dict[str, Any]:
        row = visible(id, self.newsroom)
        is_out = row["state"] == State.WITHDRAWN or row["merged_into_id"]
        graph = None if is_out else ClaimGraph.objects.filter(claim=id).first()
        if graph is None or not _is_told(graph, self.newsroom):
            return {"claim": id, "reports": 0, "roots": 0, **EMPTY, "as_of_change": None, "computed_at": None}
        told = origins.named(graph.data, names(origins.keys(graph.data), newsroom=self.newsroom))
        return {
            "claim": id,
            "reports": graph.reports,
            "roots": graph.roots,
            **{name: told[name] for name in EMPTY},
            "as_of_change": graph.as_of_change,
            "computed_at": claims.instant(graph.computed_at),
        }


def _is_told(graph: ClaimGraph, newsroom: str) -> bool:
    """Not while it still has drafts in it: a claim that was just published is traced anew within seconds."""
    articles = {node["article"] for node in graph.data["nodes"] if node.get("article")}
    return Article.objects.visible_to(newsroom).filter(pk__in=articles).count() == len(articles)
