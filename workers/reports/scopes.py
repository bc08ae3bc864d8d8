"""Which claims a report is about, as of a change number."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from annotate.models import Attribution, ChangeDetail, Report, ReportDefinition, Topic
from workers.reports.boundaries import Window
from workers.reports.document import Sentence, ref
from workers.reports.standing import standing

_WORDS = {
    "all": "This report is on all published claims",
    "watched": "This report is on the newsroom’s watched claims, as they were at the end of the period",
    "topics": "This report is on claims of the topics ",
    "outlets": "This report is on claims that were reported by ",
    "sources": "This report is on claims that were spoken about by ",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """``kind`` as a definition has it, with the ids of the topics, outlets or sources."""

    kind: str
    ids: tuple[str, ...] = ()
    newsroom: str | None = None

    @property
    def is_everything(self) -> bool:
        return self.kind == ReportDefinition.Scope.EVERYTHING

    def claims(self, window: Window) -> Q:
        """The claims in it at the window's end."""
        match self.kind:
            case "watched":
                return Q(pk__in=_watched(self.newsroom or "", window.upto))
            case "topics":
                return Q(topics__in=self.ids)
            case "outlets":
                there = Attribution.objects.filter(
                    passage__revision__article__outlet__in=self.ids, created_at__lt=window.end
                )
                return Q(pk__in=there.values("claim"))
            case "sources":
                spoke = standing(window.end).filter(source__in=self.ids)
                return Q(pk__in=spoke.values("attribution__claim"))
        return Q()

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "ids": list(self.ids)}

    def words(self) -> Sentence:
        """With the names of outlets and sources as references; topics by name."""
        if self.kind == "topics":
            names = Topic.objects.filter(pk__in=self.ids).order_by("name").values_list("name", flat=True)
            return [_WORDS[self.kind], ", ".join(names), "."]
        listed: Sentence = []
        for n, one in enumerate(self.ids):
            listed += [", ", ref(one)] if n else [ref(one)]
        return [_WORDS[self.kind], *listed, "."]


def scope_of(report: Report) -> Scope:
    """As stored with a report that was written once; else as its definition says now."""
    newsroom = report.definition.newsroom_id
    if report.corrects:
        return scope_of(report.corrects)
    if report.figures:
        stored = report.figures["report"]["scope"]
        return Scope(stored["kind"], tuple(stored["ids"]), newsroom)
    definition = report.definition
    if definition.scope not in ("topics", "outlets", "sources"):
        return Scope(definition.scope, (), newsroom)
    ids = getattr(definition, definition.scope).order_by("pk").values_list("pk", flat=True)
    return Scope(definition.scope, tuple(str(pk) for pk in ids), newsroom)


def _watched(newsroom: str, number: int) -> set[str]:
    """The watch list as the change log has it: rows of today would not say what was watched then."""
    rows = ChangeDetail.objects.filter(
        change__object_type="newsroom",
        change__object_id=newsroom,
        change__verb="claim.watch",
        change__number__lte=number,
    ).order_by("change_id")
    watched: set[str] = set()
    for claim, on in rows.values_list("after__watches", "after__on"):
        watched.add(claim) if on else watched.discard(claim)
    return watched
