"""A claim, its credibility, its outcome and its history."""

from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateField,
    DateTimeField,
    FloatField,
    IntegerField,
    ListField,
    Serializer,
    URLField,
)

from annotate.models import State
from annotate.vocabulary import OutcomeCertainty, Verdict, WhyChecked
from api.answers.attributions import AttributionAnswer
from api.answers.common import interval, page_of, term


class Calibration(Serializer):
    resolved_claims = IntegerField(min_value=0)
    status = ChoiceField(choices=["prior_only", "provisional", "calibrated"])


class Figures(Serializer):
    """A score's figures. Where it cannot be judged, probability, interval and word are null and grade is 6."""

    probability = FloatField(min_value=0, max_value=1, allow_null=True)
    interval = interval(allow_null=True, help_text="90 %.")
    admiralty = IntegerField(min_value=1, max_value=6, help_text="Credibility; 6: cannot be judged.")
    icd203 = CharField(allow_null=True, help_text="The estimative word, once calibrated.")
    cannot_be_judged = BooleanField()
    reason = CharField(allow_null=True, help_text="Why it cannot be judged.")
    calibration = Calibration()
    independent_roots = IntegerField(min_value=0)
    effective_roots = FloatField(min_value=0)
    reports = IntegerField(min_value=0)
    denials = IntegerField(min_value=0)
    silences = IntegerField(min_value=0)
    input_erased = BooleanField()
    misp = CharField(help_text="The grade as a MISP tag.")
    stix_confidence = IntegerField(
        allow_null=True, min_value=0, max_value=100, help_text="STIX 2.1; null where it cannot be judged."
    )
    scoring_run = CharField()
    computed_at = DateTimeField()
    as_of_change = IntegerField(help_text="The change that the score had seen.")


class Contribution(Serializer):
    """A line of the working, in log-odds. The lines sum to the logit of the probability."""

    kind = CharField()
    label = CharField()  # type: ignore[assignment]
    log_odds = FloatField()
    root = CharField(allow_null=True, help_text="source:…, outlet:… or pool:outlet:affiliation:role.")  # type: ignore[assignment]
    name = CharField(allow_null=True, help_text="The root's name.")
    of_kind = FloatField(allow_null=True)
    of_record = FloatField(allow_null=True)
    evidence = ListField(child=CharField(), help_text="Ids of attributions.")


class Credibility(Figures):
    """A claim's score with its working."""

    contributions = Contribution(many=True, allow_null=True, help_text="Null for a past score.")


class OutcomeAnswer(Serializer):
    """What became of a claim, agreed by two people."""

    id = CharField()
    verdict = term(Verdict)
    why_checked = term(WhyChecked)
    certainty = term(OutcomeCertainty)
    evidence_url = URLField()
    evidence_quote = CharField()
    came_about_on = DateField(allow_null=True)
    decided_at = DateTimeField(allow_null=True)


class DisputeAnswer(Serializer):
    """A source or an outlet contests the claim, or did: the open dispute, else the last one decided."""

    state = ChoiceField(choices=["open", "upheld", "rejected", "withdrawn"])
    by = ChoiceField(choices=["source", "outlet"])
    opened_at = DateTimeField()
    decided_at = DateTimeField(allow_null=True)
    note = CharField(allow_null=True, help_text="What the desk tells readers of its decision.")


class QuestionAnswer(Serializer):
    id = CharField()
    wording = CharField()


class About(Serializer):
    """The days that the claim is about."""

    vars()["from"] = DateField(allow_null=True)
    to = DateField(allow_null=True)


class FigureAnswer(Serializer):
    """A claimed figure, as exact decimals."""

    value = CharField()
    unit = CharField(allow_blank=True)
    tolerance = CharField(allow_null=True)


class ClaimBrief(Serializer):
    """A claim with the figures of its score. Withdrawn: state and reason, no score. Merged: the id it became."""

    object = ChoiceField(choices=["claim"])
    id = CharField()
    state = term(State)
    wording = CharField()
    language = CharField()
    subject = CharField(allow_blank=True)
    question = QuestionAnswer(allow_null=True)
    topics = ListField(child=CharField())
    about = About()
    figure = FigureAnswer(allow_null=True)
    published_at = DateTimeField(allow_null=True)
    embargo_until = DateTimeField(allow_null=True)
    updated_at = DateTimeField()
    withdrawn_reason = CharField(allow_null=True)
    merged_into = CharField(allow_null=True)
    is_own_submission = BooleanField()
    dispute = DisputeAnswer(allow_null=True, help_text="Null where nobody ever contested it.")
    credibility = Figures(allow_null=True, help_text="Null until it is scored.")
    outcome = OutcomeAnswer(allow_null=True)


class ClaimAnswer(ClaimBrief):
    """A claim with its score and the working."""

    credibility = Credibility(allow_null=True, help_text="Null until it is scored.")


class ReportAnswer(Serializer):
    """A report that leads to a root: which attribution, in which article of which outlet."""

    attribution = CharField()
    article = CharField()
    outlet = CharField()
    root = CharField()  # type: ignore[assignment]
    side = ChoiceField(choices=["asserts", "denies", "silent"])
    is_origin = BooleanField(help_text="One of those that the root is weighed by.")
    is_erased = BooleanField()


class RootAnswer(Serializer):
    """One independent root: many reports that lead to it are one."""

    key = CharField()
    name = CharField(allow_null=True)
    is_on_both_sides = BooleanField()
    has_merged_pools = BooleanField(help_text="Unnamed sources of several outlets that cannot be told apart.")
    reports = ReportAnswer(many=True)


class ClaimDetail(ClaimAnswer):
    """A claim with its score, the working, the independent roots, and the attributions."""

    roots = RootAnswer(many=True)
    attributions = AttributionAnswer(many=True)


class PastFigures(Figures):
    change = IntegerField(help_text="The change that announced them.")


ClaimPage = page_of("ClaimPage", ClaimAnswer)
HistoryPage = page_of("HistoryPage", PastFigures)
