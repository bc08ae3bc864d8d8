"""Claims' graphs: keeping what the workers traced. Never causes rescoring, and announces nothing."""

from collections.abc import Collection, Sequence

from annotate.actions.verb import hold, verb
from annotate.models import ClaimGraph
from annotate.roles import WORKER, System


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
        held = dict(
            ClaimGraph.objects.filter(pk__in=[g.claim_id for g in graphs]).values_list("pk", "as_of_change")
        )
        fields = [f.attname for f in ClaimGraph._meta.concrete_fields if f.attname != "claim_id"]
        ClaimGraph.objects.bulk_create(
            [g for g in graphs if g.as_of_change >= held.get(g.claim_id, 0)],
            batch_size=500,
            update_conflicts=True,
            update_fields=fields,
            unique_fields=["claim_id"],
        )
        ClaimGraph.objects.filter(pk__in=list(without), as_of_change__lte=seen).delete()
