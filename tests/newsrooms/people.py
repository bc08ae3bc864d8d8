"""A newsroom with a manager, a member, a key, a hook with a delivery, and a client for each of its people."""

from typing import Any

from django.test import Client

from annotate.actions import newsrooms
from annotate.models import Attempt, Newsroom, User
from annotate.roles import SETUP
from tests import factories as make
from tests.hooks import factories as hooks


def person(room: Newsroom | None = None, role: str = "member", **values: Any) -> User:
    made = make.user(**values)
    if room:
        newsrooms.add_member(newsroom=room, user=made, role=role, by=SETUP)
    return made


def client(of: User) -> Client:
    signed_in = Client()
    signed_in.force_login(of)
    return signed_in


class House:
    """Everything that a newsroom can have."""

    def __init__(self, name: str = "") -> None:
        self.room = make.newsroom(name)
        self.manager, self.member = person(self.room, "manager"), person(self.room)
        self.key, _ = make.key(self.room)
        self.hook = hooks.hook(newsroom=self.room, name="Own CMS")
        self.message = hooks.message(self.hook, state="delivered", ended_at=hooks.NOW)
        Attempt.objects.create(message=self.message, number=1, at=hooks.NOW, url=self.hook.url, status=200)
        self.feed, self.token = newsrooms.make_feed_address(newsroom=self.room, by=SETUP)
        self.claim = make.claim(published=False, newsroom=self.room)

    def arguments(self) -> dict[str, Any]:
        """What the routes take, by name."""
        member = self.room.memberships.get(user=self.member).pk
        return {
            "newsroom": self.room.pk, "key": self.key.pk, "hook": self.hook.pk, "message": self.message.id, "member": member,
            "address": self.feed.pk, "claim": self.claim.pk, "name": "test",
        }  # fmt: skip
