"""How many sources the text says: `two people familiar` says 2, a bare plural at least 2."""

from workers.suggesting.description import Description

_NUMBERS = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
} | {"both": 2, "a": 1, "an": 1, "another": 1}
_FLOORS = {
    "couple": 2, "pair": 2, "several": 3, "few": 3, "dozen": 12, "dozens": 24, "hundreds": 200, "multiple": 2,
    "some": 2, "many": 3, "various": 2, "numerous": 3, "half-dozen": 6,
}  # fmt: skip
_LEAST = ("least", "than", "over")  # `at least three`, `more than 20`: a floor, not a count


def count(it: Description) -> tuple[int | None, int | None]:
    """(stated count, floor) of an unnamed source; the floor is 1 for one person and 2 for a bare plural."""
    words = it.words[: max(1, it.head_index)]
    stated = next((number for word in words if (number := _number(word))), None)
    floor = next((_FLOORS[word] for word in words if word in _FLOORS), None)
    if floor is not None:
        return None, floor
    if stated is None:
        return None, 2 if it.has("plural") or it.has("crowd") or it.head in ("those", "they") else 1
    if any(word in _LEAST for word in words):
        return None, stated + ("than" in words or "over" in words)
    return stated, stated


def _number(word: str) -> int | None:
    if word in _NUMBERS:
        return _NUMBERS[word]
    return int(word) if word.isascii() and word.isdigit() and 0 < len(word) < 4 else None
