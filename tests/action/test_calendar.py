"""The calendar of the plan, as other programs read it."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from spirale.action import operations
from spirale.action.calendar_text import LINE, DayEvent, calendar_text, escaped, folded
from spirale.action.models import Plan
from spirale.action.tasks import start_schedule

from .conftest import World, in_days
from .test_plan import write

AT = datetime(2026, 3, 14, 18, 30, tzinfo=UTC)


def test_an_event_of_whole_days_ends_the_day_after_its_last() -> None:
    event = DayEvent("a@b", "Bêcher; semer, puis\\x", "une\nligne", date(2026, 3, 1), date(2026, 3, 2))
    assert calendar_text("Val", [event], at=AT).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Spirale//Plan//EN",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:Val",
        "BEGIN:VEVENT",
        "UID:a@b",
        "DTSTAMP:20260314T183000Z",
        "DTSTART;VALUE=DATE:20260301",
        "DTEND;VALUE=DATE:20260303",
        "SUMMARY:Bêcher\\; semer\\, puis\\\\x",
        "DESCRIPTION:une\\nligne",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@given(st.text(max_size=300))
def test_no_line_is_longer_than_the_standard_allows_and_unfolded_it_is_the_same(said: str) -> None:
    line = f"SUMMARY:{escaped(said)}"
    parts = list(folded(line))
    assert all(len(part.encode("utf-8", "surrogatepass")) <= LINE for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
    assert "\n" not in line


@pytest.mark.database
def test_the_calendar_is_at_its_secret_address_alone_and_moves_with_the_plan(world: World, client: Any) -> None:
    task = write(world, "Bêcher, le soir")
    start_schedule(world.territory)
    address = reverse("action:calendar", args=[Plan.objects.get().feed])
    answer = client.get(address)
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Bêcher\\, le soir\r\n" in answer.content.decode()
    operations.move_task(task=task, edit_id=uuid4(), start_on=in_days(3), based_on=1, by=world.member)
    start_schedule(world.territory)
    assert f"DTSTART;VALUE=DATE:{in_days(3):%Y%m%d}" in client.get(address).content.decode()
    operations.renew_feed(territory=world.territory, by=world.facilitator)
    assert client.get(address).status_code == 404
