"""Sets that grow together: which keys are tied, directly or through others."""

from __future__ import annotations

from collections.abc import Iterable


class Components:
    """Keys in disjoint sets (union by size, path halving); a new key is a set of its own."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self._parent = {key: key for key in keys}
        self._members = {key: [key] for key in self._parent}

    def leader(self, key: str) -> str:
        parent = self._parent
        if key not in parent:
            parent[key], self._members[key] = key, [key]
        while parent[key] != key:
            parent[key] = key = parent[parent[key]]
        return key

    def join(self, one: str, other: str) -> None:
        one, other = self.leader(one), self.leader(other)
        if one == other:
            return
        if len(self._members[one]) < len(self._members[other]):
            one, other = other, one
        self._parent[other] = one
        self._members[one] += self._members.pop(other)

    def members(self, key: str) -> list[str]:
        """All keys tied to this one, itself among them; not to be changed."""
        return self._members[self.leader(key)]
