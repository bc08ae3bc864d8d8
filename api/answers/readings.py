"""A newsroom's own reviews, readings and outcomes."""

from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateTimeField,
    DictField,
    IntegerField,
    ListField,
    Serializer,
)

from annotate.models import Outcome
from annotate.vocabulary import Given, Polarity
from api.answers.articles import RevisionAnswer
from api.answers.claims import OutcomeAnswer
from api.answers.common import Named, page_of, term


class SpanAnswer(Serializer):
    """Words of the text and where they stand, in code points."""

    exact = CharField(allow_blank=True, trim_whitespace=False)
    start = IntegerField(min_value=0)
    end = IntegerField(min_value=0)


class ReadingAnswer(Serializer):
    """One reading of your newsroom's. Corrected, it says by which."""

    object = ChoiceField(choices=["reading"])
    id = CharField()
    review = CharField()
    article = CharField()
    claim = CharField()
    content = SpanAnswer(allow_null=True)
    cue = SpanAnswer(allow_null=True)
    source_words = SpanAnswer(allow_null=True)
    facets = DictField(child=CharField())
    source = Named(allow_null=True)  # type: ignore[assignment]
    relays = ListField(child=CharField())
    polarity = term(Polarity)
    speaks_for = CharField(allow_blank=True)
    is_described = BooleanField(allow_null=True)
    stated_count = IntegerField(allow_null=True)
    count_floor = IntegerField()
    anonymity_reason = term(Given)
    anonymity_reason_words = CharField(allow_blank=True)
    motive = term(Given)
    motive_words = CharField(allow_blank=True)
    is_self_interested = BooleanField()
    note = CharField(allow_blank=True)
    superseded_by = CharField(allow_null=True)
    created_at = DateTimeField()


class ReviewAnswer(Serializer):
    """Your newsroom's review of one article, with its readings as they stand."""

    object = ChoiceField(choices=["review"])
    id = CharField()
    article = CharField()
    revision = RevisionAnswer()
    started_at = DateTimeField()
    submitted_at = DateTimeField(allow_null=True)
    readings = ReadingAnswer(many=True)


class OwnOutcome(OutcomeAnswer):
    """An outcome that your newsroom proposed, and what a second person at the desk made of it."""

    object = ChoiceField(choices=["outcome"])
    claim = CharField()
    state = term(Outcome.State)
    proposed_at = DateTimeField()


ReviewPage = page_of("ReviewPage", ReviewAnswer)
OutcomePage = page_of("OwnOutcomePage", OwnOutcome)
