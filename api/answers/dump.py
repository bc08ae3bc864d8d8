"""A line of the dump."""

from rest_framework.serializers import CharField, ChoiceField, DateTimeField, IntegerField, Serializer


class DumpLine(Serializer):
    """A line: `dump` first, `end` last, between them outlets, sources, articles and claims as elsewhere."""

    object = ChoiceField(choices=["dump", "outlet", "source", "article", "claim", "end"])
    id = CharField(required=False)
    at = DateTimeField(required=False, help_text="`dump`: when it was begun.")
    after = IntegerField(required=False, help_text="`dump`: the number to go on from with `changes/?after=`.")
    lines = IntegerField(required=False, help_text="`end`: how many lines are before it.")
    sha256 = CharField(required=False, help_text="`end`: of all bytes before it.")
