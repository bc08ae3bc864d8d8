"""An attribution: who says what, in which words."""

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

from annotate.vocabulary import Affiliation, Kind, Polarity, Precision, Role
from api.answers.common import Named, term


class Facet(Serializer):
    """The term that the readings settle on; its probability once there is a consensus."""

    term = CharField()
    probability = FloatField(allow_null=True)
    is_adjudicated = BooleanField()


class Node(Serializer):
    """A step from the reader's side to the origin. A pool is a group of unnamed sources: it has no id."""

    type = ChoiceField(choices=["outlet", "source", "pool"])
    id = CharField(allow_null=True)
    name = CharField(allow_null=True)
    affiliation = term(Affiliation, allow_null=True)
    role = term(Role, allow_null=True)


class Place(Serializer):
    """The article that an attribution stands in."""

    id = CharField()
    revision = CharField()
    headline = CharField()
    url = CharField(allow_null=True)
    language = CharField()
    published_at = DateTimeField()
    precision = term(Precision)
    outlet = Named()


class AttributionAnswer(Serializer):
    """A source speaks of the claim: its words with at most 300 characters around them, and the facets read."""

    object = ChoiceField(choices=["attribution"])
    id = CharField()
    claim = CharField()
    kind = term(Kind)
    side = ChoiceField(choices=["asserts", "denies", "silent"])
    polarity = term(Polarity)
    quote = CharField()
    quote_is_cut = BooleanField()
    before = CharField(allow_blank=True)
    after = CharField(allow_blank=True)
    start = IntegerField(min_value=0, help_text="In code points of the revision's text.")
    end = IntegerField(min_value=0)
    facets = DictField(child=Facet(), help_text="By facet; docs/api.md lists facets and terms.")
    chain = Node(many=True)
    is_anonymous = BooleanField()
    is_self_interested = BooleanField()
    stated_count = IntegerField(allow_null=True)
    readings = IntegerField(min_value=1)
    is_adjudicated = BooleanField()
    article = Place()
