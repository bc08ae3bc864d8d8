"""Claims' graphs: keeping what the workers traced. Never causes rescoring, and announces nothing."""

from collections.abc import Collection, Sequence

from annotate.actions.verb import hold, verb
from annotate.models import ClaimGraph
from annotate.roles import WORKER, System
from annotate.statements import put

_COLUMNS = [f.attname for f in ClaimGraph._meta.concrete_fields]


def store_graphs(
    graphs: Sequence[ClaimGraph], *, without: Collection[str] = (), seen: int = 0, by: System = WORKER
) -> None:
    """Keep the graphs of a block; ``without``: claims that have none (any more), as of the change ``seen``.

    What saw less does not overwrite.
    """
    if not graphs and not without:
        return
    with verb("graph.store", by=by):
        hold([graph.claim_id for graph in graphs])
        keep_graphs(graphs, without=without, seen=seen)


def keep_graphs(graphs: Sequence[ClaimGraph], *, without: Collection[str], seen: int) -> None:
    """As `store_graphs`, within another verb's transaction that holds the claims."""
    rows = [{name: getattr(graph, name) for name in _COLUMNS} for graph in graphs]
    put(ClaimGraph, rows, over=["claim_id"], unless_newer="as_of_change")
    if without:
        ClaimGraph.objects.filter(pk__in=without, as_of_change__lte=seen).delete()
