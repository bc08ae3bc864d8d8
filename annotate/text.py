"""Text as it is stored: NFC, LF, checked once at the door, anchored in Unicode code points."""

import re
import unicodedata

from django.core.exceptions import ValidationError

EXTRACTOR = "paste-1"
MAX_CHARACTERS = 1_000_000
CONTEXT = 32

_MARKUP = re.compile(
    r"<(?:/?[a-z][a-z0-9:-]*(?:[\s/][^<>]*)?>|!--|!doctype"
    r"|/?(?:script|style|iframe|svg|img|object|embed|link|meta|form|input|template)\b)",
    re.I,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean(value: object, *, field: str, limit: int = MAX_CHARACTERS, markup: bool = False) -> str:
    """Return ``value`` as NFC with LF line ends; raise `ValidationError` naming ``field`` and the fix."""
    if not isinstance(value, str):
        raise ValidationError({field: "Give text."})
    if len(value) > limit:
        raise ValidationError(
            {field: f"At most {limit:,} characters; this has {len(value):,}. Split it or shorten it."}
        )
    problem = _damage(value)
    if problem:
        raise ValidationError({field: problem})
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    if not markup and (tag := _MARKUP.search(text)):
        raise ValidationError(
            {
                field: f"This is HTML ({tag.group()[:40]} at character {tag.start()}). Paste the text without tags."
            }
        )
    return text.strip()


def _damage(value: str) -> str:
    if "\x00" in value:
        return f"There is a NUL byte at character {value.index(chr(0))}. Remove it."
    if "\ufffd" in value or any("\ud800" <= c <= "\udfff" for c in value):
        return (
            "This was not valid UTF-8: some characters are lost. Save the original as UTF-8 and paste again."
        )
    if found := _CONTROL.search(value):
        return f"There is a control character (U+{ord(found.group()):04X}) at character {found.start()}. Remove it."
    return ""


def context(text: str, start: int, end: int) -> tuple[str, str, str]:
    """``(exact, prefix, suffix)`` of a span: what finds it again when positions move."""
    return text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]


def check_span(
    text: str, start: object, end: object, *, field: str, quote: str | None = None
) -> tuple[int, int]:
    """A span that lies in ``text`` and, where a quote is given, says what the quote says."""
    if type(start) is not int or type(end) is not int:
        raise ValidationError({field: "Give start and end as whole numbers, in code points."})
    if not 0 <= start < end <= len(text):
        raise ValidationError(
            {
                field: f"{start}–{end} is not a span of this text, which has {len(text)} characters. Select again."
            }
        )
    if quote is not None and text[start:end] != unicodedata.normalize("NFC", quote):
        raise ValidationError(
            {
                field: f"The text at {start}–{end} is “{text[start:end][:60]}”, not the quote given. Select again."
            }
        )
    return start, end


def find_again(old: tuple[str, str, str], text: str) -> tuple[int, int] | None:
    """Where ``(exact, prefix, suffix)`` stands in a new text, or None when no place or several fit.

    The quote alone never decides, not even when it stands there once: the same words in another sentence
    say something else. Both sides of its context must be there, or else one side, at one place only.
    """
    exact, prefix, suffix = old
    places = [m.start() for m in re.finditer(re.escape(exact), text)] if exact else []
    fits = [(text[:p].endswith(prefix), text[p + len(exact) :].startswith(suffix)) for p in places]
    for wanted in (all, any):
        found = [p for p, sides in zip(places, fits, strict=True) if wanted(sides)]
        if found:
            return (found[0], found[0] + len(exact)) if len(found) == 1 else None
    return None


def language(tag: str) -> str:
    """A BCP 47 tag as it is, or `ValidationError` on the field ``language``."""
    subtags = tag.split("-")
    if not (subtags[0].isascii() and subtags[0].isalpha() and 2 <= len(subtags[0]) <= 8) or not all(
        s.isascii() and s.isalnum() and 1 <= len(s) <= 8 for s in subtags
    ):
        raise ValidationError(
            {"language": f"“{tag[:35]}” is not a language tag. Give one such as en, de or ar-EG."}
        )
    return tag
