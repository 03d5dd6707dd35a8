"""The one port and its three doors: pages, what phones send in a hall, and the news of a space as it happens.

Pages are plain WSGI in a fixed pool of threads, so that each thread keeps its database connection. News stay in the
event loop, where a listener costs a few kilobytes and no thread. What phones send and ask in a hall has a thread of its
own: the acts of three hundred people are short, and one after another they go faster than four at a time, each waiting
for the others to leave it the interpreter; nor do they wait behind a large export.
"""

import sys
from collections.abc import Awaitable, Callable
from typing import Final

from django.conf import settings
from django.db import connection

from spirale.config.crossing import Crossing, Receive, Scope, Send
from spirale.config.wsgi import application as pages
from spirale.live.hub import PREFIX, Hub

Application = Callable[[Scope, Receive, Send], Awaitable[None]]
HALL: Final = "/hall/"
HALL_THREADS: Final = 2 if connection.vendor == "postgresql" else 1
"""One of two waits for PostgreSQL's answer while the other goes on; SQLite answers within the process."""

BODY_LIMIT: Final = settings.UPLOAD_LIMIT + 1024 * 1024
"""Bytes of the largest body that is read: the largest file, and the form around it."""

_REFUSED: Final = {
    411: "The request does not say how long it is. Nothing was changed.\n"
    "La requête ne dit pas sa longueur. Rien n'a été changé.\n",
    413: f"This is larger than {BODY_LIMIT // 2**20} MiB. Nothing was changed. Split the file, then send its parts.\n"
    f"Ceci dépasse {BODY_LIMIT // 2**20} Mio. Rien n'a été changé. Partagez le fichier, puis envoyez ses parties.\n",
}


class BoundedBody:
    """Refuses a body that is too large before any of it is kept, in memory or on disk."""

    def __init__(self, application: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.application(scope, receive, send)
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"0")
        if b"transfer-encoding" in headers:
            return await self.refuse(411, receive, send)
        if not length.isdigit() or int(length) > BODY_LIMIT:
            return await self.refuse(413, receive, send)
        return await self.application(scope, receive, send)

    async def refuse(self, status: int, receive: Receive, send: Send) -> None:
        """Answer once the body has gone by: a browser that is cut off while it sends shows no answer at all."""
        went_by = 0
        while went_by < 10 * BODY_LIMIT:
            message = await receive()
            went_by += len(message.get("body", b""))
            if not message.get("more_body"):
                break
        said = _REFUSED[status].encode()
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(said)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": [*headers, (b"connection", b"close")]})
        await send({"type": "http.response.body", "body": said})


class Doors:
    """Sends each request to its door by its address."""

    def __init__(self, *, news: Application, hall: Application, pages: Application) -> None:
        self.news, self.hall, self.pages = news, hall, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PREFIX):
            return await self.news(scope, receive, send)
        if scope["type"] == "http" and scope["path"].startswith(HALL):
            return await self.hall(scope, receive, send)
        return await self.pages(scope, receive, send)


sys.setswitchinterval(0.0005)  # seconds; a thread that was answered by the database waits ten times as long by default
application = Doors(
    news=Hub(),
    hall=BoundedBody(Crossing(pages, threads=HALL_THREADS)),
    pages=BoundedBody(Crossing(pages, threads=3)),
)
