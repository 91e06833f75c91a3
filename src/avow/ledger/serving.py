"""A small HTTP server for logs and witnesses: one function from a request to an answer.

For loopback and for small installations behind a proxy. It writes no access log: who asks for
which tile is nobody's business.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self, TypeAlias

from avow.errors import AvowError, InputError, OutputError
from avow.ledger.formats.tiles import parse_tile_path
from avow.ledger.verify.sources import LogSource

TEXT_TYPE = "text/plain; charset=utf-8"
BYTES_TYPE = "application/octet-stream"
FOREVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=2"
NOT_KEPT = "no-store"
MAX_BODY_BYTES = 1_100_000
SOCKET_SECONDS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is answered.

    Attributes:
        status: HTTP status.
        body: Bytes of the body.
        content_type: Type of the body.
        cache: Value of Cache-Control.
    """

    status: HTTPStatus
    body: bytes
    content_type: str = TEXT_TYPE
    cache: str = NOT_KEPT


Route: TypeAlias = Callable[[str, str, bytes], Answer]
"""Answers a request: method, path without its first slash, body."""


def log_route(source: LogSource) -> Route:
    """Return the route that serves a log as tiles."""

    def answer(method: str, path: str, body: bytes) -> Answer:  # noqa: ARG001 - a route's form
        if method != "GET":
            return _plain(HTTPStatus.METHOD_NOT_ALLOWED)
        tile = parse_tile_path(path)
        if tile is None and path != "checkpoint" and not path.startswith("checkpoints/"):
            return _plain(HTTPStatus.NOT_FOUND)
        try:
            data = source.read(path)
        except InputError:
            return _plain(HTTPStatus.NOT_FOUND)
        if tile is None:
            return Answer(status=HTTPStatus.OK, body=data, cache=BRIEFLY)
        return Answer(status=HTTPStatus.OK, body=data, content_type=BYTES_TYPE, cache=FOREVER)

    return answer


class Server:
    """A running server; use it as a context manager."""

    def __init__(self, route: Route, host: str, port: int) -> None:
        """Bind an address; port 0 takes a free one.

        Raises:
            OutputError: The address cannot be bound.
        """
        try:
            self._server = ThreadingHTTPServer((host, port), _handler(route))
        except OSError as error:
            raise OutputError(f"cannot listen on port {port}: {error.strerror}") from None
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """The address that it answers on."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def __enter__(self) -> Self:
        """Begin to answer."""
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Stop answering and free the address."""
        self._server.shutdown()
        self._server.server_close()

    def wait(self) -> None:
        """Wait until the server is stopped from elsewhere or interrupted."""
        self._thread.join()


def _handler(route: Route) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = SOCKET_SECONDS

        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
                self.close_connection = True
                self._send(_plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
                return
            self._answer(self.rfile.read(int(length)))

        def _answer(self, body: bytes) -> None:
            path = self.path.split("?")[0].removeprefix("/")
            try:
                answer = route(self.command, path, body)
            except AvowError:
                answer = _plain(HTTPStatus.INTERNAL_SERVER_ERROR)
            self._send(answer)

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            self.send_header("Cache-Control", answer.cache)
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named there
            """Write nothing: requests are not logged."""

    return Handler


def _plain(status: HTTPStatus) -> Answer:
    return Answer(status=status, body=f"{status.phrase}\n".encode())
