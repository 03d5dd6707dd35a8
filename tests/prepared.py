"""The database as the migrations make it, made once and copied by all who need one: migrating takes many seconds."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".cache" / "prepared"
ON_SERVER = "spirale_prepared"


def fill(database: sqlite3.Connection) -> None:
    """Write every table, and what the migrations put there, into a SQLite database that holds nothing."""
    with _migrated_file() as kept, closing(sqlite3.connect(kept)) as source:
        source.backup(database)


def lay(home: Path) -> None:
    """Give an installation its SQLite database, as its first migration would."""
    with _migrated_file() as kept:
        shutil.copyfile(kept, home / "spirale.sqlite3")


def on_server(address: str) -> str:
    """The name of a database on this PostgreSQL server that others may be copied from."""
    with _one_at_a_time(), psycopg.connect(address, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ON_SERVER]).fetchone():
            server.execute(f"CREATE DATABASE {ON_SERVER}_begun")
            _migrate(urlsplit(address)._replace(path=f"/{ON_SERVER}_begun").geturl())
            server.execute(f"ALTER DATABASE {ON_SERVER}_begun RENAME TO {ON_SERVER}")
    return ON_SERVER


@contextmanager
def _migrated_file() -> Iterator[Path]:
    """The file that others copy, theirs until they have; made anew when anything changed that may change tables."""
    kept = KEPT / f"{_digest_of_sources()}.sqlite3"
    with _one_at_a_time():
        if not kept.exists():
            for old in KEPT.glob("*.sqlite3*"):
                old.unlink()
            begun = KEPT / "begun.sqlite3"
            _migrate(f"sqlite:///{begun}")
            with closing(sqlite3.connect(begun)) as database:
                database.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
            begun.rename(kept)
        yield kept


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Whoever else needs a database waits here while it is made, instead of making one too."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(address: str) -> None:
    environment = {
        **os.environ,
        "SPIRALE_DATABASE": address,
        "DJANGO_SETTINGS_MODULE": "spirale.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v", "0"], env=environment, check=True)


def _digest_of_sources() -> str:
    """All of the site's Python, for a migration may call any of it, and which Django it runs on."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted((ROOT / "src").rglob("*.py")):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
