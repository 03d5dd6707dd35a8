"""How long a solver may look; by a clock that is given, for the method has none."""

from collections.abc import Callable


class Patience:
    """So many seconds from now, by a clock that tells seconds; without end when no number is given."""

    def __init__(self, seconds: float | None = None, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock
        self._until = None if seconds is None or clock is None else clock() + seconds

    @property
    def left(self) -> float | None:
        """Seconds left, not less than 0; None when there is no end."""
        if self._until is None or self._clock is None:
            return None
        return max(0.0, self._until - self._clock())

    @property
    def is_over(self) -> bool:
        """Whether none is left."""
        return self.left == 0.0

    def options(self) -> dict[str, float]:
        """The solver's own limit."""
        return {} if self.left is None else {"time_limit": self.left}
