"""What bad input gets: a clear error naming the field, and nothing half-written."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from annotate.models import Article, Change, Claim, Outcome, Reading, Review, User
from tests import factories as make
from tests.admin import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


@pytest.fixture
def client(me: User) -> Client:
    return desk.client_of(me)


@pytest.fixture
def article() -> Article:
    return make.article()


@pytest.fixture
def claim() -> Claim:
    return make.claim()


def body(about: Claim, **values: Any) -> dict[str, Any]:
    given = {
        "claim": about.pk, "facets": make.UNNAMED, "source": None, "relays": [], "details": {}, "supersedes": None,
        "spans": {"content": {"start": 0, "end": 41}, "cue": None, "source": None},
    }  # fmt: skip
    return given | values


def save(client: Client, article: Article, sent: Any) -> HttpResponse:
    address = reverse("admin:annotate_article_save", args=(article.latest.pk,))
    raw = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    return client.post(address, raw, content_type="application/json")  # type: ignore[return-value]


def span(start: int, end: int, **more: str) -> dict[str, Any]:
    return {"content": {"start": start, "end": end, **more}}


BAD_READINGS: dict[str, tuple[dict[str, Any], str]] = {
    "offsets beyond the text": ({"spans": span(0, 100_000)}, "content"),
    "offsets the wrong way round": ({"spans": span(9, 3)}, "content"),
    "offsets that are no whole numbers": ({"spans": {"content": {"start": 0.5, "end": True}}}, "content"),
    "a quote that is not at its offsets": ({"spans": span(0, 12, exact="The minister")}, "content"),
    "a cue beyond the text": ({"spans": span(0, 12) | {"cue": {"start": 5, "end": 99_999}}}, "cue"),
    "no spans": ({"spans": None}, "content"),
    "an unknown term": ({"facets": make.UNNAMED | {"stance": "shouts"}}, "stance"),
    "an unknown facet": ({"facets": make.UNNAMED | {"mood": "sad"}}, "mood"),
    "a missing facet": ({"facets": {}}, "identification"),
    "a facet that is no text": ({"facets": {"stance": 7}}, "facets"),
    "no claim": ({"claim": None}, "claim"),
    "a claim that is not there": ({"claim": "clm_nobody"}, "claim"),
    "a claim that is no id": ({"claim": ["x"]}, "claim"),
    "a NUL in an id": ({"claim": "clm_\x00"}, "claim"),
    "a named source that is not chosen": ({"facets": make.NAMED}, "source"),
    "a NUL in the note": ({"details": {"note": "a\x00b"}}, "note"),
    "half a surrogate pair in the note": ({"details": {"note": "a\ud800b"}}, "note"),
    "HTML in the note": ({"details": {"note": "<script>alert(1)</script>"}}, "note"),
    "an unknown detail": ({"details": {"identity": "Jane Roe"}}, "identity"),
    "a count of none": ({"details": {"stated_count": 0}}, "stated_count"),
    "relays that are no list": ({"relays": "wire"}, "relays"),
    "a relay that is not there": ({"relays": [{"type": "outlet", "id": "out_x"}]}, "relays"),
    "a NUL in the reading to correct": ({"supersedes": "rdg_\x00"}, "supersedes"),
    "a reading to correct that is not there": ({"supersedes": "rdg_nobody"}, "supersedes"),
}


@pytest.mark.parametrize("case", sorted(BAD_READINGS))
def test_a_bad_reading_is_refused_by_field(case: str, client: Client, article: Article, claim: Claim) -> None:
    values, field = BAD_READINGS[case]
    before = Change.objects.count()
    answer = save(client, article, body(claim, **values))
    assert answer.status_code == 400, answer.content
    assert field in json.loads(answer.content)["errors"]
    assert (Reading.objects.count(), Review.objects.count(), Change.objects.count()) == (0, 0, before)


@pytest.mark.parametrize(
    ("sent", "says"), [(b"\xff\xfe{", "UTF-8"), (b"[1", "JSON"), (b"[]", "object"), (b"[" * 100_000, "JSON")]
)
def test_a_body_that_is_no_json_object_is_refused(
    sent: bytes, says: str, client: Client, article: Article
) -> None:
    answer = save(client, article, sent)
    assert answer.status_code == 400
    assert says in json.loads(answer.content)["errors"]["body"][0]


def test_a_chain_that_comes_back_to_the_articles_own_outlet_is_refused(
    client: Client, article: Article, claim: Claim
) -> None:
    wire = make.outlet()
    chain = [{"type": "outlet", "id": pk} for pk in (wire.pk, article.outlet_id)]
    answer = save(client, article, body(claim, relays=chain))
    assert answer.status_code == 400
    assert "twice in the chain" in json.loads(answer.content)["errors"]["relays"][0]
    assert Reading.objects.count() == 0


def test_two_tabs_that_correct_one_reading_the_later_one_is_shown_both(
    client: Client, article: Article, claim: Claim, me: User
) -> None:
    first = json.loads(save(client, article, body(claim)).content)["saved"]
    one = body(claim, supersedes=first, details={"note": "from the first tab"})
    two = body(claim, supersedes=first, details={"note": "from the second tab"})
    assert save(client, article, one).status_code == 200
    answer = save(client, article, two)
    told = json.loads(answer.content)
    assert answer.status_code == 409
    assert "supersedes" in told["errors"]
    assert told["current"]["details"]["note"] == "from the first tab"
    again = save(client, article, two | {"supersedes": told["current"]["id"]})
    assert again.status_code == 200
    assert [r.note for r in Reading.objects.current()] == ["from the second tab"]


def test_the_same_new_reading_saved_twice_is_one(client: Client, article: Article, claim: Claim) -> None:
    assert save(client, article, body(claim)).status_code == 200
    answer = save(client, article, body(claim))
    assert answer.status_code == 409
    assert json.loads(answer.content)["current"]["id"] == Reading.objects.get().pk


def test_somebody_elses_reading_can_be_neither_corrected_nor_withdrawn(
    client: Client, article: Article, claim: Claim
) -> None:
    theirs = make.read(article, claim)
    assert save(client, article, body(claim, supersedes=theirs.pk)).status_code == 400
    address = reverse("admin:annotate_article_withdraw", args=(theirs.pk,))
    assert client.post(address, "{}", content_type="application/json").status_code == 400
    assert Reading.objects.count() == 1


def test_an_expired_session_is_told_so_and_writes_nothing(article: Article, claim: Claim) -> None:
    answer = save(Client(), article, body(claim))
    assert answer.status_code == 401
    assert Reading.objects.count() == 0


def test_whoever_is_no_reviewer_makes_no_reading(article: Article, claim: Claim) -> None:
    assert save(desk.client("editor"), article, body(claim)).status_code == 403
    assert Reading.objects.count() == 0


def test_a_request_without_its_token_is_refused(me: User, article: Article, claim: Claim) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(me)
    assert save(client, article, body(claim)).status_code == 403
    assert Reading.objects.count() == 0


@pytest.mark.parametrize(
    ("what", "sent", "field"),
    [
        ("claim", {"wording": "   "}, "wording"),
        ("claim", {"wording": "<script>alert(1)</script>"}, "wording"),
        ("claim", {"wording": "So it is.", "subject": "a\x00"}, "subject"),
        ("claim", {"wording": "So it is.", "owner": "me"}, "owner"),
        ("source", {"name": ""}, "name"),
        ("source", {"name": "A", "identification": "unnamed_group"}, "identification"),
        ("source", {"name": "A", "affiliation": "witness", "has_public_role": True}, "__all__"),
        ("outlet", {"name": "A", "kind": "blog"}, "kind"),
        ("outlet", {"name": "A", "kind": "site", "domain": "no domain"}, "domain"),
    ],
)
def test_nothing_bad_is_made_on_the_spot(what: str, sent: dict[str, Any], field: str, client: Client) -> None:
    before = Change.objects.count()
    answer = client.post(
        reverse("admin:annotate_article_make", args=(what,)),
        json.dumps(sent),
        content_type="application/json",
    )
    assert answer.status_code == 400
    assert field in json.loads(answer.content)["errors"]
    assert Change.objects.count() == before


def test_a_search_with_a_nul_is_refused(client: Client) -> None:
    answer = client.get(reverse("admin:annotate_article_find", args=("claim",)), {"q": "a\x00"})
    assert answer.status_code == 400
    assert "q" in json.loads(answer.content)["errors"]


def pasted(**values: Any) -> dict[str, Any]:
    given = {
        "outlet": make.outlet().pk, "url": "https://ledger.example/story", "headline": "Plant to close", "text": make.TEXT,
        "byline": "", "credit_line": "", "language": "en", "published_on": "2026-03-02", "published_time": "12:00",
        "precision": "minute", "time_zone": "Europe/Berlin",
    }  # fmt: skip
    return given | values


BAD_ARTICLES: dict[str, tuple[dict[str, Any], str, str]] = {
    "no text": ({"text": ""}, "text", "required"),
    "5 MB of text": ({"text": "word " * 1_000_000}, "text", "At most 1,000,000 characters"),
    "HTML with scripts": ({"text": "Hello <script>alert(1)</script>"}, "text", "This is HTML"),
    "a NUL": ({"text": "Hello \x00 there"}, "text", "Null characters"),
    "an unknown precision": ({"precision": "hour"}, "precision", "valid choice"),
    "an unknown zone": ({"time_zone": "Mars/Olympus"}, "time_zone", "not a time zone"),
    "a zone that climbs folders": ({"time_zone": "../../etc/passwd"}, "time_zone", "not a time zone"),
    "no clock time to the minute": ({"published_time": ""}, "published_time", "Give the time"),
    "a day to come": ({"published_on": "2226-03-02"}, "published_on", "future"),
    "no language": ({"language": "the English"}, "language", "not a language tag"),
    "an address of a script": ({"url": "javascript:alert(1)"}, "url", "not a web address"),
    "an outlet that is not there": ({"outlet": "out_nobody"}, "outlet", "valid choice"),
}


@pytest.mark.parametrize("case", sorted(BAD_ARTICLES))
def test_a_bad_article_is_refused_by_field(case: str, client: Client) -> None:
    values, field, says = BAD_ARTICLES[case]
    answer = client.post(reverse("admin:annotate_article_add"), pasted(**values))
    errors = answer.context["adminform"].form.errors
    assert says in str(errors[field])
    assert not Article.objects.exists()


def test_invalid_utf_8_in_a_form_is_refused_by_field(client: Client) -> None:
    from urllib.parse import urlencode

    raw = urlencode(pasted(text="XX")).replace("text=XX", "text=Hello%FF%FEthere")
    answer = client.post(
        reverse("admin:annotate_article_add"), raw, content_type="application/x-www-form-urlencoded"
    )
    assert "not valid UTF-8" in str(answer.context["adminform"].form.errors["text"])
    assert not Article.objects.exists()


def test_the_same_address_twice_names_the_article_that_is_there(client: Client) -> None:
    there = make.article(url="https://www.ledger.example/story?utm_source=x")
    answer = client.post(reverse("admin:annotate_article_add"), pasted())
    assert there.pk in str(answer.context["adminform"].form.errors["url"])


def test_a_good_article_is_read_in_its_own_zone(client: Client) -> None:
    answer = client.post(reverse("admin:annotate_article_add"), pasted())
    assert answer.status_code == 302
    assert Article.objects.get().latest.published_at.isoformat() == "2026-03-02T11:00:00+00:00"


class TestOutcome:
    GOOD = {
        "verdict": "confirmed", "why_checked": "sampled", "certainty": "stated", "evidence_quote": "So it was.",
        "evidence_url": "https://evidence.example/x",
    }  # fmt: skip

    def test_without_evidence_is_refused_by_field(self, claim: Claim) -> None:
        client, address = (
            desk.client("editor"),
            reverse("admin:annotate_claim_act", args=(claim.pk, "resolve")),
        )
        for field in ("evidence_url", "evidence_quote"):
            answer = client.post(address, self.GOOD | {field: ""})
            assert field in answer.context["form"].errors
        assert not Outcome.objects.exists()

    def test_one_of_the_claims_own_reports_is_no_evidence(self, claim: Claim) -> None:
        make.read(make.article(url="https://ledger.example/story"), claim)
        address = reverse("admin:annotate_claim_act", args=(claim.pk, "resolve"))
        answer = desk.client("editor").post(
            address, self.GOOD | {"evidence_url": "https://ledger.example/story"}
        )
        assert "one of the reports" in str(answer.context["form"].errors["evidence_url"])

    def test_its_proposer_is_not_its_second_person(self, claim: Claim) -> None:
        editor = make.user("editor")
        client = desk.client_of(editor)
        address = reverse("admin:annotate_claim_act", args=(claim.pk, "resolve"))
        assert client.post(address, self.GOOD).status_code == 302
        outcome = Outcome.objects.get()
        agree = reverse("admin:annotate_outcome_act", args=(outcome.pk, "agree"))
        assert client.post(agree).status_code == 403
        assert Outcome.objects.get().state == "proposed"
        assert desk.client("adjudicator").post(agree).status_code == 302
        assert Outcome.objects.get().state == "agreed"
