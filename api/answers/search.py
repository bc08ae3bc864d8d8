"""What a search found."""

from rest_framework.serializers import CharField, ChoiceField, FloatField, Serializer, URLField

from annotate.models import ExternalId
from api.answers.claims import ClaimAnswer
from api.answers.parties import SourceAnswer


class ClaimMatch(Serializer):
    likeness = FloatField(min_value=0, max_value=1)
    claim = ClaimAnswer()


class ClaimMatches(Serializer):
    """The claims most like the words, at most 200 in all."""

    results = ClaimMatch(many=True)
    next_page_token = CharField(allow_null=True)
    next = URLField(allow_null=True)


class SourceMatchAnswer(Serializer):
    matched_by = ChoiceField(choices=[*ExternalId.Scheme.values, "name"])
    likeness = FloatField(
        min_value=0, max_value=1, allow_null=True, help_text="Of the name, where one was given."
    )
    source = SourceAnswer()  # type: ignore[assignment]


class SourceMatches(Serializer):
    """At most ten sources, the surest first."""

    results = SourceMatchAnswer(many=True)
