"""Pieces that several answers share."""

from typing import Any

from rest_framework.serializers import (
    CharField,
    ChoiceField,
    FloatField,
    IntegerField,
    ListField,
    Serializer,
    URLField,
)


def interval(**options: Any) -> ListField:
    return ListField(child=FloatField(min_value=0, max_value=1), min_length=2, max_length=2, **options)


def term(terms: Any, **options: Any) -> ChoiceField:
    return ChoiceField(choices=terms.values, **options)


class Named(Serializer):
    id = CharField()
    name = CharField()


def page_of(name: str, child: type[Serializer]) -> type[Serializer]:
    """A page's shape: the results, and the address of the next page or null."""
    fields = {"results": child(many=True), "next": URLField(allow_null=True), "__doc__": "A page of a list."}
    return type(name, (Serializer,), fields)


class FieldProblem(Serializer):
    field = CharField()
    detail = CharField()


class ProblemAnswer(Serializer):
    """RFC 9457. `type` never changes its meaning; `errors` name the fields."""

    type = CharField()
    title = CharField()
    status = IntegerField()
    detail = CharField()
    instance = CharField()
    errors = FieldProblem(many=True)  # type: ignore[assignment]
    id = CharField(required=False)
