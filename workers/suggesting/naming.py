"""How far the text says who the source is: the facet `identification`."""

from collections.abc import Mapping

from workers.suggesting.description import Description

Terms = Mapping[str, float]

_PLAINLY_INFORMANTS = frozenset(
    [
        "official",
        "source",
        "aide",
        "adviser",
        "advisor",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "person",
        "insider",
        "operative",
        "staffer",
        "ally",
        "informant",
        "assistant",
        "officer",
        "witness",
        "diplomat",
    ]
)
_SINGULAR = ("he", "she", "him", "her", "his", "i", "my", "himself", "herself")
_PLURAL = ("they", "we", "them", "their", "our", "us", "themselves", "themselves")
_RELATIVE = ("who", "which", "that", "whose")
_SINGLES = ("one", "another", "someone", "somebody")
_NEAR = 16  # words in which an apposition still names the head
_DEMONYMS = ("an", "ans", "crat", "crats", "ese")
_INDEFINITE = frozenset(["a", "an", "one", "another", "two", "three", "four", "five", "several"])
_SEVERAL = frozenset(["two", "three", "four", "five", "several", "some", "both"])
_OPINIONS = frozenset(
    ["experts", "economists", "analysts", "scholars", "observers", "academics", "scientists"]
)
_TOO_MANY = frozenset(["many", "most", "our", "all"])
_WEASELS = frozenset(
    [
        "critics",
        "some",
        "many",
        "others",
        "everyone",
        "people",
        "several",
        "observers",
        "pundits",
        "experts",
        "commentators",
        "they",
    ]
)

NAMED = {"named_individual": 0.9, "named_group": 0.1}
UNKNOWN_NAME = {"named_individual": 0.75, "named_group": 0.25}
GROUP = {"named_group": 0.85, "unnamed_group": 0.15}


def identify(it: Description, linked: frozenset[str], before: Terms | None) -> tuple[Terms, str]:
    """The terms' probabilities, with the id of the rule. `before`: what the last source was identified as."""
    if it.core == len(it.words) == 1 and it.head in _SINGULAR + _PLURAL + _RELATIVE:
        return _pronoun(it.head, before), "pronoun"
    if it.mentions("informs") and (
        it.has("informant") or it.has("plural") or it.head in ("people", "those", "some")
    ):
        return _unnamed(it, 0.95), "who-informs"
    if (
        it.is_named and it.words[0] in _INDEFINITE and it.head.endswith(_DEMONYMS)
    ):  # `another Iowa Republican`: a name takes no article
        return _unnamed(it, 0.8), "unnamed-member"
    if it.is_named:
        return _name(it), "name"
    if _named_after_comma(it):
        return NAMED, "name-in-apposition"
    return _by_noun(it, linked, before)


def _by_noun(it: Description, linked: frozenset[str], before: Terms | None) -> tuple[Terms, str]:
    if it.has("database") or it.words[0].rstrip("%").isdigit() and it.has("crowd"):
        return {"database": 0.8, "document": 0.2}, "data-noun"
    if it.has("document"):
        return {"document": 0.9, "database": 0.1}, "document-noun"
    if it.has("informant") or it.has("title"):
        return _singular(it, linked)
    if it.has("plural") and it.head in _OPINIONS and it.words[0] in _TOO_MANY:
        return {"unattributed": 0.6, "unnamed_group": 0.4}, "nobody-in-particular"
    if it.has("plural") and (it.head not in ("members", "leaders") or it.words[0] != it.head):
        return _unnamed(it, 0.85), "unnamed-plural"
    if it.has("group"):
        return GROUP, "group-noun"
    if it.head in _SINGLES:
        return (
            (dict(before), "same-as-before")
            if before
            else ({"unattributed": 0.6, "unnamed_individual": 0.4}, "one")
        )
    if it.head in _WEASELS:
        return {"unattributed": 0.6, "unnamed_group": 0.4}, "nobody-in-particular"
    if it.has("crowd") or it.has("plural"):
        return {"named_group": 0.55, "unnamed_group": 0.45}, "crowd"
    return {
        "named_individual": 0.45,
        "named_group": 0.3,
        "unnamed_individual": 0.15,
        "unnamed_group": 0.1,
    }, "noun"


def _singular(it: Description, linked: frozenset[str]) -> tuple[Terms, str]:
    if it.is_definite and it.head in linked:
        return {"named_individual": 0.85, "unnamed_individual": 0.15}, "named-elsewhere"
    if it.is_definite and it.head not in _PLAINLY_INFORMANTS:
        return {"named_individual": 0.75, "unnamed_individual": 0.25}, "known-person"
    return _unnamed(it, 0.75 if it.is_definite else 0.9), "unnamed-singular"


def _unnamed(it: Description, probability: float) -> Terms:
    plural = it.has("plural") or it.has("crowd") or it.head in ("those", "some") or it.words[0] in _SEVERAL
    plural = plural and it.words[:2] not in (("one", "of"), ("another", "of"))
    term, other = (
        ("unnamed_group", "unnamed_individual") if plural else ("unnamed_individual", "unnamed_group")
    )
    rest = round((1 - probability) / 2, 4)
    return {term: probability, other: rest, "named_individual": rest}


def _name(it: Description) -> Terms:
    if it.has("group") or it.words[0] in ("the", "its") or it.head.endswith(("ers", "ans", "ists", "crats")):
        return GROUP
    titled = it.mentions("title") or len([index for index in it.names if index < it.core]) > 1
    return NAMED if titled else UNKNOWN_NAME


def _named_after_comma(it: Description) -> bool:
    """`his lawyer, Jane Doe`, `a spokesman for the bank, Joe Bloggs,`."""
    return any(
        word == "," and index + 1 in it.names and index + 2 in it.names
        for index, word in enumerate(it.words[:_NEAR])
    )


def _pronoun(word: str, before: Terms | None) -> Terms:
    """Half the last source's: `he` may be somebody that the text has named since."""
    alone = (
        {"named_individual": 0.9, "unnamed_individual": 0.1}
        if word in _SINGULAR
        else {"named_group": 0.6, "unnamed_group": 0.4}
    )
    if not before or word in ("i", "we"):
        return alone
    return {
        term: round((alone.get(term, 0.0) + before.get(term, 0.0)) / 2, 4) for term in {**alone, **before}
    }
