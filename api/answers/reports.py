"""Reports and their definitions."""

from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateField,
    DateTimeField,
    IntegerField,
    JSONField,
    ListField,
    Serializer,
    TimeField,
    URLField,
)

from annotate.models import ReportDefinition
from api.answers.common import page_of


class PeriodAnswer(Serializer):
    """From `start` to before `end`; its words are in the report's language."""

    length = ChoiceField(choices=ReportDefinition.Length.values)
    words = CharField()
    start = DateTimeField()
    end = DateTimeField()
    time_zone = CharField()


class IssuedReport(Serializer):
    """A report as it was issued. It is never altered; what was taken back since is in its corrections."""

    object = ChoiceField(choices=["report"])
    id = CharField()
    definition = CharField()
    name = CharField()
    kind = ChoiceField(choices=ReportDefinition.Kind.values)
    period = PeriodAnswer()
    issued_at = DateTimeField()
    as_of_change = IntegerField()
    corrects = CharField(allow_null=True, help_text="The report that this one corrects.")
    corrections = ListField(child=CharField(), help_text="What corrects this one.")
    url = URLField(help_text="Its permanent address, for people who are signed in.")


class IssuedReportDetail(IssuedReport):
    """A report with every figure in it: sections of sentences and tables. docs/reports.md says what a cell is."""

    figures = JSONField()


class RunAnswer(Serializer):
    written_at = DateTimeField()
    words = CharField()


class DefinitionAnswer(Serializer):
    """What is to be reported on, how often, and who gets it."""

    object = ChoiceField(choices=["report_definition"])
    id = CharField()
    name = CharField()
    kind = ChoiceField(choices=ReportDefinition.Kind.values)
    period = ChoiceField(choices=ReportDefinition.Length.values)
    time_zone = CharField()
    written_at = TimeField(help_text="On the day after the period, in its time zone.")
    starts_on = DateField()
    scope = ChoiceField(choices=ReportDefinition.Scope.values)
    topics = ListField(child=CharField())
    outlets = ListField(child=CharField())
    sources = ListField(child=CharField())
    formats = ListField(child=ChoiceField(choices=ReportDefinition.Form.values))
    recipients = ListField(child=CharField())
    is_active = BooleanField()
    next_runs = RunAnswer(many=True)
    created_at = DateTimeField()


ReportPage = page_of("ReportPage", IssuedReport)
DefinitionPage = page_of("DefinitionPage", DefinitionAnswer)
