"""What all tests share: the database mark, the database asked for, and a closed network."""

import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.test import override_settings
from hypothesis import settings as property_settings

import prepared

if TYPE_CHECKING:
    from django.db.models import Model

    from spirale.territories.models import Territory

# A busy machine is slow, not wrong: no property fails because of the clock.
property_settings.register_profile("spirale", deadline=None)
property_settings.load_profile("spirale")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`database` implies pytest-django's own mark, so that a test says one thing once; journeys come last.

    A browser that is open keeps an event loop in its process, and Django refuses its database beside one.
    """
    for item in items:
        if item.get_closest_marker("database") and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db)
    items.sort(key=lambda item: "journeys" in item.path.parts)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """The tests' database begins as a copy of one that was migrated; Django finds what is left to migrate: nothing."""
    from django.db import connection

    if connection.vendor == "sqlite":
        name = f"file:memorydb_{connection.alias}?mode=memory&cache=shared"  # as Django names it; kept while it is open
        with closing(sqlite3.connect(name, uri=True)) as memory:
            prepared.fill(memory)
            yield
    else:
        if "SPIRALE_TEST_POSTGRES" not in os.environ:  # a server that stays is left as it was found
            connection.settings_dict["TEST"]["TEMPLATE"] = prepared.on_server(os.environ["SPIRALE_DATABASE"])
        yield


@pytest.fixture(scope="session", autouse=True)
def _database_is_the_one_asked_for() -> None:
    """Guard against a run that says PostgreSQL and tests SQLite."""
    from django.db import connection

    assert connection.vendor == os.environ.get("SPIRALE_TESTS_ASK_FOR", "sqlite")


@pytest.fixture(autouse=True)
def _closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches beyond this machine."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            message = f"the network is closed in tests: {address}"
            raise OSError(message)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Hashing slowly protects real passwords; here it would only take time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_moment(settings: Any) -> None:
    """What many ask for at once is made anew each time: a test sees at once what it did."""
    settings.MOMENT = 0


@pytest.fixture(scope="session", autouse=True)
def _files_when_asked() -> Iterator[None]:
    """The files of pages are looked for when they are asked for, not compressed anew for each test's client."""
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield


@contextmanager
def _demonstration_laid() -> Iterator[None]:
    """The tests' database with the demonstration in it, for a while: a copy of one that was made once for the run."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.ensure_connection()
        prepared.fill_with_demonstration(connection.connection)
        yield
        connection.ensure_connection()
        prepared.fill(connection.connection)
    elif "SPIRALE_TEST_POSTGRES" in os.environ:  # a server that stays is left as it was found
        yield
    else:
        with _another_database(prepared.demonstration_on_server(os.environ["SPIRALE_DATABASE"])):
            yield


@contextmanager
def _another_database(template: str) -> Iterator[None]:
    """Tests on PostgreSQL see a copy of this database instead of theirs, for a while."""
    from django.db import connection

    theirs = connection.settings_dict["NAME"]
    copy = f"{theirs}_with_more"
    with psycopg.connect(os.environ["SPIRALE_DATABASE"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {copy} TEMPLATE {template}")
        connection.close()
        connection.settings_dict["NAME"] = copy
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = theirs
            server.execute(f"DROP DATABASE {copy}")


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> "Iterator[Territory]":
    """The demonstration, there for a file of tests and taken away after it.

    Tests that use it are marked `django_db` or `database` themselves: each is undone inside the transaction that holds
    the file's own additions, and leaves it as it found it.
    """
    from django.db import connection, transaction

    from spirale.demo.operations import build_demonstration

    name = str(connection.settings_dict["NAME"])
    assert "memory" in name or name.startswith("test_"), "not the database made for tests"
    with django_db_blocker.unblock(), _demonstration_laid(), transaction.atomic():
        yield build_demonstration()
        transaction.set_rollback(True)


@pytest.fixture
def valley(demonstration: "Territory", db: None) -> "Territory":
    return demonstration


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> "list[type[Model]]":
    """What acts keep from others, in the order in which they take it."""
    from django.db.models import QuerySet

    models: list[type[Model]] = []
    take = QuerySet.select_for_update

    def noted(rows: "QuerySet[Model]", *args: object, **given: object) -> "QuerySet[Model]":
        models.append(rows.model)
        return take(rows, *args, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(QuerySet, "select_for_update", noted)
    return models
