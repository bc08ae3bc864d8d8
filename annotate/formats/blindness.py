"""What a newsroom is not told that annotates or resolves: scores, others' readings, records. See `annotate.blind`.

One place for all answers: whatever an address tells, goes through `blinded` before it is put into a format.
"""

from typing import Any

NOT_TOLD = "Not told to a newsroom that annotates or resolves."
_EMPTY: dict[str, Any] = {
    "credibility": None, "contributions": None, "roots": [], "attributions": [], "record": None, "figures": None,
    "graph": None,
}  # fmt: skip


def blinded(told: Any) -> Any:
    """The same answer without what others read and what was computed from it."""
    if isinstance(told, list):
        return [blinded(each) for each in told]
    if not isinstance(told, dict):
        return told
    shown = {name: _EMPTY[name] if name in _EMPTY else blinded(value) for name, value in told.items()}
    if "no_record_because" in shown:
        shown["no_record_because"] = NOT_TOLD
    return shown
