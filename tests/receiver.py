"""A real HTTP server on this machine that takes notes of what it is sent and answers as it is told to."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Said:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)


@dataclass
class Reply:
    """``drip``: seconds between the single bytes of the body; ``silence``: before anything is said."""

    status: int = 200
    body: bytes = b"taken"
    headers: Mapping[str, str] = field(default_factory=dict)
    silence: float = 0
    drip: float = 0
    drips_headers: bool = False


class Receiver:
    """`replies` are given in turn, the last one for ever; `heard` are the requests."""

    def __init__(self) -> None:
        self.heard: list[Said] = []
        self.replies: list[Reply] = [Reply()]
        self.answering: Callable[[Said], Reply] = self._next
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _next(self, said: Said) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                said = Said(self.command, self.path, dict(self.headers.items()), body)
                receiver.heard.append(said)
                try:
                    _say(self, receiver.answering(said))
                except OSError:  # the client had enough
                    self.close_connection = True

            do_POST = do_GET

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        return Handler


def _say(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    time.sleep(reply.silence)
    if reply.drips_headers:
        _drip(handler, b"HTTP/1.0 200 OK\r\nX-Slow: " + b"x" * 10_000, reply.drip)
        return
    handler.send_response(reply.status)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(reply.body)))
    handler.end_headers()
    _drip(handler, reply.body, reply.drip)


def _drip(handler: BaseHTTPRequestHandler, said: bytes, pause: float) -> None:
    if not pause:
        handler.wfile.write(said)
        return
    for byte in said:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        time.sleep(pause)
