"""Importing files and addresses of articles: asked for, looked through, confirmed, written; all of a file or nothing.

A worker looks through and writes. Whatever it was doing when it died, another does again: looking through changes
nothing, and writing is one transaction in which what is there already stays as it is.
"""

import datetime as dt
import json
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from annotate import text as texts
from annotate.actions import articles, parties
from annotate.actions.reports import ERASED
from annotate.actions.verb import CONFLICT, lock, snapshot, verb
from annotate.addresses import canonical
from annotate.models import Article, ArticleImport, Outlet, User
from annotate.models.person import check_time_zone
from annotate.roles import WORKER

LARGEST = 20_000_000
#: A worker that said nothing for so long is dead.
LEASE = dt.timedelta(minutes=10)
KEPT = dt.timedelta(days=7)
State = ArticleImport.State
WORDS = ("headline", "text", "byline", "credit_line", "language", "published_at", "precision", "time_zone")


def request_import(
    *, name: str, format: str, body: bytes, by: User, defaults: Mapping[str, Any] | None = None
) -> ArticleImport:
    """Hand a file (or, for ``url``, an address as its name) over to be looked through."""
    if len(body) > LARGEST:
        raise ValidationError(
            {"file": f"At most {LARGEST // 1_000_000} MB; this has {len(body) // 1_000_000}. Split it."}
        )
    if format != ArticleImport.Format.URL and not body:
        raise ValidationError({"file": "The file is empty."})
    with verb("article.import_file", by=by, allowed_as="article.import") as log:
        made = ArticleImport(
            name=texts.clean(name, field="name", limit=2000), format=format, body=body, defaults=dict(defaults or {}),
            created_by=by,
        )  # fmt: skip
        if format == ArticleImport.Format.URL:
            canonical(made.name, field="url")
        made.full_clean()
        made.save(force_insert=True)
        log.add(made, after=_told(made))
        log.bells.add("workers.import_articles")
    return made


def confirm_import(*, thing: ArticleImport, by: User) -> ArticleImport:
    """Yes, import what was shown."""
    with verb("article.import_confirm", by=by, allowed_as="article.import") as log:
        thing = _open(thing, by, State.SHOWN)
        _set(thing, State.CONFIRMED, begun_at=None, attempts=0)
        log.add(thing, after=_told(thing))
        log.bells.add("workers.import_articles")
    return thing


def drop_import(*, thing: ArticleImport, by: User) -> ArticleImport:
    """No: forget the file."""
    with verb("article.import_drop", by=by, allowed_as="article.import") as log:
        thing = _open(thing, by, State.SHOWN, State.FAULTY, State.WAITING)
        _end(thing, State.DROPPED, log.at)
        log.add(thing, after=_told(thing))
    return thing


def take_import(*, at: dt.datetime) -> ArticleImport | None:
    """The next one to be worked on, taken by compare-and-set; one whose worker died is given out again."""
    due = Q(state__in=(State.WAITING, State.CONFIRMED)) & (Q(begun_at=None) | Q(begun_at__lt=at - LEASE))
    for pk in ArticleImport.objects.filter(due).order_by("created_at").values_list("pk", flat=True)[:10]:
        if ArticleImport.objects.filter(due, pk=pk).update(begun_at=at, attempts=F("attempts") + 1):
            return ArticleImport.objects.get(pk=pk)
    return None


def show_progress(*, thing: ArticleImport, done: int, total: int) -> None:
    """How far the looking through has come. Nothing that is logged."""
    ArticleImport.objects.filter(pk=thing.pk).update(progress=done, total=total, begun_at=timezone.now())


def show_import(*, thing: ArticleImport, rows: list[dict[str, Any]], faults: list[dict[str, Any]]) -> None:
    """What would become of each row, or what is wrong with some."""
    with verb("article.import_show", by=WORKER, allowed_as="import.show") as log:
        thing = lock(thing)
        if thing.state == State.WAITING:
            _set(thing, State.FAULTY if faults else State.SHOWN, rows=rows, faults=faults, begun_at=None)
            log.add(thing, after=_told(thing))


def fail_import(*, thing: ArticleImport, message: str) -> None:
    """It cannot be done at all: says why, imports nothing."""
    with verb("article.import_show", by=WORKER, allowed_as="import.show") as log:
        thing = lock(thing)
        if thing.is_working:
            fault = {"row": 0, "field": "", "message": message}
            _set(thing, State.FAULTY, faults=[fault, *thing.faults][:100], begun_at=None)
            log.add(thing, after=_told(thing))


def write_import(*, thing: ArticleImport, rows: Iterable[Mapping[str, Any]]) -> ArticleImport:
    """Write every row as the one who asked for it: all of them, or none where one is refused."""
    by = thing.created_by
    with verb("article.import_write", by=by, allowed_as="article.import") as log:
        thing = lock(thing)
        if thing.state != State.CONFIRMED:
            return thing
        made: dict[str, list[str]] = {"new": [], "revised": [], "unchanged": []}
        for number, row in enumerate(rows, 1):
            try:
                what, article = _write(row, by)
            except ValidationError as error:
                raise ValidationError(f"Row {number}: {' '.join(error.messages)}") from error
            made[what].append(article.pk)
        _end(thing, State.DONE, log.at, made=made)
        log.add(thing, after=_told(thing))
    return thing


def looked_at(row: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """A row as it will be written, with ``what`` (new, revised, unchanged); `ValidationError` by field."""
    given = {k: v for k, v in defaults.items() if v not in (None, "")} | {
        k: v for k, v in row.items() if v not in (None, "")
    }
    problems: dict[str, list[str]] = {}
    found = dict(given)

    def look(field: str, at: Callable[[], Any]) -> Any:
        try:
            return at()
        except ValidationError as error:
            named = error.message_dict if hasattr(error, "error_dict") else {field: error.messages}
            for name, messages in named.items():
                problems.setdefault(name, []).extend(messages)
            return None

    found["url"] = given.get("url") or None
    address = look("url", lambda: canonical(found["url"])) if found["url"] else None
    found["time_zone"] = str(given.get("time_zone", "UTC"))
    look("time_zone", lambda: check_time_zone(found["time_zone"]))
    when = (
        look("published_at", lambda: _moment(given.get("published_at"), found["time_zone"]))
        if not problems.get("time_zone")
        else None
    )
    found["published_at"], found["precision"] = when or (None, "day")
    outlet = look("outlet", lambda: _outlet(given))
    if when:
        words = look("text", lambda: articles.words_of(*(_word(found, name) for name in WORDS)))
    else:
        look("text", lambda: texts.clean(_word(found, "text"), field="text"))
        words = None
    if problems:
        raise ValidationError(problems)
    there = _there(address, outlet, words)
    found |= words or {}
    same = there is not None and all(
        getattr(there.latest, name) == words[name] for name in ("headline", "text", "byline", "credit_line")
    )
    what = "new" if there is None else "unchanged" if same else "revised"
    return found | {"what": what, "article": there, "outlet": outlet}


def _write(row: Mapping[str, Any], by: User) -> tuple[str, Article]:
    """``row``: as `looked_at` gave it, but looked at again: another import may have been first."""
    found = looked_at(row, {})
    there: Article | None = found["article"]
    words = {name: found[name] for name in WORDS}
    if there is None:
        outlet = (
            found["outlet"]
            if isinstance(found["outlet"], Outlet)
            else parties.create_outlet(by=by, kind="site", **found["outlet"])
        )
        return "new", articles.import_article(outlet=outlet, url=found["url"], by=by, **words)
    if found["what"] == "revised":
        articles.revise_article(article=there, by=by, **words)
    return found["what"], there


def _word(found: Mapping[str, Any], name: str) -> Any:
    value = found.get(name)
    return {"language": "en"}.get(name, "") if value is None else value


def _outlet(given: Mapping[str, Any]) -> Outlet | dict[str, Any]:
    """The outlet that is there, or the particulars of one to be made."""
    if isinstance(given.get("outlet"), Outlet):
        return given["outlet"].kept
    if isinstance(given.get("outlet"), Mapping):
        return dict(given["outlet"])
    domain = parties.domain_of(given.get("outlet_domain"))
    name = texts.clean(given.get("outlet") or domain or "", field="outlet", limit=300)
    if not name:
        raise ValidationError({"outlet": "Name the outlet, or choose one for the whole file."})
    public = Outlet.objects.filter(private_to=None)
    there = public.filter(pk=name).first() or (public.filter(domain=domain).first() if domain else None)
    there = there or public.filter(name__iexact=name).order_by("created_at").first()
    return there.kept if there else {"name": name, "domain": domain}


def _moment(given: Any, zone: str) -> tuple[dt.datetime, str]:
    """ISO 8601: a time with its zone (or in the row's), or a day alone."""
    words = str(given or "").strip()
    try:
        day, moment = (parse_date(words), None) if len(words) == 10 else (None, parse_datetime(words))
    except ValueError:
        day = moment = None
    if day:
        return dt.datetime.combine(day, dt.time(), zoneinfo.ZoneInfo(zone)), "day"
    if moment:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zoneinfo.ZoneInfo(zone))), "minute"
    raise ValidationError(
        {"published_at": "Give the time of publication, such as 2026-03-01T10:15:00+01:00, or a day."}
    )


def _there(address: str | None, outlet: Any, words: Mapping[str, Any] | None) -> Article | None:
    """The article that this row is: by its address or, without one, by outlet, time and headline."""
    mine = Article.objects.filter(newsroom=None, erased_at=None)
    if address:
        return mine.filter(canonical_url=address).first()
    if not isinstance(outlet, Outlet) or words is None:
        return None
    same = {"revisions__headline": words["headline"], "revisions__published_at": words["published_at"]}
    return mine.filter(outlet=outlet, canonical_url=None, **same).first()


def _open(thing: ArticleImport, by: User, *states: State) -> ArticleImport:
    thing = lock(thing)
    if thing.state not in states:
        raise ValidationError("It has gone on meanwhile. Load the page again.", code=CONFLICT)
    return thing


def _set(thing: ArticleImport, state: State, **values: Any) -> None:
    for name, value in {"state": state, **values}.items():
        setattr(thing, name, value)
    thing.save()


def _end(thing: ArticleImport, state: State, at: dt.datetime, **values: Any) -> None:
    """Its words go: nothing of an article stands in two places, where an erasure would have to find it."""
    _set(thing, state, body=b"", rows=[], faults=[], ended_at=at, **values)


def drop_old(*, at: dt.datetime) -> int:
    """Files that nobody decided on for a week are forgotten."""
    old = ArticleImport.objects.filter(state__in=ArticleImport.OPEN, created_at__lt=at - KEPT)
    return old.update(state=State.DROPPED, body=b"", rows=[], faults=[], ended_at=at)


def blank(article: Article) -> set[tuple[str, str]]:
    """Part of erasing an article, before its words go: open imports that hold them are dropped, its address blanked.

    Returns the names of the rows whose log is to be blanked too.
    """
    needles = {words for r in article.revisions.all() for words in (r.headline, r.text[:80]) if words}
    needles |= {article.url} if article.url else set()
    raw = {form for n in needles for form in (n.encode(), json.dumps(n)[1:-1].encode(), json.dumps(n, ensure_ascii=False)[1:-1].encode())}  # fmt: skip
    named = (
        set(ArticleImport.objects.filter(name=article.url).values_list("pk", flat=True))
        if article.url
        else set()
    )
    for thing in ArticleImport.objects.filter(state__in=ArticleImport.OPEN):
        if thing.pk in named or any(each in bytes(thing.body) for each in raw):
            _end(thing, State.DROPPED, timezone.now())
            named.add(thing.pk)
    ArticleImport.objects.filter(pk__in=named).update(name=ERASED, defaults={})
    return {("articleimport", pk) for pk in named}


def _told(thing: ArticleImport) -> dict[str, Any]:
    return snapshot(thing, leave_out=("body", "rows", "faults"))
