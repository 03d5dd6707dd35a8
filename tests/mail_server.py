"""A mail server for tests, on this machine: enough of SMTP (RFC 5321) to take letters, or to fail as one does.

`refuses` are addresses it does not know; `hangs_up_on` those at whose letter it closes the connection after it has read
it all, without saying whether it took it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import cast


@dataclass
class Post:
    """Where the server listens, what it does not take, and what it took: the address of each letter with the letter."""

    port: int
    refuses: set[str] = field(default_factory=set)
    hangs_up_on: set[str] = field(default_factory=set)
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    connections: int = 0

    @property
    def addresses(self) -> list[str]:
        return [address for address, _letter in self.taken]


class _Server(ThreadingTCPServer):
    daemon_threads = True
    post: Post


class _Talk(StreamRequestHandler):
    def handle(self) -> None:
        post = cast(_Server, self.server).post
        post.connections += 1
        self._say("220 here")
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line.upper()
            if verb.startswith("RCPT TO:"):
                to = line.partition("<")[2].partition(">")[0]
                self._say("550 no such user here" if to in post.refuses else "250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                letter = self._letter()
                if to in post.hangs_up_on:
                    return
                post.taken.append((to, cast(EmailMessage, message_from_bytes(letter, policy=policy.default))))
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[Post]:
    """A mail server at a port of its own, while the block runs."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.post = Post(server.server_address[1])
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.post
        finally:
            server.shutdown()
            thread.join()
