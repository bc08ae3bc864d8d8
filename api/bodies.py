"""What a newsroom sends: the fields known, checked for their shape. What they mean is checked by the verbs."""

import re
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateField,
    DateTimeField,
    DecimalField,
    EmailField,
    ListField,
    Serializer,
    TimeField,
    ValidationError,
)

from annotate.models import ReportDefinition
from annotate.text import MAX_CHARACTERS
from annotate.vocabulary import OutletKind, Precision
from api.parameters import nearest


class Body(Serializer):
    """Refuses fields that it does not know, with the nearest known one."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := [name for name in data if name not in self.fields]):
            raise ValidationError(
                {str(name)[:100]: [nearest(str(name), self.fields)] for name in unknown[:10]}
            )
        return super().to_internal_value(data)


class AboutBody(Body):
    vars()["from"] = DateField(required=False, allow_null=True)
    to = DateField(required=False, allow_null=True)


_EXACT = "[0-9]{1,24}([.][0-9]{1,6})?"


class ExactField(DecimalField):
    """A decimal as text, which is exact, or as a number. `sign`: what may stand before it."""

    sign = "-?"

    def __init__(self, **values: Any) -> None:
        super().__init__(max_digits=30, decimal_places=6, **values)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str) and not re.fullmatch(self.sign + _EXACT, data):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field({"anyOf": [{"type": "string", "pattern": f"^-?{_EXACT}$"}, {"type": "number"}]})
class NumberField(ExactField):
    """Any."""


@extend_schema_field(
    {
        "anyOf": [{"type": "string", "pattern": f"^{_EXACT}$"}, {"type": "number", "minimum": 0}],
        "default": "0",
    }
)
class ToleranceField(ExactField):
    """None below nought."""

    sign = ""


class FigureBody(Body):
    """A number that the claim is about; another one within the tolerance is the same."""

    value = NumberField()
    unit = CharField(max_length=40, allow_blank=True, default="")
    tolerance = ToleranceField(min_value=0, default=Decimal(0))


class ClaimChange(Body):
    """What differs. A field left out stays as it is."""

    wording = CharField(max_length=1000, required=False)
    subject = CharField(max_length=300, allow_blank=True, required=False)
    about = AboutBody(required=False)
    figure = FigureBody(required=False, allow_null=True)


class NewClaim(ClaimChange):
    """One affirmative proposition, for review."""

    wording = CharField(max_length=1000)
    language = CharField(max_length=35, default="en")
    topics = ListField(child=CharField(max_length=100), max_length=20, default=list)


class NewOutlet(Body):
    """An outlet that is not here yet; private to your newsroom until the desk publishes it."""

    name = CharField(max_length=300)
    kind = ChoiceField(choices=OutletKind.values)
    domain = CharField(max_length=253, required=False)


class ArticleChange(Body):
    """What differs: it makes a new revision. A field left out stays as it is."""

    headline = CharField(max_length=500, required=False)
    text = CharField(max_length=MAX_CHARACTERS, required=False, trim_whitespace=False)
    byline = CharField(max_length=300, allow_blank=True, required=False)
    credit_line = CharField(max_length=300, allow_blank=True, required=False)
    language = CharField(max_length=35, required=False)
    published_at = DateTimeField(required=False, help_text="With its offset.")
    precision = ChoiceField(choices=Precision.values, required=False)
    time_zone = CharField(max_length=64, required=False)


class NewArticle(ArticleChange):
    """An article for review. Its text is told to your newsroom alone."""

    headline = CharField(max_length=500)
    text = CharField(max_length=MAX_CHARACTERS, trim_whitespace=False)
    published_at = DateTimeField(help_text="With its offset.")
    url = CharField(max_length=2000, required=False)
    other_urls = ListField(
        child=CharField(max_length=2000), max_length=20, default=list, help_text="Addresses that lead to it."
    )
    outlet = CharField(max_length=28, required=False, help_text="The id of an outlet; or give new_outlet.")
    new_outlet = NewOutlet(required=False)


class DefinitionChange(Body):
    """What differs. A field left out stays as it is; `is_active: false` archives it."""

    name = CharField(max_length=200, required=False)
    kind = ChoiceField(choices=ReportDefinition.Kind.values, required=False)
    period = ChoiceField(choices=ReportDefinition.Length.values, required=False)
    time_zone = CharField(max_length=64, required=False)
    written_at = TimeField(required=False, help_text="On the day after the period, in its time zone.")
    starts_on = DateField(required=False, help_text="The first period is the one in which this day lies.")
    scope = ChoiceField(choices=ReportDefinition.Scope.values, required=False)
    topics = ListField(child=CharField(max_length=100), max_length=50, required=False)
    outlets = ListField(child=CharField(max_length=28), max_length=200, required=False)
    sources = ListField(child=CharField(max_length=28), max_length=200, required=False)
    formats = ListField(child=ChoiceField(choices=ReportDefinition.Form.values), max_length=3, required=False)
    recipients = ListField(
        child=EmailField(max_length=254), max_length=50, required=False, help_text="Who gets it by e-mail."
    )
    is_active = BooleanField(required=False)


class NewDefinition(DefinitionChange):
    """A report for your newsroom: on which claims, how often, to whom."""

    name = CharField(max_length=200)
    starts_on = DateField(help_text="The first period is the one in which this day lies.")


def claim_values(given: dict[str, Any]) -> dict[str, Any]:
    """A body's fields as the columns of a claim."""
    values: dict[str, Any] = {
        name: given[name] for name in ("wording", "subject", "language", "topics") if name in given
    }
    if "about" in given:
        values |= {"about_from": given["about"].get("from"), "about_to": given["about"].get("to")}
    if "figure" in given:
        figure = given["figure"] or {"value": None, "unit": "", "tolerance": None}
        values |= {"figure": figure["value"], "unit": figure["unit"], "tolerance": figure["tolerance"]}
    return values
