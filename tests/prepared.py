"""What takes many seconds to make, made once and copied: the database as the migrations make it, the demonstration."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".cache" / "prepared"
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
"""What the processes of one run of tests have in common."""


def fill(database: sqlite3.Connection) -> None:
    """Make a SQLite database hold every table, what the migrations put there, and nothing else."""
    with _one_at_a_time(), closing(sqlite3.connect(_migrated_file())) as source:
        source.backup(database)


def fill_with_demonstration(database: sqlite3.Connection) -> None:
    """Make a SQLite database hold the demonstration, and nothing else."""
    with _one_at_a_time(), closing(sqlite3.connect(_demonstration() / "spirale.sqlite3")) as source:
        source.backup(database)


def lay(home: Path) -> None:
    """Give an installation its SQLite database, as its first migration would."""
    with _one_at_a_time():
        shutil.copyfile(_migrated_file(), home / "spirale.sqlite3")


def lay_demonstration(home: Path) -> None:
    """Give an installation its SQLite database with the demonstration, as `spirale demo` would; not its secret."""
    with _one_at_a_time():
        shutil.copytree(_demonstration(), home, ignore=shutil.ignore_patterns("secret"), dirs_exist_ok=True)


def on_server(address: str) -> str:
    """The name of a database on this PostgreSQL server that others may be copied from."""
    with _one_at_a_time():
        return _kept_on_server(address, "spirale_prepared", _migrate)


def demonstration_on_server(address: str) -> str:
    """The same, with the demonstration in it."""
    with _one_at_a_time():
        empty = _kept_on_server(address, "spirale_prepared", _migrate)
        return _kept_on_server(address, "spirale_demonstration", _demonstrate, template=empty)


def _kept_on_server(address: str, name: str, make: Callable[[str], None], *, template: str = "template1") -> str:
    with psycopg.connect(address, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f"CREATE DATABASE {name}_begun TEMPLATE {template}")
            make(urlsplit(address)._replace(path=f"/{name}_begun").geturl())
            server.execute(f"ALTER DATABASE {name}_begun RENAME TO {name}")
    return name


def _migrated_file() -> Path:
    """The file that others copy; made anew when anything changed that may change tables."""
    kept = KEPT / f"{_digest_of_sources()}.sqlite3"
    if not kept.exists():
        for old in KEPT.glob("*.sqlite3*"):
            old.unlink()
        begun = KEPT / "begun.sqlite3"
        _migrate(f"sqlite:///{begun}")
        _leave_one_file(begun)
        begun.rename(kept)
    return kept


def _demonstration() -> Path:
    """The folder of an installation with the demonstration; each run makes its own, for it tells of the day."""
    kept = KEPT / f"demonstration-{RUN}"
    if not kept.exists():
        for old in KEPT.glob("demonstration-*"):
            shutil.rmtree(old)
        begun = KEPT / "demonstration-begun"
        begun.mkdir()
        shutil.copyfile(_migrated_file(), begun / "spirale.sqlite3")
        _demonstrate(f"sqlite:///{begun / 'spirale.sqlite3'}", SPIRALE_HOME=str(begun))
        _leave_one_file(begun / "spirale.sqlite3")
        begun.rename(kept)
    return kept


def _leave_one_file(path: Path) -> None:
    """Have a SQLite database keep nothing beside its file."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Whoever else needs what is kept waits here while it is made, instead of making one too."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(address: str) -> None:
    _run("-m", "django", "migrate", "-v", "0", SPIRALE_DATABASE=address)


def _demonstrate(address: str, **more: str) -> None:
    _run("-c", "from spirale.cli import main; main()", "demo", SPIRALE_DATABASE=address, **more)


def _run(*words: str, **more: str) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "spirale.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
        **more,
    }
    command = [sys.executable, *words]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - ourselves


def _digest_of_sources() -> str:
    """All of the site's Python, for a migration may call any of it, and which Django it runs on."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted((ROOT / "src").rglob("*.py")):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
