"""The background worker beside the site: started with it, started again if it falls, and gone when the site is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from typing import Final

PATIENCE: Final = 10
"""Seconds that a worker has to end the task it is at."""


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
            self._process = subprocess.Popen([sys.executable, "-m", "spirale.cli.background"])
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
    """End when the process that started this one is gone, however it went."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def work() -> None:
    """Do tasks until told to stop."""
    import django
    from django.core.management import call_command

    threading.Thread(target=_leave_with_the_site, args=[os.getppid()], daemon=True).start()
    django.setup()
    call_command("db_worker", queue_name="*", startup_delay=False, verbosity=0, reload=False)


if __name__ == "__main__":
    work()
