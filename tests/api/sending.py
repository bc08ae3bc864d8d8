"""Writing with a key. Every answer is held against the schema that is served."""

import json
from typing import Any

from tests.api.asking import CLIENT, Newsdesk, hold_against_schema


def send(desk: Newsdesk, path: str, body: Any, method: str = "post", **headers: str) -> Any:
    """The answer to a body sent as JSON, or as it is where it is bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body)
    given = {"Authorization": f"Bearer {desk.secret}"} | {k.replace("_", "-"): v for k, v in headers.items()}
    address = f"/api/v1/{path}"
    response = getattr(CLIENT, method)(address, data, content_type="application/json", headers=given)
    hold_against_schema(response, method, address)
    return response
