"""Who may ask what. Every endpoint is closed until a permission of its own opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission

if TYPE_CHECKING:  # the views import their default permission
    from rest_framework.request import Request
    from rest_framework.views import APIView


class Closed(BasePermission):
    """The default for a view that names no permission: nobody."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return False
