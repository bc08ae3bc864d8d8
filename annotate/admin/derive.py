"""What can be filled in for words that were selected: from the suggestions on the text, and who is named around them."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from annotate.admin.base import signed_in
from annotate.admin.carriers import outlets_by_short_name, told
from annotate.admin.json_views import endpoint
from annotate.admin.revisions import revision_of
from annotate.blind import desk_sees
from annotate.models import Outlet, Revision, Source, Suggestion, User
from annotate.vocabulary import SILENT, UNNAMED, Identification

_ENDS = re.compile(r"(?<=[.!?؟。])[”»\")]?\s+|\n")
_WORD = re.compile(r"[^\s,;:()“”«»\"]+")
_LONGEST_NAME = 6
_NOBODY = {*UNNAMED, Identification.UNATTRIBUTED}

_TELLS = re.compile(r"\b(?:told|tells|telling)\b", re.I)

Span = tuple[int, int]


@endpoint("GET")
def derive(screen: Any, request: HttpRequest, revision: str) -> dict[str, Any]:
    """``?start=&end=`` → {content, cue, source, facets, details, relays, party, suggestion}, each where something is known."""
    user = signed_in(request)
    text = revision_of(revision, user)
    span = _span(request, text)
    offered = list(text.suggestions.offered())
    found = _suggestion(offered, span)
    filled = _of_suggestion(found, user) if found else {}
    if found and (said := _said(found, offered, span)):
        filled["content"] = {"start": said[0], "end": said[1]}
    around = _around(text.text, span)
    if filled.get("facets", {}).get("identification") not in _NOBODY:
        speaker = found.span("source") if found else None
        where = [text.text[slice(*speaker)]] if speaker else around
        filled["party"] = _named(desk_sees(user, Source.objects.kept(), "private_to"), where, "source")
    filled["relays"] = _relays(text, user, found, around)
    return {name: value for name, value in filled.items() if value}


def _span(request: HttpRequest, text: Revision) -> Span:
    try:
        start, end = int(request.GET.get("start", "")), int(request.GET.get("end", ""))
    except ValueError:
        raise ValidationError({"start": "Give start and end as whole numbers, in code points."}) from None
    if not 0 <= start < end <= len(text.text):
        raise ValidationError({"start": "This is not a span of this text."})
    return start, end


def _suggestion(offered: list[Suggestion], span: Span) -> Suggestion | None:
    """The suggestion whose content these words are half of, or the other way round; the most alike of several."""
    best, most = None, 0.0
    for each in offered:
        there = _content(each)
        shared = min(there[1], span[1]) - max(there[0], span[0])
        if 2 * shared < min(there[1] - there[0], span[1] - span[0]):
            continue
        likeness = shared / max(there[1] - there[0], span[1] - span[0])
        if likeness > most:
            best, most = each, likeness
    return best


def _content(suggestion: Suggestion) -> Span:
    """What is said; of a silence the words that tell of it."""
    return suggestion.span("content") or (suggestion.cue_start, suggestion.cue_end)


def _said(found: Suggestion, offered: list[Suggestion], span: Span) -> Span | None:
    """What is said, where more was selected: with who speaks or the cue. None where nothing is, or others speak too."""
    if found.probable().get("stance") in SILENT:
        return None
    said = _content(found)
    speaks = [s for s in (found.span("cue"), found.span("source")) if s and not _within(s, said)]
    if not _within(said, span) or not any(_within(s, span) for s in speaks):
        return None
    others = [_content(each) for each in offered if each is not found]
    return None if any(_within(s, span) and (s[1] <= said[0] or said[1] <= s[0]) for s in others) else said


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _of_suggestion(found: Suggestion, user: User) -> dict[str, Any]:
    """What it tells holds for every reading of its words; only the first one answers it."""
    spans = {n: {"start": s[0], "end": s[1]} for n in ("cue", "source") if (s := found.span(n))}
    details = {"stated_count": found.stated_count, "count_floor": found.count_floor}
    return {
        **spans,
        "facets": found.probable(),
        "details": {name: value for name, value in details.items() if value is not None},
        "suggestion": "" if found.decisions.filter(reviewer=user).exists() else found.pk,
    }


def _around(text: str, span: Span) -> list[str]:
    """The rest of the sentence that the words stand in: who speaks is not named in what is said."""
    starts = [m.end() for m in _ENDS.finditer(text, 0, span[0])]
    end = _ENDS.search(text, span[1])
    return [text[starts[-1] if starts else 0 : span[0]], text[span[1] : end.start() if end else len(text)]]


def _relays(text: Revision, user: User, found: Suggestion | None, around: list[str]) -> list[dict[str, Any]]:
    outlets = desk_sees(user, Outlet.objects.kept(), "private_to").exclude(pk=text.article.outlet.kept.pk)
    relay = found.span("relay") if found else None
    parts = [text.text[slice(*relay)]] if relay else around
    if named := _named(outlets, parts, "outlet"):
        return [named]
    name = parts[0] if relay else _told(text.text, found, around)
    every = desk_sees(user, Outlet.objects.kept(), "private_to")
    carrier = outlets_by_short_name(every, [name]).get(name)
    return [_party(carrier, "outlet")] if carrier and carrier != text.article.outlet.kept else []


def _told(text: str, found: Suggestion | None, around: list[str]) -> str:
    """Whom somebody told: after the cue that is known, or in the rest of the sentence."""
    cues = [(part, cue.span()) for part in around for cue in _TELLS.finditer(part)]
    if found:
        cues.insert(0, (text, (found.cue_start, found.cue_end)))
    return next((name for part, cue in cues if (name := told(part, cue, text))), "")


def _named(parties: QuerySet, parts: list[str], kind: str) -> dict[str, Any] | None:
    """The one with the longest name that stands in the words."""
    names = {" ".join(run) for part in parts for run in _runs(part)}
    there = sorted(parties.filter(name__in=names), key=lambda p: (-len(p.name), p.pk)) if names else []
    return _party(there[0], kind) if there else None


def _runs(part: str) -> list[list[str]]:
    """Every run of up to so many words, without a genitive or full stop at its end."""
    words = [re.sub(r"(['’]s|[.!?]+)$", "", word) for word in _WORD.findall(part)][:60]
    return [
        words[i : i + n]
        for i in range(len(words))
        for n in range(1, _LONGEST_NAME + 1)
        if i + n <= len(words)
    ]


def _party(party: Outlet | Source, kind: str) -> dict[str, Any]:
    return {"type": kind, "id": party.pk, "label": party.name}
