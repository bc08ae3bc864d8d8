"""A line of the dump."""

from rest_framework.serializers import CharField, ChoiceField, Serializer


class DumpLine(Serializer):
    """A line: `dump` first, `end` last, between them outlets, sources, articles and claims as elsewhere."""

    object = ChoiceField(choices=["dump", "outlet", "source", "article", "claim", "end"])
    id = CharField(required=False)
