"""Plans made with a seed, of the size of a town: actions of several tasks, actors who pledged some hours a week."""

import random
from datetime import date, timedelta

from spirale.method.planning import Capacity, Dependency, Plan, Task

START = date(2027, 1, 4)
YEARS = 3
SKILLS = ("animation", "building", "accounting", "writing", "cooking", "gardening")


def town(seed: int, *, actions: int = 37, tasks: int = 300, actors: int = 250, crowd: float = 1.0) -> Plan:
    """Draw a plan over three years; the larger `crowd`, the more a few actors do of everything."""
    chance = random.Random(seed)
    names = [f"actor {number:03}" for number in range(actors)]
    weights = [1 / (place + 1) ** crowd for place in range(actors)]
    made: list[Task] = []
    links: list[Dependency] = []
    ends: list[str] = []
    sizes = [tasks // actions + (place < tasks % actions) for place in range(actions)]
    for number, size in enumerate(sizes):
        opening = START + timedelta(days=7 * chance.randrange(0, 26 * YEARS))
        ids = [f"action {number:02}, task {place}" for place in range(size)]
        for place, name in enumerate(ids):
            made.append(_task(chance, name, f"action {number:02}", names, weights, opening, is_last=place == size - 1))
            held = chance.sample(ids[:place], min(place, chance.randint(1, 2)))
            links += [Dependency(before, name, chance.choice((0, 0, 0, 7, 14))) for before in held]
        if ends and chance.random() < 0.3:
            links.append(Dependency(chance.choice(ends), ids[0]))
        ends.append(ids[-1])
    return Plan(START.isoformat(), tuple(made), tuple(links), _capacities(chance, names))


def _task(
    chance: random.Random,
    name: str,
    action: str,
    names: list[str],
    weights: list[float],
    opening: date,
    *,
    is_last: bool,
) -> Task:
    if is_last:
        return Task(name, action, is_milestone=True)
    from_on = opening.isoformat()
    if chance.random() < 0.15:
        days = chance.randint(7, 42)
        return Task(name, action, skill=chance.choice(SKILLS), work=days * 40, days=days, from_on=from_on)
    owners = tuple(chance.choices(names, weights, k=chance.randint(1, 3)))
    return Task(name, action, owners=owners, work=100 * chance.randint(2, 40), from_on=from_on)


def _capacities(chance: random.Random, names: list[str]) -> tuple[Capacity, ...]:
    lines = []
    for name in names:
        from_on = (START + timedelta(days=7 * chance.randrange(0, 8))).isoformat()
        lines.append(Capacity(name, 100 * chance.randint(2, 7), from_on))
    lines += [Capacity(skill, 100 * chance.randint(10, 30)) for skill in SKILLS]
    return tuple(lines)


def working_group(seed: int, *, tasks: int = 12, people: int = 3) -> Plan:
    """Draw a plan of a few people who do everything, four hours a week each."""
    chance = random.Random(seed)
    names = [f"actor {number}" for number in range(people)]
    made = []
    for number in range(tasks):
        owners = tuple(chance.sample(names, chance.randint(1, 2)))
        work = 100 * chance.randint(1, 12)
        days = max(2, -(-7 * work // chance.choice((200, 300, 400))))
        made.append(Task(f"task {number:02}", owners=owners, work=work, days=days))
    links = [
        Dependency(made[before].id, made[after].id)
        for after in range(tasks)
        for before in range(after)
        if chance.random() < 0.12
    ]
    return Plan(START.isoformat(), tuple(made), tuple(links), tuple(Capacity(name, 400) for name in names))
