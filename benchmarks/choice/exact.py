"""The exact choice at the size of a large territory: seconds on the clock and of processor, gap, peak memory.

    python -m benchmarks.choice.exact [--family lifelike|hard] [--seeds 10] [--actions 500] [--resources 12]

Two families of cases, each made with a seed; every seed is printed, also those that take long.

Hard: actions need two of the skills, and some money, a room, equipment or a permission, some of it in one quarter of
the year; twelve people score each on five criteria without knowing good from bad, so that all are worth much the same;
of most resources less is pledged than all would need, of some a fifth.

Lifelike: an action needs one to four resources; three groups give each one score a criterion, and some actions are
better than others by all criteria; one resource in three is scarce (three to eight tenths of what all would need), of
the others there is about enough.

In both, one action in six requires another, one in six excludes another, and some pledges are for one quarter or for
three actions only.
"""

import argparse
import random
import resource
import time
from collections.abc import Sequence
from dataclasses import replace

from spirale.method.choice.exact import best_set
from spirale.method.choice.patience import Patience
from spirale.method.choice.together import Together
from spirale.method.choice.values import (
    Action,
    Case,
    ChoiceCriterion,
    Need,
    Pledge,
    Resource,
    Rules,
    Score,
)

QUARTERS = (
    ("2027-01-01", "2027-03-31"),
    ("2027-04-01", "2027-06-30"),
    ("2027-07-01", "2027-09-30"),
    ("2027-10-01", "2027-12-31"),
)
KINDS = ("inhabitants", "associations", "town hall", "firms")
DIMENSIONS = ("A", "B", "C", "D", "E", "F", "G", "H")
# Money, two rooms, two pieces of equipment and a permission; all others are skills.
OTHERS = 6


def lifelike(seed: int, actions: int = 500, resources: int = 12) -> Case:
    """A territory as they are: needs of few resources, few scarce, scores on small scales; see the top."""
    chance = random.Random(f"lifelike {seed}")
    names = [f"action-{number:04}" for number in range(actions)]
    kept = _kept(resources)
    listed = _possible(tuple(_needing_few(chance, number, names, kept) for number in range(actions)))
    criteria = tuple(ChoiceCriterion(f"criterion-{number}", 0, 4, chance.randint(1, 3)) for number in range(5))
    good = {name: chance.gauss(2.2, 0.8) for name in names}
    scores = tuple(
        Score(f"group of {kind}", kind, name, one.id, min(4, max(0, round(good[name] + chance.gauss(0, 0.9)))))
        for kind in KINDS[:3]
        for name in names
        for one in criteria
    )
    minimum = tuple((dimension, actions // 100) for dimension in DIMENSIONS)
    shares = [chance.uniform(0.3, 0.8) if chance.random() < 1 / 3 else chance.uniform(0.9, 1.6) for _ in kept]
    return Case(listed, kept, _pledges(chance, listed, kept, shares), Rules(criteria, "weights", minimum), scores)


def made(seed: int, actions: int = 500, resources: int = 12, scarce: tuple[float, float] = (0.2, 1.2)) -> Case:
    """A hard case, the same for the same seed; `scarce` are the shares of what is asked that is pledged."""
    chance = random.Random(seed)
    names = [f"action-{number:04}" for number in range(actions)]
    kept = _kept(resources)
    skills = list(kept[OTHERS:])
    listed = _possible(tuple(_action(chance, number, names, skills) for number in range(actions)))
    criteria = tuple(ChoiceCriterion(f"criterion-{number}", 0, 4, chance.randint(1, 3)) for number in range(5))
    scores = tuple(
        Score(f"{kind} {member}", kind, name, one.id, min(4, max(0, round(chance.gauss(2.2, 1.1)))))
        for kind in KINDS
        for member in range(3)
        for name in names
        for one in criteria
    )
    minimum = tuple((dimension, actions // 100) for dimension in DIMENSIONS)
    pledges = _pledges(chance, listed, kept, [None] * len(kept), scarce)
    return Case(listed, kept, pledges, Rules(criteria, "weights", minimum), scores)


def _kept(resources: int) -> tuple[Resource, ...]:
    skills = [Resource(f"skill-{number}", "hours") for number in range(max(1, resources - OTHERS))]
    return (
        Resource("money", "euros"),
        Resource("room-0", "half-days"),
        Resource("room-1", "half-days"),
        Resource("equipment-0", "days"),
        Resource("equipment-1", "days"),
        Resource("permission", "permissions", is_shared=True),
        *skills,
    )


def _needing_few(chance: random.Random, number: int, names: list[str], kept: tuple[Resource, ...]) -> Action:
    needs = []
    for one in chance.sample(kept, chance.randint(1, 4)):
        if one.id == "money":
            needs.append(Need(one.id, 100 * 50 * chance.randint(1, 60)))
        elif one.is_shared:
            needs.append(Need(one.id, 100))
        else:
            most = 80 if one.id.startswith("skill") else 10
            needs.append(Need(one.id, 100 * chance.randint(1, most), *_days(chance, 0.4)))
    return _linked(chance, number, names, needs)


def _action(chance: random.Random, number: int, names: list[str], skills: list[Resource]) -> Action:
    needs = [Need(one.id, 100 * chance.randint(5, 80), *_days(chance, 0.4)) for one in chance.sample(skills, 2)]
    if chance.random() < 0.6:
        needs.append(Need("money", 100 * 50 * chance.randint(1, 60)))
    if chance.random() < 0.4:
        needs.append(Need(f"room-{chance.randint(0, 1)}", 100 * chance.randint(1, 10), *_days(chance, 0.7)))
    if chance.random() < 0.3:
        needs.append(Need(f"equipment-{chance.randint(0, 1)}", 100 * chance.randint(1, 10), *_days(chance, 0.7)))
    if chance.random() < 0.1:
        needs.append(Need("permission", 100))
    return _linked(chance, number, names, needs)


def _linked(chance: random.Random, number: int, names: list[str], needs: list[Need]) -> Action:
    others = [name for name in names if name != names[number]]
    requires = (chance.choice(others),) if chance.random() < 1 / 6 else ()
    excludes = tuple({chance.choice(others)} - set(requires)) if chance.random() < 1 / 6 else ()
    reaches = {situation: chance.randint(0, 40) for situation in range(1, 6)}
    return Action(names[number], tuple(needs), requires, excludes, (chance.choice(DIMENSIONS),), reaches)


def _possible(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """The actions, those that require what they exclude requiring nothing any more."""
    together = Together(actions)
    clashing = {one.id for one in actions if together.clash_within(together.with_required(one.id))}
    return tuple(replace(one, requires=()) if one.id in clashing else one for one in actions)


def _days(chance: random.Random, dated: float) -> tuple[str, str]:
    return chance.choice(QUARTERS) if chance.random() < dated else ("", "")


def _pledges(
    chance: random.Random,
    actions: tuple[Action, ...],
    kept: tuple[Resource, ...],
    shares: Sequence[float | None],
    scarce: tuple[float, float] = (0.0, 0.0),
) -> tuple[Pledge, ...]:
    found: list[Pledge] = []
    for one, fixed in zip(kept, shares, strict=True):
        users = [action.id for action in actions if any(need.resource == one.id for need in action.needs)]
        asked = sum(need.amount for action in actions for need in action.needs if need.resource == one.id)
        pledged, share = 0, chance.uniform(*scarce) if fixed is None else fixed
        while pledged < share * asked:
            amount = max(100, asked // 100 * chance.randint(1, 8) // 4)
            only = tuple(chance.sample(users, min(3, len(users)))) if chance.random() < 0.05 else ()
            days = ("", "") if one.id == "money" else _days(chance, 0.5)
            found.append(Pledge(f"pledge-{len(found):05}", f"owner-{len(found) % 250}", one.id, amount, *days, only))
            pledged += amount
    return tuple(found)


def main() -> None:
    """Print one line a seed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--family", choices=("lifelike", "hard"), default="lifelike")
    asked.add_argument("--seeds", type=int, default=10)
    asked.add_argument("--actions", type=int, default=500)
    asked.add_argument("--resources", type=int, default=12)
    asked.add_argument("--seconds", type=float, default=60.0)
    options = asked.parse_args()
    print("seed actions pledges chosen   worth     bound     gap  outcome settled  seconds  of processor  peak MB")
    for seed in range(options.seeds):
        case = (made if options.family == "hard" else lifelike)(seed, options.actions, options.resources)
        started, worked = time.perf_counter(), time.process_time()
        found = best_set(case, Patience(options.seconds, time.monotonic))
        took, work = time.perf_counter() - started, time.process_time() - worked
        level = found.levels[0]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{seed:4} {len(case.actions):7} {len(case.pledges):7} {len(found.actions):6} {float(level.value):9.4f}"
            f" {float(level.bound):9.4f} {float(level.gap):7.4f}  {found.outcome:7} {found.is_settled!s:7}"
            f" {took:8.2f} {work:13.2f} {peak:8.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
