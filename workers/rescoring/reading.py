"""Reading the rows behind claims: a block of them by `load`, a whole shard as a stream of blocks by `stream`.

Each kind of row is one query, ordered by claim. A stream opens each once, on PostgreSQL as a cursor of the server, and
takes from all of them block by block: as many queries, and as much memory, for a million claims as for a thousand.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from annotate.actions.erasure import ERASED
from annotate.actions.verb import head_row, newest_change
from annotate.models import (
    Adjudication,
    Attribution,
    Claim,
    Copy,
    Credit,
    Outcome,
    Reading,
    Review,
    Revision,
)
from annotate.models import Trial as TrialRow
from annotate.statements import ask, ask_all
from workers.rescoring.facets import facets_text
from workers.rescoring.parties import PARTIES, Parties, Raw
from workers.rescoring.rows import (
    AttributionRow,
    ClaimRow,
    CopyRow,
    CreditRow,
    Decision,
    Node,
    OutcomeRow,
    ReadingRow,
    Rows,
)
from workers.scoring import Side, Trial

#: The condition on a path to a claim that its rows are wanted.
Where = Callable[[str], Q]
#: Rows that a cursor brings at once.
CHUNK = 5_000
_PLANS = {
    "random_page_cost": 1.1, "max_parallel_workers_per_gather": 0, "work_mem": "'64MB'", "cursor_tuple_fraction": 1
}  # fmt: skip


def load(claims: Collection[str], run: str = "") -> Rows:
    """The rows of these claims and of those merged into them, in two messages, and more where merged ones were merged."""
    # The head comes first: what commits later is seen later.
    heads, these, below = ask_all((head_row,), (_these, claims), (_merged_into, claims))
    kept = {row[0]: ClaimRow(*row) for row in these}
    member_of = _members(kept, below)
    *found, outlets, sources = ask_all(*((kind, member_of, run) for kind in _AMONG), *PARTIES)
    return _rows(
        heads[0][0], kept, dict(zip(KINDS, found, strict=True)), member_of, Parties(outlets, sources)
    )


def stream(where: Where, run: str, *, size: int) -> Iterator[Rows]:
    """The rows of all these claims, in blocks of ``size``. Claims that others were merged into come last, together."""
    head = newest_change()
    into = dict(Claim.objects.exclude(merged_into=None).order_by().values_list("pk", "merged_into"))
    joined = {*into.values()}
    with _by_index():
        ahead = {name: _Ahead(_flowing(kind(where, run))) for name, kind in KINDS.items()}
        claims = _flowing(_claims(where))
    parties = Parties(*ask_all(*PARTIES))
    late: list[str] = []
    while block := [ClaimRow(*row) for row in islice(claims, size)]:
        late += [claim.id for claim in block if claim.id in joined]
        alone = {claim.id: claim for claim in block if claim.id not in joined}
        found = {name: rows.upto(block[-1].id) for name, rows in ahead.items()}
        yield _rows(
            head, alone, found, {pk: pk for pk, row in alone.items() if row.merged_into is None}, parties
        )
    if late:
        yield load(late, run)


class _Ahead:
    """A flow of rows in the order of their claims, of which those up to a claim can be taken."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def upto(self, claim: str) -> Raw:
        while self._next is not None and self._next[0] <= claim:
            yield self._next
            self._next = next(self._rows, None)


@contextmanager
def _by_index() -> Iterator[None]:
    """What is opened here is looked up by index, in one process. A part of the claims at a time is read, by every
    worker at once: left alone, PostgreSQL reads whole tables for each part, with a helper each, at twice the price.
    And it plans a cursor as if a tenth of its rows were wanted, soon: here all are, in an order that is made last."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET {name} = {value}" for name, value in _PLANS.items()))
        try:
            yield
        finally:
            cursor.execute("; ".join(f"RESET {name}" for name in _PLANS))


def _flowing(rows: QuerySet[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """SQLite's cursor would hold its snapshot while scores are stored beside it: there all rows are taken at once."""
    return rows.iterator(chunk_size=CHUNK) if connection.vendor == "postgresql" else iter(list(rows))


def _claims(where: Where) -> QuerySet[Any, Any]:
    was_published = Q(published_at__isnull=False)
    names = ("pk", "state", "was_published", "newsroom", "merged_into", "inputs_erased", "erased_at")
    rows = Claim.objects.filter(where("pk")).annotate(was_published=was_published)
    return rows.order_by("pk").values_list(*names)


def _these(claims: Collection[str]) -> QuerySet[Any, Any]:
    return _claims(lambda path: Q(pk__in=claims))


def _merged_into(claims: Collection[str]) -> QuerySet[Any, Any]:
    return Claim.objects.filter(merged_into__in=claims).order_by().values_list("pk", "merged_into")


def _members(claims: Mapping[str, ClaimRow], below: Raw) -> dict[str, str]:
    """Each claim that counts for one of the block → that one. Merges of merges are followed down."""
    member_of = {pk: pk for pk, row in claims.items() if row.merged_into is None}
    while fresh := {pk: member_of[into] for pk, into in below if into in member_of and pk not in member_of}:
        member_of |= fresh
        below = ask(_merged_into, fresh)
    return member_of


def _attributions(where: Where, run: str) -> QuerySet[Any, Any]:
    revision, article = "passage__revision", "passage__revision__article"
    finished = Review.objects.filter(revision=OuterRef(revision), submitted_at__isnull=False).order_by()
    newest = Revision.objects.filter(article=OuterRef(article)).order_by("-number")
    return (
        Attribution.objects.filter(where("claim"))
        .order_by("claim", "pk")
        .values_list(
            "claim", "pk", revision, article, f"{article}__outlet", f"{article}__outlet__name", f"{article}__state",
            f"{article}__newsroom", f"{article}__erased_at", f"{article}__syndicated_from",
            Cast(f"{revision}__published_at", TextField()),  # Django's own loader takes longer than all else of a row
            f"{revision}__precision", f"{revision}__credit_line", "passage__start",
            "passage__end",
            Subquery(finished.values("revision").annotate(n=Count("pk")).values("n")),
            Subquery(newest.values("pk")[:1]),
        )
    )  # fmt: skip


def _readings(where: Where, run: str) -> QuerySet[Any, Any]:
    """Readings with their chains: a row for each step, and one for a reading that has none."""
    claim, source = "attribution__claim", "chain__source"
    rows = Reading.objects.current().submitted().filter(where(claim))
    return (
        rows.annotate(is_erased=Q(**{f"{source}__name": ERASED}))
        .order_by(claim, "pk", "chain__position")
        .values_list(
            claim, "attribution", "pk", "reviewer", "polarity", "is_self_interested", facets_text(),
            "chain__outlet", source, "chain__pool_affiliation", "chain__pool_role", f"{source}__has_public_role",
            "is_erased",
        )
    )  # fmt: skip


def _decisions(where: Where, run: str) -> QuerySet[Any, Any]:
    claim = "attribution__claim"
    rows = Adjudication.objects.filter(where(claim), superseded_at=None).order_by(claim)
    return rows.values_list(claim, "attribution", "facets", "chosen", "exists")


def _outcomes(where: Where, run: str) -> QuerySet[Any, Any]:
    rows = Outcome.objects.filter(where("claim"), state=Outcome.State.AGREED).order_by("claim")
    return rows.values_list("claim", "verdict", "certainty", "came_about_on", "proposed_at")


def _taught(where: Where, run: str) -> QuerySet[Any, Any]:
    """What the claims' own outcomes taught the run."""
    rows = TrialRow.objects.filter(where("claim"), run=run).order_by("claim", "root", "side")
    return rows.values_list("claim", "root", "kind", "side", "day", "y", "weight")


def _copies(where: Where, run: str) -> QuerySet[Any, Any]:
    """Between two articles that report the claim."""
    claim, other = (f"{end}__revisions__passages__attributions__claim" for end in ("article", "other"))
    rows = Copy.objects.filter(where(claim), where(other)).exclude(kind=Copy.Kind.QUOTING)
    return rows.order_by(claim, "pk").values_list(claim, "article", "other", "kind", "origin", "spans")


def _credits(where: Where, run: str) -> QuerySet[Any, Any]:
    claim = "article__revisions__passages__attributions__claim"
    rows = Credit.objects.filter(where(claim)).order_by(claim, "pk")
    return rows.values_list(claim, "article", "outlet", "rule", "start", "pk")


#: Each kind of row, ordered by its first column, a claim.
KINDS: dict[str, Callable[[Where, str], QuerySet[Any, Any]]] = {
    "attributions": _attributions,
    "readings": _readings,
    "decisions": _decisions,
    "outcomes": _outcomes,
    "taught": _taught,
    "copies": _copies,
    "credits": _credits,
}


def _among(kind: Callable[[Where, str], QuerySet[Any, Any]]) -> Callable[..., QuerySet[Any, Any]]:
    """Its rows of these claims."""
    return lambda claims, run: kind(lambda path: Q(**{f"{path}__in": claims}), run)


_AMONG = [_among(kind) for kind in KINDS.values()]


def _rows(
    head: int,
    claims: dict[str, ClaimRow],
    found: Mapping[str, Raw],
    member_of: Mapping[str, str],
    parties: Parties,
) -> Rows:
    """``member_of``: the claims whose rows are wanted, those merged into another with that one."""
    rows = Rows(head, claims)
    rows.outlets = parties.outlets
    for row in found["attributions"]:
        if kept := member_of.get(row[0]):
            rows.attributions.setdefault(kept, []).append(AttributionRow(*row))
    _add_readings(rows, found["readings"], member_of, parties)
    for claim, attribution, facets, chosen, exists in found["decisions"]:
        if claim in member_of:
            rows.decisions[attribution] = Decision(facets, chosen, exists)
    for claim, verdict, certainty, on, at in found["outcomes"]:
        if claim in claims:
            rows.outcomes[claim] = OutcomeRow(verdict, certainty, on or at.date())
    for claim, root, kind, side, day, y, weight in found["taught"]:
        if claim in claims:
            rows.taught.setdefault(claim, []).append(Trial(root, kind, Side(side), day, y, weight, claim))
    _add_dependence(rows, found["copies"], found["credits"])
    return rows


def _add_readings(rows: Rows, found: Raw, member_of: Mapping[str, str], parties: Parties) -> None:
    """Many chains take the same steps: a node stands for all of a block that are alike."""
    nodes: dict[tuple[Any, ...], Node] = {}
    last = None
    for row in found:
        claim, attribution, pk = row[:3]
        if claim not in member_of:
            continue
        if pk != last:
            rows.readings.setdefault(attribution, []).append(ReadingRow(*row[2:7]))
            last = pk
        step = row[7:]
        if step[2] is not None:
            if (node := nodes.get(step)) is None:
                node = nodes[step] = _node(rows, step, parties)
            rows.chains.setdefault(pk, []).append(node)


def _node(rows: Rows, step: Sequence[Any], parties: Parties) -> Node:
    outlet, source, affiliation, role, is_public, is_erased = step
    if source is not None:
        if source in parties.sources:
            source = parties.sources[source]
            is_public, is_erased = parties.flags[source]
        if not is_public:
            rows.unrecorded.add(source)
        if is_erased:
            rows.erased.add(source)
    return Node(parties.outlets.get(outlet, outlet), source, affiliation, role)


def _add_dependence(rows: Rows, copies: Raw, credits: Raw) -> None:
    """An article that has several passages on a claim comes several times."""
    between = {(row[1], row[2]): CopyRow(*row[1:]) for row in copies}
    for (article, _), copy in sorted(between.items()):
        rows.copies.setdefault(article, []).append(copy)
    given = {pk: (article, CreditRow(outlet, rule, start)) for _, article, outlet, rule, start, pk in credits}
    for _, (article, credit) in sorted(given.items()):
        rows.credits.setdefault(article, []).append(credit)
