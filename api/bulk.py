"""Many at once: each row as if it had been sent alone, and a result for each. One bad row stops no other."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.serializers import CharField, ChoiceField, DictField, IntegerField, ListField, Serializer

from annotate.models import ApiKey, Scope
from api import problems
from api.answers.common import ProblemAnswer
from api.bodies import Body
from api.views import answer
from api.writing import Write, WriteView, checked, fingerprint

MOST = 100


class BulkBody(Body):
    """Rows, each as the address without `bulk/` takes it."""

    items = ListField(child=DictField(), min_length=1, max_length=MOST)


class RowAnswer(Serializer):
    """What became of a row: `id` is what was made, or `problem` says why nothing was."""

    row = IntegerField(min_value=0)
    status = IntegerField()
    id = CharField(allow_null=True)
    problem = ProblemAnswer(allow_null=True)


class BulkAnswer(Serializer):
    """A result for each row, in their order."""

    object = ChoiceField(choices=["bulk"])
    made = IntegerField(min_value=0)
    refused = IntegerField(min_value=0)
    results = RowAnswer(many=True)


class BulkView(WriteView):
    """Takes many of what `one` takes. Each row is a transaction; repeated with the same key, none is made twice."""

    one: ClassVar[type[WriteView]]

    def post(self, request: Request, **kwargs: str) -> HttpResponse:
        items = self.body(request)["items"]
        key, token, print = self.key(), self.token(request), fingerprint(request)
        view = self.one()
        view.request = request
        results = [
            self._row(view, row, given, key, f"{row}:{token}" if token else "", print)
            for row, given in enumerate(items)
        ]
        made = sum(result["problem"] is None for result in results)
        return answer({"object": "bulk", "made": made, "refused": len(items) - made, "results": results})

    def _row(
        self, view: WriteView, row: int, given: Any, key: ApiKey, token: str, print: str
    ) -> dict[str, Any]:
        try:
            kind = view.writes["POST"].body
            with transaction.atomic():
                made = view.make_once(checked(kind, given) if kind else {}, key, token, print)
        except (problems.Problem, ValidationError, PermissionDenied) as error:
            told = problems.problem_of(error) or problems.body("internal", "Try this row again.")
            told |= {"instance": self.request.path}
            return {"row": row, "status": told["status"], "id": None, "problem": told}
        return {"row": row, "status": 201, "id": made, "problem": None}


def bulk_of(one: type[WriteView], operation: str, summary: str) -> type[BulkView]:
    """The view of many, for the view of one."""
    write = Write(operation, summary, BulkBody, BulkAnswer, 200)
    scopes: dict[str, str] = {"POST": one.scopes.get("POST", Scope.SUBMIT)}
    members = {
        "one": one, "scopes": scopes, "writes": {"POST": write}, "operation": operation, "summary": summary,
        "answer": BulkAnswer, "__doc__": BulkView.__doc__, "__module__": __name__,
    }  # fmt: skip
    return type(f"{one.__name__}Bulk", (BulkView,), members)
