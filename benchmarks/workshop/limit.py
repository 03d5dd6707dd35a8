"""What one durable insert costs: the physical limit beside which the site's own time stands."""

import sqlite3
import time
from pathlib import Path

TIMES = 300
ROW = ("0" * 36, "un banc à l'ombre pour parler avec les voisins", "2026-03-14T18:30:00")


def durable_inserts(home: Path, database: str | None) -> list[float]:
    """Seconds of each of a few hundred inserts, one row a commit, on the same kind of database and the same disk."""
    if database is None:
        connection = sqlite3.connect(home / "limit.sqlite3", isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        mark = "?"
    else:
        import psycopg

        connection = psycopg.connect(database, autocommit=True)
        mark = "%s"
    connection.execute("CREATE TABLE IF NOT EXISTS insert_limit (id TEXT, words TEXT, at TEXT)")
    statement = f"INSERT INTO insert_limit VALUES ({mark}, {mark}, {mark})"  # noqa: S608 - three marks, no words
    times = []
    for _ in range(TIMES):
        started = time.perf_counter()
        connection.execute(statement, ROW)
        times.append(time.perf_counter() - started)
    connection.close()
    return times
