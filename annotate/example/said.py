"""What the reviewers read in the story, and where they differ: certainty, directness, once whether it is there."""

from typing import Any

from annotate.example.cast import (
    ALTAMAR_REPORT,
    MALK,
    MODELHAVEN,
    VARGA,
    WIRE_OFFICIAL,
    WIRE_SOURCES,
    paper,
    person,
    silent,
)
from annotate.example.shapes import Said, Voice

WIRE_ONLY = Voice("unattributed", "none_stated", "informational", None, ("calder",), "press_report")
NOBODY = Voice("unattributed", "none_stated", "informational")
AT_THE_WIRE = Voice("unnamed_group", "none_stated", "participant")
OFFICIAL_AT_THE_WIRE = Voice("unnamed_individual", "government", "decision_maker")
AT_BRENNOCK = Voice("unnamed_individual", "corporate", "participant", speaks_for="Brennock Silicon")
ORDER = paper("order14", "government", "decision_maker", "legislation_or_order")
MAIL = Voice("document", "corporate", "decision_maker", "partner_mail", (), "communication", "Vantrel")
INSPECTORS = paper("inspectorate", "government", "informational")

ANONYMITY = {"ground_rule": "not_for_attribution"}
CONFIDENTIAL = {
    "is_described": True,
    "stated_count": 2,
    "count_floor": 2,
    "anonymity_reason_words": "because the arrangement is confidential",
}
INQUIRY = {"is_described": True, "anonymity_reason_words": "because an inquiry is under way"}

LEDGER = "vantrel-v5-home-chips"
WIRE = "v5-partners"
COPY = "home-chips-head-start"
DENIAL = "vantrel-rejects-report"
OBSERVER = "keep-it-off-shared-machines"
RADIO = "hesperon-on-stage"

_GAVE = "has given domestic chip makers early access to its next flagship model"
_WITHHELD = "has withheld it from two foreign ones"
_CITED: dict[str, Any] = {"cue": "according to", "speaker": "sources cited by Calder News Agency", "details": {"count_floor": 2, "is_described": False}}  # fmt: skip
_CONTROLLED = "had in the government's assessment been trained on export-controlled chips clustered in one data centre in the northern province of Sollen"
_OFFICIAL: dict[str, Any] = {
    "cue": "told Calder that",
    "speaker": "A senior official of the Atlian government",
    "facets": ANONYMITY | {"certainty": "hedged", "directness": "deduced"},
    "details": INQUIRY | {"anonymity_reason_words": "because an inquiry into the shipments is not public"},
    "otherwise": {"tomas": {"certainty": "plain"}, "yusra": {"directness": "second_hand"}},
}
_UNEXPLAINED = "No official explanation has been issued by Vantrel or by Hesperon for the change"


def _silence(piece: str, claim: str, source: str, speaker: str, words: str, passage: str, stance: str, **more: str) -> Said:  # fmt: skip
    voice = silent(source, more.get("affiliation", "corporate"))
    return Said(piece, claim, voice, words, words, speaker, passage, stance)


def _in_the_article(piece: str) -> tuple[Said, ...]:
    """What stands in the article and, word for word, in its syndicated copy."""
    unexplained = "No official explanation has been issued"
    return (
        Said(piece, "early_access", WIRE_SOURCES, _GAVE, **_CITED, facets={"directness": "first_hand"},
             otherwise={"tomas": {"directness": "second_hand"}, "yusra": {"directness": "cannot_be_judged"}}),
        Said(piece, "withheld", WIRE_SOURCES, _WITHHELD, **_CITED, facets={"directness": "first_hand"},
             otherwise={"tomas": {"directness": "second_hand", "certainty": "hedged"}}),
        _silence(piece, "withheld", "vantrel", "Vantrel", unexplained, _UNEXPLAINED, "no_official_explanation"),
        _silence(piece, "withheld", "hesperon", "Hesperon", unexplained, _UNEXPLAINED, "no_official_explanation"),
        _silence(piece, "withheld", "altamar", "Altamar", "declined to comment", "Altamar declined to comment", "declines_to_comment"),
        _silence(piece, "withheld", "brennock", "Brennock", "did not respond", "Brennock did not respond", "did_not_respond"),
        Said(piece, "controlled_chips", WIRE_OFFICIAL, _CONTROLLED, **_OFFICIAL),
        Said(piece, "exports_allowed", ORDER, "exports of two inference chips are allowed", "Under",
             "Order 14 of the Atlian commerce department", facets={"directness": "first_hand"}),
    )  # fmt: skip


SAID: tuple[Said, ...] = (
    # The wire itself: its own unnamed sources.
    Said(WIRE, "early_access", AT_THE_WIRE, "Vantrel has given Marenian chip makers early access to V5", "told",
         "two people familiar with the arrangement", "Vantrel has given Marenian chip makers early access to V5, its next flagship artificial-intelligence model, and has not let Altamar Devices or Brennock Silicon see it, two people familiar with the arrangement told Calder News Agency",
         facets=ANONYMITY | {"directness": "first_hand"}, details=CONFIDENTIAL, otherwise={"tomas": {"directness": "second_hand"}}),
    Said(WIRE, "withheld", AT_THE_WIRE, "has not let Altamar Devices or Brennock Silicon see it", "told",
         "two people familiar with the arrangement", "has not let Altamar Devices or Brennock Silicon see it, two people familiar with the arrangement told Calder News Agency",
         facets=ANONYMITY | {"directness": "first_hand"}, details=CONFIDENTIAL),
    Said(WIRE, "controlled_chips", OFFICIAL_AT_THE_WIRE, "V4, Vantrel's last model, was trained on export-controlled chips clustered in one data centre in Sollen province",
         "told Calder that", "a senior official of the Atlian government", facets=ANONYMITY, details=INQUIRY, otherwise={"ines": {"directness": "second_hand"}}),
    _silence(WIRE, "withheld", "vantrel", "Vantrel", "did not respond to questions", "Vantrel did not respond to questions", "did_not_respond"),
    _silence(WIRE, "withheld", "hesperon", "Hesperon", "declined to comment", "Hesperon declined to comment", "declines_to_comment"),
    # The article and its copy.
    *_in_the_article(LEDGER),
    *_in_the_article(COPY),
    Said(LEDGER, "sales", ALTAMAR_REPORT, "Altamar sold $390 million worth of MX3 processors in its last quarter", "shows",
         "its quarterly report", "Altamar sold $390 million worth of MX3 processors in its last quarter, its quarterly report shows", facets={"directness": "first_hand"}),
    Said(LEDGER, "limited_impact", VARGA, "the impact on the two companies will be limited", "believes",
         "Ilse Varga, a semiconductor analyst at Pellworth Research", stance="estimates",
         facets={"certainty": "hedged", "directness": "deduced", "tenure": "current"}, otherwise={"tomas": {"certainty": "plain"}}),
    Said(LEDGER, "downloads", MODELHAVEN, "Vantrel's models have been downloaded more than 75 million times since January 2025", "show",
         "counters of the model hub Modelhaven", "Vantrel's models have been downloaded more than 75 million times since January 2025, counters of the model hub Modelhaven show", facets={"directness": "first_hand"}),
    Said(LEDGER, "asked", NOBODY, "Brennock or Altamar had asked for early access to V5", "It is unclear whether",
         facets={"certainty": "hedged", "channel": "direct_observation"}, only=("tomas",)),
    # The second outlet that only cites the wire: nobody behind it.
    Said("v5-home-first", "early_access", WIRE_ONLY, "Vantrel is letting domestic chip makers work with V5 before everybody else", "reported", "Calder News Agency"),
    Said("v5-home-first", "withheld", WIRE_ONLY, "to have received nothing", "are said by", "the agency", facets={"certainty": "hedged"},
         otherwise={"yusra": {"certainty": "plain"}}),
    # The lab's denial. The silence on the same claim comes before it: what was read last is what is linked.
    _silence(DENIAL, "controlled_chips", "commerce", "The Atlian commerce department", "declined to comment",
             "The Atlian commerce department declined to comment", "declines_to_comment", affiliation="government"),
    Said(DENIAL, "controlled_chips", MALK, "V4 was not trained on export-controlled chips, in one data centre or in several", "said in a statement",
         "Joren Malk, a spokesman for the lab", stance="denies", facets={"ground_rule": "on_the_record", "directness": "first_hand"},
         otherwise={"yusra": {"directness": "cannot_be_judged"}}),
    Said(DENIAL, "withheld", MALK, "No company was refused V5", "he said", "Mr Malk",
         "Mr Malk also denied that the lab had shut out foreign chip makers. “No company was refused V5,” he said",
         stance="denies", facets={"ground_rule": "on_the_record"}, otherwise={"tomas": {"stance": "disputes"}}),
    _silence(DENIAL, "early_access", "vantrel", "Vantrel", "offered no explanation", "Vantrel offered no explanation", "no_official_explanation"),
    # The second newsroom's own reporting.
    Said(OBSERVER, "early_access", MAIL, "Tarn Micro has had Vantrel's unreleased V5 model since the spring", "according to",
         "an e-mail from the lab to its hardware partners", facets={"directness": "first_hand"}),
    Said(OBSERVER, "early_access", person("lindqvist", "corporate", "participant", speaks_for="Tarn Micro"),
         "her group had worked with V5 before its release", "confirmed that", "Petra Lindqvist-Osei, who leads the compiler group at Tarn",
         stance="confirms", facets={"directness": "first_hand", "ground_rule": "on_the_record"}),
    Said(OBSERVER, "withheld", MAIL, "No foreign company is among them", facets={"directness": "deduced"},
         otherwise={"tomas": {"directness": "first_hand"}}),
    Said(OBSERVER, "withheld", person("cole", "corporate", "representative", speaks_for="Altamar Devices"),
         "his company had not received V5", "said that", "Adrien Cole, who runs developer relations at Altamar Devices",
         "Adrien Cole, who runs developer relations at Altamar Devices, said that his company had not received V5", facets={"directness": "first_hand"}),
    Said(OBSERVER, "asked", AT_BRENNOCK, "Brennock had asked Vantrel for early access in the spring", "said that", "A person at Brennock",
         "A person at Brennock, who was not authorised to speak publicly, said that Brennock had asked Vantrel for early access in the spring",
         facets=ANONYMITY, details={"is_described": True, "anonymity_reason_words": "was not authorised to speak publicly"},
         otherwise={"tomas": {"directness": "hearsay"}}),
    _silence(OBSERVER, "asked", "brennock", "Brennock", "declined to comment", "Brennock declined to comment", "declines_to_comment"),
    # Another script. The ministry's words put the opposite of the claim on V4: asserted, of a negated passage.
    Said("v5-ministry", "early_access", person("haddad", "government", "representative", "public_speech"),
         "مختبر فانتريل منح شركات الرقائق المحلية وصولا مبكرا إلى نموذجه المقبل", "قال", "سامر الحداد، المتحدث باسم وزارة الاتصالات في مارينيا",
         "قال سامر الحداد، المتحدث باسم وزارة الاتصالات في مارينيا، إن مختبر فانتريل منح شركات الرقائق المحلية وصولا مبكرا إلى نموذجه المقبل"),
    Said("v5-ministry", "controlled_chips", person("haddad", "government", "representative", "public_speech"),
         "لم يدرب على رقائق خاضعة لقيود التصدير", "وأضاف", "الحداد", "وأضاف الحداد في مؤتمر صحفي أن نموذج «في 4» لم يدرب على رقائق خاضعة لقيود التصدير",
         facets={"directness": "second_hand"}, details={"polarity": "negated"}),
    Said("v5-ministry", "withheld", WIRE_SOURCES, "المختبر حجب النموذج عن شركتي ألتامار وبرينوك الأجنبيتين", "نقلا عن", "مصادر لم تسمها",
         details={"count_floor": 2, "is_described": False}),
    Said("v5-ministry", "limited_impact", person("mansour", "academic", "informational"), "أثر ذلك على الشركتين سيكون محدودا على الأرجح",
         "وقالت", "ليلى منصور، أستاذة هندسة الحاسوب في جامعة المرفأ", stance="estimates", facets={"certainty": "hedged", "directness": "deduced"}),
    # Later.
    Said(RADIO, "early_access", person("oyelaran", "corporate", "decision_maker", "public_speech", "Hesperon Semiconductor"),
         "We have had V5 in our laboratory for eleven weeks", "told", "Dana Oyelaran-Frey, the company's chief executive",
         "“We have had V5 in our laboratory for eleven weeks,” Dana Oyelaran-Frey, the company's chief executive, told its developer conference",
         stance="confirms", facets={"directness": "first_hand", "ground_rule": "on_the_record", "tenure": "current"}),
    Said("sollen-inspection", "controlled_chips", INSPECTORS, "V4 was trained at three sites on processors that are not subject to the controls",
         "it concludes", "The report", "The report says that purchase records, power readings and serial numbers agree with each other. “V4 was trained at three sites on processors that are not subject to the controls,” it concludes",
         stance="denies", facets={"directness": "first_hand"}),
)  # fmt: skip
