"""The reviewers' screens: one module a screen. Reads are plain queries; every write is a verb."""

from annotate.admin import (
    articles,
    changes,
    claims,
    disputes,
    erasure,
    guidelines,
    newsrooms,
    outcomes,
    parties,
    people,
    report_definitions,
    reports,
    scores,
)

__all__ = [
    "articles", "changes", "claims", "disputes", "erasure", "guidelines", "newsrooms", "outcomes", "parties", "people",
    "report_definitions", "reports", "scores",
]  # fmt: skip
