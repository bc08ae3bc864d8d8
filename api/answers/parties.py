"""Sources and outlets with their record."""

from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateTimeField,
    DictField,
    FloatField,
    IntegerField,
    Serializer,
)

from annotate.vocabulary import Affiliation, OutletKind
from api.answers.common import interval, page_of, term


class RecordSide(Serializer):
    """What resolved claims say of a root on one side. F: too few to judge by."""

    admiralty = ChoiceField(choices=list("ABCDEF"))
    misp = CharField()
    mean = FloatField(min_value=0, max_value=1)
    interval = interval()
    effective_n = FloatField(min_value=0)
    trials = IntegerField(min_value=0)
    outcomes_waiting = IntegerField(min_value=0)
    as_of_change = IntegerField()
    computed_at = DateTimeField()


class Record(Serializer):
    asserts = RecordSide(allow_null=True)
    denies = RecordSide(allow_null=True)


class Party(Serializer):
    id = CharField()
    name = CharField()
    external_ids = DictField(child=CharField())
    merged_into = CharField(allow_null=True)
    is_own_submission = BooleanField()
    updated_at = DateTimeField()
    record = Record(allow_null=True)
    no_record_because = CharField(allow_null=True)


class SourceAnswer(Party):
    """A source. Without a public role it has no record."""

    object = ChoiceField(choices=["source"])
    identification = CharField()
    affiliation = term(Affiliation)
    description = CharField(allow_blank=True)
    has_public_role = BooleanField()


class OutletAnswer(Party):
    """An outlet; its record is what it says on its own word."""

    object = ChoiceField(choices=["outlet"])
    domain = CharField(allow_null=True)
    kind = term(OutletKind)
    looks_like = CharField(allow_null=True, help_text="Another outlet that it could be taken for.")


SourcePage = page_of("SourcePage", SourceAnswer)
OutletPage = page_of("OutletPage", OutletAnswer)
