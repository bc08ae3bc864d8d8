"""Everything, every night: the published record as lines of JSON, with a checksum, in constant memory."""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from rest_framework.request import Request

from annotate.actions.erasure import ERASED
from annotate.formats import articles, claims, parties
from annotate.models import Article, ChangeHead, Claim, Outlet, Source
from api.answers.dump import DumpLine
from api.claims import told
from api.negotiation import Format
from api.views import ReadView

MEDIA_TYPE = "application/x-ndjson"
CHUNK = 1000

Line = dict[str, Any]


class Dump(ReadView):
    """First a line with the change to resume from, then outlets, sources, articles and claims, last a checksum.

    The last line has the SHA-256 of all bytes before it; without that line the dump is not whole.
    """

    operation, summary = "dump_read", "Everything, every night"
    answer = DumpLine
    formats = {"ndjson": Format(MEDIA_TYPE, lambda request, told: told)}

    def get(self, request: Request, **kwargs: str) -> HttpResponseBase:
        response = StreamingHttpResponse(
            encoded(map(self.shown, lines(self.newsroom))), content_type=MEDIA_TYPE
        )
        response.headers["Content-Disposition"] = 'attachment; filename="on-record.ndjson"'
        return response


def encoded(found: Iterator[Line]) -> Iterator[bytes]:
    """Lines as bytes, and a last one with their number and checksum."""
    digest, number = hashlib.sha256(), 0
    for line in found:
        number += 1
        data = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        digest.update(data)
        yield data
    end = {"object": "end", "lines": number, "sha256": digest.hexdigest()}
    yield json.dumps(end, separators=(",", ":")).encode() + b"\n"


def lines(newsroom: str) -> Iterator[Line]:
    """The published record. Whatever changes while it is read comes again in the changes after `after`."""
    head = ChangeHead.objects.values_list("last", flat=True).get(pk=1)
    yield {"object": "dump", "at": claims.instant(timezone.now()), "after": head}
    outlets = Outlet.objects.visible_to(None).kept().values(*parties.OUTLET)
    sources = Source.objects.told_to(None).kept().exclude(name=ERASED).values(*parties.SOURCE)
    yield from _in_chunks(outlets, parties.outlets)
    yield from _in_chunks(sources, parties.sources)
    yield from _in_chunks(
        articles.rows(Article.objects.published()),
        lambda rows: [articles.article(row, newsroom=newsroom) for row in rows],
    )
    known = claims.rows(Claim.objects.published().filter(merged_into=None), working=["contributions"])
    yield from _in_chunks(known, lambda rows: told(rows, newsroom))


def _in_chunks(rows: Any, tell: Callable[[list[Any]], list[Line]]) -> Iterator[Line]:
    """By keyset: no cursor is held open, and no chunk is slower than the first."""
    ordered, last = rows.order_by("id"), ""
    while chunk := list(ordered.filter(id__gt=last)[:CHUNK]):
        yield from tell(chunk)
        last = chunk[-1]["id"]
