"""Several web processes at one port, each with a door of its own.

With one door for all, whoever is awake takes all that come: of three hundred phones, two thirds went to one of two
processes. Where each listens for itself, the kernel shares them out evenly.
"""

import socket

from uvicorn import Config
from uvicorn.supervisors import multiprocess


class OwnDoor(multiprocess.Process):
    """A web process that listens at the address which the first process holds."""

    def target(self, sockets: list[socket.socket] | None = None) -> None:
        super().target([listen_too(held) for held in sockets or []])


def run(config: Config, held: socket.socket) -> None:
    """Serve in `config.workers` processes until told to stop; `held` keeps the address and never listens itself."""
    multiprocess.Process = OwnDoor  # type: ignore[misc]  # uvicorn asks nowhere else what a process is
    multiprocess.Multiprocess(config, sockets=[held]).run()


def shared(held: socket.socket) -> socket.socket:
    """Hold the same address again, so that others of this program may listen there too."""
    address = held.getsockname()
    held.close()
    return _bound(held.family, address)


def listen_too(held: socket.socket) -> socket.socket:
    """A socket of this process alone at the same address."""
    return _bound(held.family, held.getsockname())


def _bound(family: int, address: tuple[str, int]) -> socket.socket:
    door = socket.socket(family)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "SO_REUSEPORT"):
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    door.bind(address)
    return door
