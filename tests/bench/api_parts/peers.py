"""Peers: (a) a view that authenticates, counts and returns a constant; (b) the same data by plain ModelSerializers."""

import json
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.serializers import ModelSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from annotate.models import (
    Article,
    Attribution,
    ChainNode,
    Claim,
    Outcome,
    Outlet,
    Passage,
    Question,
    Reading,
    Revision,
    Score,
    Source,
    Topic,
)
from api import limits
from api.authentication import BearerKey
from api.permissions import HasScope


class Keyed:
    """As the API's own views: a key with a scope, counted."""

    authentication_classes = [BearerKey]
    permission_classes = [HasScope]
    scopes = {"GET": "read"}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        holder: Any = request.auth
        limits.count(holder.key)


@lru_cache
def constant(size: int) -> bytes:
    return json.dumps({"constant": "x" * max(0, size - 16)}).encode()


class Constant(Keyed, APIView):
    """The limit: nothing is read and nothing is made."""

    def get(self, request: Request, size: int) -> HttpResponse:
        return HttpResponse(constant(size), content_type="application/json")


def _plain(model: Any, **nested: Any) -> Any:
    meta = type("Meta", (), {"model": model, "fields": "__all__"})
    return type(f"Plain{model.__name__}", (ModelSerializer,), {"Meta": meta, **nested})


_Outlet, _Source = _plain(Outlet), _plain(Source)
_Article = _plain(Article, outlet=_Outlet())
_Revision = type(
    "PlainRevision", (ModelSerializer,),
    {"Meta": type("Meta", (), {"model": Revision, "exclude": ["text"]}), "article": _Article()},
)  # fmt: skip
_Chain = _plain(ChainNode, outlet=_Outlet(), source=_Source())
_Reading = _plain(Reading, chain=_Chain(many=True))
_Attribution = _plain(
    Attribution, passage=_plain(Passage, revision=_Revision())(), readings=_Reading(many=True)
)
_BRIEF = {
    "score": _plain(Score)(), "question": _plain(Question)(), "topics": _plain(Topic)(many=True),
    "outcomes": _plain(Outcome)(many=True),
}  # fmt: skip
_Brief = _plain(Claim, **_BRIEF)
_Whole = _plain(Claim, **_BRIEF, attributions=_Attribution(many=True))


class _Pages(CursorPagination):
    page_size = 50
    ordering = ("-updated_at", "-id")


class PlainClaims(Keyed, ReadOnlyModelViewSet):
    """What a careful first version would be: every relation joined or fetched ahead, everything serialized by DRF."""

    pagination_class = _Pages

    def get_serializer_class(self) -> Any:
        return _Whole if self.action == "retrieve" else _Brief

    def get_queryset(self) -> Any:
        found = (
            Claim.objects.published()
            .select_related("score", "question")
            .prefetch_related("topics", "outcomes")
        )
        if self.action != "retrieve":
            return found
        return found.prefetch_related(
            "attributions__passage__revision__article__outlet", "attributions__readings__chain__outlet",
            "attributions__readings__chain__source",
        )  # fmt: skip
