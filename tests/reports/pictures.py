"""The pictures of docs/reports/: `python -m tests.reports.pictures`, of fiction made for them, in headless Chromium.

The report wide and narrow in both themes, its message as a mail program shows it, and its pages in print.
"""

import datetime as dt
import io
import json
import os
import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

HERE = Path("docs/reports")
LONG = (
    "Das Ministerium hält trotz der Einwände aus Łódź, Ærøskøbing und Škofja Loka an seinem Zeitplan für die neue "
    "Übertragungsleitung fest, die nach den Unterlagen der Netzgesellschaft im Frühjahr in Betrieb gehen soll, obwohl zwei "
    "der fünf Umspannwerke noch nicht gebaut sind und für eines davon bisher nicht einmal ein Bauantrag vorliegt."
)
#: Wording, score before and now, what came with it.
MOVED: tuple[tuple[str, float, float, dict[str, Any]], ...] = (
    ("Vantrel gave its V5 model to two domestic chip makers weeks before anyone else.", 0.35, 0.62, {"independent_roots": 2, "reports": 5}),
    ("The harbour dredging was paid for twice.", 0.67, 0.41, {"denials": 1, "reports": 4, "admiralty": 4}),
    ("Tessaly Rail had been told of the cracked axles in March.", 0.59, 0.78, {"independent_roots": 2, "reports": 3, "admiralty": 2}),
    ("Vantrel’s V4 was trained on export-controlled chips in a data centre in Sollen.", 0.39, 0.21, {"denials": 2, "reports": 7, "admiralty": 4}),
    ("The finance minister knew of the shortfall before the vote.", 0.51, 0.66, {"independent_roots": 2, "reports": 2}),
    ("سيُغلق المصنع في مايو بحسب مسؤولَين مطّلعَين على الخطة", 0.43, 0.55, {"reports": 4}),
    ("המפעל ייסגר במאי, אמרו שני בכירים", 0.55, 0.49, {"reports": 3}),
    (LONG, 0.47, 0.52, {"reports": 6}),
)  # fmt: skip


def fiction() -> tuple[Any, Any, Any]:
    """A weekly report, a source-record report, and one of a newsroom that has nothing."""
    from annotate.models import ReportDefinition
    from tests.reports import factories as make

    ReportDefinition.objects.update(is_active=False)
    chance = random.Random(7)  # noqa: S311
    speakers = [
        make.make.source(name)
        for name in (
            "Ada Łoś, minister of trade",
            "Joint Inspectorate",
            "Jørgen Ås, Tessaly Rail",
            "نور الدين حسن",
        )
    ]
    _run(make, speakers, 0, chance)
    for week in range(7, 0, -1):
        _settle(make, make.IN_IT - week * make.WEEK, 8 + week % 5 * 3, chance)
    moved = [
        make.scored(make.known(wording=w), then, at=make.BEFORE_IT, reports=2, contributions=[_line(None)])
        for w, then, *_ in MOVED
    ]
    outlets = [
        make.make.outlet(name) for name in ("Evening Post", "Harbour Gazette", "صحيفة المرفأ", "Ærø Tidende")
    ]
    number = make.Change.objects.first().number
    _run(make, speakers, number, chance)
    for n, (claim, (_, _, now, values)) in enumerate(zip(moved, MOVED, strict=True)):
        make.scored(claim, now, contributions=[_line(None), _line(speakers[n % 4], 0.4 + n / 8)], **values)
    make.happened(make.IN_IT, since=number)
    _settle(make, make.IN_IT, 12, chance)
    _read(make, outlets, moved, chance)
    from tests.reports.test_circular import graph

    graph(moved[3], *outlets[:3])
    weekly, records = make.definition(), make.definition(name="Source-record report", kind="records")
    nothing = make.definition(name="The Harbour Desk’s week", newsroom=make.make.newsroom(), scope="watched")
    written = {report.definition_id: report for report in make.build_due(make.AFTER)}
    return tuple(written[d.pk] for d in (weekly, records, nothing))  # type: ignore[return-value]


def _line(source: Any, log_odds: float = 0.1) -> dict[str, Any]:
    kind = "asserting_root" if source else "prior"
    return {"kind": kind, "root": source.root_key if source else "", "label": kind, "log_odds": log_odds}


def _run(make: Any, speakers: list[Any], number: int, chance: random.Random) -> None:
    from workers.scoring.evidence import Side
    from workers.scoring.records import Records, Tally

    tallies = {
        (s.root_key, Side.ASSERTS): Tally(round(chance.uniform(4, 14), 1), 16.0 + n)
        for n, s in enumerate(speakers)
    }
    records = Records(as_of=dt.date(2026, 2, 1), totals={Side.ASSERTS: Tally(50, 100)}, sources=tallies,
                      source_kinds={s.root_key: "k" for s in speakers})  # fmt: skip
    day, seen = dt.date(2026, 3, 3) if number else dt.date(2026, 1, 1), number
    since = make.Change.objects.first().number if make.Change.objects.exists() else 0
    run = make.run(
        as_of_change=seen, parameters={"records": records.to_dict(), "resolved_claims": 84}, reference_day=day
    )
    make.scores.switch_run(run=run, by=make.WORKER)
    make.happened(make.IN_IT if number else make.IN_IT - 10 * make.WEEK, since=since)


def _settle(make: Any, at: dt.datetime, count: int, chance: random.Random) -> None:
    found = [
        make.known(
            at - dt.timedelta(hours=1),
            wording=f"The council’s answer {chance.randrange(10**6)} was given in time.",
        )
        for _ in range(count)
    ]
    number = make.Change.objects.first().number
    for claim in found:
        said = chance.choice((0.12, 0.33, 0.5, 0.71, 0.9))
        verdict = "confirmed" if chance.random() < said else "refuted"
        make.make.resolved(claim, verdict, probability_before=said)
    make.happened(at, since=number)


def _read(make: Any, outlets: list[Any], claims: list[Any], chance: random.Random) -> None:
    """Articles of the week, two readings each that do not always agree; some deny."""
    from annotate.models import Article, Attribution

    readers = [make.make.user("reviewer") for _ in range(3)]
    for n in range(44):
        article = make.make.article(outlet=outlets[n % 4])
        unnamed = chance.random() < (0.2, 0.35, 0.5, 0.3)[n % 4]
        facets = make.make.UNNAMED if unnamed else make.make.NAMED
        facets |= {"stance": "denies"} if n % 9 == 0 else {}
        for reader in chance.sample(readers, 2):
            seen = facets | {"certainty": chance.choice(("plain", "plain", "hedged"))}
            make.make.read(
                article, claims[n % 8], by=reader, facets=seen, source=None if unnamed else make.make.source()
            )
    make.read_at(make.IN_IT)
    Article.objects.update(published_at=make.BEFORE_IT)
    Attribution.objects.update(created_at=make.IN_IT)


def pages(figures: dict[str, Any]) -> list[bytes]:
    """The pages in print, as pictures."""
    import typst

    from workers.reports import pdf
    from workers.reports.fonts import fonts

    given = {"report": json.dumps(pdf._said(figures), ensure_ascii=False)}
    compiler = typst.Compiler(pdf.TEMPLATE.read_bytes(), font_paths=fonts(), sys_inputs=given)
    made: Any = compiler.compile(format="png", ppi=100)
    return made if isinstance(made, list) else [made]


def sheet(pictures: list[bytes], to: Path, across: int = 2) -> None:
    """Pages beside each other."""
    from PIL import Image

    opened = [Image.open(io.BytesIO(p)).convert("RGB") for p in pictures]
    width, height = opened[0].size
    rows = -(-len(opened) // across)
    whole = Image.new("RGB", (min(across, len(opened)) * (width + 8), rows * (height + 8)), "#777")
    for n, picture in enumerate(opened):
        whole.paste(picture, (n % across * (width + 8) + 4, n // across * (height + 8) + 4))
    keep(whole, to)


def keep(picture: Any, to: Path) -> None:
    picture.quantize(48, dither=0).save(to, optimize=True)


def photograph(weekly: Any, home: Path) -> None:
    from PIL import Image
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM, QUIET
    from workers.reports.drawings import drawn
    from workers.reports.html import as_file
    from workers.reports.message import Links, as_mail
    from workers.reports.pdf import as_png

    (home / "report.html").write_text(as_file(weekly.html))
    mail = as_mail(
        weekly.figures, {s["key"]: f"<{s['key']}>" for s in weekly.figures["sections"]}, Links("#", "#")
    )
    for section in weekly.figures["sections"]:
        if section["chart"]:
            (home / f"{section['key']}.png").write_bytes(as_png(drawn(section)))
            mail = mail.replace(f"cid:{section['key']}", f"{section['key']}.png")
    (home / "mail.html").write_text(mail)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for name, file, width, theme in (
            ("wide-light", "report", 1100, "light"), ("wide-dark", "report", 1100, "dark"), ("narrow-light", "report", 390, "light"),
            ("narrow-dark", "report", 390, "dark"), ("mail", "mail", 700, "light"),
        ):  # fmt: skip
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
            page.goto((home / f"{file}.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
                f"{name} scrolls sideways"
            )  # noqa: S101
            keep(Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB"), HERE / f"{name}.png")
        browser.close()


def main() -> None:
    home = Path(os.environ["DATA_DIR"])
    weekly, records, nothing = fiction()
    for name, report in (("print", weekly), ("print-records", records), ("print-empty", nothing)):
        sheet(pages(report.figures), HERE / f"{name}.png", across=3)
    photograph(weekly, home)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"DATA_DIR": home, "DATABASE_URL": f"sqlite:///{home}/fiction.sqlite3", "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
                       "DJANGO_SETTINGS_MODULE": "annotate.settings"}  # fmt: skip
        from tests import templates

        shutil.copy(templates.sqlite(Path(home)), f"{home}/fiction.sqlite3")
        import django

        django.setup()
        main()
