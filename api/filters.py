"""What claims are filtered by: a whitelist, each filter a parameter and the condition that it makes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from annotate.models import ChainNode, Claim, Reading, Source, State
from annotate.rules import OFFICIAL_CHANNELS, SPEAKS_OFFICIALLY
from annotate.vocabulary import DENYING, SILENT, UNNAMED, Channel, Identification, Kind, Role, Stance
from api.parameters import INSTANT, WORDS, Parameter, an_id, identifier, instant, number, one_of, whole, words


@dataclass(frozen=True)
class Filter:
    """``condition``: from the value and the newsroom that asks. ``of_score``: it looks at today's figures."""

    parameter: Parameter
    condition: Callable[[Any, str], Q | Exists]
    of_score: bool = False


def _enum(terms: list[str], **more: Any) -> dict[str, Any]:
    return {"type": "string", "enum": terms} | more


_STATES = [*State.values, "any"]
_PROBABILITY = {"type": "number", "minimum": 0, "maximum": 1}
_COUNT = {"type": "integer", "minimum": 0, "maximum": 10**6}
_LANGUAGE = "A BCP 47 language, such as en; finds en-GB too."


def readings(newsroom: str, **facets: Any) -> QuerySet[Reading]:
    """The readings that count for a claim and that this newsroom may know of."""
    article = "attribution__passage__revision__article"
    seen = Q(**{f"{article}__state": State.PUBLISHED}) | (
        Q(**{f"{article}__newsroom": newsroom}) & ~Q(**{f"{article}__state": State.WITHDRAWN})
    )
    found = Reading.objects.current().submitted().filter(seen, attribution__claim=OuterRef("pk"))
    return found.filter(**facets)


def _kind(kind: str, newsroom: str) -> Exists:
    return Exists(readings(newsroom).annotate(kind=kind_expression()).filter(kind=kind))


def kind_expression() -> Case:
    """`annotate.rules.kind` for the database: the same rows in the same order. A test holds them together."""
    official = Q(channel__in=OFFICIAL_CHANNELS) | Q(stance=Stance.ANNOUNCES)
    named = Q(identification=Identification.NAMED_INDIVIDUAL)
    speaks = Q(identification=Identification.NAMED_GROUP) | named & Q(role__in=SPEAKS_OFFICIALLY)
    somebody = Exists(ChainNode.objects.filter(reading=OuterRef("pk"), outlet=None))
    rows = (
        (Q(stance__in=SILENT), Kind.NO_COMMENT),
        (Q(stance__in=DENYING), Kind.DENIAL),
        (Q(channel=Channel.PRESS_REPORT) & ~Q(somebody), Kind.OTHER_MEDIA),
        (Q(identification__in=UNNAMED), Kind.ANONYMOUS_SOURCE),
        (Q(identification=Identification.UNATTRIBUTED), Kind.UNATTRIBUTED),
        (official & speaks, Kind.OFFICIAL_STATEMENT),
        (Q(identification__in=[Identification.DOCUMENT, Identification.DATABASE]), Kind.DOCUMENT_OR_DATA),
        (named & Q(role=Role.INFORMATIONAL), Kind.NAMED_EXPERT),
        (named, Kind.NAMED_PARTICIPANT),
    )
    return Case(
        *(When(condition, then=Value(str(kind))) for condition, kind in rows),
        default=Value(str(Kind.NAMED_ORGANISATION)),
        output_field=CharField(),
    )


def _source(source: str, newsroom: str) -> Exists:
    return Exists(readings(newsroom, source__in=Source.objects.told_to(newsroom).filter(pk=source)))


def _outlet(outlet: str, newsroom: str) -> Exists:
    return Exists(readings(newsroom, attribution__passage__revision__article__outlet=outlet))


STATE = Filter(
    Parameter(
        "state", "Where the claims stand; “any” for all that your newsroom may see.", one_of(_STATES),
        _enum(_STATES, default="published"), State.PUBLISHED,
    ),
    lambda state, _: Q() if state == "any" else Q(state=state),
)  # fmt: skip

FILTERS = (
    STATE,
    Filter(
        Parameter("kind", "Somebody is read as this kind of source.", one_of(Kind.values), _enum(Kind.values)), _kind
    ),
    Filter(
        Parameter("stance", "Somebody takes this stance.", one_of(Stance.values), _enum(Stance.values)),
        lambda stance, newsroom: Exists(readings(newsroom, stance=stance)),
    ),
    Filter(
        Parameter(
            "admiralty", "Credibility grades, 1 to 6; may be given several times.", whole(1, 6),
            {"type": "integer", "minimum": 1, "maximum": 6}, most=6,
        ),
        lambda grades, _: Q(score__admiralty__in=grades), of_score=True,
    ),
    Filter(
        Parameter("min_probability", "At least this probable.", number(0, 1), _PROBABILITY),
        lambda least, _: Q(score__probability__gte=least), of_score=True,
    ),
    Filter(
        Parameter("max_probability", "At most this probable.", number(0, 1), _PROBABILITY),
        lambda most, _: Q(score__probability__lte=most), of_score=True,
    ),
    Filter(
        Parameter("min_roots", "At least so many independent roots.", whole(0, 10**6), _COUNT),
        lambda least, _: Q(score__independent_roots__gte=least), of_score=True,
    ),
    Filter(
        Parameter("max_roots", "At most so many independent roots.", whole(0, 10**6), _COUNT),
        lambda most, _: Q(score__independent_roots__lte=most), of_score=True,
    ),
    Filter(Parameter("source", "The id of a source that speaks of it.", identifier("src"), an_id("src")), _source),
    Filter(Parameter("outlet", "The id of an outlet that reports it.", identifier("out"), an_id("out")), _outlet),
    Filter(Parameter("topic", "The name of a topic.", words, WORDS), lambda topic, _: Q(topics__name=topic)),
    Filter(
        Parameter("language", _LANGUAGE, words, WORDS),
        lambda tag, _: Q(language__iexact=tag) | Q(language__istartswith=f"{tag}-"),
    ),
    Filter(
        Parameter("updated_since", "Only those that changed at this time or later.", instant, INSTANT),
        lambda at, _: Q(updated_at__gte=at),
    ),
)  # fmt: skip
PARAMETERS = tuple(each.parameter for each in FILTERS)
OF_SCORE = tuple(each.parameter.name for each in FILTERS if each.of_score)


def listed(given: dict[str, Any], newsroom: str) -> QuerySet[Claim]:
    """The claims that this newsroom may see and that every filter given lets through."""
    found = Claim.objects.visible_to(newsroom).filter(merged_into=None, erased_at=None)
    for each in FILTERS:
        value = given.get(each.parameter.name)
        if value not in (None, []):
            found = found.filter(each.condition(value, newsroom))
            if each.of_score:  # a withdrawn claim's score is not told, so nothing finds it by that either
                found = found.exclude(state=State.WITHDRAWN)
    return found
