"""A reviewer sees nobody's reading of a text before the own review is submitted: on no page, in no endpoint."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotate.actions.readings import submit_review
from annotate.models import Article, Change, Claim, Reading, Review, User
from tests import factories as make
from tests.admin import desk

pytestmark = pytest.mark.django_db

SECRET = "Only the other reviewer wrote this"


@pytest.fixture
def article() -> Article:
    return make.article()


@pytest.fixture
def claim() -> Claim:
    return make.claim()


@pytest.fixture
def me() -> User:
    return make.user("reviewer")


@pytest.fixture
def theirs(article: Article, claim: Claim) -> Reading:
    return make.read(article, claim, by=make.user("reviewer", first_name="Zenobia"), details={"note": SECRET})


def places(article: Article, claim: Claim, reading: Reading) -> dict[str, str]:
    change = reading_change(reading)
    return {
        "article": reverse("admin:annotate_article_change", args=(article.pk,)),
        "readings": reverse("admin:annotate_article_readings", args=(article.latest.pk,)),
        "claim": reverse("admin:annotate_claim_change", args=(claim.pk,)),
        "history of the article": reverse("admin:annotate_article_history", args=(article.pk,)),
        "history of the claim": reverse("admin:annotate_claim_history", args=(claim.pk,)),
        "change log": reverse("admin:annotate_change_changelist") + "?verb=reading.save",
        "change": reverse("admin:annotate_change_change", args=(change,)),
    }


def reading_change(reading: Reading) -> int:
    return Change.objects.get(verb="reading.save", object_id=reading.pk).number


def leaks(client: Client, places: dict[str, str]) -> set[str]:
    found = set()
    for name, address in places.items():
        shown = client.get(address).content.decode()
        if any(word in shown for word in (SECRET, "Zenobia", "rdg_")):
            found.add(name)
    return found


def test_nothing_shows_before_the_own_review_and_all_does_after(
    article: Article, claim: Claim, me: User, theirs: Reading
) -> None:
    client, everywhere = desk.client_of(me), places(article, claim, theirs)
    assert leaks(client, everywhere) == set()
    make.read(article, claim, by=me, submitted=False, content=(0, 20))
    hidden = {k: v for k, v in everywhere.items() if k != "change log"}  # the own reading stands there now
    own = Reading.objects.get(reviewer=me)
    for name, address in hidden.items():
        shown = client.get(address).content.decode()
        assert SECRET not in shown, name
        assert "Zenobia" not in shown, name
        assert theirs.pk not in shown, name
    submit_review(review=own.review, by=me)
    assert leaks(client, everywhere) == {*everywhere} - {"history of the claim"}


def test_an_unsubmitted_reading_is_shown_to_nobody_else(article: Article, claim: Claim, me: User) -> None:
    reading = make.read(article, claim, by=me, submitted=False, details={"note": SECRET})
    for role in ("adjudicator", "editor", "administrator"):
        client = desk.client(role)
        assert leaks(client, places(article, claim, reading)) == set(), role


def test_consensus_of_a_text_is_hidden_until_its_review_is_submitted(
    article: Article, claim: Claim, me: User
) -> None:
    made = desk.one_of_everything()
    address = reverse("admin:annotate_consensus_change", args=(made["consensus"],))
    client = desk.client_of(me)
    assert (
        made["consensus"] not in client.get(reverse("admin:annotate_consensus_changelist")).content.decode()
    )
    assert client.get(address).status_code in (302, 404)
    mine = Article.objects.get(pk=made["article"])
    make.read(mine, claim, by=me)
    assert client.get(address).status_code == 200


class TestScore:
    """68 % is what the score says."""

    def shown(self, client: Client, claim: Claim) -> dict[str, bool]:
        pages: dict[str, Any] = {
            "page": client.get(reverse("admin:annotate_claim_change", args=(claim.pk,))),
            "history": client.get(reverse("admin:annotate_claim_history", args=(claim.pk,))),
            "list": client.get(reverse("admin:annotate_claim_changelist")),
        }
        marks = {"page": "68 %", "history": "0.68", "list": "possibly true"}
        return {name: marks[name] in page.content.decode() for name, page in pages.items()}

    def test_whoever_may_resolve_sees_it_only_after_asking_and_then_no_longer_resolves(
        self, claim: Claim
    ) -> None:
        desk.scored(claim)
        editor = make.user("editor")
        client = desk.client_of(editor)
        assert self.shown(client, claim) == {"page": False, "history": False, "list": False}
        see = reverse("admin:annotate_claim_see", args=(claim.pk,))
        assert client.get(see).status_code == 405
        assert client.post(see).status_code == 302
        assert self.shown(client, claim) == {"page": True, "history": True, "list": True}
        answer = client.post(
            reverse("admin:annotate_claim_act", args=(claim.pk, "resolve")),
            {"verdict": "confirmed", "why_checked": "sampled", "certainty": "stated", "evidence_quote": "So it was.",
             "evidence_url": "https://evidence.example/x"},
        )  # fmt: skip
        assert answer.status_code == 403
        assert not claim.outcomes.exists()

    def test_a_reviewer_with_an_unsubmitted_review_of_one_of_its_articles_does_not_see_it(
        self, article: Article, claim: Claim, me: User
    ) -> None:
        desk.scored(claim)
        client = desk.client_of(me)
        assert all(self.shown(client, claim).values())
        make.read(article, claim, by=me, submitted=False)
        assert not any(self.shown(client, claim).values())
        submit_review(review=Review.objects.get(), by=me)
        assert all(self.shown(client, claim).values())

    def test_a_reviewer_who_may_still_be_asked_to_read_one_of_its_texts_does_not_see_it(
        self, claim: Claim, me: User
    ) -> None:
        desk.scored(claim)
        client = desk.client_of(me)
        assert all(self.shown(client, claim).values())
        make.read(make.article(), claim)
        assert not any(self.shown(client, claim).values())

    def test_a_text_with_readings_enough_hides_nothing_from_those_who_did_not_read_it(
        self, claim: Claim, me: User
    ) -> None:
        desk.scored(claim)
        client = desk.client_of(me)
        read = make.article()
        make.read(read, claim)
        assert not any(self.shown(client, claim).values())
        make.read(read, claim)
        assert all(self.shown(client, claim).values())

    def test_what_was_read_for_a_merged_claim_counts_too(self, claim: Claim, me: User) -> None:
        desk.scored(claim)
        merged = make.claim()
        make.read(make.article(), merged)
        client = desk.client_of(me)
        assert all(self.shown(client, claim).values())
        make.claims.merge_claims(kept=claim, merged=merged, by=make.user("editor"))
        assert not any(self.shown(client, claim).values())

    def test_an_outcome_does_not_tell_the_second_person_what_the_score_was(self, claim: Claim) -> None:
        desk.scored(claim)
        proposer, second = make.user("adjudicator"), desk.client("editor")
        outcome = make.outcomes.propose_outcome(
            claim=claim, verdict="confirmed", why_checked="sampled", evidence_url="https://evidence.example/x",
            evidence_quote="So it was.", by=proposer,
        )  # fmt: skip
        assert outcome.probability_before == 0.68
        for name, thing in (("outcome", outcome), ("claim", claim)):
            for page in ("change", "history"):
                shown = second.get(
                    reverse(f"admin:annotate_{name}_{page}", args=(thing.pk,))
                ).content.decode()
                assert "0.68" not in shown

    def test_a_report_that_names_it_is_hidden_like_it(self) -> None:
        made = desk.one_of_everything()
        client = desk.client("editor")
        page = reverse("admin:annotate_report_page", args=(made["report"],))
        pdf = reverse("admin:annotate_report_pdf", args=(made["report"],))
        assert client.get(page).status_code == client.get(pdf).status_code == 403
        assert client.post(reverse("admin:annotate_report_see", args=(made["report"],))).status_code == 302
        answer = client.get(page)
        assert "<h1>Week</h1>" in answer.content.decode()
        assert "sandbox" in answer["Content-Security-Policy"]
        assert client.get(pdf).content.startswith(b"%PDF")
