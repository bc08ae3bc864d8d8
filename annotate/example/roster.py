"""Who speaks in the generated archive, how often, and how often they are right: what the records should find."""

from dataclasses import dataclass

from annotate.example.cast import (
    ALTAMAR_REPORT,
    MALK,
    MODELHAVEN,
    VARGA,
    WIRE_OFFICIAL,
    WIRE_SOURCES,
    paper,
    person,
)
from annotate.example.shapes import Voice


@dataclass(frozen=True)
class Member:
    """A voice with its share of the archive and how often it is right; ``speaker`` as it is printed."""

    voice: Voice
    weight: float
    right: float
    speaker: str
    cue: str = "said"
    directness: str = "first_hand"


def _at(outlet: str, voice: Voice) -> Voice:
    return Voice(
        voice.identification, voice.affiliation, voice.role, None, (outlet,), voice.channel, voice.speaks_for
    )


def _posts(source: str) -> Voice:
    return person(source, "none_stated", "informational", "social_media_post")


def _official(source: str) -> Voice:
    return person(source, "government", "decision_maker", "public_speech")


def _register(source: str) -> Voice:
    return Voice("database", "government", "informational", source, (), "dataset")


RAIL = person("novotna", "corporate", "representative", "statement", "Tessaly Rail")
GRID = person("bexley", "corporate", "representative", "statement", "Marenia Grid")
SECOND_HAND = "second_hand"

VOICES = (
    # Wires' pools of unnamed sources
    Member(WIRE_SOURCES, 26, 0.82, "two people with knowledge of the matter", "told Calder News Agency"),
    Member(WIRE_OFFICIAL, 20, 0.55, "a senior official", "told Calder News Agency", SECOND_HAND),
    Member(_at("anvil", WIRE_SOURCES), 20, 0.62, "people close to the plans", "told Anvil Press Service"),
    Member(_at("anvil", WIRE_OFFICIAL), 16, 0.40, "an official briefed on the plans", "told Anvil Press Service", SECOND_HAND),
    # Named officials
    Member(_official("thorne"), 14, 0.72, "transport minister Halvard Thorne"),
    Member(_official("abara"), 14, 0.93, "mayor Nkechi Abara-Lund"),
    Member(_official("vesely"), 12, 0.55, "deputy minister Radim Veselý-Orr"),
    Member(_official("okonedo"), 14, 0.85, "port authority head Ruth Okonedo-Hale"),
    Member(_official("marchetti"), 12, 0.38, "governor Livio Marchetti-Dunn"),
    # Named experts
    Member(VARGA, 16, 0.80, "Pellworth Research analyst Ilse Varga", "wrote", "deduced"),
    Member(person("brandvold", "corporate", "informational"), 12, 0.55, "Corrie & Lund analyst Otto Brandvold", "wrote", "deduced"),
    Member(person("asante", "corporate", "informational"), 12, 0.70, "Pellworth Research analyst Abena Asante-Roy", "wrote", "deduced"),
    Member(person("kimura", "academic", "informational"), 20, 0.78, "economist Sota Kimura-Bell", directness="deduced"),
    Member(person("dorrance", "academic", "informational"), 20, 0.88, "engineer Elspeth Dorrance", directness="deduced"),
    # Spokespeople
    Member(MALK, 8, 0.70, "Vantrel spokesman Joren Malk", "said in a statement"),
    Member(RAIL, 12, 0.75, "Tessaly Rail spokeswoman Jana Novotna-Price", "said in a statement"),
    Member(GRID, 12, 0.60, "Marenia Grid spokesman Ciaran Bexley", "said in a statement"),
    # Documents and data
    Member(ALTAMAR_REPORT, 18, 0.97, "Altamar's quarterly report", "shows"),
    Member(paper("rail_report", "corporate", "participant"), 14, 0.93, "Tessaly Rail's annual report", "shows"),
    Member(paper("grid_report", "corporate", "participant"), 14, 0.95, "Marenia Grid's annual report", "shows"),
    Member(paper("official_gazette", "government", "decision_maker", "legislation_or_order"), 36, 0.96, "the official gazette", "shows"),
    Member(MODELHAVEN, 34, 0.93, "Modelhaven's counters", "show"),
    Member(_register("works_register"), 22, 0.94, "the public works register", "shows"),
    Member(_register("port_statistics"), 18, 0.90, "Tessaly port statistics", "show"),
    # Social posts
    Member(_posts("tidewatcher"), 14, 0.45, "the account Tidewatcher", "posted", "hearsay"),
    Member(_posts("railgossip"), 14, 0.25, "the account Railgossip", "posted", "hearsay"),
    Member(_posts("resident"), 6, 0.40, "a resident, K. Ambrose,", "posted", "hearsay"),
)  # fmt: skip

#: Who denies, besides second voices that take the other side.
DENIERS = tuple(
    m for m in VOICES if m.voice in (MALK, RAIL, GRID, _official("thorne"), _official("marchetti"))
)

#: Kinds that no resolved claim rests on.
UNHEARD = (
    Member(Voice("unnamed_individual", "union", "participant"), 1, 0.5, "a shop steward who asked not to be named"),
    Member(Voice("unnamed_group", "religious_group", "participant"), 1, 0.5, "members of a parish council"),
    Member(Voice("unattributed", "none_stated", "informational"), 1, 0.5, "as is generally understood in town,", "it seems"),
    Member(Voice("unnamed_individual", "ngo", "informational"), 1, 0.5, "a volunteer at a housing charity"),
)  # fmt: skip

#: How outcomes of the archive came to be looked for; half of them were drawn at random.
FOLLOWED = ("sampled", "sampled", "followed_up", "disputed")

PAPERS = {
    "ledger": "Fernwick",
    "gazette": "Port Varrow",
    "observer": "the harbour",
    "radio": "Tessaly",
    "sollen": "Sollen",
    "femwick": "Femwick",
}
TOWNS = (
    "Fernwick", "Port Varrow", "Sollen", "Tessaly", "Oldmarsh", "Harrowgate Sound", "Lindeby", "Cairnmoor",
    "Vesk", "Aldermere", "Brannoch", "Sankt Elra", "Quayle", "Norbeck", "Ister Bay", "Dunfall",
)  # fmt: skip
THINGS = (
    "tram line", "ferry terminal", "data centre", "waste plant", "school", "grain silo", "fish market",
    "wind farm", "bus depot", "public library", "water tower", "cargo crane", "ice rink", "solar field",
)  # fmt: skip
PLANS = (
    "will open its new {thing} a season early",
    "has cut the budget of its {thing} by a third",
    "will close its {thing} before winter",
    "has sold its {thing} to a foreign owner",
    "paid twice the estimate for its {thing}",
    "will name its {thing} after a poet",
)
