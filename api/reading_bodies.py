"""What a partner desk sends: a whole review of one article, and corrections of single readings."""

from typing import Any

from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateField,
    IntegerField,
    ListField,
)

from annotate.models import Source
from annotate.vocabulary import (
    FACETS,
    Affiliation,
    Given,
    OutcomeCertainty,
    Polarity,
    Verdict,
    WhyChecked,
)
from api.bodies import Body

MOST_READINGS = 200


class SelectorBody(Body):
    """Words of the text. Where they stand there more than once, say what is before and after them, or where they begin."""

    exact = CharField(max_length=10_000, trim_whitespace=False)
    prefix = CharField(max_length=300, allow_blank=True, default="", trim_whitespace=False)
    suffix = CharField(max_length=300, allow_blank=True, default="", trim_whitespace=False)
    start = IntegerField(min_value=0, max_value=10**7, required=False, help_text="In code points.")


class NewSourceBody(Body):
    """A source that is not here yet; private to your newsroom until the desk publishes it."""

    name = CharField(max_length=300)
    identification = ChoiceField(
        choices=[str(value) for value, _ in Source._meta.get_field("identification").choices or ()]
    )
    affiliation = ChoiceField(choices=Affiliation.values, default=Affiliation.NONE_STATED)
    description = CharField(max_length=300, allow_blank=True, default="")
    has_public_role = BooleanField(default=False)


#: Each facet with its terms; which of them may be left out, the verb knows.
FacetsBody = type(
    "FacetsBody",
    (Body,),
    {name: ChoiceField(choices=terms.values, required=False) for name, terms in FACETS.items()}
    | {"__doc__": "Identification, role and stance are needed; the others have a usual term."},
)


class ReadingBody(Body):
    """Who speaks of the claim, in which words, and how. An unnamed source has no entry: leave `source` out."""

    claim = CharField(max_length=28)
    content = SelectorBody()
    cue = SelectorBody(required=False, allow_null=True)
    source_words = SelectorBody(required=False, allow_null=True)
    facets = FacetsBody()
    source = CharField(max_length=28, required=False, allow_null=True)  # type: ignore[assignment]
    new_source = NewSourceBody(required=False)
    relays = ListField(child=CharField(max_length=28), max_length=20, default=list)
    polarity = ChoiceField(choices=Polarity.values, default=Polarity.AFFIRMED)
    speaks_for = CharField(max_length=300, allow_blank=True, default="")
    is_described = BooleanField(required=False, allow_null=True)
    stated_count = IntegerField(min_value=1, max_value=9999, required=False, allow_null=True)
    count_floor = IntegerField(min_value=1, max_value=9999, default=1)
    anonymity_reason = ChoiceField(choices=Given.values, default=Given.NOT_GIVEN)
    anonymity_reason_words = CharField(max_length=500, allow_blank=True, default="")
    motive = ChoiceField(choices=Given.values, default=Given.NOT_GIVEN)
    motive_words = CharField(max_length=500, allow_blank=True, default="")
    is_self_interested = BooleanField(required=False)
    note = CharField(max_length=5000, allow_blank=True, default="")


class NewReview(Body):
    """The whole of what your desk read in one article. It counts at once, and no reading can be added to it later."""

    article = CharField(max_length=28)
    revision = CharField(max_length=28, help_text="The revision that you read.")
    readings = ListField(child=ReadingBody(), max_length=MOST_READINGS)


class NewOutcome(Body):
    """What became of a claim, with the words that settle it. It counts once a second person at the desk agreed."""

    claim = CharField(max_length=28)
    verdict = ChoiceField(choices=Verdict.values)
    why_checked = ChoiceField(choices=WhyChecked.values)
    certainty = ChoiceField(choices=OutcomeCertainty.values, default=OutcomeCertainty.STATED)
    evidence_url = CharField(max_length=2000)
    evidence_quote = CharField(max_length=5000)
    came_about_on = DateField(required=False, allow_null=True)


class OutcomeChange(Body):
    """Takes it back."""

    state = ChoiceField(choices=["withdrawn"])
    reason = CharField(max_length=5000)


def details(given: dict[str, Any]) -> dict[str, Any]:
    """The particulars of a reading that stand beside facets, spans and chain."""
    apart = {"claim", "content", "cue", "source_words", "facets", "source", "new_source", "relays"}
    return {name: value for name, value in given.items() if name not in apart}
