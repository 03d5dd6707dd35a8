"""Between the event loop and the threads that make pages: a request crosses over once, and its answer comes back once.

Each crossing stops a thread until the loop finds time for it, and the loop until the threads leave it the interpreter.
So what a phone sends is read whole before a thread takes it up, and a small answer is handed back whole. Large files
are still read and sent piece by piece, no faster than the other side takes them.
"""

import asyncio
import contextvars
import io
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from a2wsgi.wsgi import Body, build_environ

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Pages = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

READ_WHOLE: Final = 256 * 1024
SENT_WHOLE: Final = 256 * 1024


class Crossing:
    """An ASGI application that has a WSGI one answer, in a fixed pool of threads."""

    def __init__(self, pages: Pages, *, threads: int) -> None:
        self.pages = pages
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="pages")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _whole_body(scope, receive)
        if body is None:
            return
        answer = _Answer(send)
        environ: dict[str, Any] = {**build_environ(scope, body)}  # type: ignore[arg-type]  # a stream of either kind
        make = contextvars.copy_context().run
        await answer.loop.run_in_executor(self.threads, make, answer.make, self.pages, environ)
        await answer.send_held()


class _Answer:
    """What a page answers, held until it is whole, or too large to be held."""

    def __init__(self, send: Send) -> None:
        self.loop = asyncio.get_running_loop()
        self.send = send
        self.beginning: Message | None = None
        self.held = bytearray()

    def make(self, pages: Pages, environ: dict[str, Any]) -> None:
        """Runs in a thread."""
        pieces = pages(environ, self.start)
        try:
            for piece in pieces:
                self.write(piece)
        finally:
            close = getattr(pieces, "close", None)
            if close:
                close()

    def start(self, status: str, headers: list[tuple[str, str]], _error: Any = None) -> Callable[[bytes], None]:
        said = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers]
        self.beginning = {"type": "http.response.start", "status": int(status.split(" ", 1)[0]), "headers": said}
        return self.write

    def write(self, piece: bytes) -> None:
        self.held += piece
        if len(self.held) > SENT_WHOLE:
            asyncio.run_coroutine_threadsafe(self.send_held(more=True), self.loop).result()

    async def send_held(self, *, more: bool = False) -> None:
        """Runs in the loop."""
        if self.beginning:
            beginning, self.beginning = self.beginning, None
            await self.send(beginning)
        held, self.held = bytes(self.held), bytearray()
        await self.send({"type": "http.response.body", "body": held, "more_body": more})


async def _whole_body(scope: Scope, receive: Receive) -> io.BytesIO | Body | None:
    """The body where it is small, a stream of it where it is not; nothing where it broke off: nobody waits any more."""
    length = int(dict(scope["headers"]).get(b"content-length", b"0"))
    if length > READ_WHOLE:
        return Body(asyncio.get_running_loop(), receive)  # type: ignore[arg-type]
    body = io.BytesIO()
    while body.tell() < length:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body.write(message.get("body", b""))
        if not message.get("more_body"):
            break
    body.seek(0)
    return body
