"""Append-only events: who did what, when and on what; at once audit trail, live feed and outbox."""
