"""(c) Label Studio reading one and listing 50 of the same texts: its own server, on SQLite, on the core that ours had."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.bench.api_parts.asking import load
from tests.bench.api_parts.server import SERVER_CORE
from tests.bench.desk_parts.label_studio import LabelStudio

TASKS = 1000
TEXT = "Words of an article as long as they are. " * 50
CONFIG = """<View><Labels name="span" toName="text"><Label value="content"/><Label value="source"/></Labels>
<Text name="text" value="$text"/></View>"""


def read_speeds() -> dict[str, float]:
    """Requests a second for one task with its annotation and for a list of 50, the server on a core of its own.

    Its own server on SQLite with 1,000 tasks, as many as it answers best: of one connection and of eight, the better.
    """
    with _on_core(int(SERVER_CORE)):
        peer = LabelStudio()
        peer.__enter__()
    try:
        project = peer.project("bench", CONFIG)
        peer.import_tasks(project, [_task(n) for n in range(TASKS)])
        listed = peer.session.get(f"{peer.url}/api/tasks?project={project}&page_size=100", timeout=300).json()
        paths = {
            "detail": [f"/api/tasks/{task['id']}/" for task in listed["tasks"]],
            "list of 50": [f"/api/tasks?project={project}&page={page}&page_size=50" for page in range(1, 20)],
        }
        cookies = "; ".join(f"{name}={value}" for name, value in peer.session.cookies.items())
        here = {"port": peer.port, "head": f"Cookie: {cookies}"}
        targets = {name: here | {"paths": each} for name, each in paths.items()}
        found = [load(targets, connections=connections, rounds=2, seconds=4.0) for connections in (1, 8)]
        return {name: max(each[name]["per_second"] for each in found) for name in targets}
    finally:
        peer.__exit__()


def _task(number: int) -> dict[str, Any]:
    spans = [(10, 40, "content"), (60, 75, "source")]
    result = [
        {
            "id": f"r{number}-{start}", "from_name": "span", "to_name": "text", "type": "labels",
            "value": {"start": start, "end": end, "text": TEXT[start:end], "labels": [label]},
        }
        for start, end, label in spans
    ]  # fmt: skip
    return {"data": {"text": f"{number}: {TEXT}"}, "annotations": [{"result": result}]}


@contextmanager
def _on_core(core: int) -> Iterator[None]:
    """What is started within runs on this core alone."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
