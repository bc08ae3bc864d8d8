"""Taking the record out: what would be in it, and the file, streamed."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from redis.exceptions import RedisError

from annotate import exporting
from annotate.actions.exports import note_export
from annotate.admin.base import signed_in
from annotate.admin.fields import Day
from annotate.blind import is_blind
from annotate.formats import record_files, web_annotation
from annotate.formats.record import KINDS
from annotate.models import Outlet, Topic, User
from annotate.roles import require

FORMATS = {
    "record": ("JSON lines: imports again to the same", "jsonl", "application/x-ndjson"),
    "tables": ("CSV, a table for each kind, in a ZIP: imports again to the same", "zip", "application/zip"),
    "annotations": ("Web Annotation (JSON-LD): the readings that stand", "jsonld", "application/ld+json"),
}
#: Where a page may ask how far its file is, so long.
SECONDS = 3600


class Choose(forms.Form):
    """Which part; nothing is everything."""

    outlet = forms.ModelChoiceField(Outlet.objects.kept().filter(private_to=None).order_by("name"), required=False, empty_label="All")  # fmt: skip
    topic = forms.ModelChoiceField(Topic.objects.order_by("name"), required=False, empty_label="All")
    since = forms.DateField(label="Published from", required=False, widget=Day)
    until = forms.DateField(label="to", required=False, widget=Day)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", "This day is before the first one. Give a later one, or leave it empty.")
        return given


def export_page(site: AdminSite, request: HttpRequest) -> HttpResponseBase:
    user = signed_in(request)
    require(user, "record.export")
    given = request.POST if request.method == "POST" else request.GET
    form = Choose(given)
    part = exporting.Part(**form.cleaned_data) if form.is_valid() else None
    if part and request.method == "POST" and given.get("format") in FORMATS:
        return _file(user, part, given["format"], given.get("token", ""))
    counts = exporting.counts(exporting.rows_for(user, part)) if part else {}
    context = {
        **site.each_context(request), "title": "Take the record out", "form": form, "part": part,
        "counts": [(KINDS[name].plural, n) for name, n in counts.items() if n], "total": sum(counts.values()),
        "is_empty": part is not None and not counts["article"], "formats": FORMATS, "is_blind": is_blind(user),
        "chosen": [(name, given.get(name, "")) for name in form.fields],
    }  # fmt: skip
    return TemplateResponse(request, "admin/annotate/export.html", context)


def _file(user: User, part: exporting.Part, kind: str, token: str) -> StreamingHttpResponse:
    _, ending, media_type = FORMATS[kind]
    note_export(
        part={"format": kind, **{name: str(value) for name, value in vars(part).items() if value}}, by=user
    )
    name = f"on-record-{timezone.localdate().isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(_bytes(user, part, kind, token), content_type=media_type, headers=headers)


def _bytes(user: User, part: exporting.Part, kind: str, token: str) -> Iterator[bytes]:
    if kind == "annotations":
        with exporting.one_moment():
            yield from web_annotation.collection(exporting.rows_for(user, part)["reading"])
        return
    total = sum(exporting.counts(exporting.rows_for(user, part)).values())
    write = record_files.lines if kind == "record" else record_files.tables
    yield from write(_noted(exporting.record(user, part), _key(user, token), total))


def _noted(chunks: Any, key: str, total: int) -> Iterator[Any]:
    """The same, with a note of how far it is for the page that waits. Without the cache's server there is no note."""
    done = 0
    for name, rows in chunks:
        yield name, rows
        done += len(rows)
        _note(key, done, total)
    _note(key, total, total)


def _note(key: str, done: int, total: int) -> None:
    try:
        cache.set(key, (done, total), SECONDS)
    except (RedisError, OSError):
        return


def _key(user: User, token: str) -> str:
    return f"export:{user.pk}:{re.sub('[^0-9a-f-]', '', token)[:40]}"


def progress(request: HttpRequest) -> HttpResponse:
    """How far the file with this token is."""
    user = signed_in(request)
    try:
        done, total = cache.get(_key(user, request.GET.get("token", ""))) or (0, None)
    except (RedisError, OSError):
        done, total = 0, None
    return JsonResponse({"value": done, "max": total, "is_done": total is not None and done >= total})
