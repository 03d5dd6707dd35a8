"""One request to the host of a language model: sent directly, followed nowhere else, cut when its time is up."""

import contextlib
import socket
import threading
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from spirale.method.problems import Problem

HEAVIEST: Final = 64 * 1024
"""Bytes of an answer that are read."""


def post(address: str, body: bytes, *, key: str, seconds: int) -> bytes:
    """Send words as JSON and give the answer: no proxy, no redirection, one time limit from connection to last byte.

    Connecting has as long again. Raises Problem("model.late"), ("model.unreachable"), ("model.key"),
    ("model.failed"), ("model.elsewhere") or ("model.too_much").
    """
    parts = urlsplit(address)
    door = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = door(parts.hostname or "", parts.port, timeout=seconds)
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    limit = _Limit(connection, seconds)
    try:
        connection.connect()
        with limit:
            connection.request("POST", parts.path, body, headers)
            with connection.getresponse() as answer:
                read = _read(answer)
    except (OSError, HTTPException) as error:
        is_late = limit.is_over or isinstance(error, TimeoutError)
        raise Problem("model.late" if is_late else "model.unreachable") from None
    finally:
        connection.close()
    if limit.is_over:  # cut on its way: what was read is not all
        raise Problem("model.late")
    return read


class _Limit:
    """Cuts a connection when its time is up, however slowly the other side goes on talking."""

    def __init__(self, connection: HTTPConnection, seconds: float) -> None:
        self.is_over = False
        self._connection = connection
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._socket = self._connection.sock  # kept, for the connection lets go of it while the answer is read
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _cut(self) -> None:
        self.is_over = True
        if self._socket:
            with contextlib.suppress(OSError):  # it may be gone already
                self._socket.shutdown(socket.SHUT_RDWR)


def _read(answer: HTTPResponse) -> bytes:
    if 300 <= answer.status < 400:
        raise Problem("model.elsewhere")
    if answer.status in {401, 403}:
        raise Problem("model.key")
    if answer.status != 200:
        raise Problem("model.failed")
    read = answer.read(HEAVIEST + 1)
    if len(read) > HEAVIEST:
        raise Problem("model.too_much")
    return read
