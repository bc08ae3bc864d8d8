"""Invariants are the database's own: each named constraint refuses what it is there to refuse."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F

from annotate.models import Review, Topic
from tests import factories as make
from tests.annotate.rows import one_of_each

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, models.Model]]:
    """One row of each table for all of these tests; each undoes what it did."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield one_of_each()
        transaction.set_rollback(True)


SELF = object()  # the row's own id

#: constraint → (table, an update of its one row that must be refused)
REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "membership_role_is_known": ("membership", {"role": "owner"}),
    "key_expires_after_it_begins": ("apikey", {"expires_at": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)}),
    "key_digest_is_sha256": ("apikey", {"digest": "secret"}),
    "outlet_kind_is_a_term": ("outlet", {"kind": "blog"}),
    "outlet_has_a_name": ("outlet", {"name": ""}),
    "outlet_not_merged_into_itself": ("outlet", {"merged_into": SELF}),
    "outlet_domain_is_lower_case": ("outlet", {"domain": "Example.org"}),
    "source_has_a_name": ("source", {"name": ""}),
    "source_not_merged_into_itself": ("source", {"merged_into": SELF}),
    "source_is_never_unnamed": ("source", {"identification": "unnamed_individual"}),
    "source_affiliation_is_a_term": ("source", {"affiliation": "spy"}),
    "source_private_person_has_no_public_role": (
        "source",
        {"affiliation": "victim", "has_public_role": True},
    ),
    "external_id_names_one_thing": ("externalid", {"outlet": None}),
    "external_id_scheme_is_known": ("externalid", {"scheme": "isbn"}),
    "article_state_is_a_term": ("article", {"state": "gone"}),
    "article_published_has_a_time": ("article", {"published_at": None}),
    "article_embargo_has_a_time": ("article", {"state": "embargoed"}),
    "article_withdrawal_has_a_reason": ("article", {"state": "withdrawn"}),
    "article_is_not_its_own_copy": ("article", {"syndicated_from": SELF}),
    "revision_numbers_from_one": ("revision", {"number": 0}),
    "revision_has_a_headline": ("revision", {"headline": ""}),
    "revision_precision_is_a_term": ("revision", {"precision": "hour"}),
    "passage_is_not_empty": ("passage", {"end": F("start")}),
    "orphan_placed_or_dropped": ("orphan", {"dropped": True, "placed": F("passage")}),
    "claim_state_is_a_term": ("claim", {"state": "gone"}),
    "claim_published_has_a_time": ("claim", {"published_at": None}),
    "claim_embargo_has_a_time": ("claim", {"state": "embargoed"}),
    "claim_withdrawal_has_a_reason": ("claim", {"state": "withdrawn"}),
    "claim_has_words": ("claim", {"wording": ""}),
    "claim_not_merged_into_itself": ("claim", {"merged_into": SELF}),
    "claim_about_a_time_in_order": (
        "claim",
        {"about_from": dt.date(2026, 2, 1), "about_to": dt.date(2026, 1, 1)},
    ),
    "claim_figure_has_a_tolerance": ("claim", {"figure": 3}),
    "question_has_words": ("question", {"wording": ""}),
    "wording_has_words": ("wording", {"text": ""}),
    "claim_passage_polarity_is_a_term": ("claimpassage", {"polarity": "maybe"}),
    "reading_identification_is_a_term": ("reading", {"identification": "ghost"}),
    "reading_role_is_a_term": ("reading", {"role": "king"}),
    "reading_affiliation_is_a_term": ("reading", {"affiliation": "spy"}),
    "reading_stance_is_a_term": ("reading", {"stance": "shrugs"}),
    "reading_channel_is_a_term": ("reading", {"channel": "rumour"}),
    "reading_certainty_is_a_term": ("reading", {"certainty": "sure"}),
    "reading_directness_is_a_term": ("reading", {"directness": "third_hand"}),
    "reading_tenure_is_a_term": ("reading", {"tenure": "acting"}),
    "reading_ground_rule_is_a_term": ("reading", {"ground_rule": "off_the_record"}),
    "reading_polarity_is_a_term": ("reading", {"polarity": "maybe"}),
    "reading_source_span_is_a_span": ("reading", {"source_start": 5}),
    "reading_cue_span_is_a_span": ("reading", {"cue_start": 5, "cue_end": 5}),
    "reading_content_span_is_a_span": ("reading", {"content_end": None}),
    "reading_has_content_or_withdraws": ("reading", {"content_start": None, "content_end": None}),
    "reading_count_floor_is_one_or_more": ("reading", {"count_floor": 0}),
    "reading_unnamed_has_no_source_row": ("reading", {"source": "SOURCE"}),
    "reading_described_only_when_unnamed": (
        "reading",
        {"identification": "unattributed", "is_described": True},
    ),
    "reading_withdrawal_supersedes": ("reading", {"is_withdrawal": True}),
    "chain_node_is_one_thing": ("chainnode", {"source": "SOURCE"}),
    "denial_is_not_of_itself": ("deniedby", {"denied": F("denial")}),
    "adjudication_has_a_reason": ("adjudication", {"reason": ""}),
    "outcome_verdict_is_a_term": ("outcome", {"verdict": "true"}),
    "outcome_why_checked_is_a_term": ("outcome", {"why_checked": "bored"}),
    "outcome_certainty_is_a_term": ("outcome", {"certainty": "sure"}),
    "outcome_state_is_known": ("outcome", {"state": "maybe"}),
    "outcome_has_evidence": ("outcome", {"evidence_quote": ""}),
    "outcome_second_person_is_another": ("outcome", {"decided_by": F("proposed_by")}),
    "outcome_agreed_by_somebody": ("outcome", {"state": "agreed"}),
    "outcome_probability_is_one": ("outcome", {"probability_before": 1.5}),
    "current_run_is_one_row": ("currentrun", {"id": 2}),
    "consensus_exists_is_a_share": ("runconsensus", {"exists": 1.5}),
    "record_side_is_known": ("sourcerecord", {"side": "silent"}),
    "record_letter_is_admiralty": ("sourcerecord", {"letter": "G"}),
    "record_mean_in_interval": ("sourcerecord", {"low": 0.9}),
    "score_judged_or_says_why_not": ("runscore", {"probability": None}),
    "score_words_only_when_calibrated": ("runscore", {"icd203": "likely"}),
    "score_calibration_is_known": ("runscore", {"calibration": "good"}),
    "score_history_judged_or_says_why_not": ("scorehistory", {"admiralty": 6}),
    "score_history_words_only_when_calibrated": ("scorehistory", {"icd203": "likely"}),
    "score_history_calibration_is_known": ("scorehistory", {"calibration": "good"}),
    "pass_switched_before_it_tells": ("scoringpass", {"state": "telling"}),
    "pass_is_open_or_over": ("scoringpass", {"is_open": False}),  # which also refuses a state that is none
    "trial_side_is_known": ("trial", {"side": "silent"}),
    "trial_is_between_0_and_1": ("trial", {"y": 2}),
    "change_head_is_one_row": ("changehead", {"id": 2}),
    "change_audience_is_known": ("change", {"audience": "friends"}),
    "change_for_a_newsroom_names_it": ("change", {"audience": "newsroom", "newsroom": None}),
    "erasure_has_a_reason": ("erasurerequest", {"reason": ""}),
    "erasure_takes_two_people": ("erasurerequest", {"decided_by": F("requested_by")}),
    "erasure_done_by_somebody": ("erasurerequest", {"state": "done"}),
    "dispute_state_is_known": (
        "dispute",
        {
            "state": "maybe",
            "decided_by": F("owner"),
            "decided_at": make.NOON,
            "decision": "So.",
            "public_note": "So.",
        },
    ),
    "queued_text_wants_a_reading": ("queuedtext", {"wanted": 0}),
    "task_numbers_from_one": ("task", {"number": 0}),
    "task_lease_has_a_holder": ("task", {"holder": None, "leased_until": make.NOON}),
    "task_done_is_no_lease": ("task", {"review": "REVIEW"}),
    "task_due_is_somebodys": ("task", {"due_on": dt.date(2026, 1, 1), "assigned_to": None}),
    "skip_why_is_a_term": ("skip", {"why": "bored"}),
    "skip_for_other_reasons_says_which": ("skip", {"why": "other", "words": ""}),
    "assignment_is_of_one_thing": ("assignment", {"outlet": None}),
    "recusal_is_from_one_thing": ("recusal", {"outlet": None}),
    "recusal_has_a_reason": ("recusal", {"reason": ""}),
    "queue_seen_is_one_row": ("queueseen", {"id": 2}),
    "case_why_is_known": ("adjudicationcase", {"why": "bored"}),
    "case_has_a_chance": ("adjudicationcase", {"probability": 0}),
    "withdrawal_is_of_one_thing": ("withdrawalrequest", {"claim": None}),
    "withdrawal_request_has_a_reason": ("withdrawalrequest", {"reason": ""}),
    "withdrawal_state_is_known": (
        "withdrawalrequest",
        {"state": "maybe", "decided_by": "PERSON", "decided_at": make.NOON},
    ),
    "withdrawal_takes_two_people": (
        "withdrawalrequest",
        {"state": "done", "decided_by": F("requested_by"), "decided_at": make.NOON},
    ),
    "withdrawal_decided_by_somebody": ("withdrawalrequest", {"state": "done"}),
    "dispute_is_by_one_party": ("dispute", {"outlet": "OUTLET"}),
    "dispute_says_what": ("dispute", {"contested": ""}),
    "dispute_decided_is_decided": ("dispute", {"state": "upheld"}),
}

#: unique constraint → (table, what a copy of its row with a fresh id may differ in)
TWICE: dict[str, tuple[str, dict[str, Any]]] = {
    "membership_once": ("membership", {}),
    "watched_once": ("watchedclaim", {}),
    "external_id_once_per_outlet": ("externalid", {}),
    "external_id_once_per_source": ("externalid", {"outlet": None, "source": "SOURCE"}),
    "article_url_once": ("article", {"canonical_url": "example.org/a"}),
    "article_url_once_per_newsroom": ("article", {"canonical_url": "example.org/a", "newsroom": "NEWSROOM"}),
    "revision_number_once": ("revision", {}),
    "passage_once": ("passage", {}),
    "orphan_once": ("orphan", {}),
    "review_once_per_reviewer": ("review", {}),
    "wording_number_once": ("wording", {}),
    "reading_one_current_per_reviewer": ("reading", {}),
    "chain_position_once": ("chainnode", {"outlet": "OUTLET"}),
    "chain_has_no_outlet_twice": ("chainnode", {"position": 7}),
    "adjudication_one_current": ("adjudication", {}),
    "outcome_one_open_per_claim": ("outcome", {}),
    "score_seen_once": ("scoreseen", {}),
    "run_score_once": ("runscore", {}),
    "run_consensus_once": ("runconsensus", {}),
    "record_once_per_side": ("sourcerecord", {}),
    "trial_once": ("trial", {}),
    "pass_one_open": ("scoringpass", {}),
    "shard_once": ("shard", {}),
    "what_if_once_per_score": ("whatif", {}),
    "erasure_one_open": ("erasurerequest", {}),
    "dispute_by_source_once": ("dispute", {}),
    "task_number_once": ("task", {"holder": None, "leased_until": None, "assigned_to": None, "due_on": None}),
    "task_once_per_holder": ("task", {"number": 9, "assigned_to": None, "due_on": None}),
    "task_once_per_assignee": ("task", {"number": 9, "holder": None, "leased_until": None}),
    "assignment_of_outlet_once": ("assignment", {}),
    "assignment_of_topic_once": ("assignment", {"outlet": None, "topic": "TOPIC"}),
    "recusal_from_outlet_once": ("recusal", {}),
    "recusal_from_topic_once": ("recusal", {"outlet": None, "topic": "TOPIC"}),
    "recusal_from_article_once": ("recusal", {"outlet": None, "article": "ARTICLE"}),
    "withdrawal_of_claim_once": ("withdrawalrequest", {}),
    "withdrawal_of_article_once": ("withdrawalrequest", {"claim": None, "article": "ARTICLE"}),
    "dispute_by_outlet_once": ("dispute", {"source": None, "outlet": "OUTLET"}),
}
CORE = {name for name, _ in REFUSED.values()} | {name for name, _ in TWICE.values()}


def test_every_constraint_of_the_domain_has_a_case() -> None:
    there = {c.name for name in CORE for c in apps.get_model("annotate", name)._meta.constraints}
    assert there - {*REFUSED, *TWICE} == set()


def _values(values: dict[str, Any], row: models.Model) -> dict[str, Any]:
    stand_in: dict[str, Any] = {
        "SOURCE": make.source, "OUTLET": make.outlet, "NEWSROOM": make.newsroom, "ARTICLE": make.article,
        "PERSON": make.user, "TOPIC": lambda: Topic.objects.create(name="ships"),
        "REVIEW": lambda: Review.objects.create(revision=make.article().latest, reviewer=make.user()),
    }  # fmt: skip
    filled = {k: stand_in[v]() if isinstance(v, str) and v in stand_in else v for k, v in values.items()}
    return {k: row if v is SELF else v for k, v in filled.items()}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses_the_value(name: str, rows: dict[str, models.Model]) -> None:
    table, values = REFUSED[name]
    row = rows[table]
    wanted = _values(values, row)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        # A plain query set: past what the model itself refuses.
        models.QuerySet(type(row)).filter(pk=row.pk).update(**wanted)


@pytest.mark.parametrize("name", TWICE)
def test_the_database_refuses_a_second_one(name: str, rows: dict[str, models.Model]) -> None:
    table, values = TWICE[name]
    row = rows[table]
    wanted = _values(values, row)
    with pytest.raises(IntegrityError, match="(?i)unique"), transaction.atomic():
        _insert_two_copies(row, wanted)


def _insert_two_copies(row: models.Model, values: dict[str, Any]) -> None:
    """Where the values differ from the row's own, the first copy is still welcome."""
    fields = [f for f in row._meta.concrete_fields if not f.primary_key]
    for _ in range(2):
        copy = type(row)(**{f.attname: getattr(row, f.attname) for f in fields})
        for name, value in values.items():
            setattr(copy, name, value)
        models.QuerySet(type(row)).bulk_create([copy])
