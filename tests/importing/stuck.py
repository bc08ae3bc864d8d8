"""Taken into a worker by ``--include``: while the file named by STUCK is there, a record is half written and no further."""

import os
import time
from pathlib import Path
from typing import Any

from annotate.actions import record_imports

_real = record_imports.insert


def _stuck(log: Any, kind: Any, *args: Any) -> None:
    stuck = Path(os.environ["STUCK"])
    if kind.name == "reading" and stuck.exists():
        stuck.with_suffix(".reached").touch()
        while stuck.exists():
            time.sleep(0.1)
    _real(log, kind, *args)


record_imports.insert = _stuck
