"""Writing: the same verbs as the admin, safe to repeat (`Idempotency-Key`) and never over a newer state (`If-Match`)."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from annotate.actions import receipts
from annotate.formats.telling import encoded
from annotate.models import ApiKey
from api import manners
from api.problems import Problem, invalid_body
from api.views import ReadView, answer

#: A row of a bulk has the number of the row before it.
LONGEST_TOKEN = 250
#: What is wrong with a field though it is as the schema says: a schema knows neither blanks nor digits.
BEYOND_SCHEMA = {
    "blank", "null_characters_not_allowed", "surrogate_characters_not_allowed", "max_digits", "max_decimal_places",
    "max_whole_digits", "max_string_length", "make_aware", "overflow",
}  # fmt: skip


@dataclass(frozen=True)
class Write:
    """What the schema says of a method that writes. Without a body or an answer there is none."""

    operation: str
    summary: str
    body: type[Serializer] | None
    answer: type[Serializer] | None
    status: int
    #: An `Idempotency-Key` is looked at: for what makes something.
    is_repeatable: bool = True


class WriteView(ReadView):
    """`writes` has the methods besides GET. A subclass implements `create`, `change` or `remove`, and `told`."""

    def post(self, request: Request, **kwargs: str) -> HttpResponse:
        given, key = self.body(request), self.key()
        made = self.make_once(given, key, self.token(request), fingerprint(request))
        return self._answer(made, 201, {"Location": request.build_absolute_uri(self.place_of(made))})

    def patch(self, request: Request, id: str) -> HttpResponse:
        given, key = self.body(request), self.key()
        with transaction.atomic():
            thing = self.own(id)
            self._refuse_stale(request, id)
            return self._answer(self.change(thing, given, key) or id, 200, {})

    def delete(self, request: Request, id: str) -> HttpResponse:
        key = self.key()
        with transaction.atomic():
            thing = self.own(id)
            self._refuse_stale(request, id)
            self.remove(thing, key)
        return HttpResponse(status=204)

    def make_once(self, given: dict[str, Any], key: ApiKey, token: str, print: str) -> str:
        """The id of what is made, or of what the same token made before."""
        made = _repeated(key, token, print)
        if made is not None:
            return made
        try:
            with transaction.atomic():
                made = self.create(given, key)
                if token:
                    receipts.note(key=key, token=token, fingerprint=print, object_id=made)
        except IntegrityError:  # the same token at the same moment: what that one made holds
            made = _repeated(key, token, print)
            if made is None:
                raise
        return made

    def body(self, request: Request) -> dict[str, Any]:
        """The fields of the body. Raises for what is no JSON object, or has other fields or shapes."""
        kind = self.writes[str(request.method)].body
        return checked(kind, _json(request)) if kind else {}

    def key(self) -> ApiKey:
        holder: Any = self.request.auth
        return ApiKey.objects.select_related("newsroom__voice").get(pk=holder.key)

    def create(self, given: dict[str, Any], key: ApiKey) -> str:
        raise NotImplementedError

    def own(self, id: str) -> Any:
        """The locked row, where this newsroom may change it."""
        raise NotImplementedError

    def change(self, thing: Any, given: dict[str, Any], key: ApiKey) -> str | None:
        """Returns an id where what stands now has another one."""
        raise NotImplementedError

    def remove(self, thing: Any, key: ApiKey) -> None:
        raise NotImplementedError

    def told(self, id: str) -> dict[str, Any]:
        """What GET would answer for it."""
        raise NotImplementedError

    def place_of(self, id: str) -> str:
        """The address of what was made here."""
        return f"{self.request.path}{id}/"

    def token(self, request: Request) -> str:
        token = request.headers.get("Idempotency-Key", "").strip()
        if len(token) > LONGEST_TOKEN or not token.isascii() or not (token == "" or token.isprintable()):
            why = f"Give at most {LONGEST_TOKEN} printable ASCII characters, such as a UUID."
            raise Problem("invalid-parameter", f"Idempotency-Key: {why}", [("Idempotency-Key", why)])
        return token

    def _refuse_stale(self, request: Request, id: str) -> None:
        wanted = request.headers.get("If-Match")
        if wanted is None:
            raise Problem("precondition-required", "Send the ETag that you read as If-Match.")
        tag = manners.etag_of(encoded(self.shown(self.told(id))))
        if tag not in manners.tags_in(wanted) and wanted.strip() != "*":
            raise Problem("precondition-failed", "It changed since you read it. Read it again and repeat.")

    def _answer(self, id: str, status: int, headers: dict[str, str]) -> HttpResponse:
        content = self.shown(self.told(id))
        response = answer(content, status)
        for name, value in (headers | {"ETag": f'"{manners.etag_of(encoded(content))}"'}).items():
            response.headers[name] = value
        return response


def checked(kind: type[Serializer], given: Any) -> dict[str, Any]:
    """The fields of a body of this kind, or a `Problem` that names each that does not hold."""
    found = kind(data=given)
    if not found.is_valid():
        raise invalid_body(_by_path(found.errors), is_well_formed=_codes(found.errors) <= BEYOND_SCHEMA)
    return dict(found.validated_data)


def _codes(errors: Any) -> set[str]:
    """Of DRF's nested errors, what sort each is."""
    if isinstance(errors, dict):
        errors = [*errors.values()]
    if isinstance(errors, list):
        return {code for each in errors for code in _codes(each)}
    return {str(getattr(errors, "code", "invalid"))}


def fingerprint(request: Request) -> str:
    return hashlib.sha256(request.path.encode() + b"\n" + request._request.body).hexdigest()


def _repeated(key: ApiKey, token: str, print: str) -> str | None:
    receipt = receipts.find(key=key, token=token) if token else None
    if receipt is None:
        return None
    if receipt.fingerprint != print:
        raise Problem(
            "idempotency-mismatch", "This Idempotency-Key came with another body or address before."
        )
    return receipt.object_id


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
