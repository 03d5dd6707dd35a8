"""Hours of somebody who pledged them of a skill: drawn by their name, they are no longer there for the skill."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from spirale.method.planning.pools import Calendar, Pool
from spirale.method.planning.values import Capacity


class Sharing:
    """For each owner who pledged hours of skills: what they have in each, and in none, with the pool of the skill.

    Who pledged hours of several skills in one week gives what is drawn by their name from all, in proportion.
    """

    def __init__(self, lines: Sequence[Capacity], numbers: Mapping[str, int], calendar: Calendar) -> None:
        self._parts: dict[int, list[tuple[int | None, Pool]]] = {}
        for owner in sorted({line.of for line in lines if skill_of(line)}):
            own = [line for line in lines if line.of == owner]
            self._parts[numbers[owner]] = [
                (numbers.get(skill), Pool(skill, (line for line in own if skill_of(line) == skill), calendar))
                for skill in sorted({skill_of(line) for line in own})
            ]

    @property
    def is_any(self) -> bool:
        """Whether anybody pledged hours of a skill in their own name."""
        return bool(self._parts)

    def of_skills(self, drawn: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
        """The pool, the week and the hours that skills lose by what is drawn from owners, each pool once a week.

        Of h hours drawn, skills lose floor(h * C_k / C) - floor(h * C_(k-1) / C), C_k being the hours of the first k
        skills that week: whole hundredths, h in all, and of no skill more than the owner has there.
        """
        lost: dict[tuple[int, int], int] = {}
        for owner, week, hours in drawn:
            parts = self._parts.get(owner, ())
            rooms = [(skill, pool.room(week)) for skill, pool in parts]
            whole = sum(room for _, room in rooms)
            taken = min(hours, whole)
            so_far = 0
            for skill, room in rooms:
                share = taken * (so_far + room) // whole - taken * so_far // whole if whole else 0
                so_far += room
                if skill is not None and share:
                    lost[skill, week] = lost.get((skill, week), 0) + share
        for (skill, week), share in sorted(lost.items()):
            yield skill, week, share


def skill_of(line: Capacity) -> str:
    """The skill whose pool a line is part of beside that of its owner; "" if of none."""
    return "" if line.skill == line.of else line.skill
