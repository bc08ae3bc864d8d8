"""The story: a lab lets chip makers at home see its next model early, and two foreign ones not."""

import datetime as dt
from pathlib import Path

from annotate.example.shapes import Became, Piece, Proposition

TEXTS = Path(__file__).parent / "texts"
TOPICS = ("fiction (worked example)", "artificial intelligence", "export controls")
READERS = ("ines", "tomas", "yusra")
#: What nobody has read yet, with an unnamed source and a denial: what “Next” hands each of them first.
UNREAD = "still-waiting-for-v5"


def ago(days: int, clock: str) -> dt.timedelta:
    """So many days before midnight today (UTC), at that time of day."""
    hours, minutes = map(int, clock.split(":"))
    return dt.timedelta(days=days, hours=-hours, minutes=-minutes)


def _text(name: str) -> str:
    return (TEXTS / f"{name}.txt").read_text(encoding="utf-8")


def _shortened(text: str, paragraphs: int) -> str:
    """What a paper prints of another's article: the headline and the first paragraphs, word for word."""
    return "\n\n".join(text.split("\n\n")[: paragraphs + 1])


PIECES = (
    Piece("v5-partners", "calder", ago(12, "06:10"), _text("calder"), ("ines", "tomas"), "Mara Quill"),
    Piece("vantrel-v5-home-chips", "ledger", ago(12, "09:45"), _text("ledger"), READERS, "Idris Fell, technology editor"),
    Piece("v5-home-first", "silica", ago(12, "11:20"), _text("silica"), ("tomas", "yusra")),
    Piece("home-chips-head-start", "gazette", ago(12, "00:00"), _shortened(_text("ledger"), 6), ("ines", "yusra"),
          "Idris Fell", "By arrangement with The Fernwick Ledger", precision="day", copy_of="vantrel-v5-home-chips"),
    Piece("vantrel-rejects-report", "ledger", ago(8, "15:30"), _text("denial"), READERS, "Idris Fell, technology editor"),
    Piece("keep-it-off-shared-machines", "observer", ago(9, "05:00"), _text("observer"), ("ines", "tomas"), "Noor Castellan"),
    Piece("v5-ministry", "marfa", ago(7, "08:00"), _text("marfa"), ("yusra",), "هدى سالم", language="ar"),
    Piece("hesperon-on-stage", "radio", ago(4, "13:05"), _text("conference"), ("ines", "yusra")),
    Piece("sollen-inspection", "silica", ago(2, "10:40"), _text("inspection"), ("tomas", "yusra")),
    Piece(UNREAD, "observer", ago(1, "16:20"), _text("waiting"), (), "Noor Castellan"),
)  # fmt: skip

CLAIMS = (
    Proposition("early_access", "Vantrel gave domestic chip makers early access to V5, its next flagship model.", TOPICS, {"subject": "Vantrel"}),
    Proposition("withheld", "Vantrel withheld V5 from Altamar Devices and Brennock Silicon before its release.", TOPICS, {"subject": "Vantrel"}),
    Proposition("controlled_chips", "Vantrel's V4 was trained on export-controlled chips clustered in one data centre.", TOPICS, {"subject": "Vantrel"}),
    Proposition("limited_impact", "The impact of the delay on Altamar Devices and Brennock Silicon will be limited.", TOPICS, {"subject": "Altamar Devices"}),
    Proposition("sales", "Altamar Devices sold $390 million worth of MX3 processors in its last quarter.", TOPICS,
                {"subject": "Altamar Devices", "figure": "390", "unit": "million US dollars", "tolerance": "5"}),
    Proposition("downloads", "Vantrel's models have been downloaded more than 75 million times from Modelhaven since January 2025.", TOPICS,
                {"subject": "Vantrel", "figure": "75", "unit": "million downloads", "tolerance": "1", "about_from": dt.date(2025, 1, 1)}),
    Proposition("exports_allowed", "Atlia allows exports of two inference chips, the MX3 and the B20, to Marenia.", TOPICS, {"subject": "Atlian commerce department"}),
    Proposition("asked", "Brennock Silicon asked Vantrel for early access to V5.", TOPICS, {"subject": "Brennock Silicon"}),
)  # fmt: skip

#: Proposed by the editor, agreed by the adjudicator: neither has read any of it.
OUTCOMES = (
    Became("early_access", "confirmed", "followed_up", "https://hesperon.example/newsroom/developer-conference",
           "Hesperon has worked with V5 for eleven weeks under an agreement with Vantrel.", ago(3, "00:00")),
    Became("controlled_chips", "refuted", "disputed", "https://joint-inspectorate.example/reports/sollen",
           "V4 was trained at three sites on processors that are not subject to the controls.", ago(1, "00:00")),
)  # fmt: skip

#: What each reviewer has still to read after that, so that “Next” hands out the story before the archive.
TO_READ = {"ines": "v5-home-first", "tomas": "home-chips-head-start", "yusra": "v5-partners"}

#: Where one reviewer found a claim and two did not: the claim, the piece, and what the adjudicator says of it.
NOT_THERE = ("asked", "vantrel-v5-home-chips",
             "The paper says that it does not know. That neither asserts nor denies that Brennock asked.")  # fmt: skip
#: The denial that is linked with what it denies: (piece, claim) of each.
DENIES = (("vantrel-rejects-report", "controlled_chips"), ("vantrel-v5-home-chips", "controlled_chips"))
