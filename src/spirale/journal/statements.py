"""Statements that are composed once and run many times, for the few acts that a whole hall does at once.

Django composes the words of a query anew each time, which takes ten times as long as a small database takes to answer.
Here a query is written as anywhere else, with a `Blank` in the place of each value that changes; its words are kept,
and only the values are filled in. What is read and written is the same, converted by the same fields.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Count, Expression, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

Found = TypeVar("Found")


class Blank(Expression):
    """A value that is filled in when the statement runs, read and written as this kind of field does."""

    def __init__(self, name: str, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]

    def filled(self, values: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        value = values[self.name]
        return None if value is None else self.output_field.get_db_prep_value(value, connection)


def an_id(name: str) -> Blank:
    """A blank for the id of a row."""
    return Blank(name, models.UUIDField())


@cache
def _kept_cursor() -> Any:
    from psycopg import Cursor

    class KeptCursor(Cursor[Any]):
        """Has the server keep the plan of each statement as long as the connection lasts."""

        def execute(self, query: Any, params: Any = None, **_more: Any) -> Any:
            return super().execute(query, params, prepare=True)

    return KeptCursor


def _cursor() -> CursorWrapper:
    """A cursor of Django's; on PostgreSQL, one whose statements the server need not read and plan each time."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return connection._prepare_cursor(_kept_cursor()(connection.connection))  # type: ignore[attr-defined, no-any-return]  # noqa: SLF001


class _Composed(ABC):
    """The words of a statement for each kind of database, and the values they wait for."""

    def __init__(self) -> None:
        self._by_vendor: dict[str, Any] = {}

    @abstractmethod
    def _compose(self, connection: BaseDatabaseWrapper) -> tuple[str, Sequence[Any], Any]:
        """The words, the values in their order, and what else is needed each time."""

    def _run(self, cursor: CursorWrapper, given: dict[str, Any]) -> Any:
        """Run the statement, and give what was composed beside its words."""
        connection = cursor.db
        made = self._by_vendor.get(connection.vendor)
        if made is None:
            made = self._by_vendor[connection.vendor] = self._compose(connection)
        words, values, more = made
        cursor.execute(words, [v.filled(given, connection) if isinstance(v, Blank) else v for v in values])
        return more


class Reading(_Composed, Generic[Found]):
    """What a query finds: rows of a model, with what `select_related` names; or tuples, where it asks for values.

    `ask` writes the query when it is first needed. The rows of `hold` stay as they are until the transaction ends, for
    all who hold them: on PostgreSQL by a lock they share; SQLite has one writer at a time.
    """

    def __init__(self, ask: Callable[[], QuerySet[Any, Found]], *, hold: type[models.Model] | None = None) -> None:
        super().__init__()
        self.ask, self.hold = ask, hold

    def first(self, **given: Any) -> Found | None:
        return next(self.rows(**given), None)

    def rows(self, **given: Any) -> Iterator[Found]:
        with _cursor() as cursor:
            read = self._run(cursor, given)
            return map(read, cursor.fetchall())

    def _compose(self, connection: BaseDatabaseWrapper) -> Any:
        asked = self.ask()
        compiler = asked.query.get_compiler(connection=connection)
        words, values = compiler.as_sql()
        if self.hold and connection.vendor == "postgresql":
            words += f" FOR SHARE OF {connection.ops.quote_name(self.hold._meta.db_table)}"  # noqa: SLF001
        return words, values, _reader(compiler, of_things=issubclass(asked._iterable_class, ModelIterable))  # noqa: SLF001


def _reader(compiler: SQLCompiler, *, of_things: bool) -> Callable[[Sequence[Any]], Any]:
    """What makes of a row of the database what the query was asked for."""
    about = compiler.klass_info
    connection = compiler.connection
    converters = list(compiler.get_converters([column[0] for column in compiler.select]).items())

    def values(row: Sequence[Any]) -> Any:
        read = list(row)
        for place, (conversions, expression) in converters:
            for convert in conversions:
                read[place] = convert(read[place], expression, connection)
        return tuple(read)

    if not of_things:
        return values
    columns = about["select_fields"]
    first, last = columns[0], columns[-1] + 1
    names = [compiler.select[column][0].target.attname for column in columns]
    alias = connection.alias
    related = get_related_populators(about, compiler.select, alias)  # type: ignore[call-arg]  # of Django 6
    make = about["model"].from_db

    def thing(row: Sequence[Any]) -> Any:
        row = values(row)
        made = make(alias, names, row[first:last])
        for each in related:
            each.populate(row, made)
        for name, column in compiler.annotation_col_map.items():
            setattr(made, name, row[column])
        return made

    return thing


def counted_by(field: str, ask: Callable[[], QuerySet[Any]]) -> Reading[tuple[Any, int]]:
    """How many rows a query finds for each value of a field: the value, and its count where it is not nought."""
    return Reading(lambda: ask().order_by().values_list(field).annotate(count=Count("pk")).values_list(field, "count"))


class Change(_Composed):
    """An update of the rows that a query finds, to new values by field, of which any may be a `Blank`."""

    def __init__(self, ask: Callable[[], QuerySet[Any]], **to: Any) -> None:
        super().__init__()
        self.ask, self.to = ask, to

    def run(self, **given: Any) -> int:
        """Gives how many rows were changed."""
        with _cursor() as cursor:
            self._run(cursor, given)
            return int(cursor.rowcount)

    def _compose(self, connection: BaseDatabaseWrapper) -> Any:
        query: Any = self.ask().query.chain(UpdateQuery)
        query.add_update_values(self.to)
        return *query.get_compiler(connection=connection).as_sql(), None


def insert(thing: models.Model) -> None:
    """Write a new row; raises IntegrityError where its key is there already. A number the database gives is not read.

    Neither signals nor defaults of the database are looked at: the models of this project have none.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    words, fields = _composed_insert(type(thing))
    with _cursor() as cursor:
        cursor.execute(words, [field.get_db_prep_save(field.pre_save(thing, True), connection) for field in fields])  # noqa: FBT003
    thing._state.adding, thing._state.db = False, connection.alias  # noqa: SLF001 - Django documents _state


@cache
def _composed_insert(model: type[models.Model]) -> tuple[str, list[Any]]:
    about = model._meta  # noqa: SLF001 - Django documents _meta
    fields = [field for field in about.concrete_fields if not isinstance(field, models.AutoField)]
    quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quoted(about.db_table)} ({columns}) VALUES ({marks})", fields  # noqa: S608 - names of ours
