"""Pure predicates over the vocabulary: what follows from a reading's facets. No database."""

from collections.abc import Iterable
from typing import Literal, Protocol

from annotate.vocabulary import (
    ASSERTING,
    DENYING,
    FACETS,
    SILENT,
    UNNAMED,
    Affiliation,
    Channel,
    Directness,
    Identification,
    Kind,
    Polarity,
    Role,
    Stance,
)

Side = Literal["asserts", "denies", "silent"]

OFFICIAL_CHANNELS = frozenset({Channel.STATEMENT, Channel.DOCUMENT, Channel.PUBLIC_SPEECH})
#: Of those who never chose to speak in public, also where several are named together.
PRIVATE_AFFILIATIONS = frozenset({Affiliation.WITNESS, Affiliation.VICTIM})
SPEAKS_OFFICIALLY = frozenset({Role.REPRESENTATIVE, Role.DECISION_MAKER})


class Facets(Protocol):
    """What the rules look at: a reading, a form's cleaned data as an object, or a consensus."""

    identification: str
    role: str
    affiliation: str
    stance: str
    channel: str
    directness: str
    speaks_for: str


def kind(facets: Facets, *, nobody_behind_outlet: bool) -> Kind:
    """The headline kind; the first row that matches wins.

    ``nobody_behind_outlet``: the chain ends at an outlet.
    """
    unnamed = facets.identification in UNNAMED
    official = facets.channel in OFFICIAL_CHANNELS or facets.stance == Stance.ANNOUNCES
    rows: Iterable[tuple[bool, Kind]] = (
        (facets.stance in SILENT, Kind.NO_COMMENT),
        (facets.stance in DENYING, Kind.DENIAL),
        (facets.channel == Channel.PRESS_REPORT and nobody_behind_outlet, Kind.OTHER_MEDIA),
        (unnamed, Kind.ANONYMOUS_SOURCE),
        (facets.identification == Identification.UNATTRIBUTED, Kind.UNATTRIBUTED),
        (official and _speaks_officially(facets), Kind.OFFICIAL_STATEMENT),
        (facets.identification in {Identification.DOCUMENT, Identification.DATABASE}, Kind.DOCUMENT_OR_DATA),
        (_named(facets) and facets.role == Role.INFORMATIONAL, Kind.NAMED_EXPERT),
        (_named(facets), Kind.NAMED_PARTICIPANT),
    )
    return next((name for matches, name in rows if matches), Kind.NAMED_ORGANISATION)


def _named(facets: Facets) -> bool:
    return facets.identification == Identification.NAMED_INDIVIDUAL


def _speaks_officially(facets: Facets) -> bool:
    return facets.identification == Identification.NAMED_GROUP or (
        _named(facets) and facets.role in SPEAKS_OFFICIALLY
    )


def side(stance: str, polarity: str = Polarity.AFFIRMED) -> Side:
    """On which side of the claim a stance stands; a negated passage flips it, silence stays silence."""
    if stance in SILENT:
        return "silent"
    asserts = stance in ASSERTING
    return "asserts" if asserts == (polarity == Polarity.AFFIRMED) else "denies"


def is_anonymous_opinion(facets: Facets) -> bool:
    """AP: anonymous material must be information. An unnamed source that estimates or deduces is flagged."""
    judges = facets.stance == Stance.ESTIMATES or facets.directness == Directness.DEDUCED
    return facets.identification in UNNAMED and judges


def speaks_for_a_silent_organisation(facets: Facets, readings: Iterable[Facets]) -> bool:
    """AP: an unnamed source speaks for an organisation that the same article reports as declining comment."""
    who = facets.speaks_for.strip().casefold()
    if not who or facets.identification not in UNNAMED or facets.stance in SILENT:
        return False
    return any(r.stance in SILENT and r.speaks_for.strip().casefold() == who for r in readings)


def is_self_interested(speaks_for: str, source_name: str, subject: str) -> bool:
    """The source, or whom it speaks for, is the claim's subject."""
    about = subject.strip().casefold()
    return bool(about) and about in {speaks_for.strip().casefold(), source_name.strip().casefold()}


def is_private_person(identification: str, affiliation: str, *, has_public_role: bool) -> bool:
    """Nobody keeps or tells a record of them: a witness, a victim, anyone not speaking in a public role."""
    is_person = identification == Identification.NAMED_INDIVIDUAL or affiliation in PRIVATE_AFFILIATIONS
    return is_person and not has_public_role


def spans_belong_together(a: tuple[int, int] | None, b: tuple[int, int] | None) -> bool:
    """Two spans overlap by at least half of the shorter one. Code points, end exclusive."""
    if a is None or b is None:
        return False
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared > 0 and 2 * shared >= min(a[1] - a[0], b[1] - b[0])


#: Who can have a role, a tenure and terms to speak on: people and groups, no paper.
_SPEAKERS = frozenset(
    {
        Identification.NAMED_INDIVIDUAL, Identification.UNNAMED_INDIVIDUAL, Identification.NAMED_GROUP,
        Identification.UNNAMED_GROUP,
    }
)  # fmt: skip
OF_SPEAKERS = frozenset({"role", "tenure", "ground_rule"})
#: Where nobody is cited there is no affiliation, and nothing to be direct about.
OF_CITED = OF_SPEAKERS | {"affiliation", "directness"}


def applies(identification: str) -> frozenset[str]:
    """The closed facets that mean something for such a source. For consensus: the others carry no label."""
    if identification in _SPEAKERS:
        return frozenset(FACETS)
    return frozenset(FACETS) - (OF_CITED if identification == Identification.UNATTRIBUTED else OF_SPEAKERS)
