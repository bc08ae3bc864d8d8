"""The main job, once: the worker scores the example, the HTTP API tells it, the worker writes the week's report.

Nothing is computed here. Whatever is missing ends it with a `DemoError` that says what.
"""

import time
from collections.abc import Callable

from django.db.models import F, Q
from django.utils import timezone

from annotate.actions import reports
from annotate.models import Claim, CurrentRun, Report, ReportDefinition, SourceRecord, User
from annotate.roles import SETUP
from workers.demo import files, table
from workers.demo.client import Client
from workers.demo.house import DemoError
from workers.rescoring import runs

SECONDS_TO_SCORE = 150
SECONDS_TO_REPORT = 60
#: The lines of a score's working add up to the logit of its probability; figures travel as JSON.
CLOSE = 1e-6


def run(*, base_url: str, api_key: str, say: Callable[[str], None]) -> None:
    """Wait for the worker, read everything back over HTTP, say it. Raises `DemoError` where something is missing."""
    wait_until(unscored, SECONDS_TO_SCORE, "the worker has not scored")
    client = Client(base_url, api_key)
    claims = list(client.all("/api/v1/claims/?page_size=100"))
    check(claims)
    say(table.of_claims(claims))
    report = ask_for_report()
    wait_until(lambda: unwritten(report), SECONDS_TO_REPORT, "the worker has not written")
    written = Report.objects.get(pk=report.pk)
    say(table.of_report(written, files.keep(written, reader())))


def wait_until(missing: Callable[[], str], seconds: float, words: str) -> None:
    """Until ``missing`` has nothing more to name."""
    deadline = time.monotonic() + seconds
    while what := missing():
        if time.monotonic() > deadline:
            raise DemoError(f"after {seconds:.0f} s {words} {what}")
        time.sleep(0.2)


def unscored() -> str:
    """Published claims without a score, with an old one or one of an older run; in words, or nothing."""
    published = Claim.objects.kept().published()
    if not published.exists():
        return "anything: there is no published claim"
    current = CurrentRun.objects.values_list("run", flat=True).first()
    if current is None:
        return "anything: there is no scoring run"
    if waiting := runs.waiting(current).count():
        return f"with {waiting} outcomes, which wait for the next run"
    if not SourceRecord.objects.exists():
        return "the sources: no run has stored their records"
    old = Q(score=None) | Q(touched_change__gt=F("scored_change")) | ~Q(score__run=current)
    late = list(published.filter(old))
    return f"{len(late)} of {published.count()} claims, such as “{late[0]}” ({late[0].pk})" if late else ""


def check(claims: list[table.Told]) -> None:
    """Everything that is published is told, and each with a score that can be followed."""
    published = set(Claim.objects.kept().published().values_list("pk", flat=True))
    if missing := published - {claim["id"] for claim in claims}:
        raise DemoError(f"the API does not tell {len(missing)} published claims, such as {min(missing)}")
    for claim in claims:
        if problem := problem_of(claim["credibility"]):
            raise DemoError(f"the API tells “{claim['wording']}” ({claim['id']}) {problem}")
    judged = [claim for claim in claims if not claim["credibility"]["cannot_be_judged"]]
    if not judged:
        raise DemoError("not one claim could be judged: the archive's outcomes are not in the scoring run")
    if not any(claim["credibility"]["calibration"]["status"] == "calibrated" for claim in judged):
        raise DemoError("no claim's score is calibrated: the scoring run has too few outcomes")


def problem_of(credibility: table.Told | None) -> str:
    """What is wrong with a score, in words, or nothing."""
    if credibility is None:
        return "without a score"
    if credibility["cannot_be_judged"]:
        return "" if credibility["reason"] else "as one that cannot be judged, without saying why"
    lines = credibility["contributions"]
    if not lines:
        return "with a score but without contributions"
    off = sum(line["log_odds"] for line in lines) - table.logit(credibility["probability"])
    return f"with contributions that are {off:+.6f} off its score" if abs(off) > CLOSE else ""


def ask_for_report() -> Report:
    """The running week's, as far as it has come: the example was written in it."""
    definition = ReportDefinition.objects.filter(is_active=True, period="week", kind="sourcing").first()
    if definition is None:
        raise DemoError("no weekly report is defined")
    return reports.request_preview(definition=definition, at=timezone.now(), by=SETUP)


def reader() -> User:
    """Whom the report's e-mail is addressed to."""
    return User.objects.filter(is_staff=True).exclude(email="").order_by("pk").first() or User(
        email="reader@localhost"
    )


def unwritten(report: Report) -> str:
    report.refresh_from_db()
    if report.built_at and report.html:
        return ""
    return f"the report “{report}”{': ' + report.failure if report.failure else ''}"
