"""A connection that has just answered is believed; after an error, or some seconds, its server is asked."""

import pytest
from django.db.backends.postgresql import base

from spirale.config.postgresql.base import BELIEVED, DatabaseWrapper


@pytest.fixture
def asked(monkeypatch):
    """How often the server was asked whether it answers, and what it says."""
    asked = []
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda _: asked.append(True) or asked.answer)

    class Asked(list):
        answer = True

    asked = Asked()
    return asked


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("spirale.config.postgresql.base.time.monotonic", lambda: now[0])
    return now


def test_it_is_asked_once_in_a_while(asked, clock):
    connection = DatabaseWrapper({"OPTIONS": {}})
    assert [connection.is_usable() for _ in range(3)] == [True] * 3
    assert len(asked) == 1
    clock[0] += BELIEVED
    assert connection.is_usable()
    assert len(asked) == 2


def test_after_an_error_it_is_asked_at_once(asked, clock):
    connection = DatabaseWrapper({"OPTIONS": {}})
    assert connection.is_usable()
    connection.errors_occurred = True
    asked.answer = False
    assert not connection.is_usable()
    connection.errors_occurred = False
    assert not connection.is_usable()
    assert len(asked) == 3
