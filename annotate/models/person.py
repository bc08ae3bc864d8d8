"""People who sign in: reviewers, adjudicators, editors, administrators, members of newsrooms."""

import zoneinfo
from functools import lru_cache

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models


@lru_cache
def _known_zones() -> frozenset[str]:
    """Found once: looking costs 10 ms, as it walks the directories of the time zone database."""
    return frozenset(zoneinfo.available_timezones())


def check_time_zone(value: str) -> None:
    if value not in _known_zones():
        raise ValidationError(f"“{value}” is not a time zone. Give a name such as Europe/Berlin.")


class User(AbstractUser):
    """Somebody with a login. What they may do follows from their roles (groups): see `annotate.roles`."""

    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_time_zone])

    def __str__(self) -> str:
        return self.get_full_name() or self.username
