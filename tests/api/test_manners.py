"""Validators, compression, HEAD, CORS, links: what goes with every answer."""

import datetime as dt
import gzip

import pytest
from django.test import RequestFactory

from tests import factories as make
from tests.api import rows
from tests.api.asking import CLIENT, Newsdesk

pytestmark = pytest.mark.django_db


def get(desk: Newsdesk, path: str, method: str = "get", **headers: str):
    headers = {"Authorization": f"Bearer {desk.secret}"} | {
        k.replace("_", "-"): v for k, v in headers.items()
    }
    return getattr(CLIENT, method)(f"/api/v1/{path}", headers=headers)


def test_what_the_client_has_is_not_sent_again_until_it_changes() -> None:
    desk, claim = Newsdesk(), make.claim()
    first = get(desk, f"claims/{claim.pk}/")
    tag = first.headers["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = get(desk, f"claims/{claim.pk}/", If_None_Match=known)
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    rows.score(claim)
    changed = get(desk, f"claims/{claim.pk}/", If_None_Match=tag)
    assert (changed.status_code, changed.headers["ETag"] != tag) == (200, True)


def test_it_is_compressed_for_who_takes_that_and_has_a_tag_of_its_own() -> None:
    desk = Newsdesk()
    for _ in range(5):
        make.claim()
    plain, zipped = get(desk, "claims/"), get(desk, "claims/", Accept_Encoding="gzip, br")
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    assert get(desk, "claims/", If_None_Match=zipped.headers["ETag"]).status_code == 304
    assert "Content-Encoding" not in get(desk, "claims/", Accept_Encoding="gzip;q=0").headers
    assert {"Accept-Encoding", "Authorization"} <= {*plain.headers["Vary"].split(", ")}


def test_no_shared_cache_keeps_it_and_errors_are_kept_by_none() -> None:
    desk = Newsdesk()
    assert get(desk, "claims/").headers["Cache-Control"] == "private, no-cache"
    assert get(desk, "claims/x/").headers["Cache-Control"] == "no-store"


def test_head_says_what_get_would() -> None:
    desk = Newsdesk()
    make.claim()
    head, body = get(desk, "claims/", method="head"), get(desk, "claims/")
    assert (head.content, head.headers["Content-Length"]) == (b"", str(len(body.content)))
    assert head.headers["ETag"] == body.headers["ETag"]


@pytest.mark.parametrize("path", ["claims/x/", "nothing/", "claims/?pagesize=2"])
def test_head_of_what_is_refused_has_no_body_either(path: str) -> None:
    desk = Newsdesk()
    body = get(desk, path)
    asked = RequestFactory().head(f"/api/v1/{path}", headers={"Authorization": f"Bearer {desk.secret}"})
    head = CLIENT.handler.get_response(asked)  # the client itself would take the body away
    assert (head.status_code, head.content) == (body.status_code, b"")
    assert head.headers["Content-Length"] == str(len(body.content))


def test_the_next_page_and_the_description_are_linked() -> None:
    desk = Newsdesk()
    make.claim(), make.claim()
    answer = get(desk, "claims/?page_size=1")
    assert f'<{answer.json()["next"]}>; rel="next"' in answer.headers["Link"]
    assert 'rel="service-desc"' in get(desk, "changes/").headers["Link"]


def test_what_goes_says_so_until_it_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from api.claims import Claims
    from api.manners import Going
    from api.parties import Outlets

    desk, going = Newsdesk(), Going(dt.date(2026, 11, 1), dt.date(2027, 5, 1), "/api/v2/claims/")
    assert "Deprecation" not in get(desk, "claims/").headers
    monkeypatch.setattr(Claims, "going", going)
    answer = get(desk, "claims/")
    assert answer.headers["Deprecation"] == "@1793491200"
    assert answer.headers["Sunset"] == "Sat, 01 May 2027 00:00:00 GMT"
    assert '</api/v2/claims/>; rel="successor-version"' in answer.headers["Link"]
    assert 'rel="service-desc"' in answer.headers["Link"]
    renamed = [replace(each, going=going) if each.name == "kind" else each for each in Outlets.parameters]
    monkeypatch.setattr(Outlets, "parameters", tuple(renamed))
    assert "Sunset" not in get(desk, "outlets/").headers
    assert "Sunset" in get(desk, "outlets/?kind=wire").headers


def test_the_description_is_kept_until_it_changes_and_the_dump_until_something_does() -> None:
    for path in ("/api/schema/", "/api/docs/"):
        first = CLIENT.get(path)
        assert CLIENT.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
        assert CLIENT.head(path).content == b""
    desk = Newsdesk()
    tag = get(desk, "dump/").headers["ETag"]
    assert get(desk, "dump/", If_None_Match=tag).status_code == 304
    make.claim()
    assert get(desk, "dump/", If_None_Match=tag).status_code == 200


def test_scripts_of_other_origins_may_read() -> None:
    asked = CLIENT.options("/api/v1/claims/", headers={"Origin": "https://cms.example"})
    assert (asked.status_code, asked.headers["Access-Control-Allow-Origin"]) == (204, "*")
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    assert "GET" in asked.headers["Access-Control-Allow-Methods"]
    assert get(Newsdesk(), "claims/").headers["Access-Control-Allow-Origin"] == "*"
    assert get(Newsdesk(), "claims/x/").headers["Access-Control-Allow-Origin"] == "*"
