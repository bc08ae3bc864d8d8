"""The controlled vocabulary: every facet and every term, written down once.

Forms, the API schema, validation, documentation and exports read this module. A term's stored value is
never renamed or reused; a retired one stays here with ``retired=True``. Readings stamp `VERSION`.

Where the terms are from: AP statement of news values; Reuters Handbook of Journalism; the codebook of
Spangher et al.; the PolNeAR guidelines; W3C Credible Web signals; STANAG 2511 (Admiralty code); ICD 203.
"""

from django.db import models

VERSION = "2026.1"

# One term a line: a table.
# fmt: off


class Terms(models.TextChoices):
    """A facet's closed set. A member is ``value, definition, example, label``; it *is* its stored value."""

    definition: str
    example: str

    def __new__(cls, value: str, definition: str = "", example: str = ""):
        term = str.__new__(cls, value)
        term._value_ = value
        term.definition = definition
        term.example = example
        return term


class Channel(Terms):
    """How the content reached print."""

    QUOTE = "quote", "Words the source spoke to a journalist, direct or indirect.", "“We are not for sale,” she told the paper.", "Quote"
    STATEMENT = "statement", "A prepared, usually written statement.", "The ministry said in a statement that …", "Statement"
    PUBLIC_SPEECH = "public_speech", "Said to an audience: speech, press conference, hearing, interview on air.", "He told parliament that …", "Public speech"
    COMMUNICATION = "communication", "A letter, e-mail, memo or message that was not meant for the public.", "In an e-mail to staff, seen by the paper, …", "Private communication"
    DOCUMENT = "document", "A report, filing, contract or record other than the ones named below.", "according to an internal audit", "Document"
    PUBLISHED_WORK = "published_work", "A book, study, paper or article by the source itself.", "a study in a medical journal found", "Published work"
    PRESS_REPORT = "press_report", "Taken from another outlet's report.", "the wire reported, citing officials", "Press report"
    DIRECT_OBSERVATION = "direct_observation", "The reporter saw or heard it.", "A reporter at the scene saw smoke.", "Direct observation"
    COURT_FILING = "court_filing", "A paper filed in, or issued by, a court.", "prosecutors said in a filing", "Court filing"
    LEGISLATION_OR_ORDER = "legislation_or_order", "A law, bill, decree or executive order.", "under the order signed on Friday", "Legislation or order"
    VOTE_OR_POLL = "vote_or_poll", "A vote's or poll's result.", "the motion passed by 51 to 48", "Vote or poll"
    DATASET = "dataset", "Figures from a database, register or counter.", "download counts from the hub show", "Data set"
    PRICE_SIGNAL = "price_signal", "A market's movement, given as evidence.", "shares fell 6 % on the news", "Price signal"
    SOCIAL_MEDIA_POST = "social_media_post", "Posted by the source on a social network.", "she wrote on her account", "Social media post"


class Identification(Terms):
    """How far the text says who the source is."""

    NAMED_INDIVIDUAL = "named_individual", "One person, by name.", "Maria Ortega, the finance minister", "Named individual"
    UNNAMED_INDIVIDUAL = "unnamed_individual", "One person, not by name.", "a senior official", "Unnamed individual"
    NAMED_GROUP = "named_group", "An organisation or group, by name.", "the central bank", "Named group"
    UNNAMED_GROUP = "unnamed_group", "Several people or a body, not by name.", "people familiar with the matter", "Unnamed group"
    DOCUMENT = "document", "A document.", "the contract", "Document"
    DATABASE = "database", "A database, register or counter.", "the land register", "Database"
    UNATTRIBUTED = "unattributed", "No source is cited.", "It is understood that …", "Unattributed"


class Role(Terms):
    """What the source is to the content."""

    DECISION_MAKER = "decision_maker", "Takes or shares the decision that it is about.", "the chief executive on the merger", "Decision maker"
    PARTICIPANT = "participant", "Takes part in, or is affected by, the events.", "a passenger on the train", "Participant"
    REPRESENTATIVE = "representative", "Speaks for somebody else: spokesperson, lawyer, agent.", "a spokeswoman for the bank", "Representative"
    INFORMATIONAL = "informational", "Knows of it from outside: analyst, academic, observer.", "an analyst at a brokerage", "Informational"


class Affiliation(Terms):
    """Where the source belongs, as stated in the text."""

    GOVERNMENT = "government", "A government, its agencies, police, courts, armed forces.", "a ministry official", "Government"
    CORPORATE = "corporate", "A company.", "an executive at the chip maker", "Corporate"
    NGO = "ngo", "A non-governmental, non-profit organisation.", "a relief charity", "NGO"
    INDUSTRY_GROUP = "industry_group", "An association of companies.", "the chamber of commerce", "Industry group"
    ACADEMIC = "academic", "A university or research institute.", "a professor of law", "Academic"
    MEDIA = "media", "A news organisation or journalist.", "the paper's editor", "Media"
    POLITICAL_GROUP = "political_group", "A party, campaign or caucus.", "a party strategist", "Political group"
    UNION = "union", "A trade union.", "the dockers' union", "Union"
    RELIGIOUS_GROUP = "religious_group", "A church, mosque, order or the like.", "the diocese", "Religious group"
    OTHER_GROUP = "other_group", "Any other group.", "the supporters' club", "Other group"
    WITNESS = "witness", "Saw or heard it; speaks for nobody.", "a resident who saw the crash", "Witness"
    VICTIM = "victim", "Was harmed by it; speaks for nobody.", "a patient", "Victim"
    NONE_STATED = "none_stated", "The text does not say.", "two people", "None stated"


class Tenure(Terms):
    """Whether the source still holds the position."""

    CURRENT = "current", "Holds it now.", "the minister", "Current"
    FORMER = "former", "Held it before.", "a former official", "Former"
    NOT_STATED = "not_stated", "The text does not say.", "", "Not stated"


class GroundRule(Terms):
    """On what terms the source spoke, where the text tells. Off the record is never published, so it is no term."""

    ON_THE_RECORD = "on_the_record", "May be quoted by name.", "said on the record", "On the record"
    ON_BACKGROUND = "on_background", "May be quoted, under an agreed description.", "speaking on background", "On background"
    NOT_FOR_ATTRIBUTION = "not_for_attribution", "The content may be used, the source not named.", "on condition of anonymity", "Not for attribution"
    DEEP_BACKGROUND = "deep_background", "The content may be used, without any attribution.", "", "Deep background"
    NOT_STATED = "not_stated", "The text does not say: the usual case.", "", "Not stated"


class Stance(Terms):
    """What the source does with the claim."""

    ASSERTS = "asserts", "Says that it is so.", "said that the plant will close", "Asserts"
    ANNOUNCES = "announces", "Makes its own decision or act known.", "announced that it will close the plant", "Announces"
    ESTIMATES = "estimates", "Gives a figure or forecast as its own judgement.", "puts the loss at 2 billion", "Estimates"
    CONFIRMS = "confirms", "Says that what others said is so.", "confirmed the talks", "Confirms"
    DENIES = "denies", "Says that it is not so.", "denied the report", "Denies"
    DISPUTES = "disputes", "Contests it, or a part, without saying that it is not so.", "called the figures misleading", "Disputes"
    DECLINES_TO_COMMENT = "declines_to_comment", "Was asked and would not say.", "declined to comment", "Declines to comment"
    DID_NOT_RESPOND = "did_not_respond", "Was asked and did not answer.", "did not respond to a request for comment", "Did not respond"
    NO_OFFICIAL_EXPLANATION = "no_official_explanation", "Has given no explanation.", "no official explanation has been issued", "No official explanation"


class Certainty(Terms):
    """How the content is put."""

    PLAIN = "plain", "Without a hedge.", "will close", "Plain"
    HEDGED = "hedged", "With a hedge or an epistemic verb.", "would have, believes, reportedly, may", "Hedged"


class Directness(Terms):
    """How the source knows."""

    FIRST_HAND = "first_hand", "Saw, did or decided it.", "who attended the meeting", "First hand"
    SECOND_HAND = "second_hand", "Was told by somebody who knows at first hand.", "who was briefed on the meeting", "Second hand"
    HEARSAY = "hearsay", "Further away, or unclear through whom.", "had heard that", "Hearsay"
    DEDUCED = "deduced", "Concluded it from something else.", "judging by the satellite pictures", "Deduced"
    CANNOT_BE_JUDGED = "cannot_be_judged", "The text does not tell.", "", "Cannot be judged"


class Given(Terms):
    """Whether the text gives it (anonymity reason, motive)."""

    GIVEN = "given", "The text gives it, in the words noted.", "because the talks are private", "Given"
    NOT_GIVEN = "not_given", "The text does not give it.", "", "Not given"


class Kind(Terms):
    """The headline of a reading: derived by `annotate.rules.kind`, never stored."""

    NO_COMMENT = "no_comment", "The source is silent.", "", "No comment"
    DENIAL = "denial", "The source denies or disputes.", "", "Denial"
    OTHER_MEDIA = "other_media", "Another outlet's report, nobody stated behind it.", "", "Other media"
    ANONYMOUS_SOURCE = "anonymous_source", "The source is not named.", "", "Anonymous source"
    UNATTRIBUTED = "unattributed", "No source is cited.", "", "Unattributed"
    OFFICIAL_STATEMENT = "official_statement", "An organisation speaks officially.", "", "Official statement"
    DOCUMENT_OR_DATA = "document_or_data", "A document or database.", "", "Document or data"
    NAMED_EXPERT = "named_expert", "A named person who knows of it from outside.", "", "Named expert"
    NAMED_PARTICIPANT = "named_participant", "A named person who is part of it.", "", "Named participant"
    NAMED_ORGANISATION = "named_organisation", "A named organisation.", "", "Named organisation"


class Polarity(Terms):
    """How a passage puts a claim."""

    AFFIRMED = "affirmed", "The passage puts the claim as worded.", "", "Affirmed"
    NEGATED = "negated", "The passage puts the opposite: stance and side are flipped.", "", "Negated"


class Verdict(Terms):
    """What became of a claim."""

    CONFIRMED = "confirmed", "It was so.", "", "Confirmed"
    REFUTED = "refuted", "It was not so.", "", "Refuted"
    PARTLY = "partly", "It was so in part.", "", "Partly"
    UNRESOLVED = "unresolved", "It was checked and could not be settled.", "", "Unresolved"


class WhyChecked(Terms):
    """Why an outcome was looked for: a record of what was followed up is not a random sample."""

    SAMPLED = "sampled", "Drawn at random for checking.", "", "Sampled"
    DISPUTED = "disputed", "Somebody contested it.", "", "Disputed"
    FOLLOWED_UP = "followed_up", "News followed.", "", "Followed up"


class OutcomeCertainty(Terms):
    """How sure the evidence makes the outcome."""

    STATED = "stated", "The evidence says so outright.", "", "Stated"
    PROBABLE = "probable", "The evidence makes it probable; weighs half.", "", "Probable"


class WhySkipped(Terms):
    """Why a reviewer does not read a text that the queue gave."""

    LANGUAGE = "language", "I do not read this language well enough.", "", "Language"
    SUBJECT = "subject", "I do not know enough of the subject.", "", "Subject"
    LENGTH = "length", "It takes longer than I have now.", "", "Length"
    UNCLEAR = "unclear", "It is damaged, no article, or says nothing that somebody said.", "", "Unclear"
    INTEREST = "interest", "I have an interest in it: you are recused from it as well.", "", "Interest"
    OTHER = "other", "Say what in a few words.", "", "Other"


class OutletKind(Terms):
    """What sort of publisher an outlet is."""

    WIRE = "wire", "A news agency: others print what it sends.", "", "Wire service"
    NEWSPAPER = "newspaper", "A newspaper or magazine.", "", "Newspaper"
    BROADCASTER = "broadcaster", "Radio or television.", "", "Broadcaster"
    SITE = "site", "A site or newsletter.", "", "Site"
    AGGREGATOR = "aggregator", "Gathers what others publish.", "", "Aggregator"


class Precision(Terms):
    """How exactly a time is known."""

    MINUTE = "minute", "To the minute.", "", "Minute"
    DAY = "day", "To the day only; never decides who was earlier.", "", "Day"


# fmt: on
#: The closed facets of a reading, in the order in which a reviewer meets them.
FACETS: dict[str, type[Terms]] = {
    "identification": Identification,
    "role": Role,
    "affiliation": Affiliation,
    "stance": Stance,
    "channel": Channel,
    "certainty": Certainty,
    "directness": Directness,
    "tenure": Tenure,
    "ground_rule": GroundRule,
}

UNNAMED = frozenset({Identification.UNNAMED_INDIVIDUAL, Identification.UNNAMED_GROUP})
ASSERTING = frozenset({Stance.ASSERTS, Stance.ANNOUNCES, Stance.ESTIMATES, Stance.CONFIRMS})
DENYING = frozenset({Stance.DENIES, Stance.DISPUTES})
SILENT = frozenset({Stance.DECLINES_TO_COMMENT, Stance.DID_NOT_RESPOND, Stance.NO_OFFICIAL_EXPLANATION})
