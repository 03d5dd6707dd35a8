"""The demonstration, made once for a file of tests and taken away after it; each test leaves it as it found it.

Tests that use it are marked `django_db` themselves: only then is there a database made for tests, and each test is
undone inside the transaction that holds the demonstration. That needs SQLite in memory, which is what they run on.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

if TYPE_CHECKING:
    from spirale.territories.models import Territory


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> "Iterator[Territory]":
    from spirale.demo.operations import build_demonstration

    assert "memory" in str(connection.settings_dict["NAME"]), "not the database made for tests"
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_demonstration()
        transaction.set_rollback(True)


@pytest.fixture
def valley(demonstration: "Territory", db: None) -> "Territory":
    return demonstration
