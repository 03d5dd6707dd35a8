"""The journal: gapless, in the order of the acts, and nobody rewrites it unseen."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from django.db import connection, transaction

from factories import TerritoryFactory
from spirale.journal.models import Event, Space
from spirale.journal.operations import append
from spirale.journal.queries import Line, chain_is_whole, first_broken_line, latest_lines, lines_after
from spirale.territories.models import Territory

pytestmark = pytest.mark.database


@pytest.fixture
def territory() -> Territory:
    return TerritoryFactory()


def tell(territory: Territory, times: int = 1, **details: object) -> list[Event]:
    with transaction.atomic():
        return [append("greeted", space=territory.pk, on=territory, by=None, **details) for _ in range(times)]


def test_lines_are_numbered_from_one_without_gaps(territory):
    tell(territory, 3)
    tell(territory, 2)
    assert list(territory_numbers(territory)) == [1, 2, 3, 4, 5]
    assert chain_is_whole(territory.pk)


def territory_numbers(territory: Territory) -> list[int]:
    return list(Event.objects.filter(space_id=territory.pk).order_by("number").values_list("number", flat=True))


def test_an_act_that_fails_leaves_no_line_and_no_gap(territory):
    def act_that_fails() -> None:
        with transaction.atomic():
            append("greeted", space=territory.pk, on=territory, by=None)
            raise RuntimeError

    tell(territory)
    with pytest.raises(RuntimeError):
        act_that_fails()
    tell(territory)
    assert territory_numbers(territory) == [1, 2]


def test_a_territory_nobody_acted_in_has_a_whole_chain():
    assert chain_is_whole(uuid4())


def test_details_of_every_kind_are_read_back_to_the_same_digest(territory):
    tell(territory, day=date(2026, 3, 1), who=uuid4(), notes={2: "deux", 10: "dix"}, words="« é » 🌀 \u202e", share=0.1)
    east = timezone(timedelta(hours=5))
    with transaction.atomic():
        append("greeted", space=territory.pk, on=territory, by=None, at=datetime(2026, 3, 1, 12, tzinfo=east))
    assert chain_is_whole(territory.pk)


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "insulted"},
        {"details": {"words": "others"}},
        {"at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"object_id": "another"},
        {"digest": "0" * 64},
    ],
)
def test_a_changed_line_shows(territory, change):
    tell(territory, 4, words="these")
    Event.objects.filter(space_id=territory.pk, number=2).update(**change)
    assert not chain_is_whole(territory.pk)
    assert first_broken_line(territory.pk) == 2


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_removed_line_shows_even_the_last(territory, number):
    tell(territory, 4)
    Event.objects.filter(space_id=territory.pk, number=number).delete()
    assert first_broken_line(territory.pk) == number


@pytest.mark.django_db(transaction=True)
def test_an_event_is_only_told_within_the_act_it_tells_of(territory):
    with pytest.raises(RuntimeError, match="in the transaction of its act"):
        append("greeted", space=territory.pk, on=territory, by=None)


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_leave_no_gap_and_a_whole_chain(territory):
    """Several writers on PostgreSQL; SQLite has one writer at a time, and its test database one connection."""
    writers = 6 if os.environ.get("SPIRALE_TESTS_ASK_FOR") == "postgresql" else 1

    def write(_writer: int) -> None:
        try:
            for _ in range(8):
                tell(territory)
        finally:
            if writers > 1:
                connection.close()

    if writers == 1:
        write(0)
    else:
        with ThreadPoolExecutor(writers) as pool:
            list(pool.map(write, range(writers)))
    assert territory_numbers(territory) == list(range(1, 8 * writers + 1))
    assert Space.objects.get(id=territory.pk).last_number == 8 * writers
    assert chain_is_whole(territory.pk)


def test_whoever_follows_is_told_what_may_be_told_and_of_the_rest_only_that_it_was(
    territory, django_assert_num_queries
):
    other = TerritoryFactory()
    tell(territory, 2)
    tell(territory, told={"words": {"fr": "bonjour"}}, secret="a name")
    tell(territory, told={})
    tell(other)
    on = str(territory.pk)
    with django_assert_num_queries(1):
        lines = lines_after({territory.pk: 2, other.pk: 1}, most=100)
    assert lines == {territory.pk: [Line(3, "greeted", on, {"words": {"fr": "bonjour"}}), Line(4, "greeted", on, {})]}
    assert latest_lines(territory.pk, most=3) == [Line(2, "greeted", on, None), *lines[territory.pk]]
    assert [line.number for line in lines_after({territory.pk: 0}, most=3)[territory.pk]] == [1, 2, 3]
    with django_assert_num_queries(0):
        assert lines_after({}, most=3) == {}


def test_two_hundred_spaces_are_followed_with_one_query(territory, django_assert_num_queries):
    tell(territory, told={})
    seen = {uuid4(): 0 for _ in range(199)} | {territory.pk: 0}
    with django_assert_num_queries(1):
        assert list(lines_after(seen, most=100)) == [territory.pk]
