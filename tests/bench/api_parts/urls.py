"""The service's addresses, and beside them two peers in the same process: a constant, and plain serializers."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from tests.bench.api_parts.peers import Constant, PlainClaims

router = SimpleRouter()
router.register("plain/claims", PlainClaims, basename="plain")

urlpatterns = [
    path("bench/constant/<int:size>/", Constant.as_view()),
    path("bench/", include(router.urls)),
    path("", include("annotate.urls")),
]
