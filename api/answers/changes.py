"""The feed of changes."""

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
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

from api.answers.articles import ArticleAnswer
from api.answers.claims import ClaimAnswer
from api.answers.common import interval


class ChangedObject(Serializer):
    type = ChoiceField(choices=["article", "claim", "outcome"])
    id = CharField()


class ShortFigures(Serializer):
    """The figures whose change is announced."""

    probability = FloatField(allow_null=True)
    interval = interval(allow_null=True)
    admiralty = IntegerField(min_value=1, max_value=6)
    icd203 = CharField(allow_null=True)
    cannot_be_judged = BooleanField()
    reason = CharField(allow_null=True)
    independent_roots = IntegerField(min_value=0)
    reports = IntegerField(min_value=0)
    denials = IntegerField(min_value=0)
    silences = IntegerField(min_value=0)


class FigureChange(Serializer):
    before = ShortFigures(allow_null=True)
    after = ShortFigures(allow_null=True)


@extend_schema_field(
    PolymorphicProxySerializer(
        "ChangedData", {"claim": ClaimAnswer, "article": ArticleAnswer}, resource_type_field_name="object"
    )
)
class ChangedData(DictField):
    """The article or claim; `object` says which."""


class ChangeAnswer(Serializer):
    """One change. `data` is the article or claim as you may read it now: null for what was erased."""

    number = IntegerField()
    at = DateTimeField()
    verb = CharField()
    object = ChangedObject()
    actor = ChoiceField(choices=["desk", "newsroom"])
    figures = FigureChange(allow_null=True, help_text="Of a changed score.")
    data = ChangedData(allow_null=True)  # type: ignore[assignment]  # not the data of a form


class ChangeFeed(Serializer):
    """Ask next with `after`; at once where `has_more`."""

    results = ChangeAnswer(many=True)
    after = IntegerField()
    has_more = BooleanField()
