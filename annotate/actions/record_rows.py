"""Writing a record's row: with the id and the times that the file has, and whoever is named in it by name."""

from typing import Any

from django.contrib.auth.hashers import make_password

from annotate.actions import queue
from annotate.actions.record_checks import Known, derived
from annotate.actions.verb import Log, snapshot
from annotate.formats.record import Kind
from annotate.models import AdjudicationCase, ArticleAddress, ChainNode, DeskExample, ExternalId, Topic, User

#: Said of a row in the log as the verbs that make one elsewhere do, so that whoever follows the record hears of it.
_VERBS = {
    "claim": "claim.publish",
    "article": "article.publish",
    "review": "review.submit",
    "reading": "reading.save",
}
#: Rows that others than this service change: what they were at first stands in the log.
_CHANGEABLE = ("outlet", "source", "claim", "article", "outcome", "dispute")


class People:
    """Whoever is named in a record, by name; made where they are not here, so that nobody can sign in."""

    def __init__(self, log: Log) -> None:
        self.log, self.known = log, dict[str, User]()

    def named(self, name: str) -> User:
        if name not in self.known:
            there = User.objects.filter(username=name).first()
            self.known[name] = there or self._made(name)
        return self.known[name]

    def _made(self, name: str) -> User:
        user = User(username=name, is_active=False, password=make_password(None))
        user.full_clean()
        user.save(force_insert=True)
        self.log.add(user, after=snapshot(user), verb="people.import")
        return user


def insert(log: Log, kind: Kind, values: dict[str, Any], known: Known, people: People) -> None:
    row = kind.model(**_columns(kind, values, people), **derived(kind, values, known))
    if hasattr(row, "updated_at"):
        row.updated_at = log.at
    # Raw: as fixtures are loaded, with the times that the file has instead of now.
    row.save_base(raw=True, force_insert=True)
    for name in kind.more:
        if name in _BESIDE and values[name]:
            _BESIDE[name](row, values[name])
    if kind.name == "revision":
        queue.queue_text(row, wanted=values["wanted"] or queue.WANTED)
    is_public = kind.name not in ("claim", "article") or row.state == "published"
    named = _VERBS.get(kind.name) if is_public else None
    log.add(
        row, after=snapshot(row) if kind.name in _CHANGEABLE else None, verb=named or f"{kind.name}.import"
    )


def _columns(kind: Kind, values: dict[str, Any], people: People) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, column in kind.fields.items():
        value = values[name]
        if column.related_model is User:
            found[name] = people.named(value) if value else None
        elif column.related_model is DeskExample:
            found[name] = DeskExample.objects.get(number=value) if value else None
        elif column.is_relation:
            found[column.attname] = value
        elif name != "exact":  # it follows from the text
            found[name] = value
    return found


def _keep_external_ids(row: Any, given: list[str]) -> None:
    for each in given:
        scheme, _, value = each.partition(":")
        ExternalId.objects.create(scheme=scheme, value=value, **{row._meta.model_name: row})


def _keep_topics(row: Any, given: list[str]) -> None:
    row.topics.set([Topic.objects.get_or_create(name=name)[0] for name in given])


def _keep_addresses(row: Any, given: list[str]) -> None:
    ArticleAddress.objects.bulk_create(ArticleAddress(article=row, canonical_url=url) for url in given)


def _keep_case(row: Any, given: list[Any]) -> None:
    why, chance, opened = given
    AdjudicationCase(attribution=row, why=why, probability=chance, opened_at=opened).save_base(
        raw=True, force_insert=True
    )


def _keep_chain(row: Any, given: list[str]) -> None:
    for position, step in enumerate(given):
        kind, *pool = step.split(":")
        if pool:
            node = ChainNode(pool_affiliation=pool[0], pool_role=pool[1])
        else:
            node = ChainNode(outlet_id=kind) if kind.startswith("out_") else ChainNode(source_id=kind)
        node.reading, node.position = row, position
        node.save()


_BESIDE = {
    "external_ids": _keep_external_ids, "topics": _keep_topics, "addresses": _keep_addresses, "case": _keep_case,
    "chain": _keep_chain,
}  # fmt: skip
