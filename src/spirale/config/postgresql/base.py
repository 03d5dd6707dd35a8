"""Django's own PostgreSQL, where a connection that has just answered is believed to be alive.

Before a thread uses its connection again, Django asks the server whether it still answers: one trip more for each
request, a tenth of what an act in a hall takes. Here it is asked after some seconds without an answer.
"""

import time
from typing import Any, Final

from django.db.backends.postgresql import base

BELIEVED: Final = 5.0
"""Seconds during which a connection that answered is used without being asked."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Remembers when its server last said that all is well."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._answered = float("-inf")

    def is_usable(self) -> bool:
        """Whether the server answers; asked by Django after an error, and before a connection is used again."""
        if not self.errors_occurred and time.monotonic() - self._answered < BELIEVED:
            return True
        usable = super().is_usable()
        self._answered = time.monotonic() if usable else float("-inf")
        return usable
