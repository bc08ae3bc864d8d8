"""Everything, every night: the published record as lines of JSON, with a checksum, in constant memory."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from rest_framework.request import Request

from annotate.actions.erasure import ERASED
from annotate.formats import articles, claims, parties
from annotate.formats.telling import encoded
from annotate.models import Article, ChangeHead, Claim, CurrentRun, Outlet, Source
from api import manners
from api.answers.dump import DumpLine
from api.claims import told_by_id
from api.negotiation import Format
from api.views import ReadView

MEDIA_TYPE = "application/x-ndjson"
CHUNK = 1000

Lines = Iterator[list[Any]]


class Dump(ReadView):
    """First a line with the change to resume from, then outlets, sources, articles and claims, last a checksum.

    The last line has the SHA-256 of all bytes before it; without that line the dump is not whole.
    """

    operation, summary = "dump_read", "Everything, every night"
    answer = DumpLine
    formats = {"ndjson": Format(MEDIA_TYPE, lambda request, told: told)}

    def get(self, request: Request, **kwargs: str) -> HttpResponseBase:
        head = ChangeHead.objects.values_list("last", flat=True).get(pk=1)
        run = CurrentRun.objects.filter(pk=1).values_list("run", flat=True).first()
        # Weak: the first line has the time in it, and the rest follows from the change, the run and who asks.
        tag = manners.etag_of(f"{head} {run} {self.newsroom} {self.is_plain}".encode())
        headers = {"ETag": f'W/"{tag}"'}
        if {tag, "*"} & manners.tags_in(request.headers.get("If-None-Match", "")):
            response = HttpResponse(status=304, headers=headers)
            del response.headers["Content-Type"]
            return response
        headers["Content-Disposition"] = 'attachment; filename="on-record.ndjson"'
        if request.method == "HEAD":  # nothing is read for a body that is not sent
            return StreamingHttpResponse((), content_type=MEDIA_TYPE, headers=headers)
        found = (
            list(map(self.shown, chunk)) for chunk in chunks(head, self.newsroom, plain=self.is_for_everybody)
        )
        lines = with_checksum(found)
        if manners.accepts_gzip(request):
            headers["Content-Encoding"] = "gzip"
            lines = manners.zipped(lines)
        return StreamingHttpResponse(lines, content_type=MEDIA_TYPE, headers=headers)


def with_checksum(found: Iterable[list[Any]]) -> Iterator[bytes]:
    """Lines as bytes, and a last one with their number and checksum."""
    digest, number = hashlib.sha256(), 0
    for lines in found:
        number += len(lines)
        data = b"".join(encoded(line) + b"\n" for line in lines)
        digest.update(data)
        yield data
    yield encoded({"object": "end", "lines": number, "sha256": digest.hexdigest()}) + b"\n"


def chunks(head: int, newsroom: str, *, plain: bool) -> Lines:
    """The published record. Whatever changes while it is read comes again in the changes after `after`."""
    yield [{"object": "dump", "at": claims.instant(timezone.now()), "after": head}]
    outlets = Outlet.objects.told_to(None).kept().values(*parties.OUTLET)
    sources = Source.objects.told_to(None).kept().exclude(name=ERASED).values(*parties.SOURCE)
    yield from _in_chunks(outlets, parties.outlets)
    yield from _in_chunks(sources, parties.sources)
    yield from _in_chunks(
        articles.rows(Article.objects.published()),
        lambda rows: [articles.article(row, newsroom=newsroom) for row in rows],
    )
    known = Claim.objects.published().filter(merged_into=None, erased_at=None).values("id")
    yield from _in_chunks(
        known, lambda rows: [*told_by_id([row["id"] for row in rows], newsroom, plain=plain).values()]
    )


def _in_chunks(rows: Any, tell: Callable[[list[Any]], list[Any]]) -> Lines:
    """By keyset: no cursor is held open, and no chunk is slower than the first."""
    ordered, last = rows.order_by("id"), ""
    while chunk := list(ordered.filter(id__gt=last)[:CHUNK]):
        yield tell(chunk)
        last = chunk[-1]["id"]
