"""Cards, oEmbed and feeds: open to everybody, the published record as it is now, escaped, kept and asked for again."""

import re
import xml.etree.ElementTree as ET
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from annotate.actions import claims, newsrooms
from annotate.actions.claims import watch
from annotate.models import Claim, Passage
from annotate.roles import SETUP
from api.embedding import urls
from tests import factories as make
from tests.annotate.test_erasure import erase
from tests.api import rows
from workers.rescoring import store

pytestmark = pytest.mark.django_db
HOSTILE = "</h1><script>alert(1)</script> “><img src=x> & سيغلق المصنع"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def hostile_claim() -> Claim:
    """With words that no verb lets in: whatever shows them escapes them all the same."""
    made = make.claim()
    Claim.objects.filter(pk=made.pk).update(wording=HOSTILE)
    return made


@pytest.fixture(autouse=True)
def _base(settings: Any) -> None:
    settings.BASE_URL = "https://record.example"


def get(path: str, **headers: str) -> Any:
    return Client().get(path, headers=headers)


def card(claim: Any, query: str = "") -> Any:
    return get(f"/embed/claims/{claim.pk}/{query}")


def test_a_card_says_how_a_claim_stands() -> None:
    claim = make.claim("The plant closes.")
    rows.score(claim, independent_roots=1, denials=1)
    make.resolved(claim)
    page = card(claim).content.decode()
    for words in (
        "The plant closes.",
        "Probably true",
        "Probability 82 %.",
        "1 independent root behind 3 reports, 1 denial",
        "confirmed",
    ):
        assert words in page
    sentence = next(p for p in re.findall(r"<p.*?</p>", page) if "Probability" in p)
    assert "interval" not in sentence, "a probability and a confidence never share a sentence"


def test_what_cannot_be_judged_has_no_number() -> None:
    claim = make.claim()
    rows.score(claim, **rows.NOT_JUDGED)
    page = card(claim).content.decode()
    assert "Cannot be judged" in page
    assert " %" not in page


def test_nothing_is_certain_by_rounding() -> None:
    claim = make.claim()
    rows.score(claim, probability=0.999, low=0.99, high=0.9999)
    assert "Probability 99 %" in card(claim).content.decode()


def test_a_card_is_framed_anywhere_and_runs_nothing() -> None:
    answer = card(hostile_claim())
    page = answer.content.decode()
    assert "X-Frame-Options" not in answer.headers
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<script" not in page
    assert "<img" not in page
    assert "style=" not in page
    assert not answer.cookies


def test_other_pages_are_still_framed_by_nobody() -> None:
    answer = get("/newsroom/login/")
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_withdrawn_erased_merged_and_private_ones() -> None:
    withdrawn, erased, merged, kept, draft = (make.claim() for _ in range(5))
    rows.score(withdrawn)
    claims.withdraw_claim(claim=withdrawn, reason="Wrong “plant” & < all.", by=SETUP)
    page = card(withdrawn)
    assert page.status_code == 200
    assert "Wrong “plant” &amp; &lt; all." in page.content.decode()
    assert "82 %" not in page.content.decode()
    erase(erased)
    assert card(erased).status_code == 410
    claims.merge_claims(kept=kept, merged=merged, by=SETUP)
    answer = card(merged, "?theme=dark")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/embed/claims/{kept.pk}/?theme=dark")
    for hidden in (
        make.claim("Canary.", published=False),
        make.claim("Canary.", published=False, newsroom=make.newsroom()),
    ):
        assert card(hidden).status_code == 404
        assert "Canary" not in card(hidden).content.decode()
    assert get("/embed/claims/%00/").status_code == 404
    assert draft


def test_a_card_is_kept_for_a_minute_and_then_asked_for_by_its_etag() -> None:
    claim = make.claim()
    answer = card(claim)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    again = get(f"/embed/claims/{claim.pk}/", **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    rows.score(claim)
    assert get(f"/embed/claims/{claim.pk}/", **{"If-None-Match": answer.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("theme", "has"),
    [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"'), ('"><script>', '<html lang="en">')],
)
def test_a_theme_is_one_of_two(theme: str, has: str) -> None:
    assert has in card(make.claim(), "?" + urlencode({"theme": theme})).content.decode()


def ask_oembed(url: str, **query: Any) -> Any:
    return get("/oembed/?" + urlencode({"url": url} | query))


def test_the_card_leads_to_its_oembed_and_that_to_the_card() -> None:
    claim = hostile_claim()
    page = card(claim).content.decode()
    (href,) = re.findall(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', page)
    answer = get(href.replace("https://record.example", "").replace("&amp;", "&"))
    told = answer.json()
    assert (answer.headers["Content-Type"], told["type"], told["version"]) == (
        "application/json; charset=utf-8",
        "rich",
        "1.0",
    )
    assert f'src="https://record.example/embed/claims/{claim.pk}/"' in told["html"]
    assert "<script" not in told["html"]
    assert told["title"].endswith(HOSTILE)


def test_oembed_keeps_to_the_size_and_the_format_that_it_is_asked_for() -> None:
    claim = make.claim()
    url = f"https://record.example/embed/claims/{claim.pk}/"
    told = ask_oembed(url, maxwidth=300, maxheight=2000).json()
    assert (told["width"], told["height"]) == (300, 320)
    assert 'width="300"' in told["html"]
    assert ask_oembed(url, format="xml").status_code == 501
    assert ask_oembed(url, maxwidth="wide").status_code == 400
    assert ask_oembed(f"https://record.example/api/v1/claims/{claim.pk}/").status_code == 200


@pytest.mark.parametrize(
    "url", [
        "", "nonsense", "https://evil.example/embed/claims/{}/", "javascript:alert(1)", "//record.example/embed/claims/{}/",
        "https://record.example@evil.example/embed/claims/{}/", "https://record.example/embed/claims/clm_unknown/", "http://[", "https://record.example/admin/",
    ],
)  # fmt: skip
def test_oembed_knows_only_our_own_claims(url: str) -> None:
    assert ask_oembed(url.format(make.claim().pk)).status_code == 404
    assert (
        ask_oembed(f"https://record.example/embed/claims/{make.claim(published=False).pk}/").status_code
        == 404
    )


def feed(path: str) -> ET.Element:
    answer = get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)  # noqa: S314  our own


def titles(root: ET.Element) -> list[str]:
    return [e.findtext("a:title", "", ATOM) for e in root.findall("a:entry", ATOM)]


def test_new_claims_are_in_the_feed_newest_first_and_only_while_they_stand() -> None:
    one, two, gone = make.claim("One."), hostile_claim(), make.claim("Gone.")
    make.claim("Draft.", published=False)
    claims.withdraw_claim(claim=gone, reason="Wrong.", by=SETUP)
    root = feed("/feeds/claims.atom")
    assert titles(root) == [HOSTILE, "One."]
    for path in ("a:id", "a:title", "a:updated", "a:author/a:name", "a:link[@rel='self']"):
        assert root.find(path, ATOM) is not None, f"RFC 4287 wants {path}"
    for entry in root.findall("a:entry", ATOM):
        assert all(entry.find(f"a:{name}", ATOM) is not None for name in ("id", "title", "updated", "link"))
    links = [e.find("a:link", ATOM).get("href") for e in root.findall("a:entry", ATOM)]  # type: ignore[union-attr]
    assert links == [f"https://record.example/embed/claims/{c.pk}/" for c in (two, one)]


def test_new_denials_are_in_theirs_with_the_words_escaped() -> None:
    claim = make.claim("The plant closes.")
    make.read(make.article(), claim, facets=make.UNNAMED | {"stance": "denies"})
    Passage.objects.all().amend(exact="It <denies> & more")
    store.rescore_stale()
    root = feed("/feeds/denials.atom")
    assert titles(root) == ["Denied: The plant closes."]
    assert "&lt;denies&gt;" in root.findtext("a:entry/a:summary", "", ATOM)
    claims.withdraw_claim(claim=claim, reason="Wrong.", by=SETUP)
    erase(claim)
    assert titles(feed("/feeds/denials.atom")) == []


def test_a_watch_list_is_read_by_its_address_until_that_is_revoked() -> None:
    room, claim, other = make.newsroom(), make.claim("Watched."), make.claim("Other.")
    own = make.claim("Own.", published=False, newsroom=room)
    for each in (claim, own):
        watch(claim=each, newsroom=room, by=make.user("editor"))
        rows.score(each)
    rows.score(other)
    address, token = newsrooms.make_feed_address(newsroom=room, by=SETUP)
    path = f"/feeds/watched/{token}.atom"
    assert titles(feed(path)) == [
        "Own.: credibility changed", "Watched.: credibility changed", "Watched.: published",
    ]  # fmt: skip
    assert get(path).headers["Cache-Control"] == "private, no-cache"
    assert len(token) >= 43
    newsrooms.revoke_feed_address(address=address, by=SETUP)
    assert get(path).status_code == 404
    assert get("/feeds/watched/unknown.atom").status_code == 404


@pytest.mark.parametrize("path", ["/feeds/claims.atom", "/feeds/denials.atom"])
def test_a_feed_is_the_same_bytes_until_something_changes(path: str) -> None:
    for _ in range(2):  # empty, then not
        answer = get(path)
        again = get(path, **{"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        make.claim()


@pytest.mark.parametrize("pattern", urls.urlpatterns, ids=lambda p: p.name)
def test_only_reading_and_no_more_queries_with_more_rows(pattern: URLPattern) -> None:
    address, token = newsrooms.make_feed_address(newsroom=make.newsroom(), by=SETUP)
    claim = make.claim()
    path = "/" + str(pattern.pattern).replace("<str:id>", claim.pk).replace("<str:token>", token)
    path += f"?url=https://record.example/embed/claims/{claim.pk}/" if pattern.name == "oembed" else ""
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert get(path).status_code == 200
        counts.append(len(asked))
        for _ in range(3):
            watched = make.claim()
            watch(claim=watched, newsroom=address.newsroom, by=make.user("editor"))
            rows.score(watched)
    assert counts[1] <= max(counts[0] + 1, 5)
    assert Client().head(path).status_code == 200
    for method in ("post", "put", "patch", "delete"):
        assert getattr(Client(), method)(path).status_code == 405
