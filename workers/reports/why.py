"""One sentence why a score moved: what differs between its figures then and now."""

from workers.reports.record import Figures


def why(old: Figures, new: Figures) -> str:
    """Such as “A second independent root and one more denial.”, or “Scored with the parameters of a new run.”"""
    found = [
        words
        for words in (
            _root(old, new),
            _counted(new.denials - old.denials, "denial"),
            _reports(old, new),
        )
        if words
    ]
    if new.run != old.run:
        found.append(
            "new parameters" if found else "the parameters of a new scoring run, its evidence unchanged"
        )
    if not found:
        found.append("its evidence was read otherwise")
    text = ", ".join(found[:-1]) + (" and " if len(found) > 1 else "") + found[-1]
    return f"{text[0].upper()}{text[1:]}."


_ORDINALS = ("", "a first", "a second", "a third", "a fourth", "a fifth")


def _root(old: Figures, new: Figures) -> str:
    more = new.independent_roots - old.independent_roots
    if more == 1 and new.independent_roots < len(_ORDINALS):
        return f"{_ORDINALS[new.independent_roots]} independent root"
    return _counted(more, "independent root")


def _reports(old: Figures, new: Figures) -> str:
    """Reports that brought no root of their own say so: they are what readers take for confirmation."""
    more = new.reports - old.reports
    words = _counted(more, "report")
    brought_none = more > 0 and new.independent_roots <= old.independent_roots
    return f"{words} from no new root" if words and brought_none else words


def _counted(more: int, what: str) -> str:
    if more == 0:
        return ""
    number = "one" if abs(more) == 1 else str(abs(more))
    return f"{number} {'more' if more > 0 else 'fewer'} {what}{'' if abs(more) == 1 else 's'}"
