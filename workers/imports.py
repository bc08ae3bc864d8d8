"""Imports of articles and records: looked through, and written once somebody has confirmed them."""

import logging
from collections.abc import Iterator
from typing import Any

from celery import shared_task
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from annotate import outbound
from annotate.actions import article_imports as verbs
from annotate.actions import record_imports
from annotate.actions.article_rows import looked_at
from annotate.formats import incoming, record_files
from annotate.formats.record import KINDS
from annotate.models import ArticleImport

logger = logging.getLogger(__name__)
STEP, MANY = 20, 1000
MOST_SHOWN = 200


@shared_task(name="workers.import_articles")
def import_articles() -> int:
    """Whatever waits: looked through, or written. Returns how many."""
    done = 0
    while thing := verbs.take_import(at=timezone.now()):
        _go_on(thing)
        done += 1
    verbs.drop_old(at=timezone.now())
    return done


def _go_on(thing: ArticleImport) -> None:
    try:
        if thing.attempts > ArticleImport.ATTEMPTS:
            raise ValidationError(
                "It broke off three times. Is there something very large in it? Split the file."
            )
        if thing.is_record:
            _record(thing)
        elif thing.state == ArticleImport.State.WAITING:
            _look_through(thing, _rows(thing))
        else:
            verbs.write_import(
                thing=thing, rows=[{**thing.defaults, **row} for row in map(_filled, _rows(thing))]
            )
    except (incoming.UnreadableError, outbound.OutboundError, ValidationError, PermissionDenied) as error:
        messages = error.messages if isinstance(error, ValidationError) else [str(error)]
        verbs.fail_import(thing=thing, message=" ".join(messages))
    except Exception as error:  # one file must not stop the others; its page says that it failed
        logger.exception("import %s failed", thing.pk)
        verbs.fail_import(thing=thing, message=f"It failed ({type(error).__name__}). Nothing was imported.")


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    """Without what a row leaves open: the file's own particulars hold there."""
    return {name: value for name, value in row.items() if value not in (None, "")}


def _rows(thing: ArticleImport) -> list[dict[str, Any]]:
    if thing.format != ArticleImport.Format.URL:
        return incoming.read(bytes(thing.body), thing.format)
    if not thing.body:  # asked for once: what was shown is what is written
        answer = outbound.get(thing.name, kinds=("text/html", "application/xhtml+xml"))
        if answer.status != 200:
            raise ValidationError(f"The address answers {answer.status}.")
        thing.body = answer.body
        if (
            answer.url != thing.name
        ):  # a short link, or the place that it was moved from: known as its address, too
            thing.defaults |= {"asked_for": thing.name, "url": answer.url}
        ArticleImport.objects.filter(pk=thing.pk).update(body=answer.body, defaults=thing.defaults)
    return incoming.read(bytes(thing.body), "html", url=thing.defaults.get("url", thing.name))


def _look_through(thing: ArticleImport, rows: list[dict[str, Any]]) -> None:
    shown: list[dict[str, Any]] = []
    faults: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        if number % STEP == 1:
            verbs.show_progress(thing=thing, done=number - 1, total=len(rows))
        try:
            found = looked_at(row, thing.defaults)
            twice = seen.setdefault(found["url"] or f"{number}", number)
            if twice != number:
                raise ValidationError({"url": f"Row {twice} has the same address."})
        except ValidationError as error:
            named = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
            faults += [{"row": number, "field": f, "message": m} for f, ms in named.items() for m in ms]
        else:
            outlet = found["outlet"]
            shown.append(
                {
                    "row": number, "what": found["what"], "headline": found["headline"][:300],
                    "outlet": outlet["name"] if isinstance(outlet, dict) else outlet.name,
                    "new_outlet": isinstance(outlet, dict), "characters": len(found["text"]),
                    "published": found["published_at"].isoformat(),
                }
            )  # fmt: skip
    verbs.show_progress(thing=thing, done=len(rows), total=len(rows))
    verbs.show_import(thing=thing, rows=shown[:MOST_SHOWN], faults=faults[:MOST_SHOWN])


def _record(thing: ArticleImport) -> None:
    """Read row by row, twice: to say what would become of each, and to write them."""
    rows = record_files.READERS[thing.format]
    body = bytes(thing.body)
    if thing.state == ArticleImport.State.CONFIRMED:
        verbs.write_import(thing=thing, rows=rows(body))
        return
    total = sum(1 for _ in rows(body))
    looked = record_imports.look_through(_counted(thing, rows(body), total))
    shown = [{"kind": name, "new": looked.new[name], "unchanged": looked.unchanged[name]} for name in KINDS]
    shown += [
        {
            "kind": "account that nobody can sign in to",
            "new": len(looked.strangers),
            "names": looked.strangers[:50],
        }
    ]
    verbs.show_progress(thing=thing, done=total, total=total)
    verbs.show_import(thing=thing, rows=shown, faults=looked.faults)


def _counted(thing: ArticleImport, rows: Iterator[Any], total: int) -> Iterator[Any]:
    for number, row in enumerate(rows):
        if number % MANY == 0:
            verbs.show_progress(thing=thing, done=number, total=total)
        yield row
