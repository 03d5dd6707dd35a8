"""Tickets to the live door."""

import time
from uuid import uuid4

from spirale.live.tickets import address_of, read_ticket, ticket_for


def test_a_ticket_opens_the_space_it_was_made_for():
    space = uuid4()
    assert read_ticket(ticket_for(space)) == space
    assert address_of(space).startswith(f"/live/{space}/?ticket=")


def test_a_ticket_that_was_changed_opens_nothing():
    ticket, other = ticket_for(uuid4()), ticket_for(uuid4())
    assert read_ticket(other[:32] + ticket[32:]) is None
    assert read_ticket("") is None
    assert read_ticket("no ticket at all") is None


def test_a_ticket_lasts_a_day(monkeypatch):
    space = uuid4()
    ticket = ticket_for(space)
    made = time.time()
    monkeypatch.setattr(time, "time", lambda: made + 24 * 3600 - 60)
    assert read_ticket(ticket) == space
    monkeypatch.setattr(time, "time", lambda: made + 24 * 3600 + 60)
    assert read_ticket(ticket) is None


def test_a_signature_made_for_another_use_opens_nothing():
    from django.core.signing import TimestampSigner

    assert read_ticket(TimestampSigner(salt="sesame").sign(uuid4().hex)) is None
