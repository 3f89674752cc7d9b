"""A server on this machine that misbehaves as told."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Answer = Callable[["Handler", int], None]


@dataclass
class Server:
    """Answers by path: bytes are served whole; a function is called with the handler and the number of the call."""

    address: str
    answers: dict[str, bytes | Answer] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"{self.address}{path}"

    def ranges(self) -> list[str | None]:
        return [headers.get("range") for _, headers in self.calls]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Listener"

    def do_GET(self) -> None:
        book = self.server.book
        number = sum(path == self.path for path, _ in book.calls)
        book.calls.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        answer = book.answers.get(self.path)
        if answer is None:
            self.give(404, b"no such file", "text/plain")
        elif isinstance(answer, bytes):
            self.give(200, answer)
        else:
            answer(self, number)

    def give(self, status: int, body: bytes, kind: str = "text/csv", length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        if length is not None and length > len(body):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    book: Server


@pytest.fixture
def server() -> Iterator[Server]:
    listener = Listener(("127.0.0.1", 0), Handler)
    listener.book = Server(f"http://127.0.0.1:{listener.server_address[1]}")
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield listener.book
    listener.shutdown()
    thread.join()
    listener.server_close()


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests reaches them."""
    for name in ("SOFTBALANCE_MIRROR", "SOFTBALANCE_HOME", "SOFTBALANCE_GSDB", "SOFTBALANCE_STATE_DEPT"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
