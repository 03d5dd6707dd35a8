"""The background worker beside the site: started with it, started again if it falls, and gone when the site is."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

PATIENCE: Final = 10
"""Seconds that a worker has to end the task it is at."""

FOLDS_EVERY: Final = 60.0
FOLDS_BEYOND: Final = 16 * 1024 * 1024
"""Bytes beyond which SQLite's journal of writes is folded back into the database: it grows while a hall is lively,
for somebody is always reading."""


class Worker:
    """A process that does what the site leaves for later."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._watch = threading.Thread(target=self._keep_running, name="worker's watch", daemon=True)

    def __enter__(self) -> Worker:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._watch.join(PATIENCE + 5)

    def _keep_running(self) -> None:
        pause = 1.0
        while not self._stopping.is_set():
            started = time.monotonic()
            ours = [sys.executable, "-m", "spirale.cli.background", str(os.getpid())]
            self._process = subprocess.Popen(ours)  # noqa: S603 - ourselves
            while self._process.poll() is None:
                if self._stopping.wait(0.2):
                    self._end(self._process)
                    return
            pause = 1.0 if time.monotonic() - started > 60 else min(2 * pause, 60)
            self._stopping.wait(pause)

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _leave_with_the_site(parent: int) -> None:
    """End when the process that started this one is gone, however it went, and even before we looked."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def fold_back(*, beyond: int = FOLDS_BEYOND) -> bool:
    """Fold SQLite's journal of writes back into the database if it has grown; true when nothing of it is left.

    It waits a fifth of a second at most for those who read, since writers wait meanwhile; then it tries next time.
    """
    from django.db import connection

    beside = Path(f"{connection.settings_dict['NAME']}-wal")
    if connection.vendor != "sqlite" or not beside.exists() or beside.stat().st_size <= beyond:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 200")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        was_busy = cursor.fetchone()[0]
    connection.close()
    return not was_busy


def _keep_folding() -> None:
    while True:
        time.sleep(FOLDS_EVERY)
        try:
            fold_back()
        except Exception as error:
            logging.getLogger(__name__).warning("SQLite's journal of writes was not folded back: %s", error)


def work(site: int) -> None:
    """Do tasks until told to stop, or until the process of the site is gone."""
    import django
    from django.core.management import call_command

    threading.Thread(target=_leave_with_the_site, args=[site], daemon=True).start()
    django.setup()
    threading.Thread(target=_keep_folding, daemon=True).start()
    call_command("db_worker", queue_name="*", startup_delay=False, verbosity=0, reload=False)


if __name__ == "__main__":
    work(int(sys.argv[1]))
