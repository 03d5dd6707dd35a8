"""Django's own SQLite, where the threads of one process take turns to write.

SQLite lets one transaction write at a time. Whoever finds it busy sleeps and looks again, up to a tenth of a second
later, while others who come meanwhile go first: in a lively hall, an act of three milliseconds then takes seconds. Here
the threads of this process wait for a lock that wakes the next one at once; other processes still wait as they did.
"""

import threading
from collections import defaultdict
from typing import Any, Final

from django.db.backends.sqlite3 import base, operations
from django.db.utils import OperationalError

_turns: Final[defaultdict[str, threading.Lock]] = defaultdict(threading.Lock)


class DatabaseOperations(operations.DatabaseOperations):
    """Empties a whole database although triggers guard some of its rows; PostgreSQL truncates beside its triggers."""

    def sql_flush(self, *given: Any, **named: Any) -> list[str]:
        statements: list[str] = super().sql_flush(*given, **named)
        if not statements:
            return statements
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
            triggers = cursor.fetchall()
        lifted = [f"DROP TRIGGER {self.quote_name(name)}" for name, _sql in triggers]
        return [*lifted, *statements, *(sql for _name, sql in triggers)]


class DatabaseWrapper(base.DatabaseWrapper):
    """Holds the turn to write from the beginning of a transaction to its end."""

    ops_class = DatabaseOperations

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._turn: threading.Lock | None = None

    def _start_transaction_under_autocommit(self) -> None:
        turn = _turns[str(self.settings_dict["NAME"])]
        if not turn.acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 5)):
            raise OperationalError("database is locked")
        self._turn = turn
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _give_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn:
            turn.release()
