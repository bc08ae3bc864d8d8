"""Who may ask what. Every endpoint is closed until a permission of its own opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import BasePermission

if TYPE_CHECKING:  # the views import their default permission
    from rest_framework.request import Request
    from rest_framework.views import APIView


class Closed(BasePermission):
    """The default for a view that names no permission: nobody."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return False


class Anybody(BasePermission):
    """For what says nothing about anything: the description of the API itself."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return True


class HasScope(BasePermission):
    """A live key with the scope that the method takes (`view.scopes`); a method without one is closed."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        holder: Any = request.auth
        if holder is None:
            return False
        scope = view.scopes.get("GET" if request.method == "HEAD" else request.method)  # type: ignore[attr-defined]
        if scope is None:
            raise MethodNotAllowed(request.method or "")
        if scope in holder.scopes:
            return True
        own = ", ".join(sorted(holder.scopes)) or "none"
        raise PermissionDenied(f"This takes a key with the scope “{scope}”; this one has {own}.")
