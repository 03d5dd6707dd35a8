"""Pledges serve the most urgent needs first, as much of all needs as can be, and gaps say who could fill them."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from spirale.method.choice.matching import Actor, match
from spirale.method.choice.values import Action, Need, Pledge, Resource
from spirale.method.problems import Problems

DAYS = ["", "2027-01-05", "2027-02-05", "2027-03-05"]
HOURS = Resource("cooking", "hour")


@some.composite
def stretches(draw):
    first, last = sorted([draw(some.sampled_from(DAYS[1:])), draw(some.sampled_from(DAYS[1:]))])
    return draw(some.sampled_from([("", ""), (first, ""), ("", last), (first, last)]))


@some.composite
def banks(draw):
    """Up to four needs of four actions and four pledges of one resource, some tied to days, places, actions."""
    places = some.sampled_from(["", "", "north", "south"])
    actions = [
        Action(f"action {number}", (Need("cooking", draw(some.integers(0, 6)), *draw(stretches()), draw(places)),))
        for number in range(draw(some.integers(1, 4)))
    ]
    pledges = [
        Pledge(
            f"pledge {number}",
            f"owner {number % 3}",
            "cooking",
            draw(some.integers(0, 6)),
            *draw(stretches()),
            only_for=tuple(draw(some.sampled_from([(), (), ("action 0",), ("action 1", "action 2")]))),
            only_if=tuple(draw(some.sampled_from([(), (), ("pledge 0",), ("nothing",)]))),
            place=draw(places),
        )
        for number in range(draw(some.integers(0, 4)))
    ]
    return actions, pledges


def in_order(actions):
    return sorted(actions, key=lambda one: (one.needs[0].to_on or "9999", one.needs[0].from_on, one.id))


def may(pledge, action):
    need = action.needs[0]
    days = max(pledge.from_on, need.from_on) <= min(pledge.to_on or "9999", need.to_on or "9999")
    there = "" in {pledge.place, need.place} or pledge.place == need.place
    return days and there and (not pledge.only_for or action.id in pledge.only_for)


def coverable(actions, pledges):
    """The most that a set of needs can be covered, by the cuts between pledges and needs (Hall, in amounts)."""
    several = list(actions)
    least = sum(one.needs[0].amount for one in several)
    for size in range(1, len(several) + 1):
        for some_of in combinations(several, size):
            within = sum(pledge.amount for pledge in pledges if any(may(pledge, one) for one in some_of))
            rest = sum(one.needs[0].amount for one in several) - sum(one.needs[0].amount for one in some_of)
            least = min(least, rest + within)
    return least


def that_hold(pledges):
    names = {pledge.id for pledge in pledges}
    for _ in pledges:
        names = {pledge.id for pledge in pledges if pledge.id in names and set(pledge.only_if) <= names}
    return [pledge for pledge in pledges if pledge.id in names]


@given(banks())
@settings(deadline=None)
def test_the_most_is_covered_and_the_most_urgent_need_first(bank):
    actions, pledges = bank
    found = match(actions, [HOURS], pledges)
    covered = dict.fromkeys((one.id for one in actions), 0)
    for one in found.served:
        covered[one.action] += one.amount
    holding = that_hold(pledges)
    ordered = in_order(actions)
    for number in range(1, len(ordered) + 1):
        assert sum(covered[one.id] for one in ordered[:number]) == coverable(ordered[:number], holding)


@given(banks())
@settings(deadline=None)
def test_nothing_is_given_twice_nor_to_what_it_is_not_for_and_all_is_accounted_for(bank):
    actions, pledges = bank
    found = match(actions, [HOURS], pledges)
    by_name = {pledge.id: pledge for pledge in that_hold(pledges)}
    left = {one.pledge: one.amount for one in found.unused}
    for pledge in pledges:
        given_out = sum(one.amount for one in found.served if one.pledge == pledge.id)
        assert given_out + left.get(pledge.id, 0) == pledge.amount
    assert all(may(by_name[one.pledge], next(a for a in actions if a.id == one.action)) for one in found.served)
    for action in actions:
        met = sum(one.amount for one in found.served if one.action == action.id)
        missing = sum(gap.missing for gap in found.gaps if gap.action == action.id)
        assert met + missing == action.needs[0].amount


@given(banks(), some.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_in_which_needs_and_pledges_are_told_changes_nothing(bank, chance):
    actions, pledges = bank
    expected = repr(match(actions, [HOURS], pledges))
    chance.shuffle(actions)
    chance.shuffle(pledges)
    assert repr(match(actions, [HOURS], pledges)) == expected


def test_a_pledge_is_passed_on_so_that_both_needs_are_served():
    fair = Action("fair", (Need("cooking", 200, to_on="2027-01-10"),))
    feast = Action("feast", (Need("cooking", 200, to_on="2027-06-10"),))
    pledges = [Pledge("a", "amina", "cooking", 200), Pledge("b", "ali", "cooking", 200, only_for=("fair",))]
    found = match([feast, fair], [HOURS], pledges)
    assert [(one.action, one.owner) for one in found.served] == [("fair", "ali"), ("feast", "amina")]
    assert found.gaps == ()
    assert found.covered == (("cooking", 400, 400),)


def test_a_gap_names_those_who_could_fill_it_first_who_pledged_nothing_yet():
    feast = Action("feast", (Need("cooking", 500, place="north"),))
    actors = [
        Actor("amina", ("cooking",)),
        Actor("zoe", ("cooking",), "north"),
        Actor("lea", ("cooking",), "south"),
        Actor("ali", ("writing",)),
    ]
    found = match([feast], [HOURS], [Pledge("a", "amina", "cooking", 200)], actors)
    assert [(gap.missing, gap.could) for gap in found.gaps] == [(300, ("zoe", "amina"))]


def test_what_is_shared_serves_everybody():
    room = Resource("room", "room", is_shared=True)
    actions = [Action(name, (Need("room", 100),)) for name in ("fair", "feast")]
    found = match(actions, [room], [Pledge("hall", "town", "room", 100)])
    assert [one.action for one in found.served] == ["fair", "feast"]
    assert (found.gaps, found.unused) == ((), ())


def test_a_pledge_that_does_not_hold_serves_nothing_and_says_what_it_lacks():
    pledges = [Pledge("a", "amina", "cooking", 200, only_if=("hall",))]
    found = match([Action("feast", (Need("cooking", 100),))], [HOURS], pledges)
    assert [(one.pledge, one.amount, one.lacking) for one in found.unused] == [("a", 200, ("hall",))]
    assert [gap.missing for gap in found.gaps] == [100]


def test_what_is_wrong_is_told_all_at_once():
    pledges = [Pledge("a", "x", "cooking", -1), Pledge("a", "x", "money", 1)]
    with pytest.raises(Problems) as raised:
        match([Action("feast", (Need("gold", 1),))], [HOURS], pledges)
    codes = [problem.code for problem in raised.value.problems]
    assert codes == [
        "choice.pledge_twice",
        "choice.less_than_nothing",
        "choice.unknown_resource",
        "choice.unknown_resource",
    ]


@settings(deadline=None)
@given(banks(), some.sampled_from(["pledge 0", "pledge 1"]), some.sampled_from(["action 0", "action 1"]))
def test_what_people_refused_is_given_elsewhere_as_if_it_were_for_the_other_actions_alone(bank, name, no):
    actions, pledges = bank
    found = match(actions, [HOURS], pledges, refused=[(name, no)])
    assert (name, no) not in {(one.pledge, one.action) for one in found.served}
    others = tuple(one.id for one in actions if one.id != no)
    for_others = [
        one
        if one.id != name
        else replace(one, only_for=tuple(each for each in one.only_for or others if each != no) or ("none",))
        for one in pledges
    ]
    assert found == match(actions, [HOURS], for_others)
