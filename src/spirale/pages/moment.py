"""What a whole hall asks for at the same moment is made once a moment in each process, not once for each phone."""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

from django.conf import settings

MOST_KEPT: Final = 400

Thing = TypeVar("Thing")

_kept: dict[Hashable, tuple[float, Any]] = {}
_making = threading.RLock()  # what is made may itself be made of such parts


def of_the_moment(key: Hashable, make: Callable[[], Thing]) -> Thing:
    """What `make` gives, or gave within the last moment (`settings.MOMENT` seconds) for the same key.

    It must be the same for all who may ask for this key, and whoever receives it must not change it. Who shows it must
    be told by other means of what happened since: phones follow the news from the number that their state carries.
    """
    made = _kept.get(key)
    if made and time.monotonic() - made[0] < settings.MOMENT:
        return made[1]  # type: ignore[no-any-return]
    with _making:  # the others wait for the first, and take what it made
        made = _kept.get(key)
        if made and time.monotonic() - made[0] < settings.MOMENT:
            return made[1]  # type: ignore[no-any-return]
        began, thing = time.monotonic(), make()
        while len(_kept) >= MOST_KEPT:
            del _kept[next(iter(_kept))]
        _kept.pop(key, None)
        _kept[key] = began, thing
        return thing
