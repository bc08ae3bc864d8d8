"""Label Studio from the package index, in an environment of its own: installed, started on SQLite, filled over its API.

    with LabelStudio() as peer:
        project = peer.project("bench", CONFIG)
        peer.import_tasks(project, [{"data": {"text": …}, "annotations": […]}])
        peer.session.get(peer.url + "/api/…")

Its server is the one that its own command starts (Django's development server); its database is SQLite. Legacy
tokens are off by default in this version, so requests go with a session as a browser's do.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import requests

VERSION = "1.23.2"
HOME = Path("build/bench/label-studio")
LOGIN = {"email": "bench@example.org", "password": "bench-password"}
SECONDS_TO_START = 600


def install(home: Path = HOME) -> Path:
    """The command, installed once."""
    command = home / "bin" / "label-studio"
    if not command.exists():
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        pip = [home / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, f"label-studio=={VERSION}"], check=True)
    return command.absolute()


class LabelStudio:
    """A server with one user; it and its database are gone at the end."""

    def __init__(self, home: Path = HOME) -> None:
        self.command, self.data = install(home), Path(tempfile.mkdtemp(prefix="label-studio-"))
        self.session = requests.Session()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "LabelStudio":
        env = os.environ | {
            "LABEL_STUDIO_BASE_DATA_DIR": str(self.data), "LABEL_STUDIO_USERNAME": LOGIN["email"],
            "LABEL_STUDIO_PASSWORD": LOGIN["password"], "COLLECT_ANALYTICS": "False", "LATEST_VERSION_CHECK": "0",
        }  # fmt: skip
        env.pop("DJANGO_SETTINGS_MODULE", None)
        env.pop("DATABASE_URL", None)
        argv = [self.command, "start", "--no-browser", "--port", str(self.port)]
        self.log = (self.data / "server.log").open("wb")
        self.process = subprocess.Popen(argv, env=env, stdout=self.log, stderr=self.log, start_new_session=True, cwd=self.data)  # fmt: skip
        try:
            self._wait()
            self._sign_in()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *failure: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
        self.log.close()
        shutil.rmtree(self.data, ignore_errors=True)

    def project(self, title: str, label_config: str) -> int:
        return int(self.post("/api/projects", {"title": title, "label_config": label_config})["id"])

    def import_tasks(self, project: int, tasks: list[dict[str, Any]]) -> None:
        self.post(f"/api/projects/{project}/import", tasks)

    def post(self, path: str, body: Any) -> Any:
        headers = {"X-CSRFToken": self.session.cookies.get("csrftoken", ""), "Referer": self.url}
        answer = self.session.post(self.url + path, json=body, headers=headers, timeout=300)
        answer.raise_for_status()
        return answer.json()

    def _wait(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                if requests.get(f"{self.url}/health", timeout=5).ok:
                    return
            except requests.RequestException:
                pass
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.data / "server.log").read_text(errors="replace")[-3000:])
            time.sleep(0.5)

    def _sign_in(self) -> None:
        page = self.session.get(f"{self.url}/user/login/", timeout=60)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        given = LOGIN | {"csrfmiddlewaretoken": token.group(1) if token else ""}
        self.session.post(f"{self.url}/user/login/", data=given, headers={"Referer": self.url}, timeout=60)
