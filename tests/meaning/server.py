"""An endpoint that speaks OpenAI's API, or misbehaves."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = Callable[["Request"], None]
DIMENSIONS = 8


class Request(BaseHTTPRequestHandler):
    """One request; what was asked is kept by the server."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, self.headers.get("Authorization"), json.loads(body)))
        self.server.reply(self)

    def answer(self, content: object, status: int = 200) -> None:
        self.answer_bytes(json.dumps(content).encode(), status)

    def answer_bytes(self, body: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silence."""


class Server(ThreadingHTTPServer):
    """Keeps what it is asked."""

    daemon_threads = True
    block_on_close = True

    def __init__(self, reply: Reply) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.reply = reply
        self.asked: list[tuple[str, str | None, dict[str, object]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


def well(request: Request) -> None:
    """As the API is documented; the rows in another order than asked for."""
    texts = request.server.asked[-1][2]["input"]
    assert isinstance(texts, list)
    rows = [
        {"index": at, "embedding": [float(len(text)), 1.0, *[0.0] * (DIMENSIONS - 2)]} for at, text in enumerate(texts)
    ]
    request.answer({"data": rows[::-1]})


@contextmanager
def serving(reply: Reply = well) -> Iterator[Server]:
    server = Server(reply)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
