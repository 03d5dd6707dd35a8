"""`spirale serve`: the site and its background worker, on one port of this machine."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from typing import Any

import click

from spirale.cli import terminal
from spirale.method.problems import Problem


@click.command("serve")
@click.option("--host", help="Address to listen at. [default: HOST, or 127.0.0.1: this machine alone]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen at. [default: PORT, or 8000]")
@click.option(
    "--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Web processes; PostgreSQL only."
)
def command(*, host: str | None, port: int | None, processes: int) -> None:
    """Serve the site on this machine, with its background worker. Ctrl-C stops both.

    The database is brought up to date first where it needs it.
    """
    if host:
        os.environ["HOST"] = host
    if port:
        os.environ["PORT"] = str(port)
    run(opens=True, port=port, processes=processes)


def run(*, opens: bool = True, port: int | None = None, processes: int = 1) -> None:
    """Serve until told to stop; `opens` says the address once the site answers there."""
    import django
    import uvicorn

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spirale.config.settings")
    django.setup()
    from django.conf import settings
    from django.db import connection, connections

    from spirale.cli.background import Worker

    if processes > 1 and connection.vendor == "sqlite":
        raise click.UsageError("SQLite serves one web process: leave --processes out, or use PostgreSQL.")
    update_database()
    connections.close_all()
    listening = listen(settings.HOST, settings.PORT if port is None else port)
    if processes > 1:
        from spirale.cli.processes import shared

        listening = shared(listening)
    address = f"http://{_named(settings.HOST)}:{listening.getsockname()[1]}"

    config = uvicorn.Config(
        "spirale.config.asgi:application",
        log_level="warning",
        timeout_keep_alive=75,  # phones that post every minute keep their connection
        timeout_graceful_shutdown=10,
        lifespan="off",
        server_header=False,
    )

    class Site(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if opens and self.started:
                public = f" ({settings.PUBLIC_ADDRESS})" if "SPIRALE_ADDRESS" in os.environ else ""
                terminal.tell(f"Spirale is at {address}{public}. Ctrl-C stops it.")
                _tell_the_hall(settings.HOST, listening.getsockname()[1])

    def leave(*_: Any) -> None:
        """The server has already stopped in good order when it passes the signal on to us."""

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    with Worker(), contextlib.closing(listening):
        if processes == 1:
            Site(config).run(sockets=[listening])
        else:
            from spirale.cli.processes import run as run_several

            config.workers = processes
            terminal.tell(f"Spirale is at {address}, in {processes} processes. Ctrl-C stops it.")
            _tell_the_hall(settings.HOST, listening.getsockname()[1])
            run_several(config, listening)
    terminal.tell("Spirale has stopped.")


def update_database() -> None:
    """Bring the database up to date, saying so where there is something to do."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import OperationalError

    try:
        executor = MigrationExecutor(connection)
        steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as error:
        raise Problem("database silent", reason=" ".join(str(error).split())) from None
    if steps:
        terminal.tell(f"Bringing the database up to date ({len(steps)} steps)...")
        call_command("migrate", verbosity=0, interactive=False)


def listen(host: str, port: int) -> socket.socket:
    """Take the port, or say who else may have it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        raise Problem("address taken", host=host, port=port, reason=error.strerror or str(error)) from None
    taken.set_inheritable(True)
    return taken


def _tell_the_hall(host: str, port: int) -> None:
    """Say by which addresses others in the room reach this machine, when it listens to them."""
    if host not in {"0.0.0.0", "::"}:  # noqa: S104 - told apart, not listened at
        return
    from spirale.pages.addresses import addresses_of_this_machine

    found = [f"http://{address}:{port}" for address in addresses_of_this_machine()]
    if found:
        terminal.tell(f"Others on the same network: {', '.join(found)}")
    else:
        terminal.tell("This machine is on no network: join the Wi-Fi of the hall, or open one.")


def _named(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - told apart, not listened at
        return "localhost"
    return f"[{host}]" if ":" in host else host
