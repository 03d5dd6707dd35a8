"""What a later room holds for those who are in a hall: another page for phones, where something is open now."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from spirale.workshops.models import Workshop


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What one can do there, said in a few words, and its address."""

    said: str
    address: str


Seek = Callable[[Workshop], Sequence[Elsewhere]]
_SEEK: list[Seek] = []
_VERBS: list[str] = []


def also_hold(seek: Seek, *, follows: Sequence[str]) -> None:
    """Have phones in a hall be led to what a later room holds for them; `follows` are the verbs after which it changes.

    Called once when the site starts. What is told is the same for all who are in the hall.
    """
    if seek not in _SEEK:
        _SEEK.append(seek)
        _VERBS.extend(follows)


def elsewhere_of(workshop: Workshop) -> list[dict[str, Any]]:
    """All that is open elsewhere for those in this hall, as a phone reads it."""
    return [asdict(one) for seek in _SEEK for one in seek(workshop)]


def verbs_of_elsewhere() -> str:
    """After which news a phone asks again, with commas between."""
    return ",".join(_VERBS)
