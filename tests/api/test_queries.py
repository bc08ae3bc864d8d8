"""No address asks the database more than five times, with however many rows. A key costs two more once in a while."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api import authentication
from tests import factories as make
from tests.api import rows
from tests.api.asking import Newsdesk

pytestmark = pytest.mark.django_db

MOST = 5
#: A key is looked up every 20 s and its last use noted every 5 minutes: see `api.authentication`.
OF_THE_KEY = 2


def many() -> dict[str, str]:
    """Claims with several attributions, sources, topics, scores, outcomes."""
    for _ in range(3):
        article, claim, source = (
            make.article(url=f"https://p.example/{make._number.__next__()}"),
            make.claim(topics=["A", "B"]),
            make.source(),
        )
        make.read(article, claim, source=source, facets=make.NAMED, relays=[make.outlet(kind="wire")])
        make.read(article, claim)
        rows.score(claim, contributions=[rows.line(source.root_key), rows.line(article.outlet.root_key)])
        make.resolved(claim)
        rows.record(source.root_key)
    return {
        "claim": claim.pk,
        "article": article.pk,
        "source": source.pk,
        "outlet": article.outlet_id,
        "url": article.url,
    }


@pytest.mark.parametrize(
    "path",
    [
        "claims/?state=any", "claims/?topic=A&admiralty=2", "claims/{claim}/", "claims/{claim}/history/", "sources/",
        "sources/{source}/", "outlets/", "outlets/{outlet}/", "articles/", "articles/{article}/",
        "articles/lookup/?url={url}&url=https://unknown.example/", "changes/", "claims/search/?query=ministry%20close",
        "sources/match/?name=Person&wikidata=Q1", "claims/{claim}/?as_of=2026-03-04", "claims/?as_of=2026-03-04",
        "claims/?kind=anonymous_source&stance=asserts&outlet={outlet}&source={source}&min_roots=1",
    ],
)  # fmt: skip
def test_at_most_five(path: str) -> None:
    made = many()
    desk = Newsdesk()
    authentication.forget()
    with CaptureQueriesContext(
        connection,
    ) as first:
        desk.read(path.format(**made))
    with CaptureQueriesContext(connection) as later:
        desk.read(path.format(**made))
    told = "\n".join(query["sql"][:200] for query in first)
    assert len(later) <= MOST, told
    assert len(first) <= MOST + OF_THE_KEY, told
