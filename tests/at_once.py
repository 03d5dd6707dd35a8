"""Several people who do something in the same instant."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def all_at_once(*acts: Callable[[], object]) -> None:
    """Do these acts together on PostgreSQL; SQLite has one writer at a time, and its test database one connection."""
    if connection.vendor != "postgresql":
        for act in acts:
            act()
        return
    together = Barrier(len(acts))

    def do(act: Callable[[], object]) -> None:
        try:
            together.wait(10)
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(do, acts))
