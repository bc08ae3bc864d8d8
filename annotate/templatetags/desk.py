"""What the desk's templates need beyond Django's own."""

from typing import Any

from django import template
from django.db.models import Model
from django.db.models.options import Options
from django.urls import reverse

register = template.Library()


@register.filter
def list_url(opts: Options) -> str:
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")


@register.filter
def object_url(thing: Model) -> str:
    return reverse(f"admin:annotate_{thing._meta.model_name}_change", args=(thing.pk,))


@register.filter
def quoted(words: str) -> str:
    """In quotation marks; in none but their own where they have some."""
    return words if any(mark in words for mark in '“”„«»"') else f"“{words}”"


@register.filter
def percent(share: float | None) -> str:
    """A share as whole per cent; what is not quite none or all never rounds to it."""
    if share is None:
        return "–"
    shown = round(share * 100)
    if 0 < share < 1 and shown in (0, 100):
        return "under 1 %" if shown == 0 else "over 99 %"
    return f"{shown} %"


@register.filter
def signed(value: float) -> str:
    """Log-odds with their sign, and a real minus."""
    return f"{value:+.3f}".replace("-", "−")


@register.filter
def plain(value: Any) -> str:
    """A value of the change log in words."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(plain, value)) or "–"
    if isinstance(value, dict):
        return ", ".join(f"{k.replace('_', ' ')}: {plain(v)}" for k, v in value.items()) or "–"
    return str(value)
