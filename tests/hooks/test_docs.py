"""The lines of docs/webhooks.md, run as they stand there, on a message that was really sent."""

import json
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from annotate.models import Event, Message
from workers.hooks import signing

TEXT = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text()
BLOCKS: dict[str, str] = dict(re.findall(r"```(python|js)\n(.*?)```", TEXT, re.S))
SECRET, OTHER = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_" + "A" * 32
BODY = '{"type": "claim.published", "data": {"wording": "Łódź سيغلق"}}'


def signed(*secrets: str, at: float | None = None) -> dict[str, str]:
    return signing.headers(secrets, "msg_1", int(at or time.time()), BODY.encode())


def cases() -> list[tuple[dict[str, str], str, bool]]:
    """Signed now: a signature holds for five minutes, and a run of all tests takes longer."""
    return [
        (signed(SECRET), BODY, True),
        (signed(OTHER, SECRET), BODY, True),  # while it is being replaced
        (signed(OTHER), BODY, False),
        (signed(SECRET), BODY.replace("Ł", "L"), False),
        (signed(SECRET) | {"webhook-id": "msg_2"}, BODY, False),
        (signed(SECRET, at=time.time() - 3600), BODY, False),
    ]


def test_the_python_lines_verify() -> None:
    names: dict[str, Any] = {}
    exec(BLOCKS["python"], names)  # noqa: S102
    found = [names["verify"](SECRET, headers, body.encode()) for headers, body, _ in cases()]
    assert found == [holds for _, _, holds in cases()]


def test_the_javascript_lines_verify(tmp_path: Path) -> None:
    if not shutil.which("node"):
        pytest.skip("node is not on this machine")
    signed_now = cases()
    (tmp_path / "verify.mjs").write_text(BLOCKS["js"])
    (tmp_path / "run.mjs").write_text(
        'import { verify } from "./verify.mjs";\n'
        f"const cases = {json.dumps([[h, b] for h, b, _ in signed_now])};\n"
        f"console.log(JSON.stringify(cases.map(([h, b]) => verify({json.dumps(SECRET)}, h, Buffer.from(b)))));"
    )
    done = subprocess.run(["node", "run.mjs"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert json.loads(done.stdout) == [holds for _, _, holds in signed_now], done.stderr


def test_every_event_and_wait_is_told() -> None:
    assert set(re.findall(r"^\| `(\w+\.\w+)` \|", TEXT, re.M)) == {*Event.values}
    told = re.search(r"tried again after ([^;]*?), each", TEXT.replace("\n  ", " "))[1].replace(" and", ",")  # type: ignore[index]
    units = {"s": 1, "min": 60, "h": 3600}
    waits = [int(n) * units[u] for n, u in (each.split() for each in told.split(", "))]
    assert tuple(waits) == Message.WAITS
