"""Where a story comes from: copied text, the same claim again, and who had it from whom.

Plain code on plain values: no Django, no Celery, no network; a file only through a `SQLiteStore` that the caller
opens. docs/tracing.md says how it works and what it measures.
"""

from workers.tracing.article import Article, CopiedSpan, Copy
from workers.tracing.claims import Claims, KnownClaim, Match, opposed
from workers.tracing.copies import compare
from workers.tracing.credits import Credit, credits
from workers.tracing.differences import Difference
from workers.tracing.graph import trace
from workers.tracing.index import Candidate, CopyIndex
from workers.tracing.moment import Moment, is_earlier
from workers.tracing.propositions import forget_words
from workers.tracing.reports import Citation, Edge, Finding, Node, Report, Stop, Trace
from workers.tracing.store import IndexUnusable, SQLiteStore

__all__ = [
    "Article",
    "Candidate",
    "Citation",
    "Claims",
    "CopiedSpan",
    "Copy",
    "CopyIndex",
    "Credit",
    "Difference",
    "Edge",
    "Finding",
    "IndexUnusable",
    "KnownClaim",
    "Match",
    "Moment",
    "Node",
    "Report",
    "SQLiteStore",
    "Stop",
    "Trace",
    "compare",
    "credits",
    "forget_words",
    "is_earlier",
    "opposed",
    "trace",
]
