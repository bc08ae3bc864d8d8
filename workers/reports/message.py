"""A report as e-mail: plain text that reads well, HTML of tables with inline style, charts as pixels in it.

Mail programs show neither style sheets nor SVG: Outlook sets with Word's engine, Gmail strips. So the HTML is one
column, its style stands in the elements, and every chart is a PNG that the message carries, with its words in `alt`.
"""

from dataclasses import dataclass
from email.mime.image import MIMEImage
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import SafeMIMEMultipart
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import wrap

from annotate.actions.deliveries import token_of
from annotate.formats.reports import attached, file_name
from annotate.models import Delivery
from workers.reports import words
from workers.reports.drawings import drawn
from workers.reports.html import rich
from workers.reports.pdf import as_png

COLUMNS = 72
HIDDEN = (
    "This report is written. It tells the scores of claims that you may still be asked to read or to resolve, so it is "
    "not in this message: whoever judges a claim has not seen its score. Where it stands it says when it is shown, and "
    "what it means to look at it before."
)


def message_of(delivery: Delivery) -> EmailMultiAlternatives:
    """The message of one delivery, ready to hand over; the same Message-ID each time, so that a double is seen."""
    report = delivery.report
    figures: dict[str, Any] = report.figures or {}
    links = _links(delivery)
    charts = {s["key"]: make_msgid(s["key"], _domain()) for s in figures["sections"] if s["chart"]}
    message = _letter(delivery, as_text(figures, links), links)
    message.attach_alternative(as_mail(figures, charts, links), "text/html")
    for section in figures["sections"]:
        if section["chart"]:
            message.pictures.append(_picture(drawn(section), charts[section["key"]], section["key"]))
    for form in report.definition.formats:
        message.attach(f"{file_name(report)}.{form}", *attached(report, form))
    return message


def notice_of(delivery: Delivery) -> EmailMultiAlternatives:
    """For somebody at the desk from whom a score in the report is hidden: that it is there, and no figure of it."""
    links = _links(delivery)
    return _letter(delivery, "\n".join([wrap(HIDDEN, COLUMNS), "", *_ways(links, "The report:")]), links)


def _letter(delivery: Delivery, body: str, links: "Links") -> "Letter":
    headers = {"Message-ID": f"<{delivery.pk}@{_domain()}>", "Auto-Submitted": "auto-generated"}
    subject = _subject(delivery.report.figures or {})
    return Letter(subject=subject, body=body, to=[delivery.address], headers=headers | links.headers())


def _domain() -> str:
    return str(settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">"))


class Letter(EmailMultiAlternatives):
    """Its pictures stand together with the page that shows them (multipart/related); files lie beside both."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.pictures: list[MIMEImage] = []

    def _create_alternatives(self, msg: Any) -> Any:
        words = super()._create_alternatives(msg)  # type: ignore[misc]  # there, and not in the stubs
        if not self.pictures:
            return words
        together = SafeMIMEMultipart("related")
        for part in (words, *self.pictures):
            together.attach(part)
        return together


@dataclass(frozen=True, slots=True)
class Links:
    """Where the report is read on the web, and how a subscriber gets it no more (nobody subscribed: empty)."""

    page: str
    leave: str = ""

    def headers(self) -> dict[str, str]:
        """One click, in the mail program's own list of headers (RFC 8058)."""
        if not self.leave:
            return {}
        return {"List-Unsubscribe": f"<{self.leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _links(delivery: Delivery) -> Links:
    page = reverse("archived-report", args=[delivery.report_id])
    return Links(f"{settings.BASE_URL}{page}", _leave(delivery))


def _leave(delivery: Delivery) -> str:
    if delivery.subscription is None:
        return ""
    return f"{settings.BASE_URL}{reverse('unsubscribe', args=[token_of(delivery.subscription)])}"


def _subject(figures: dict[str, Any]) -> str:
    about = figures["report"]
    kind = "Correction: " if about.get("corrects") else ""
    so_far = " so far (preview)" if about["is_preview"] else ""
    return " ".join(f"{kind}{about['name']}, {about['period']}{so_far}".split())


def as_text(figures: dict[str, Any], links: Links) -> str:
    """Sections underlined, tables as a block for each row: read aloud or in a narrow window it stays in order."""
    about = figures["report"]
    kind = " (correction)" if about.get("corrects") else " (so far)" if about["is_preview"] else ""
    lines = [about["name"], f"{about['period']}{kind}", ""]
    for section in figures["sections"]:
        lines += ["", section["title"], "-" * len(section["title"]), ""]
        said = [section["empty"]] if section["empty"] else [words.plain(s) for s in section["sentences"]]
        for sentence in said:
            lines += [wrap(sentence, COLUMNS), ""]
        for table in section["tables"]:
            lines += [f"{table['caption']}:", "", *_rows(table, about["time_zone"])]
    return "\n".join([*lines, "", *_ways(links, "This report on the web:")])


def _ways(links: Links, there: str) -> list[str]:
    """Where it is, and how to get it no more."""
    leave = ["To get this report no more:", links.leave, ""] if links.leave else []
    return [there, links.page, "", *leave]


def _rows(table: dict[str, Any], zone: str) -> list[str]:
    lines: list[str] = []
    for row in table["rows"]:
        first, *rest = (
            (c["label"], words.cell(value, c["kind"], zone))
            for value, c in zip(row, table["columns"], strict=True)
        )
        lines += [wrap(f"* {first[1]}", COLUMNS), *(f"  {label}: {value}" for label, value in rest), ""]
    return lines


def as_mail(figures: dict[str, Any], charts: dict[str, str], links: Links) -> str:
    """``charts``: by section, the Content-ID of the picture that comes with it."""
    about = figures["report"]
    sections = [
        {
            "title": s["title"],
            "empty": s["empty"],
            "sentences": [rich(sentence) for sentence in s["sentences"]],
            "picture": charts[s["key"]].strip("<>") if s["chart"] else "",
            "alt": s["chart"]["title"] if s["chart"] else "",
            "tables": [_table(t, about["time_zone"]) for t in s["tables"]],
        }
        for s in figures["sections"]
    ]
    return render_to_string(
        "reports/message.html",
        {"report": about, "sections": sections, "links": links, "preheader": _preheader(figures)},
    )


def _preheader(figures: dict[str, Any]) -> str:
    """What a list of messages shows beside the subject: the first sentence that says something."""
    said = (s["sentences"][0] for s in figures["sections"] if s["sentences"] and not s["empty"])
    return words.plain(next(said, figures["sections"][0]["empty"]))


def _table(table: dict[str, Any], zone: str) -> dict[str, Any]:
    columns = [
        c | {"align": "right" if words.look(c["kind"]) == "number" else "left"} for c in table["columns"]
    ]
    rows = [
        [
            {
                "shown": rich(v) if c["kind"] in ("ref", "words") else words.cell(v, c["kind"], zone),
                "align": c["align"],
            }
            for v, c in zip(row, columns, strict=True)
        ]
        for row in table["rows"]
    ]
    return {"caption": table["caption"], "columns": columns, "rows": rows}


def _picture(svg: str, cid: str, name: str) -> MIMEImage:
    picture = MIMEImage(as_png(svg), "png")
    picture.add_header("Content-ID", cid)
    picture.add_header("Content-Disposition", "inline", filename=f"{name}.png")
    return picture
