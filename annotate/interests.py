"""Who has an interest in what, and so neither reads nor judges it: members of the newsroom that owns the outlet,
and whoever is recused from the outlet, from a topic of its claims, or from the article."""

from typing import Any

from django.db.models import Q, QuerySet

from annotate.models import Article, Outlet, Recusal, User


def interesting_to(user: User) -> QuerySet[Any]:
    """The keys of the articles that ``user`` does not judge: to be excluded."""
    standing = Recusal.objects.filter(user=user, ended_at=None)
    own = Outlet.objects.filter(owner__memberships__user=user)
    recused = Outlet.objects.filter(pk__in=standing.exclude(outlet=None).values("outlet"))
    topics = standing.exclude(topic=None).values("topic")
    return Article.objects.filter(
        Q(outlet__in=own.values("pk"))
        | Q(outlet__in=recused.values("pk"))
        | Q(pk__in=standing.exclude(article=None).values("article"))
        | Q(revisions__passages__attributions__claim__topics__in=topics)
    ).values("pk")


def interest_in(article: Article, user: User) -> str:
    """Why ``user`` does not judge this article, in a sentence; empty where nothing stands against it."""
    owner = article.outlet.owner
    if owner and owner.memberships.filter(user=user).exists():
        return f"You belong to {owner}, which owns {article.outlet}: its articles are read by others."
    if interesting_to(user).filter(pk=article.pk).exists():
        return "You are recused from this article, its outlet or its topic: others read it."
    return ""
