"""Addresses that take no key."""

from django.urls import path

from api.embedding.cards import card
from api.embedding.feeds import new_claims, new_denials, watched
from api.embedding.oembed import oembed

urlpatterns = [
    path("embed/claims/<str:id>/", card, name="card"),
    path("oembed/", oembed, name="oembed"),
    path("feeds/claims.atom", new_claims, name="feed-claims"),
    path("feeds/denials.atom", new_denials, name="feed-denials"),
    path("feeds/watched/<str:token>.atom", watched, name="feed-watched"),
]
