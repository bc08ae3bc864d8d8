"""A claim's graph: nodes, ties, findings."""

from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateTimeField,
    IntegerField,
    ListField,
    Serializer,
)


class GraphNode(Serializer):
    """A report, or an outlet or source that reports lead to."""

    key = CharField(help_text="A report's is the id of its attribution.")
    kind = ChoiceField(choices=["report", "outlet", "source"])
    name = CharField(help_text="Of a report: its outlet.")
    article = CharField(allow_null=True, help_text="Of a report.")
    published = CharField(
        allow_null=True, help_text="A day, or a minute with its zone, as exactly as is known."
    )
    group = IntegerField(min_value=1, help_text="Reports that depend on each other share one.")
    is_root = BooleanField(help_text="It leads to nobody else.")


class GraphEdge(Serializer):
    """`start` had it from `end`; where it has no direction, nothing tells which was first."""

    start = CharField()
    end = CharField()
    kind = ChoiceField(
        choices=["chain", "copy", "citation", "alike"],
        help_text="alike: unnamed sources of two outlets that cannot be told apart.",
    )
    declared_by = CharField(help_text="The report whose text says so.")
    known = CharField(allow_null=True, help_text="Since when.")
    is_directed = BooleanField()


class GraphFinding(Serializer):
    """What a reader should know: one root behind many reports, a circle of outlets, what came out late."""

    kind = ChoiceField(choices=["one_root", "cycle", "hindsight"])
    text = CharField()
    reports = ListField(child=CharField())
    roots = ListField(
        child=CharField(), help_text="Names, the origin's first; empty: nobody stands behind it."
    )
    outlets = ListField(child=CharField(), help_text="Of a circle, each citing the next.")
    declared_by = CharField(allow_null=True)
    known = CharField(allow_null=True)


class GraphAnswer(Serializer):
    """Who had a claim from whom, as of a change."""

    claim = CharField()
    reports = IntegerField(min_value=0)
    roots = IntegerField(min_value=0)
    nodes = GraphNode(many=True)
    edges = GraphEdge(many=True)
    findings = GraphFinding(many=True)
    as_of_change = IntegerField(allow_null=True)
    computed_at = DateTimeField(allow_null=True)
