"""A row of an imported file: what would become of it, and writing it."""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date, parse_datetime

from annotate import text as texts
from annotate.actions import articles, parties
from annotate.actions.articles import WORDS
from annotate.addresses import canonical
from annotate.models import Article, Outlet, User
from annotate.models.person import check_time_zone

#: A revision of these words is another one; a better known time alone is none.
_SAID = ("headline", "text", "byline", "credit_line")


def looked_at(row: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """A row as it will be written, with ``what`` (new, revised, unchanged); `ValidationError` by field."""
    given = {
        name: value for said in (defaults, row) for name, value in said.items() if value not in (None, "")
    }
    faults = _Faults()
    url = given.get("url") or None
    address = faults.of("url", lambda: canonical(url)) if url else None
    zone = str(given.get("time_zone", "UTC"))
    faults.of("time_zone", lambda: check_time_zone(zone))
    when = (
        None
        if "time_zone" in faults.found
        else faults.of("published_at", lambda: _moment(given.get("published_at"), zone))
    )
    outlet = faults.of("outlet", lambda: _outlet(given))
    words = faults.of("text", lambda: _words(given, when, zone))
    if faults.found or words is None:
        raise ValidationError(faults.found)
    there = _there(address, outlet, words)
    same = there is not None and all(getattr(there.latest, name) == words[name] for name in _SAID)
    what = "new" if there is None else "unchanged" if same else "revised"
    return given | words | {"url": url, "what": what, "article": there, "outlet": outlet}


def write_row(row: Mapping[str, Any], by: User) -> tuple[str, Article]:
    """``row``: looked at again here, as another import may have been first. Returns what became of it."""
    found = looked_at(row, {})
    article: Article | None = found["article"]
    words = {name: found[name] for name in WORDS}
    if article is None:
        outlet = found["outlet"]
        if not isinstance(outlet, Outlet):
            outlet = parties.create_outlet(by=by, kind="site", **outlet)
        article = articles.import_article(outlet=outlet, url=found["url"], by=by, **words)
    elif found["what"] == "revised":
        articles.revise_article(article=article, by=by, **words)
    if asked := found.get("asked_for"):
        articles.note_address(article=article, url=asked, by=by)
    return found["what"], article


class _Faults:
    """Every fault of a row, by field."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}

    def of(self, field: str, look: Callable[[], Any]) -> Any:
        try:
            return look()
        except ValidationError as error:
            named = error.message_dict if hasattr(error, "error_dict") else {field: error.messages}
            for name, messages in named.items():
                self.found.setdefault(name, []).extend(messages)
        return None


def _words(
    given: Mapping[str, Any], when: tuple[dt.datetime, str] | None, zone: str
) -> dict[str, Any] | None:
    """The revision's words; where the time is at fault, only what is wrong with the text is still looked for."""
    said = {name: given.get(name, "") for name in WORDS} | {
        "language": given.get("language", "en"),
        "time_zone": zone,
    }
    if when is None:
        texts.clean(said["text"], field="text")
        return None
    said["published_at"], said["precision"] = when
    return articles.words_of(*(said[name] for name in WORDS))


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
    """The article that this row is: by an address that leads to it or, without one, by outlet, time and headline."""
    mine = Article.objects.filter(newsroom=None, erased_at=None)
    if address:
        return (
            mine.filter(canonical_url=address).first()
            or mine.filter(addresses__canonical_url=address).first()
        )
    if not isinstance(outlet, Outlet) or words is None:
        return None
    same = {"revisions__headline": words["headline"], "revisions__published_at": words["published_at"]}
    return mine.filter(outlet=outlet, canonical_url=None, **same).first()
