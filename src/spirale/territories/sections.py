"""What the rooms that come after add to the page of a territory: each tells its own part, and where it leads."""

from collections.abc import Callable
from dataclasses import dataclass

from spirale.territories.models import Territory


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of a section: its name, where it leads, and in what state it is."""

    name: str
    address: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the territory's page; `why` is said as long as there is no line, with `act` to begin."""

    key: str
    title: str
    why: str
    lines: tuple[Line, ...] = ()
    address: str = ""
    act: str = ""


Telling = Callable[[Territory, object], Section | None]

_tellings: list[Telling] = []


def also_tell(telling: Telling) -> None:
    """Add a section, after those added before: what it gives for a territory and an account, nothing if not for them.

    Called once when the site starts, by each room in its order.
    """
    _tellings.append(telling)


def sections_of(territory: Territory, account: object) -> list[Section]:
    """Give the sections that this account sees."""
    return [section for telling in _tellings if (section := telling(territory, account))]
