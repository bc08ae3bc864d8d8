"""Webhooks, what they are told, and what became of each telling."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateTimeField,
    DictField,
    FloatField,
    IntegerField,
    ListField,
    Serializer,
)

from annotate.actions.hooks import TEST
from annotate.models import Event, Hook, Message
from api.answers.attributions import AttributionAnswer
from api.answers.changes import ShortFigures
from api.answers.claims import ClaimBrief
from api.answers.common import interval, page_of
from api.answers.parties import OutletAnswer, SourceAnswer


class HookAnswer(Serializer):
    """A hook. Its secret is shown once, by what made it."""

    object = ChoiceField(choices=["hook"])
    id = CharField()
    name = CharField()
    url = CharField()
    events = ListField(child=ChoiceField(choices=Event.values))
    threshold = FloatField(min_value=0, max_value=1, help_text="A probability that moved less is not told.")
    quiet_minutes = IntegerField(
        min_value=0, help_text="For so long a claim's changes are gathered into one."
    )
    is_on = BooleanField()
    off_because = ChoiceField(choices=Hook.Off.values, allow_null=True)
    failing_since = DateTimeField(allow_null=True)
    both_secrets_until = DateTimeField(allow_null=True, help_text="Until then two secrets sign.")
    created_at = DateTimeField()
    updated_at = DateTimeField()


class HookMade(HookAnswer):
    """A hook with its secret, this once."""

    secret = CharField(allow_null=True, help_text="Null where the same Idempotency-Key made it before.")


class DeliveryBrief(Serializer):
    """One event for one hook, under one id however often it is sent."""

    object = ChoiceField(choices=["delivery"])
    id = CharField(help_text="The header webhook-id.")
    hook = CharField()
    event = ChoiceField(choices=[*Event.values, TEST])
    subject = CharField(help_text="What it is about; messages on one go out in order.")
    change = IntegerField(allow_null=True)
    state = ChoiceField(choices=Message.State.values)
    attempts = IntegerField(min_value=0)
    created_at = DateTimeField()
    not_before = DateTimeField(help_text="When it is tried next, while it waits.")
    ended_at = DateTimeField(allow_null=True)
    replayed_at = DateTimeField(allow_null=True)


class AttemptAnswer(Serializer):
    """One try: what was sent beside the body, and what came back."""

    number = IntegerField(min_value=0)
    at = DateTimeField()
    url = CharField()
    request_headers = DictField(child=CharField())
    status = IntegerField(allow_null=True)
    response_headers = DictField(child=CharField())
    response_body = CharField(allow_blank=True)
    error = CharField(allow_blank=True)
    milliseconds = IntegerField(min_value=0)


class ErasedClaim(Serializer):
    object = ChoiceField(choices=["claim"])
    id = CharField()


class MovedLine(Serializer):
    """A line of the working that moved, in log-odds; null: it was not there."""

    kind = CharField()
    label = CharField()  # type: ignore[assignment]
    root = CharField(allow_null=True)  # type: ignore[assignment]
    name = CharField(allow_null=True)
    before = FloatField(allow_null=True)
    after = FloatField(allow_null=True)


class RunChange(Serializer):
    before = CharField(allow_null=True)
    after = CharField(allow_null=True)


class SeenChange(Serializer):
    before = IntegerField(allow_null=True)
    after = IntegerField(allow_null=True)


class Why(Serializer):
    """Why a score moved: which figures differ, the lines that moved most, the runs, the changes it had seen."""

    because = ListField(child=CharField())
    moved = MovedLine(many=True)
    scoring_run = RunChange()
    as_of_change = SeenChange()


class RecordFigures(Serializer):
    admiralty = CharField()
    mean = FloatField()
    interval = interval()
    effective_n = FloatField()
    trials = IntegerField(min_value=0)


@extend_schema_field(
    PolymorphicProxySerializer("Party", [SourceAnswer, OutletAnswer], resource_type_field_name=None)
)
class Party(DictField):
    """A source or an outlet; `object` says which."""


class Definition(Serializer):
    id = CharField()
    name = CharField()


class ReadyPeriod(Serializer):
    vars()["from"] = DateTimeField()
    to = DateTimeField()


class ReadyReport(Serializer):
    object = ChoiceField(choices=["report"])
    id = CharField()
    definition = Definition()
    period = ReadyPeriod()
    as_of_change = IntegerField()
    corrects = CharField(allow_null=True, help_text="The report that this one corrects.")
    url = CharField(help_text="Its permanent address, for people who are signed in.")


class ClaimData(Serializer):
    change = IntegerField(help_text="The change that it tells of.")
    claim = ClaimBrief()


class ScoreData(ClaimData):
    before = ShortFigures(allow_null=True)
    after = ShortFigures()
    why = Why()


class ErasedData(Serializer):
    change = IntegerField()
    claim = ErasedClaim()


class DenialData(ClaimData):
    attribution = AttributionAnswer()


class RecordData(Serializer):
    change = IntegerField()
    source = Party()  # type: ignore[assignment]
    side = ChoiceField(choices=["asserts", "denies"])
    before = RecordFigures(allow_null=True)
    after = RecordFigures()


class ReportData(Serializer):
    change = IntegerField()
    report = ReadyReport()


class TestData(Serializer):
    hook = CharField()


#: event → the shape of its data.
DATA: dict[str, type[Serializer]] = {
    Event.CLAIM_PUBLISHED: ClaimData,
    Event.CLAIM_SCORE_CHANGED: ScoreData,
    Event.CLAIM_OUTCOME: ClaimData,
    Event.CLAIM_WITHDRAWN: ClaimData,
    Event.CLAIM_ERASED: ErasedData,
    Event.CLAIM_DISPUTED: ClaimData,
    Event.ATTRIBUTION_DENIAL: DenialData,
    Event.SOURCE_RELIABILITY_CHANGED: RecordData,
    Event.REPORT_READY: ReportData,
    TEST: TestData,
}


def name_of(event: str) -> str:
    """The name of an event's message among the schemas."""
    return "".join(word.capitalize() for word in event.replace(".", "_").split("_")) + "Message"


def _message(event: str) -> type[Serializer]:
    label = dict(Event.choices).get(event, "A test")
    fields = {
        "type": ChoiceField(choices=[str(event)]),
        "timestamp": DateTimeField(help_text="When it happened."),
        "data": DATA[event](),
        "__doc__": f"{label}.",
    }
    return type(name_of(event), (Serializer,), fields)


MESSAGES: dict[str, Any] = {str(event): _message(event) for event in DATA}


@extend_schema_field(PolymorphicProxySerializer("EventMessage", MESSAGES, resource_type_field_name="type"))
class EventMessage(DictField):
    """What was sent; `type` says what it is."""


class DeliveryAnswer(DeliveryBrief):
    """A delivery with what is sent and every attempt. `body` is null once it names something erased."""

    body = EventMessage(allow_null=True)
    tries = AttemptAnswer(many=True)


class Replayed(Serializer):
    replayed = IntegerField(min_value=0, help_text="How many messages wait to be sent again.")


class WatchedClaim(Serializer):
    """A claim that your newsroom follows."""

    object = ChoiceField(choices=["watched_claim"])
    id = CharField(help_text="The claim's id.")
    since = DateTimeField()
    claim = ClaimBrief()


HookPage = page_of("HookPage", HookAnswer)
DeliveryPage = page_of("DeliveryPage", DeliveryBrief)
WatchedPage = page_of("WatchedPage", WatchedClaim)
