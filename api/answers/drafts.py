"""What can be told of a draft."""

from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DictField,
    FloatField,
    IntegerField,
    ListField,
    Serializer,
)

from annotate.vocabulary import Kind
from api.answers.common import term
from api.answers.parties import Record, SourceAnswer
from api.answers.readings import SpanAnswer


class ProbableTerm(Serializer):
    """The term that the words speak for most, and how much."""

    term = CharField()
    probability = FloatField(min_value=0, max_value=1)


class FoundAttribution(Serializer):
    """Words that attribute: suggested by rules, read by nobody."""

    kind = term(Kind)
    cue = SpanAnswer()
    source_words = SpanAnswer(allow_null=True)
    content = SpanAnswer(allow_null=True)
    relay = SpanAnswer(allow_null=True)
    facets = DictField(child=ProbableTerm())
    stated_count = IntegerField(allow_null=True)
    source = CharField(allow_null=True, help_text="The source meant, where its name is that of one.")  # type: ignore[assignment]
    root = CharField(allow_null=True, help_text="Whom it leads back to, where that can be told.")  # type: ignore[assignment]


class FoundRoot(Serializer):
    """A root of the draft: however many of its attributions lead there, it is one."""

    key = CharField()
    name = CharField(allow_null=True)
    attributions = ListField(child=IntegerField(min_value=0), help_text="Their places in the list above.")
    record = Record(allow_null=True)
    no_record_because = CharField(allow_null=True)


class DraftAnswer(Serializer):
    """The draft itself is not kept: not as a row, not in a log, not with a worker."""

    object = ChoiceField(choices=["draft_check"])
    language_is_read = BooleanField(help_text="No: texts of this language are not looked through.")
    attributions = FoundAttribution(many=True)
    sources = SourceAnswer(many=True)
    roots = FoundRoot(many=True)
