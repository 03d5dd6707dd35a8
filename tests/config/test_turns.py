"""Threads of one process take turns to write to SQLite: the next one goes on as soon as the one before has ended."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction
from django.db.utils import OperationalError

from spirale.config.sqlite.base import DatabaseWrapper

pytestmark = pytest.mark.database


@pytest.fixture
def connect(tmp_path):
    """Connections of their own to one file."""

    def made(timeout=5.0):
        connection = DatabaseWrapper(
            {
                "NAME": str(tmp_path / "notes.sqlite3"),
                "OPTIONS": {"timeout": timeout, "transaction_mode": "IMMEDIATE"},
                "AUTOCOMMIT": True,
                "ATOMIC_REQUESTS": False,
                "CONN_MAX_AGE": None,
                "CONN_HEALTH_CHECKS": False,
                "TIME_ZONE": None,
            },
            alias="apart",
        )
        connection.inc_thread_sharing()
        return connection

    first = made()
    with first.cursor() as cursor:
        cursor.execute("CREATE TABLE notes (words TEXT)")
    first.close()
    return made


def write(connection, words, *, held=None, leave=None):
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    if held:
        held.set()
        leave.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO notes VALUES (%s)", [words])
    connection.commit()
    connection.set_autocommit(True)


def kept(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM notes ORDER BY rowid")
        return [words for (words,) in cursor.fetchall()]


def test_the_second_waits_for_the_first_then_writes(connect):
    held, leave = threading.Event(), threading.Event()
    one, other = connect(), connect()
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(write, one, "first", held=held, leave=leave)
        assert held.wait(10)
        second = threads.submit(write, other, "second")
        assert not second.done()
        leave.set()
        first.result(10)
        second.result(10)
    assert kept(one) == ["first", "second"]
    one.close()
    other.close()


def test_the_turn_is_given_up_with_what_is_given_up(connect):
    one, other = connect(), connect(timeout=1.0)
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    one.rollback()
    one.set_autocommit(True)
    write(other, "after a rollback")
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    one.close()
    write(other, "after a connection that closed")
    assert kept(other) == ["after a rollback", "after a connection that closed"]
    other.close()


def test_who_waits_too_long_is_told_and_has_written_nothing(connect):
    one, other = connect(), connect(timeout=0.1)
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with pytest.raises(OperationalError, match="locked"):
        write(other, "too late")
    one.rollback()
    one.set_autocommit(True)
    assert kept(one) == []
    one.close()
    other.close()


def test_the_site_itself_takes_turns():
    with transaction.atomic():
        connection = transaction.get_connection()
        assert connection.vendor != "sqlite" or isinstance(connection, DatabaseWrapper)
