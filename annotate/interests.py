"""Who has an interest in what, and so neither reads nor judges it: members of the newsroom that owns the outlet,
and whoever is recused from the outlet, from a topic of its claims, or from the article."""

from typing import Any

from django.db.models import Q, QuerySet

from annotate.models import Article, Attribution, Outlet, Recusal, User


def interesting_to(user: User) -> QuerySet[Any]:
    """The keys of the articles that ``user`` does not judge: to be excluded.

    Most people have none; the queue asks this for whoever takes a text, so nothing is looked for that cannot be there.
    """
    own = Outlet.objects.filter(owner__memberships__user=user).values_list("pk", flat=True)
    outlets: set[str | None] = {*own}
    topics: set[int | None] = set()
    articles: set[str | None] = set()
    for recusal in Recusal.objects.filter(user=user, ended_at=None):
        outlets.add(recusal.outlet_id)
        topics.add(recusal.topic_id)
        articles.add(recusal.article_id)
    which = Q()
    if outlets - {None}:
        which |= Q(outlet__in=outlets - {None})
    if articles - {None}:
        which |= Q(pk__in=articles - {None})
    if topics - {None}:
        about = Attribution.objects.filter(claim__topics__in=topics - {None})
        which |= Q(pk__in=about.values("passage__revision__article"))
    return Article.objects.filter(which).values("pk") if which else Article.objects.none()


def interest_in(article: Article, user: User) -> str:
    """Why ``user`` does not judge this article, in a sentence; empty where nothing stands against it."""
    owner = article.outlet.owner
    if owner and owner.memberships.filter(user=user).exists():
        return f"You belong to {owner}, which owns {article.outlet}: its articles are read by others."
    if interesting_to(user).filter(pk=article.pk).exists():
        return "You are recused from this article, its outlet or its topic: others read it."
    return ""
