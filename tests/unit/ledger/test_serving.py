import http.client
import threading
import urllib.parse
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from ledgers import fill, make_ledger

from avow.errors import InputError, OutputError
from avow.ledger.serving import MAX_BODY_BYTES, Answer, Server, log_route
from avow.ledger.setup import read_policy
from avow.ledger.verify.sources import HttpSource, StoreSource
from avow.ledger.verify.whole_log import verify_log


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    ledger = make_ledger(tmp_path / "l")
    fill(ledger, 300)
    with Server(log_route(StoreSource(ledger.store)), "127.0.0.1", 0) as server:
        yield server.url
    ledger.close()


def get(url: str, path: str, method: str = "GET", body: bytes = b"", **headers: str):
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer, data


def test_a_served_log_verifies(url: str, tmp_path: Path) -> None:
    report = verify_log(HttpSource(url), read_policy(tmp_path / "l"))
    assert (report.problems, report.entries) == ((), 301)


def test_tiles_are_kept_and_checkpoints_are_not(url: str) -> None:
    answer, data = get(url, "/tile/0/000")
    assert (answer.status, len(data)) == (200, 8192)
    assert "immutable" in answer.headers["Cache-Control"]
    answer, _ = get(url, "/checkpoint?x=1")
    assert answer.headers["Cache-Control"] == "public, max-age=2"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["/", "/private/log.keys", "/tile/0/005", "/tile/0/../../ledger.toml", "/checkpoints/77", "/x"],
)
def test_nothing_else_is_served(url: str, path: str) -> None:
    answer, data = get(url, path)
    assert answer.status == 404
    assert data == b"Not Found\n"


def test_only_get_and_bodies_of_modest_size(url: str) -> None:
    assert get(url, "/checkpoint", "POST", b"x")[0].status == 405
    too_much = str(MAX_BODY_BYTES + 1)
    assert get(url, "/checkpoint", "POST", **{"Content-Length": too_much})[0].status == 413
    assert get(url, "/checkpoint", "POST", **{"Content-Length": "many"})[0].status == 413
    with pytest.raises(InputError, match="answers 404"):
        HttpSource(url + "/nowhere").read("checkpoint")


def test_an_error_is_no_page_of_internals() -> None:
    def fails(method: str, path: str, body: bytes) -> Answer:
        raise InputError("secret path")

    with Server(fails, "127.0.0.1", 0) as server:
        answer, data = get(server.url, "/")
    assert answer.status == HTTPStatus.INTERNAL_SERVER_ERROR
    assert b"secret" not in data


def test_waiting_ends_with_the_server() -> None:
    with Server(lambda *_: Answer(status=HTTPStatus.OK, body=b""), "127.0.0.1", 0) as server:
        threading.Timer(0.05, server._server.shutdown).start()
        server.wait()


def test_a_taken_address_is_an_error(url: str) -> None:
    port = urllib.parse.urlsplit(url).port
    assert port is not None
    with pytest.raises(OutputError, match="cannot listen"):
        Server(lambda *_: Answer(status=HTTPStatus.OK, body=b""), "127.0.0.1", port)
