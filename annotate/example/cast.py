"""The people, companies and papers of the example. All invented; none is meant to be like a real one."""

from annotate.example.shapes import Voice

#: key: name, kind, domain
OUTLETS = {
    "calder": ("Calder News Agency", "wire", "calder-news.example"),
    "anvil": ("Anvil Press Service", "wire", "anvilpress.example"),
    "ledger": ("The Fernwick Ledger", "newspaper", "fernwick-ledger.example"),
    # One letter from the paper above, to the eye: the service flags it.
    "femwick": ("The Femwick Ledger", "aggregator", "femwick-ledger.example"),
    "silica": ("Silica Post", "site", "silicapost.example"),
    "gazette": ("Port Varrow Gazette", "newspaper", "varrowgazette.example"),
    "observer": ("Harbour Observer", "newspaper", "harbourobserver.example"),
    "marfa": ("صحيفة المرفأ", "newspaper", "almarfa.example"),
    "radio": ("Tessaly Public Radio", "broadcaster", "tessalyradio.example"),
    "sollen": ("Sollen Evening Mail", "newspaper", "sollenmail.example"),
}

#: key: name, identification, affiliation, description, whether in a public role
SOURCES = {
    # The story's
    "vantrel": ("Vantrel", "named_group", "corporate", "AI lab, Marenia", True),
    "hesperon": ("Hesperon Semiconductor", "named_group", "corporate", "chip maker, Marenia", True),
    "altamar": ("Altamar Devices", "named_group", "corporate", "chip maker", True),
    "brennock": ("Brennock Silicon", "named_group", "corporate", "chip maker, Atlia", True),
    "commerce": ("Atlian commerce department", "named_group", "government", "Atlia", True),
    "order14": ("Order 14 of the Atlian commerce department", "document", "government", "export controls", True),
    "altamar_report": ("Altamar's quarterly report", "document", "corporate", "Altamar Devices", True),
    "partner_mail": ("Vantrel's e-mail to its hardware partners", "document", "corporate", "seen by the Harbour Observer", True),
    "inspectorate": ("Report of the joint inspectorate on Sollen", "document", "government", "inspection of a data centre", True),
    "modelhaven": ("Modelhaven download counters", "database", "corporate", "model hub", True),
    "varga": ("Ilse Varga", "named_individual", "corporate", "semiconductor analyst, Pellworth Research", True),
    "malk": ("Joren Malk", "named_individual", "corporate", "spokesman, Vantrel", True),
    "lindqvist": ("Petra Lindqvist-Osei", "named_individual", "corporate", "head of compilers, Tarn Micro", True),
    "cole": ("Adrien Cole", "named_individual", "corporate", "head of developer relations, Altamar Devices", True),
    "oyelaran": ("Dana Oyelaran-Frey", "named_individual", "corporate", "chief executive, Hesperon Semiconductor", True),
    "haddad": ("سامر الحداد", "named_individual", "government", "spokesman, communications ministry of Marenia", True),
    "mansour": ("ليلى منصور", "named_individual", "academic", "professor of computer engineering", True),
    # The archive's
    "thorne": ("Halvard Thorne", "named_individual", "government", "transport minister of Marenia", True),
    "abara": ("Nkechi Abara-Lund", "named_individual", "government", "mayor of Port Varrow", True),
    "vesely": ("Radim Veselý-Orr", "named_individual", "government", "deputy energy minister of Atlia", True),
    "okonedo": ("Ruth Okonedo-Hale", "named_individual", "government", "head of the Tessaly port authority", True),
    "marchetti": ("Livio Marchetti-Dunn", "named_individual", "government", "governor of Sollen province", True),
    "brandvold": ("Otto Brandvold", "named_individual", "corporate", "analyst, Corrie & Lund", True),
    "asante": ("Abena Asante-Roy", "named_individual", "corporate", "analyst, Pellworth Research", True),
    "kimura": ("Sota Kimura-Bell", "named_individual", "academic", "economist, Harbour University", True),
    "dorrance": ("Elspeth Dorrance", "named_individual", "academic", "engineer, Fernwick Institute", True),
    "novotna": ("Jana Novotna-Price", "named_individual", "corporate", "spokeswoman, Tessaly Rail", True),
    "bexley": ("Ciaran Bexley", "named_individual", "corporate", "spokesman, Marenia Grid", True),
    "rail_report": ("Tessaly Rail's annual report", "document", "corporate", "Tessaly Rail", True),
    "grid_report": ("Marenia Grid's annual report", "document", "corporate", "Marenia Grid", True),
    "official_gazette": ("Official gazette of Atlia", "document", "government", "laws and orders", True),
    "works_register": ("Public works register of Marenia", "database", "government", "building permits", True),
    "port_statistics": ("Tessaly port statistics", "database", "government", "ship movements", True),
    "tidewatcher": ("Tidewatcher", "named_individual", "none_stated", "posts on ships and ports", True),
    "railgossip": ("Railgossip", "named_individual", "none_stated", "posts on railways", True),
    "resident": ("K. Ambrose", "named_individual", "none_stated", "posts on Fernwick", False),
}  # fmt: skip


def person(source: str, affiliation: str, role: str, channel: str = "quote", speaks_for: str = "") -> Voice:
    return Voice("named_individual", affiliation, role, source, (), channel, speaks_for)


def paper(source: str, affiliation: str, role: str, channel: str = "document") -> Voice:
    return Voice("document", affiliation, role, source, (), channel)


def silent(source: str, affiliation: str = "corporate") -> Voice:
    name = SOURCES[source][0]
    return Voice("named_group", affiliation, "decision_maker", source, (), "statement", name)


# Voices that both the story and the archive hear: what the archive teaches of them counts in the story.
WIRE_SOURCES = Voice("unnamed_group", "none_stated", "participant", None, ("calder",), "press_report")
WIRE_OFFICIAL = Voice("unnamed_individual", "government", "decision_maker", None, ("calder",), "press_report")
VARGA = person("varga", "corporate", "informational", speaks_for="Pellworth Research")
MALK = person("malk", "corporate", "representative", "statement", "Vantrel")
ALTAMAR_REPORT = paper("altamar_report", "corporate", "participant")
MODELHAVEN = Voice("database", "corporate", "informational", "modelhaven", (), "dataset")
