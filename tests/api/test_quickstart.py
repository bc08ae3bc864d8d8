"""The lines of the quickstart in docs/api.md, run as they stand there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import factories as make
from tests.api import rows

# Flushing takes the rows of the migrations too; serialized, they come back.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TEXT = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
BLOCKS: dict[str, str] = dict(re.findall(r"```(sh|python|js)\n(.*?)```", TEXT, re.S))
RUN = {
    "sh": ["sh", "-e", "-c"],
    "python": [sys.executable, "-W", "ignore", "-c"],
    "js": ["node", "--input-type=module", "-e"],
}
NEEDS = {"sh": "curl", "python": sys.executable, "js": "node"}


@pytest.mark.parametrize("language", BLOCKS)
def test_the_lines_do_what_they_say(language: str, live_server: Any) -> None:
    if not shutil.which(NEEDS[language]):
        pytest.skip(f"{NEEDS[language]} is not on this machine")
    article, claim = make.article(), make.claim("The ministry will close the plant.")
    make.read(article, claim)
    rows.score(claim, independent_roots=1)
    _, secret = make.key()
    environment = os.environ | {"SERVER": live_server.url, "KEY": secret}
    done = subprocess.run(
        [*RUN[language], BLOCKS[language]], env=environment, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    wanted = {"sh": claim.pk, "python": "plant. – 0.82", "js": f"claim.publish {claim.pk}"}
    assert wanted[language] in done.stdout
