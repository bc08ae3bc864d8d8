"""The examples of docs/embedding.md, as they stand there, against a running server."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests import factories as make

TEXT = (Path(__file__).parents[2] / "docs" / "embedding.md").read_text()
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", TEXT, re.S)

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_every_example_works(live_server: Any, settings: Any) -> None:
    settings.BASE_URL = live_server.url
    claim = make.claim()
    here = [
        (
            kind,
            text.replace("https://record.example", live_server.url).replace(
                "clm_00000000000000000000", claim.pk
            ),
        )
        for kind, text in BLOCKS
    ]
    for kind, text in here:
        if kind == "html":
            for address in re.findall(r'(?:src|href)="([^"]+)"', text):
                with urlopen(address) as answer:
                    assert answer.status == 200
                    assert claim.wording in answer.read().decode() or "denials" in address
        elif kind == "json":
            provider = json.loads(text)
            (endpoint,) = provider["endpoints"]
            assert re.fullmatch(
                endpoint["schemes"][0].replace("*", ".*"), f"{live_server.url}/embed/claims/{claim.pk}/"
            )
        elif shutil.which("curl"):
            done = subprocess.run(["sh", "-e", "-c", text], capture_output=True, text=True, timeout=60)
            assert (done.returncode, done.stderr) == (0, "")
            assert claim.wording in done.stdout


def test_every_feed_is_told() -> None:
    from api.embedding import urls

    feeds = {str(p.pattern) for p in urls.urlpatterns if p.name.startswith("feed")}
    told = {
        address.replace("/…", "/<str:token>").strip("/")
        for address in re.findall(r"^\| `([^`]+)` \|", TEXT, re.M)
    }
    assert feeds == told
