"""What articles declare, or show by their text, of whom they have it from: read for a block of claims at once."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

from annotate.models import Copy, Credit, Revision


class CopyRow(NamedTuple):
    """What two articles share beyond quotations."""

    article: str
    other: str
    kind: str
    origin: str | None
    spans: list[dict[str, int]]


class CreditRow(NamedTuple):
    outlet: str
    rule: str
    start: int | None

    @property
    def is_for_the_text(self) -> bool:
        return self.rule != "relay"


def shared(articles: Collection[str]) -> dict[str, Any]:
    """Copies among these articles, whom they credit, and which revision the places in both are of: the newest."""
    found = Copy.objects.filter(article__in=articles, other__in=articles).exclude(kind=Copy.Kind.QUOTING)
    credited: dict[str, list[CreditRow]] = defaultdict(list)
    for article, outlet, rule, start in Credit.objects.filter(article__in=articles).values_list(
        "article", "outlet", "rule", "start"
    ):
        credited[article].append(CreditRow(outlet, rule, start))
    newest = Revision.objects.filter(article__in=articles).order_by("number").values_list("article", "pk")
    return {
        "copies": [
            CopyRow(*row)
            for row in found.order_by("pk").values_list("article", "other", "kind", "origin", "spans")
        ],
        "credits": credited,
        "newest": dict(newest),
    }
