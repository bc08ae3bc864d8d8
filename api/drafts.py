"""What of my draft? An unpublished text is looked through while the request lasts; nothing of it is kept.

The rules that find attributions are a plain library (`workers.suggesting`: text in, spans out, no Django, no I/O), and
this module may import it, as the one exception to the wall between `api` and `workers`. The other ways were worse: a
row that a worker answers stores the text, and a message to a worker writes it into the broker's append-only file.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.serializers import CharField

from annotate import text as texts
from annotate.formats import parties
from annotate.formats.names import names
from annotate.models import Outlet, Scope
from annotate.vocabulary import UNNAMED, Identification, Kind
from api.answers.drafts import DraftAnswer
from api.bodies import Body
from api.draft_sources import Known, full_names, known
from api.views import answer
from api.writing import Write, WriteView
from workers.suggesting import LANGUAGES, Span, Suggestion, suggest

#: Some 3 s of work on one core.
LONGEST = 200_000


class DraftBody(Body):
    """An unpublished text, and where it is to appear: unnamed sources are somebody's, whoever vouches for them."""

    text = CharField(max_length=LONGEST, trim_whitespace=False)
    language = CharField(max_length=35, default="en")
    outlet = CharField(max_length=28, required=False, allow_null=True, help_text="The id of the outlet.")


class CheckDraft(WriteView):
    """The attributions in an unpublished text, with the records of the sources and the roots that can be told.

    Nothing of the text is stored, logged or handed on.
    """

    operation, summary = "articles_check", "What of my draft?"
    scopes = {"POST": Scope.READ}
    writes = {
        "POST": Write("articles_check", "What of my draft?", DraftBody, DraftAnswer, 200, is_repeatable=False)
    }
    answer = DraftAnswer

    def post(self, request: Request, **kwargs: str) -> HttpResponse:
        return answer(self.shown(check(**self.body(request), newsroom=self.newsroom)))


def check(*, text: str, language: str, newsroom: str, outlet: str | None = None) -> dict[str, Any]:
    """Five queries, whatever the text. Positions are of the text as the service reads it: NFC, LF, blank ends off."""
    text = texts.clean(text, field="text")
    own = _outlet(outlet, newsroom)
    suggested = suggest(text, outlet=own.name if own else "", language=texts.language(language))
    mentions = [text[slice(*span)] for each in suggested for span in (each.source, each.relay) if span]
    there, full = known([*mentions, *full_names(mentions).values()], newsroom), full_names(mentions)
    found = [_attribution(each, text, own, there, full) for each in suggested]
    meant = {told["source"] for told in found}
    rows = [row for same in there.sources.values() for row in same if row["id"] in meant]
    keys = {each["root"] for each in found if each["root"]} | {f"source:{row['id']}" for row in rows}
    kept = parties.records(keys)
    return {
        "object": "draft_check",
        "language_is_read": language.lower().partition("-")[0] in LANGUAGES,
        "attributions": found,
        "sources": parties.sources({str(row["id"]): row for row in rows}.values(), kept=kept),
        "roots": _roots(found, there, newsroom, own, kept),
    }


def _outlet(id: str | None, newsroom: str) -> Outlet | None:
    if not id:
        return None
    outlet: Outlet | None = Outlet.objects.told_to(newsroom).filter(pk=id).first()
    if outlet is None:
        raise ValidationError({"outlet": f"There is no outlet “{id[:40]}”. Look for it in outlets/."})
    return outlet


def _attribution(
    found: Suggestion, text: str, own: Outlet | None, there: Known, full: Mapping[str, str]
) -> dict[str, Any]:
    facets = {name: max(terms.items(), key=lambda term: term[1]) for name, terms in found.facets.items()}
    terms = {name: term for name, (term, _) in facets.items()}
    words = text[slice(*found.source)] if found.source else ""
    is_named = terms.get("identification") not in (*UNNAMED, Identification.UNATTRIBUTED)
    source = (there.source(words) or there.source(full.get(words, ""))) if is_named else None
    voucher = (there.outlet(text[slice(*found.relay)]) if found.relay else own and {"id": own.pk}) or {}
    return {
        "kind": found.kind,
        "cue": _span(found.cue, text),
        "source_words": _span(found.source, text),
        "content": _span(found.content, text),
        "relay": _span(found.relay, text),
        "facets": {name: {"term": term, "probability": round(p, 3)} for name, (term, p) in facets.items()},
        "stated_count": found.stated_count,
        "source": source["id"] if source else None,
        "root": _root(found.kind, terms, source, there.outlet(words), voucher.get("id")),
    }


def _root(kind: str, terms: Mapping[str, str], source: Any, outlet_meant: Any, voucher: object) -> str | None:
    """Whom it leads back to. Silence leads nowhere; a pool is somebody's whose outlet is known."""
    if kind == Kind.NO_COMMENT:
        return None
    if kind == Kind.OTHER_MEDIA and outlet_meant:
        return f"outlet:{outlet_meant['id']}"
    identification = terms.get("identification")
    if identification in UNNAMED:
        role, affiliation = terms.get("role"), terms.get("affiliation")
        return f"pool:{voucher}:{affiliation}:{role}" if voucher and role and affiliation else None
    if identification == Identification.UNATTRIBUTED:
        return f"outlet:{voucher}" if voucher else None
    return f"source:{source['id']}" if source else None


def _roots(
    found: list[dict[str, Any]], there: Known, newsroom: str, own: Outlet | None, kept: Mapping[str, Any]
) -> list[dict[str, Any]]:
    places: dict[str, list[int]] = {}
    for place, each in enumerate(found):
        if each["root"]:
            places.setdefault(each["root"], []).append(place)
    rows = [row for known in (there.sources, there.outlets) for same in known.values() for row in same]
    called = {str(row["id"]): str(row["name"]) for row in rows} | ({own.pk: own.name} if own else {})
    named = names(places, newsroom=newsroom, known=called)
    public = {
        f"source:{row['id']}" for same in there.sources.values() for row in same if row["has_public_role"]
    }
    return [_root_told(key, at, named.get(key), kept.get(key), key in public) for key, at in places.items()]


def _root_told(key: str, places: list[int], name: str | None, record: Any, is_public: bool) -> dict[str, Any]:
    if key.startswith("source:") and not is_public:
        return {
            "key": key, "name": name, "attributions": places, "record": None,
            "no_record_because": parties.NO_PUBLIC_ROLE,
        }  # fmt: skip
    why = None if record else parties.NO_OUTCOMES
    return {"key": key, "name": name, "attributions": places, "record": record, "no_record_because": why}


def _span(span: Span | None, text: str) -> dict[str, Any] | None:
    return None if span is None else {"exact": text[slice(*span)], "start": span[0], "end": span[1]}
