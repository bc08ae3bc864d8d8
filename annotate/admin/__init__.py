"""The reviewers' screens: one module a screen. Reads are plain queries; every write is a verb."""

from annotate.admin import (
    articles,
    assigning,
    changes,
    claims,
    disputes,
    erasure,
    guidelines,
    hooks,
    imports,
    newsrooms,
    outcomes,
    parties,
    people,
    report_definitions,
    reports,
    scores,
    suggestion_rules,
    withdrawal,
)

__all__ = [
    "articles", "assigning", "changes", "claims", "disputes", "erasure", "guidelines", "hooks", "imports", "newsrooms", "outcomes", "parties",
    "people", "report_definitions", "reports", "scores", "suggestion_rules", "withdrawal",
]  # fmt: skip
