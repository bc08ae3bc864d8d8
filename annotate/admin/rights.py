"""What each role may do, as one table: for whoever manages people, and for everybody in their profile."""

from typing import Any

from annotate.roles import ANYBODY, MAY, ROLES


def rights() -> dict[str, Any]:
    """A row a verb, a column a role."""
    rows = [
        (verb.replace(".", ": ").replace("_", " "), [role in who or ANYBODY in who for role in ROLES])
        for verb, who in MAY.items()
    ]
    return {"rights": rows, "role_names": ROLES}
