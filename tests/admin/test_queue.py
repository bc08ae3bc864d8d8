"""The queue's screens: next, the lease on the article page, adjudicating, resolving, and what each hides."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from annotate.actions import cases, queue
from annotate.models import (
    Adjudication,
    AdjudicationCase,
    Article,
    Attribution,
    Claim,
    Outcome,
    Reading,
    Task,
    User,
    WithdrawalRequest,
)
from tests import factories as make
from tests.admin import desk

pytestmark = pytest.mark.django_db


def lease(client: Client, article: Article, **sent: str) -> Any:
    address = reverse("admin:queue-lease", args=(article.latest.pk,))
    return client.post(address, sent, content_type="application/json")


def test_next_takes_a_lease_and_goes_there_and_says_where_nothing_is_left() -> None:
    client, article = desk.client("reviewer"), make.article()
    there = client.post(reverse("admin:queue-next"))
    assert there["Location"] == reverse("admin:annotate_article_change", args=(article.pk,))
    assert client.get(there["Location"]).context["lease"]["state"]["held"]
    lease(client, article, do="skip", why="length")
    assert "Nothing in the queue" in client.post(reverse("admin:queue-next"), follow=True).content.decode()
    assert client.get(reverse("admin:queue-next")).status_code == 405


def test_the_page_takes_renews_releases_and_skips() -> None:
    client, article = desk.client("reviewer"), make.article()
    assert lease(client, article, do="take").json()["held"]
    assert lease(client, article, do="renew").json()["seconds"] > 500
    assert lease(client, article, do="leave").json()["seconds"] <= queue.GRACE.total_seconds()
    assert not lease(client, article, do="release").json()["held"]
    assert lease(client, article, do="skip", why="other").status_code == 400
    assert lease(client, article, do="dance").status_code == 400
    assert not Task.objects.exclude(holder=None).exists()


def test_a_lease_that_others_hold_is_a_conflict_that_says_so() -> None:
    article = make.article()
    for _ in range(2):
        queue.take_task(revision=article.latest, by=make.user("reviewer"))
    answer = lease(desk.client("reviewer"), article, do="take")
    assert answer.status_code == 409
    assert "other reviewers" in answer.json()["errors"]["__all__"][0]


@pytest.mark.parametrize("role", ["adjudicator", "editor", "administrator"])
def test_whoever_does_not_read_holds_no_lease(role: str) -> None:
    assert lease(desk.client(role), make.article(), do="take").status_code == 403


def test_a_newsrooms_own_submission_is_not_there_for_a_reviewer() -> None:
    private = make.article(newsroom=make.newsroom(), published=False)
    client = desk.client("reviewer")
    assert lease(client, private, do="take").status_code == 400
    assert client.get(reverse("admin:annotate_article_change", args=(private.pk,))).status_code == 302


def test_the_queue_shows_what_is_next_with_why_and_editors_where_every_text_stands() -> None:
    article, reader = (
        make.article(headline="Quartz mine reopens"),
        make.user("reviewer", first_name="Zenobia"),
    )
    queue.take_task(revision=article.latest, by=reader)
    for role in ("reviewer", "editor"):
        shown = desk.client(role).get(reverse("admin:queue")).content.decode()
        assert "Quartz mine reopens" in shown
        assert ("Zenobia" in shown) == (role == "editor")
    empty = desk.client_of(reader).get(reverse("admin:queue")).content.decode()
    assert "You hold a text" in empty


def test_the_queue_asks_no_more_queries_for_more_texts(django_assert_max_num_queries: Any) -> None:
    client = desk.client("reviewer", "editor")
    for _ in range(8):
        make.article()
    with django_assert_max_num_queries(30):
        assert client.get(reverse("admin:queue")).status_code == 200


class TestAdjudicating:
    @pytest.fixture
    def differing(self) -> Attribution:
        article, claim = make.article(), make.claim()
        make.read(article, claim, by=make.user("reviewer", first_name="Zenobia"))
        make.read(article, claim)
        return make.read(article, claim, facets=make.UNNAMED | {"stance": "denies"}).attribution

    def post(self, client: Client, thing: Attribution, **values: Any) -> Any:
        given = {"exists": "yes", "reason": "The tape says so.", "supersedes": "", "chosen": ""} | values
        return client.post(reverse("admin:adjudicate-case", args=(thing.pk,)), given)

    def test_readings_stand_side_by_side_with_what_differs_first(self, differing: Attribution) -> None:
        client = desk.client("adjudicator")
        assert differing.claim.wording in client.get(reverse("admin:adjudicate")).content.decode()
        page = client.get(reverse("admin:adjudicate-case", args=(differing.pk,)))
        rows = page.context["rows"]
        assert [r.name for r in rows if r.differ] == ["stance"] == [rows[0].name]
        assert [term for term, *_ in rows[0].given] == ["asserts", "asserts", "denies"]
        assert "Zenobia" in page.content.decode()

    def test_a_decision_is_kept_and_its_readers_are_shown_it(self, differing: Attribution) -> None:
        client = desk.client("adjudicator")
        reader = Reading.objects.filter(stance="denies").get().reviewer
        assert self.post(client, differing, reason="").status_code == 200
        assert not Adjudication.objects.exists()
        answer = self.post(client, differing, stance="asserts", role="decision_maker")
        assert answer["Location"] == reverse("admin:adjudicate")
        assert Adjudication.objects.get().facets == {"stance": "asserts", "role": "decision_maker"}
        shown = desk.client_of(reader).get(reverse("admin:decisions"))
        assert "The tape says so." in shown.content.decode()
        assert [r["name"] for r in shown.context["decisions"][0]["facets"] if r["differ"]] == ["stance"]
        assert shown.context["decisions"][0]["facets"][0]["own"] == "Denies"

    def test_a_decision_stands_on_the_readings_card_once_the_text_is_open(
        self, differing: Attribution
    ) -> None:
        self.post(desk.client("adjudicator"), differing, stance="asserts")
        revision = differing.passage.revision

        def cards(reader: User) -> list[Any]:
            there = reverse("admin:annotate_article_readings", args=(revision.pk,))
            return desk.client_of(reader).get(there).json()["readings"]

        reader = Reading.objects.get(stance="denies").reviewer
        decided = {r["reviewer"]: r["decision"] for r in cards(reader)}
        assert {d["reason"] for d in decided.values()} == {"The tape says so."}
        assert [row["differ"] for row in decided[str(reader)]["facets"]] == [True]
        late = make.user("reviewer")
        make.read(revision.article, differing.claim, by=late, submitted=False)
        assert [r["decision"] for r in cards(late)] == [None]

    def test_two_adjudicators_at_once_do_not_overwrite_each_other(self, differing: Attribution) -> None:
        self.post(desk.client("adjudicator"), differing, stance="asserts")
        answer = self.post(desk.client("adjudicator"), differing, stance="denies")
        assert "meanwhile" in answer.content.decode()
        assert Adjudication.objects.get(superseded_at=None).facets == {"stance": "asserts"}

    def test_readings_are_parted_and_joined_again(self, differing: Attribution) -> None:
        client, other = desk.client("adjudicator"), Reading.objects.get(stance="denies")
        self.post(client, differing, do="part", readings=[other.pk], why="Another sentence.")
        parted = Reading.objects.get(stance="denies").attribution
        assert parted != differing
        assert str(parted.passage) in client.get(
            reverse("admin:adjudicate-case", args=(differing.pk,))
        ).content.decode().replace("&#x27;", "'")
        self.post(client, parted, do="join", other=differing.pk, why="The same after all.")
        assert Reading.objects.get(stance="denies").attribution == differing

    def test_of_a_drawn_one_no_reading_is_shown_before_the_decision(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(cases, "_draw", lambda: 0.0)
        article, claim = make.article(), make.claim()
        for _ in range(2):
            reading = make.read(article, claim, by=make.user("reviewer", first_name="Zenobia"))
        assert AdjudicationCase.objects.get().why == "random"
        client, address = (
            desk.client("adjudicator"),
            reverse("admin:adjudicate-case", args=(reading.attribution_id,)),
        )
        blind = client.get(address)
        shown = blind.content.decode()
        for told in ("Zenobia", "rdg_", "data-term", "<kbd>c</kbd>"):
            assert told not in shown
        assert not any(row.field.value() for row in blind.context["rows"])
        self.post(client, reading.attribution, stance="denies")
        assert Adjudication.objects.get().was_random
        assert "Zenobia" in client.get(address).content.decode()

    def test_only_adjudicators_who_have_not_read_it(self, differing: Attribution) -> None:
        address = reverse("admin:adjudicate-case", args=(differing.pk,))
        reader: User = differing.readings.first().reviewer
        reader.groups.add(make.Group.objects.get(name="adjudicator"))
        assert desk.client_of(User.objects.get(pk=reader.pk)).get(address).status_code == 403
        for role in ("reviewer", "editor", "administrator"):
            assert desk.client(role).get(address).status_code == 403
        assert (
            desk.client("adjudicator").get(reverse("admin:adjudicate-case", args=("atr_none",))).status_code
            == 404
        )


class TestResolving:
    def test_listed_is_what_is_due_and_what_one_may_decide(self) -> None:
        editor = make.user("editor")
        past, future = make.claim(about_from="2026-01-01"), make.claim(about_from="2200-01-01")
        seen, contested = make.claim(about_from="2026-01-02"), make.claim(about_from="2200-01-01")
        make.outcomes.see_score(claim=seen, by=editor)
        desk.disputes.open_dispute(
            claim=contested, party=make.source(), contested="No.", owner=editor, by=editor
        )
        page = desk.client_of(editor).get(reverse("admin:resolve"))
        assert [c.pk for c in page.context["due"]] == [contested.pk, past.pk]
        assert future.wording not in page.content.decode()

    def test_the_second_person_is_neither_the_proposer_nor_a_reader(self) -> None:
        claim, proposer = make.claim(), make.user("adjudicator")
        reader = make.user("reviewer", "adjudicator")
        make.read(make.article(), claim, by=reader)
        desk.scored(claim)
        make.outcomes.propose_outcome(
            claim=claim, verdict="confirmed", why_checked="sampled", evidence_url="https://evidence.example/x",
            evidence_quote="So it was.", by=proposer,
        )  # fmt: skip
        for who, listed in ((proposer, 0), (reader, 0), (make.user("editor"), 1)):
            page = desk.client_of(who).get(reverse("admin:resolve"))
            assert len(page.context["waiting"]) == listed
            assert "68 %" not in page.content.decode()

    def test_a_claim_is_drawn_at_random_and_why_it_was_looked_for_is_filled_in(self) -> None:
        claim, client = make.claim(about_from="2026-01-01"), desk.client("editor")
        there = client.post(reverse("admin:resolve-draw"))["Location"]
        assert (
            there == reverse("admin:annotate_claim_act", args=(claim.pk, "resolve")) + "?why_checked=sampled"
        )
        assert client.get(there).context["form"].initial["why_checked"] == "sampled"
        assert not Outcome.objects.exists()

    def test_reviewers_do_not_resolve(self) -> None:
        assert desk.client("reviewer").get(reverse("admin:resolve")).status_code == 403


def test_a_dispute_is_recorded_on_the_claims_page_and_decided_by_its_owner() -> None:
    editor, claim, source = make.user("editor"), make.claim(), make.source("Ines Calder")
    client = desk.client_of(editor)
    act = reverse("admin:annotate_claim_act", args=(claim.pk, "dispute"))
    given = {"party": "nobody", "contested": "Not so.", "owner": editor.pk, "due_on": ""}
    assert "No source or outlet is called that" in client.post(act, given).content.decode()
    assert client.post(act, given | {"party": "ines calder"}).status_code == 302
    shown = client.get(reverse("admin:annotate_claim_change", args=(claim.pk,))).content.decode()
    assert '<span class="badge disputed">disputed</span>' in shown
    dispute = source.disputes.get()
    decide = reverse("admin:annotate_dispute_act", args=(dispute.pk, "decide"))
    answer = {"state": "upheld", "decision": "They are right.", "public_note": "We were wrong."}
    assert desk.client("adjudicator").post(decide, answer).status_code == 403
    assert client.post(decide, answer).status_code == 302
    assert (
        "We were wrong."
        in client.get(reverse("admin:annotate_claim_change", args=(claim.pk,))).content.decode()
    )


def test_whoever_asked_for_a_withdrawal_does_not_decide_it_and_a_second_editor_does() -> None:
    editor, claim = make.user("editor"), make.claim()
    act = reverse("admin:annotate_claim_act", args=(claim.pk, "ask-withdrawal"))
    assert desk.client_of(editor).post(act, {"reason": "Wrong."}).status_code == 302
    request = WithdrawalRequest.objects.get()
    page = reverse("admin:annotate_withdrawalrequest_change", args=(request.pk,))
    carry_out = reverse("admin:annotate_withdrawalrequest_act", args=(request.pk, "carry-out"))
    assert carry_out not in desk.client_of(editor).get(page).content.decode()
    assert desk.client_of(editor).post(carry_out).status_code == 403
    second = desk.client("editor")
    assert carry_out in second.get(page).content.decode()
    assert second.post(carry_out).status_code == 302
    assert Claim.objects.get().state == "withdrawn"


def test_a_busy_database_is_said_so_and_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(**_: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(queue, "take_next", busy)
    answer = desk.client("reviewer").post(reverse("admin:queue-next"))
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "Nothing was changed" in answer.content.decode()
