"""A report in every form, as files to be looked at."""

from pathlib import Path

from django.conf import settings

from annotate.formats.reports import TYPES, attached, file_name
from annotate.models import Delivery, Report, User
from workers.reports.html import as_file
from workers.reports.message import message_of


def keep(report: Report, reader: User) -> list[Path]:
    """Written to the data folder: the page by itself, print, every figure as CSV and JSON, and the e-mail."""
    folder = Path(settings.DATA_DIR) / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    name = file_name(report)
    message = message_of(Delivery(report=report, asked_by=reader))
    files = {
        f"{name}.html": as_file(report.html).encode(),
        **{f"{name}.{form}": attached(report, form)[0] for form in TYPES},
        f"{name}.txt": str(message.body).encode(),
        f"{name}.eml": message.message().as_bytes(),
    }
    for file, content in files.items():
        (folder / file).write_bytes(content)
    return [folder / file for file in files]
