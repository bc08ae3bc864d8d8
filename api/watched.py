"""The watch list by key: which claims a newsroom follows."""

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework.serializers import CharField

from annotate.actions.claims import watch
from annotate.formats import claims
from annotate.formats.claims import instant
from annotate.models import ApiKey, Claim, Scope, WatchedClaim
from api import paging
from api.answers.hooks import WatchedClaim as WatchedAnswer
from api.answers.hooks import WatchedPage
from api.bodies import Body
from api.paging import Order
from api.views import or_404
from api.writing import Write, WriteView

NEWEST = Order("-since", "id", descending=True)


class Follow(Body):
    """A claim to follow: a published one, or a submission of your own."""

    claim = CharField(max_length=28)


class WatchWrites(WriteView):
    """A newsroom's own list."""

    def create(self, given: dict[str, Any], key: ApiKey) -> str:
        claim = Claim.objects.visible_to(self.newsroom).filter(pk=given["claim"], erased_at=None).first()
        if claim is None:
            raise ValidationError({"claim": f"There is no claim “{given['claim']}”. Look for it in claims/."})
        watch(claim=claim, newsroom=key.newsroom, by=key)
        return str(claim.kept.pk)

    def own(self, id: str) -> WatchedClaim:
        found = WatchedClaim.objects.select_related("claim", "newsroom").filter(
            newsroom=self.newsroom, claim=id
        )
        watched: WatchedClaim = or_404(found.first())
        return watched

    def remove(self, thing: WatchedClaim, key: ApiKey) -> None:
        watch(claim=thing.claim, newsroom=thing.newsroom, by=key, on=False)

    def told(self, id: str) -> dict[str, Any]:
        row = or_404(
            WatchedClaim.objects.filter(newsroom=self.newsroom, claim=id).values("claim", "since").first()
        )
        return or_404(next(iter(_told([row], self.newsroom)), None))


class Watched(WatchWrites):
    """The claims that your newsroom follows, the newest first."""

    scopes = {"GET": Scope.READ, "POST": Scope.WEBHOOKS}
    writes = {"POST": Write("watched_create", "Follow a claim", Follow, WatchedAnswer, 201)}
    operation, summary = "watched_list", "Your watch list"
    parameters = paging.PARAMETERS
    answer = WatchedPage

    def read(self) -> dict[str, Any]:
        found: Any = WatchedClaim.objects.filter(newsroom=self.newsroom).values("id", "claim", "since")
        rows, cursor = paging.page(found, NEWEST, self.given)
        return self.page(_told(rows, self.newsroom), cursor)


class WatchedView(WatchWrites):
    """One claim of the list, by the claim's id."""

    scopes = {"GET": Scope.READ, "DELETE": Scope.WEBHOOKS}
    writes = {"DELETE": Write("watched_delete", "Follow it no more", None, None, 204)}
    operation, summary = "watched_read", "A claim that you follow"
    answer = WatchedAnswer

    def read(self, id: str) -> dict[str, Any]:
        return self.told(id)


def _told(rows: list[dict[str, Any]], newsroom: str) -> list[dict[str, Any]]:
    """Without what was erased."""
    seen = Claim.objects.visible_to(newsroom).filter(pk__in=[row["claim"] for row in rows], erased_at=None)
    known = {row["id"]: claims.claim(row, newsroom=newsroom) for row in claims.rows(seen)}
    return [
        {
            "object": "watched_claim",
            "id": row["claim"],
            "since": instant(row["since"]),
            "claim": known[row["claim"]],
        }
        for row in rows
        if row["claim"] in known
    ]
