"""Small cases of a choice, made with a seed, and the plainest way to see what can be done with a bank."""

import random
from itertools import combinations

from spirale.method.choice.bank import holding, may_serve
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

DAYS = ("", "2027-01-01", "2027-02-01", "2027-03-01", "2027-04-01")


def small_case(seed, *, most=9):
    """A case of a few actions with dates, conditions, dependencies, incompatibilities and minima; None if it is wrong.

    Wrong is what `check` would refuse: an action that requires what it excludes.
    """
    chance = random.Random(seed)  # noqa: S311 - the same for the same seed
    names = [f"a{number}" for number in range(chance.randint(1, most))]
    resources = tuple(
        Resource(f"r{number}", "hours", is_shared=chance.random() < 0.25) for number in range(chance.randint(1, 3))
    )
    actions = tuple(_action(chance, name, names, resources) for name in names)
    pledges = tuple(_pledge(chance, number, names, resources) for number in range(chance.randint(0, 7)))
    criteria = tuple(
        ChoiceCriterion(f"c{number}", 0, 4, chance.randint(1, 3)) for number in range(chance.randint(1, 3))
    )
    voters = [(f"v{number}", f"k{number % 2}") for number in range(chance.randint(1, 4))]
    scores = tuple(
        Score(voter, kind, name, one.id, chance.randint(0, 4))
        for voter, kind in voters
        for name in names
        for one in criteria
    )
    tagged = [tag for tag in "xy" if any(tag in action.tags for action in actions)]
    minimum = tuple((tag, 1) for tag in tagged if chance.random() < 0.3)
    return Case(actions, resources, pledges, Rules(criteria, chance.choice(["weights", "order"]), minimum), scores)


def _action(chance, name, names, resources):
    needs = tuple(
        Need(chance.choice(resources).id, chance.randint(1, 6), *_days(chance)) for _ in range(chance.randint(0, 3))
    )
    others = [other for other in names if other != name]
    requires = tuple(other for other in others if chance.random() < 0.08)
    excludes = tuple(other for other in others if other not in requires and chance.random() < 0.08)
    tags = tuple(tag for tag in "xy" if chance.random() < 0.4)
    return Action(name, needs, requires, excludes, tags, {level: chance.randint(0, 3) for level in range(1, 6)})


def _pledge(chance, number, names, resources):
    only_for = tuple(chance.sample(names, min(len(names), 2))) if chance.random() < 0.3 else ()
    only_if = (f"p{chance.randrange(number)}",) if number and chance.random() < 0.2 else ()
    return Pledge(
        f"p{number}", "somebody", chance.choice(resources).id, chance.randint(1, 9), *_days(chance), only_for, only_if
    )


def _days(chance):
    first, last = chance.choice(DAYS), chance.choice(DAYS)
    return (last, first) if first and last and first > last else (first, last)


def can_be_done(case, done):
    """Whether the bank suffices, by Hall's condition: any needs ask at most for all that may serve one of them."""
    held = holding(case.pledges)
    for resource in case.resources:
        needs = [
            (one.id, need)
            for one in case.actions
            if one.id in done
            for need in one.needs
            if need.resource == resource.id
        ]
        serving = {
            number: {pledge.id for pledge in held if may_serve(pledge, *pair)} for number, pair in enumerate(needs)
        }
        amounts = {pledge.id: pledge.amount for pledge in held}
        largest = 1 if resource.is_shared else len(needs)
        for many in range(1, largest + 1):
            for some in combinations(range(len(needs)), many):
                asked = sum(needs[number][1].amount for number in some)
                if asked > sum(amounts[name] for name in set().union(*(serving[number] for number in some))):
                    return False
    return True


def allowed_sets(case):
    """All sets of actions that the rules and the bank allow."""
    names = sorted(one.id for one in case.actions)
    by_name = {one.id: one for one in case.actions}
    for many in range(len(names) + 1):
        for some in combinations(names, many):
            done = set(some)
            listed = [by_name[name] for name in some]
            if any(not set(one.requires) <= done or set(one.excludes) & done for one in listed):
                continue
            if any(sum(tag in one.tags for one in listed) < least for tag, least in case.rules.minimum):
                continue
            if can_be_done(case, done):
                yield done
