"""Who may do what, in one table. Actions, admin and API all ask `require`."""

from dataclasses import dataclass
from typing import TypeAlias

from django.core.exceptions import PermissionDenied

from annotate.models import ApiKey, Scope, User

REVIEWER, ADJUDICATOR, EDITOR, ADMINISTRATOR = "reviewer", "adjudicator", "editor", "administrator"
#: Whoever can sign in.
ANYBODY = "anybody"
ROLES = (REVIEWER, ADJUDICATOR, EDITOR, ADMINISTRATOR)


@dataclass(frozen=True)
class System:
    """The service itself: a worker, a command. It has no login and may do only the verbs listed for it."""

    name: str


WORKER = System("worker")
SETUP = System("setup")

Actor: TypeAlias = User | ApiKey | System

#: Looking at the desk at all: any role.
VIEW = "desk.view"

_DESK = {REVIEWER, ADJUDICATOR, EDITOR}
_JUDGES = {ADJUDICATOR, EDITOR}

MAY: dict[str, set[str]] = {
    VIEW: {*ROLES},
    "article.import": _DESK,
    "article.revise": _DESK,
    "article.publish": {EDITOR},
    "article.withdraw": {EDITOR},
    "article.syndication": _DESK,
    "orphan.place": _DESK,
    "outlet.create": _DESK,
    "outlet.update": {EDITOR},
    "outlet.merge": {EDITOR},
    "source.create": _DESK,
    "source.update": {EDITOR},
    "source.merge": {EDITOR},
    "claim.create": _DESK,
    "claim.reword": _DESK,
    "claim.link": _DESK,
    "claim.search": _DESK,
    "claim.publish": {EDITOR},
    "claim.withdraw": {EDITOR},
    "claim.merge": _JUDGES,
    # Readings are made blind; whoever sees everybody's may not make one. Hence reviewers alone.
    "reading.save": {REVIEWER},
    "reading.withdraw": {REVIEWER},
    "review.submit": {REVIEWER},
    "suggestion.decide": {REVIEWER},
    "suggestion.switch": {EDITOR, ADJUDICATOR},
    "attribution.adjudicate": {ADJUDICATOR},
    "attribution.join": {ADJUDICATOR},
    "attribution.deny": _DESK,
    "outcome.propose": _JUDGES,
    "outcome.decide": _JUDGES,
    # The desk's own examples of terms.
    "guideline.change": {EDITOR},
    "score.see": _JUDGES,
    "queue.read": {REVIEWER},
    "queue.assign": {EDITOR},
    "recusal.declare": _DESK,
    "withdrawal.decide": {EDITOR},
    "dispute.open": _JUDGES,
    "dispute.decide": _JUDGES,
    # For members of that newsroom; the action looks whether they are.
    "newsroom.watch": {ANYBODY},
    # For its managers: `annotate.actions.newsrooms.allowed_in` asks for it only where somebody is one.
    "newsroom.run": {ANYBODY},
    "hook.manage": {ADMINISTRATOR},
    "newsroom.manage": {EDITOR, ADMINISTRATOR},
    "key.manage": {ADMINISTRATOR},
    "people.manage": {ADMINISTRATOR},
    # One's own name, time zone and password.
    "profile.change": {ANYBODY},
    "run.restore": {ADMINISTRATOR},
    # What one may see (a reviewer: of texts one has finished reading), to take out.
    "record.export": {*ROLES},
    # Readings and decisions come in under the names that the file has.
    "record.import": {ADMINISTRATOR},
    "report.define": {EDITOR},
    "erasure.request": {EDITOR, ADMINISTRATOR},
    "erasure.decide": {EDITOR, ADMINISTRATOR},
}

SYSTEM_MAY: dict[System, set[str]] = {
    WORKER: {
        "candidates.store",
        "claim.search",
        "copies.store",
        "desk_figures.store",
        "graph.store",
        "import.show",
        "suggestion.store",
        "score.store",
        "run.store",
        "claim.publish",
        "article.publish",
        "report.store",
        "queue.store",
        "hook.tell",
    },
    SETUP: {*MAY}
    - {"reading.save", "reading.withdraw", "review.submit", "attribution.adjudicate", "erasure.decide"}
    | {"outcome.import", "archive.import"},
}

SCOPE_MAY: dict[str, set[str]] = {
    Scope.SUBMIT: {
        "article.import",
        "article.revise",
        "claim.create",
        "claim.reword",
        "outlet.create",
        "source.create",
        "claim.link",
    },
    # A partner desk's readings, and the sources that they name; a fact-checker's outcomes. See annotate.blind.
    Scope.ANNOTATE: {"reading.save", "reading.withdraw", "review.submit", "source.create"},
    Scope.RESOLVE: {"outcome.propose"},
    Scope.REPORTS: {"report.define"},
    Scope.WEBHOOKS: {"hook.manage", "newsroom.watch"},
}


def roles_of(user: User) -> frozenset[str]:
    """The names of a person's roles. Asked once per request: kept on the instance."""
    kept: frozenset[str] | None = getattr(user, "_roles", None)
    if kept is None:
        names = set(user.groups.values_list("name", flat=True)) if user.is_active and user.pk else set()
        if user.is_active and user.is_superuser:
            names.add(ADMINISTRATOR)
        kept = frozenset(names & {*ROLES})
        user._roles = kept  # type: ignore[attr-defined]
    return kept


def may(actor: object, verb: str) -> bool:
    """Whether ``actor`` may do ``verb``; an unknown verb is nobody's."""
    if isinstance(actor, System):
        return verb in SYSTEM_MAY.get(actor, set())
    if isinstance(actor, ApiKey):
        return any(verb in SCOPE_MAY.get(scope, set()) for scope in actor.scopes)
    return isinstance(actor, User) and bool(_roles_and_anybody(actor) & MAY.get(verb, set()))


def _roles_and_anybody(user: User) -> set[str]:
    return {*roles_of(user), ANYBODY} if user.is_active else set()


def require(actor: object, verb: str) -> None:
    """Raise `PermissionDenied` saying which role is missing."""
    if not may(actor, verb):
        wanted = " or ".join(sorted(MAY.get(verb, {"the service itself"})))
        raise PermissionDenied(f"{verb} takes the role {wanted}.")
