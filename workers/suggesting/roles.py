"""What the description says of role, affiliation and tenure, remembered for later mentions of the same name."""

from workers.suggesting import lexicon
from workers.suggesting.description import Description

_WORDS = {
    facet: {
        word: term
        for section, words in reversed(lexicon.sections("en/roles").items())
        if section.startswith(facet)
        for word in words
        for term in [section.partition(":")[2]]
    }
    for facet in ("role", "affiliation", "tenure")
}
_HEAD, _MODIFIER = 0.85, 0.65  # a head noun says more than what stands beside it


class Acquaintances:
    """The facets by which a text introduced each name: `Smith said` after `Jane Smith, a professor, said`."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, tuple[str, float, int]]] = {}

    def facets(self, it: Description) -> dict[str, tuple[str, float, int]]:
        """For each facet that the description speaks of: the term, its probability, the index of the word."""
        said = {facet: hit for facet in _WORDS if (hit := _hit(facet, it))}
        name = it.head if it.is_named else None
        if name and said:
            self._known[name] = {facet: (term, chance * 0.9, -1) for facet, (term, chance, _) in said.items()}
        elif name:
            return self._known.get(name, {})
        return said


def _hit(facet: str, it: Description) -> tuple[str, float, int] | None:
    terms = _WORDS[facet]
    if it.head in terms:
        return terms[it.head], _HEAD, it.head_index
    for index, word in enumerate(it.words):
        if word in terms:
            return terms[word], _MODIFIER, index
    return None
