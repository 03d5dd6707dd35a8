"""Days counted from others, in a calendar that ends: people may type any day of it."""

from datetime import date


def later(day: date, days: int) -> date:
    """So many days after a day, or the last of all days where there are not so many."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))
