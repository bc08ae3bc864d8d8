"""The article page: the text with its passages, where a reviewer reads."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from annotate.actions.seats import has_seat
from annotate.admin.base import signed_in
from annotate.admin.cues import CUES
from annotate.admin.guidelines import guidelines, terms
from annotate.admin.queue import lease_context
from annotate.admin.reading_endpoints import draft_of, state_of
from annotate.admin.revisions import from_before
from annotate.blind import is_blind, opened_revisions
from annotate.interests import interest_in
from annotate.models import Article, Outlet, Reading, Revision, Source, State, User
from annotate.roles import may
from annotate.vocabulary import FACETS, Given, Polarity

#: What choosing a kind fills in. Everything stays open to change; the kind itself is derived.
PRESETS: dict[str, dict[str, str]] = {
    "anonymous": {"identification": "unnamed_individual", "role": "participant", "stance": "asserts", "channel": "quote"},
    "statement": {"identification": "named_group", "role": "representative", "stance": "asserts", "channel": "statement"},
    "denial": {"identification": "named_group", "role": "representative", "stance": "denies", "channel": "statement"},
    "no comment": {
        "identification": "named_group", "role": "representative", "stance": "declines_to_comment", "channel": "quote",
    },
    "expert": {
        "identification": "named_individual", "role": "informational", "stance": "estimates", "channel": "quote",
    },
    "person": {"identification": "named_individual", "role": "participant", "stance": "asserts", "channel": "quote"},
    "document": {"identification": "document", "role": "informational", "stance": "asserts", "channel": "document"},
    "data": {"identification": "database", "role": "informational", "stance": "asserts", "channel": "dataset"},
    "other media": {
        "identification": "unattributed", "role": "informational", "stance": "asserts", "channel": "press_report",
        "affiliation": "media",
    },
    "unattributed": {"identification": "unattributed", "role": "informational", "stance": "asserts"},
}  # fmt: skip
KEYS = dict(zip(PRESETS, "asdcepotmu", strict=True))


def paragraphs(text: str) -> list[tuple[int, str]]:
    """Each line with the code point at which it starts; joined with LF they are the text again."""
    found, start = [], 0
    for line in text.split("\n") if text else ():
        found.append((start, line))
        start += len(line) + 1
    return found


def page_context(request: HttpRequest, article: Article) -> dict[str, Any]:
    user = signed_in(request)
    revisions = list(article.revisions.order_by("-number"))
    wanted = request.GET.get("revision")
    revision = next((r for r in revisions if str(r.number) == wanted), revisions[0])
    reads = reads_here(article, user) and revision is revisions[0]
    lease = lease_context(revision, user) if reads else None
    is_full = lease is not None and not has_seat(revision, user)
    reads = reads and not is_full
    laid_out = facets()
    return {
        "article": article,
        "revision": revision,
        "revisions": revisions,
        "paragraphs": paragraphs(revision.text),
        "is_elsewhere": is_elsewhere(revision),
        "reads": reads,
        "denies": may(user, "attribution.deny"),
        "lease": lease,
        "is_full": is_full,
        "is_hidden": is_blind(user) and not opened_revisions(user).filter(pk=revision.pk).exists(),
        "facets": laid_out,
        "given": terms(Given),
        "kind_keys": KEYS,
        "span_names": [("content", "Content"), ("cue", "Cue"), ("source", "Source")],
        "given_names": [("anonymity_reason", "Reason for anonymity"), ("motive", "Motive of the source")],
        "polarity": terms(Polarity),
        "page_data": page_data(revision, user, reads, laid_out),
        "source_facets": {
            "identification": _named_identifications(),
            "affiliation": terms(FACETS["affiliation"]),
        },
        "outlet_kinds": Outlet._meta.get_field("kind").choices,
    }


def is_elsewhere(revision: Revision) -> bool:
    """Whether the reader's clock shows another time than the one that the text was published at."""
    at = revision.published_at
    return timezone.localtime(at).utcoffset() != at.astimezone(ZoneInfo(revision.time_zone)).utcoffset()


def reads_here(article: Article, user: User) -> bool:
    """Whether this person may make readings of this article."""
    gone = article.state == State.WITHDRAWN or article.erased_at
    return may(user, "reading.save") and not gone and not interest_in(article, user)


def facets() -> list[dict[str, Any]]:
    """Every facet with its terms, definitions and examples, as the form lays them out."""
    return [{**facet, "default": _default(facet["name"])} for facet in guidelines()]


def _default(facet: str) -> str | None:
    """None: the reviewer chooses."""
    field: Any = Reading._meta.get_field(facet)
    return str(field.default) if field.has_default() else None


def page_data(revision: Revision, user: User, reads: bool, laid_out: list[dict[str, Any]]) -> dict[str, Any]:
    """What the page's script needs: where to send, what the facets are, and the readings as they stand."""
    here = "admin:annotate_article"
    return {
        "reads": reads,
        "presets": PRESETS,
        "keys": KEYS,
        "cues": CUES,
        "facets": {f["name"]: f["terms"] for f in laid_out},
        "urls": {
            "readings": reverse(f"{here}_readings", args=(revision.pk,)),
            "save": reverse(f"{here}_save", args=(revision.pk,)),
            "draft": reverse(f"{here}_draft", args=(revision.pk,)),
            "submit": reverse(f"{here}_submit", args=(revision.pk,)),
            "withdraw": reverse(f"{here}_withdraw", args=("ID",)),
            "restore": reverse(f"{here}_restore", args=("ID",)),
            "derive": reverse(f"{here}_derive", args=(revision.pk,)),
            "suggestions": reverse(f"{here}_suggestions", args=(revision.pk,)),
            "candidates": reverse(f"{here}_candidates", args=(revision.pk,)),
            "accept": reverse(f"{here}_accept", args=("ID",)),
            "reject": reverse(f"{here}_reject", args=("ID",)),
            "undo": reverse(f"{here}_undo", args=("ID",)),
            "find": reverse(f"{here}_find", args=("WHAT",)),
            "make": reverse(f"{here}_make", args=("WHAT",)),
            "carry": reverse(f"{here}_carry", args=(revision.pk,)),
            "place": reverse(f"{here}_place", args=("ID",)),
            "reopen": reverse(f"{here}_reopen", args=("ID",)),
            "deniable": reverse(f"{here}_deniable", args=("ID",)),
            "deny": reverse(f"{here}_deny", args=("ID",)),
        },
        "outlet": article_outlet(revision),
        "revision": revision.pk,
        "user": user.pk,
        "draft": draft_of(revision, user) if reads else None,
        "places": may(user, "orphan.place"),
        "denies": may(user, "attribution.deny"),
        "before": from_before(revision, user),
        **state_of(revision, user),
    }


def article_outlet(revision: Revision) -> dict[str, str]:
    outlet = revision.article.outlet
    return {"id": outlet.pk, "label": outlet.name}


def _named_identifications() -> list[tuple[str, str]]:
    return list(Source._meta.get_field("identification").choices or [])
