"""Writing: the same verbs as the admin, safe to repeat (`Idempotency-Key`) and never over a newer state (`If-Match`)."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from annotate.actions import receipts
from annotate.models import ApiKey
from api import manners
from api.problems import Problem
from api.views import ReadView, answer, encoded

LONGEST_TOKEN = 255


@dataclass(frozen=True)
class Write:
    """What the schema says of a method that writes."""

    operation: str
    summary: str
    body: type[Serializer]
    answer: type[Serializer]
    status: int


class WriteView(ReadView):
    """`writes` has the methods besides GET. A subclass implements `create` or `change` and `told`."""

    def post(self, request: Request, **kwargs: str) -> HttpResponse:
        given, key = self.body(request), self.key()
        token, fingerprint = self._token(request), _fingerprint(request)
        made = self._repeated(key, token, fingerprint)
        if made is None:
            try:
                with transaction.atomic():
                    made = self.create(given, key)
                    if token:
                        receipts.note(key=key, token=token, fingerprint=fingerprint, object_id=made)
            except IntegrityError:  # the same token at the same moment: what that one made holds
                made = self._repeated(key, token, fingerprint)
                if made is None:
                    raise
        return self._answer(made, 201, {"Location": request.build_absolute_uri(f"{request.path}{made}/")})

    def patch(self, request: Request, id: str) -> HttpResponse:
        given, key = self.body(request), self.key()
        wanted = request.headers.get("If-Match")
        with transaction.atomic():
            thing = self.own(id)
            if wanted is None:
                raise Problem("precondition-required", "Send the ETag that you read as If-Match.")
            if (
                manners.etag_of(encoded(self.told(id))) not in manners.tags_in(wanted)
                and wanted.strip() != "*"
            ):
                raise Problem(
                    "precondition-failed", "It changed since you read it. Read it again and repeat."
                )
            self.change(thing, given, key)
            return self._answer(id, 200, {})

    def body(self, request: Request) -> dict[str, Any]:
        """The fields of the body. Raises for what is no JSON object, or has other fields or shapes."""
        checked = self.writes[str(request.method)].body(data=_json(request))
        if not checked.is_valid():
            raise ValidationError(_by_path(checked.errors))
        return dict(checked.validated_data)

    def key(self) -> ApiKey:
        holder: Any = self.request.auth
        return ApiKey.objects.select_related("newsroom").get(pk=holder.key)

    def create(self, given: dict[str, Any], key: ApiKey) -> str:
        raise NotImplementedError

    def own(self, id: str) -> Any:
        """The locked row of the newsroom's own draft."""
        raise NotImplementedError

    def change(self, thing: Any, given: dict[str, Any], key: ApiKey) -> None:
        raise NotImplementedError

    def told(self, id: str) -> dict[str, Any]:
        """What GET would answer for it."""
        raise NotImplementedError

    def _answer(self, id: str, status: int, headers: dict[str, str]) -> HttpResponse:
        content = self.told(id)
        response = answer(content, status)
        for name, value in (headers | {"ETag": f'"{manners.etag_of(encoded(content))}"'}).items():
            response.headers[name] = value
        return response

    def _token(self, request: Request) -> str:
        token = request.headers.get("Idempotency-Key", "").strip()
        if len(token) > LONGEST_TOKEN or not token.isascii() or not (token == "" or token.isprintable()):
            why = f"Give at most {LONGEST_TOKEN} printable ASCII characters, such as a UUID."
            raise Problem("invalid-parameter", f"Idempotency-Key: {why}", [("Idempotency-Key", why)])
        return token

    def _repeated(self, key: ApiKey, token: str, fingerprint: str) -> str | None:
        receipt = receipts.find(key=key, token=token) if token else None
        if receipt is None:
            return None
        if receipt.fingerprint != fingerprint:
            raise Problem(
                "idempotency-mismatch", "This Idempotency-Key came with another body or address before."
            )
        return receipt.object_id


def _fingerprint(request: Request) -> str:
    return hashlib.sha256(request.path.encode() + b"\n" + request._request.body).hexdigest()


def _json(request: Request) -> Any:
    if (request.content_type or "").partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedMediaType(request.content_type or "", "Send application/json.")
    try:
        found = json.loads(request._request.body, parse_constant=_refuse_constant)
    except RequestDataTooBig:
        raise Problem("too-large", "At most 16 MB are read. Send the article alone.") from None
    except (ValueError, RecursionError) as error:
        raise Problem("invalid-body", f"This is not JSON in UTF-8: {str(error)[:100]}.") from None
    if not isinstance(found, dict):
        raise Problem("invalid-body", "Send a JSON object.")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _by_path(errors: Any, path: str = "") -> dict[str, list[str]]:
    """DRF's nested errors as dotted names and sentences."""
    if isinstance(errors, list):
        if not any(isinstance(each, dict | list) for each in errors):
            return {path or "__all__": [str(each) for each in errors]}
        errors = dict(enumerate(errors))
    found: dict[str, list[str]] = {}
    for name, inner in errors.items():
        if inner:
            found |= _by_path(inner, f"{path}.{name}" if path else str(name))
    return found
