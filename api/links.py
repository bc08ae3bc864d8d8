"""Links of the document: which answer leads to which further question. Tools follow them, and tests walk along them."""

from typing import Any

ID = "$response.body#/id"
FIRST = "$response.body#/results/0/id"
ETAG = "$response.header.ETag"

#: From an operation to others: (operation, what of the answer goes where).
LINKS: dict[str, dict[str, tuple[str, dict[str, str]]]] = {
    "claims_list": {"first": ("claims_read", {"id": FIRST}), "history": ("claims_history", {"id": FIRST})},
    "claims_search": {"first": ("claims_read", {"id": "$response.body#/results/0/claim/id"})},
    "claims_create": {
        "read": ("claims_read", {"id": ID}),
        "change": ("claims_change", {"id": ID, "header.If-Match": ETAG}),
    },
    "claims_read": {
        "history": ("claims_history", {"id": ID}),
        "source": ("sources_read", {"id": "$response.body#/attributions/0/chain/1/id"}),
        "article": ("articles_read", {"id": "$response.body#/attributions/0/article/id"}),
    },
    "articles_list": {"first": ("articles_read", {"id": FIRST})},
    "articles_lookup": {"first": ("articles_read", {"id": "$response.body#/results/0/article/id"})},
    "articles_create": {
        "read": ("articles_read", {"id": ID}),
        "change": ("articles_change", {"id": ID, "header.If-Match": ETAG}),
    },
    "articles_read": {
        "outlet": ("outlets_read", {"id": "$response.body#/outlet/id"}),
        "claim": ("claims_read", {"id": "$response.body#/claims/0/id"}),
    },
    "sources_list": {"first": ("sources_read", {"id": FIRST})},
    "sources_match": {"first": ("sources_read", {"id": "$response.body#/results/0/source/id"})},
    "outlets_list": {"first": ("outlets_read", {"id": FIRST})},
    "hooks_list": {"first": ("hooks_read", {"id": FIRST}), "deliveries": ("hooks_deliveries", {"id": FIRST})},
    "hooks_create": {
        "read": ("hooks_read", {"id": ID}),
        "change": ("hooks_change", {"id": ID, "header.If-Match": ETAG}),
        "test": ("hooks_test", {"id": ID}),
    },
    "hooks_deliveries": {"first": ("deliveries_read", {"id": FIRST})},
    "watched_list": {"first": ("watched_read", {"id": FIRST})},
    "watched_create": {"delete": ("watched_delete", {"id": ID, "header.If-Match": ETAG})},
    "changes_list": {"next": ("changes_list", {"after": "$response.body#/after"})},
    "reviews_list": {"first": ("reviews_read", {"id": FIRST})},
    "reviews_create": {
        "read": ("reviews_read", {"id": ID}),
        "reading": ("readings_read", {"id": "$response.body#/readings/0/id"}),
    },
    "readings_read": {
        "change": ("readings_change", {"id": ID, "header.If-Match": ETAG}),
        "withdraw": ("readings_withdraw", {"id": ID, "header.If-Match": ETAG}),
    },
    "outcomes_list": {"first": ("outcomes_read", {"id": FIRST})},
    "outcomes_create": {
        "read": ("outcomes_read", {"id": ID}),
        "change": ("outcomes_change", {"id": ID, "header.If-Match": ETAG}),
    },
}


def add_links(document: dict[str, Any]) -> None:
    """Put the links at the answers that are no errors."""
    every = [op for methods in document["paths"].values() for op in methods.values() if "operationId" in op]
    for operation in every:
        for name, (target, values) in LINKS.get(operation["operationId"], {}).items():
            for status, answer in operation["responses"].items():
                if status in ("200", "201"):
                    link = {"operationId": target, "parameters": values}
                    answer.setdefault("links", {})[name] = link
