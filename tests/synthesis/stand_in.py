"""A language model that stands in for a real one: a server on this machine that answers what a test tells it to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class StandIn:
    """What it answers, and what it was asked."""

    def __init__(self) -> None:
        self.status = 200
        self.answer: bytes | None = None
        self.said: Any = "Des jardins partagés près de chez soi"
        self.headers: dict[str, str] = {}
        self.waits = 0.0
        self.drips = 0.0
        self.asked: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.keys: list[str | None] = []
        self.address = ""
        self.over = threading.Event()

    @property
    def told(self) -> str:
        """Everything it was sent, as text."""
        return json.dumps(self.asked, ensure_ascii=False)

    @property
    def body(self) -> bytes:
        if self.answer is not None:
            return self.answer
        return json.dumps({"choices": [{"message": {"role": "assistant", "content": self.said}}]}).encode()


@contextmanager
def standing_in() -> Iterator[StandIn]:
    """Have a stand-in listen on a free port of this machine."""
    model = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            model.paths.append(self.path)
            model.keys.append(self.headers["Authorization"])
            model.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            model.over.wait(model.waits)
            with suppress(OSError):  # who asked may have gone
                self._answer()

        def _answer(self) -> None:
            self.send_response(model.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(model.body)))
            for name, value in model.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if not model.drips:
                self.wfile.write(model.body)
                return
            for byte in model.body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                if model.over.wait(model.drips):
                    return

        def log_message(self, *_: object) -> None:
            """Say nothing on the terminal of the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    model.address = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield model
    finally:
        model.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
