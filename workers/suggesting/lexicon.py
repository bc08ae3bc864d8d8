"""Word lists read from the package's own text files, and the forms of English verbs."""

from functools import cache
from importlib.resources import files


@cache
def lines(name: str) -> dict[str, tuple[str, ...]]:
    """Read `lexicons/<name>.txt`: the lines under each `[section]` head; `#` begins a comment."""
    found: dict[str, list[str]] = {}
    entries: list[str] = []
    for raw in files(__package__).joinpath(f"lexicons/{name}.txt").read_text("utf-8").splitlines():
        line = raw.split("#", 1)[0].strip()
        if line.startswith("[") and line.endswith("]"):
            entries = found.setdefault(line[1:-1], [])
        elif line:
            entries.append(line)
    return {section: tuple(entries) for section, entries in found.items()}


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """The words under each head of a word list."""
    return {
        section: tuple(word for line in rows for word in line.split())
        for section, rows in lines(name).items()
    }


def words(name: str, section: str) -> frozenset[str]:
    """The entries of one section, lower-cased."""
    return frozenset(word.lower() for word in sections(name)[section])


def inflect(entry: str) -> dict[str, str]:
    """Forms of one verb, each with its class: V finite, U base, G present participle.

    `entry` is a lemma, or `lemma:past` or `lemma:past:participle` for an irregular one. A doubled last
    letter is written out with a plus: `admit+` gives admitted, admitting.
    """
    lemma, *past = entry.split(":")
    doubled = lemma.endswith("+")
    lemma = lemma.rstrip("+")
    stem = lemma + lemma[-1] if doubled else lemma
    regular = _past(lemma, stem)
    forms = {_participle(lemma, stem): "G", _third(lemma): "V", lemma: "U"}
    forms.update(dict.fromkeys(past or [regular], "V"))
    return forms


def _past(lemma: str, stem: str) -> str:
    if lemma.endswith("e"):
        return lemma + "d"
    if lemma.endswith("y") and lemma[-2] not in "aeou":
        return lemma[:-1] + "ied"
    return stem + "ed"


def _third(lemma: str) -> str:
    if lemma.endswith("y") and lemma[-2] not in "aeou":
        return lemma[:-1] + "ies"
    return lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")


def _participle(lemma: str, stem: str) -> str:
    if lemma.endswith("e") and not lemma.endswith(("ee", "ye", "oe")):
        return lemma[:-1] + "ing"
    return stem + "ing"
