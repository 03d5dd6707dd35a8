"""Which actions to do with what is pledged: the best set, worst-off first, what would unlock, and why."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from method.cases_of_choice import allowed_sets, can_be_done, small_case
from spirale.method.choice import exact, programme, searching, tallies
from spirale.method.choice.bank import Bank, holding, without
from spirale.method.choice.checking import check
from spirale.method.choice.exact import as_one, best_set, lots
from spirale.method.choice.flows import share_out
from spirale.method.choice.patience import Patience
from spirale.method.choice.programme import Programme
from spirale.method.choice.reasons import reasons
from spirale.method.choice.scoring import standings, worths
from spirale.method.choice.unlocking import unlockings
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
from spirale.method.choice.worst_off import worst_off_set
from spirale.method.problems import Problem, Problems

HOURS = Resource("hours", "hour")
ROOM = Resource("room", "room", is_shared=True)
ONE = Rules((ChoiceCriterion("useful"),))


def case_of(*actions, pledges=(), rules=ONE, scores=None, resources=(HOURS, ROOM)):
    """A case in which one person gives every action 2 on every criterion, unless told otherwise."""
    given = scores or {}
    listed = tuple(
        Score("Ana", "inhabitants", one.id, criterion.id, given.get(one.id, 2))
        for one in actions
        for criterion in rules.criteria
    )
    return Case(tuple(actions), resources, tuple(pledges), rules, listed)


def hours(amount, *days):
    return (Need("hours", amount, *days),)


def sound_cases(count, *, most=9):
    found, seed = [], 0
    while len(found) < count:
        seed += 1
        case = small_case(seed, most=most)
        try:
            check(case)
        except Problems:
            continue
        found.append(case)
    return found


def shuffled(case, seed):
    """The same case, all its lists in another order."""
    chance = random.Random(seed)  # noqa: S311 - the same for the same seed

    def other(listed):
        return tuple(chance.sample(listed, len(listed)))

    return replace(
        case,
        actions=tuple(
            replace(one, needs=other(one.needs), requires=other(one.requires), excludes=other(one.excludes))
            for one in other(case.actions)
        ),
        resources=other(case.resources),
        pledges=other(case.pledges),
        scores=other(case.scores),
        rules=replace(case.rules, minimum=other(case.rules.minimum)),
    )


def codes(wrong):
    return {problem.code for problem in wrong.value.problems}


# The best set.


def best_by_enumeration(case, counts):
    """The best of all allowed sets, by counts, then by the lot of names; None when none is allowed."""
    lot = lots(one.id for one in case.actions)

    def key(done):
        return [sum((count[name] for name in done), Fraction(0)) for count in (*counts, lot)]

    return max(allowed_sets(case), key=key, default=None)


def counts_of(case):
    worth = worths(case)
    return [
        {name: each[level] for name, each in worth.items()}
        for level in range(1 if case.rules.by == "weights" else len(case.rules.criteria))
    ]


def test_the_best_set_is_the_one_that_looking_at_every_set_finds():
    possible = 0
    for case in sound_cases(200):
        counts = counts_of(case)
        expected = best_by_enumeration(case, counts)
        if expected is None:
            with pytest.raises(Problem, match=r"choice\.minimum_out_of_reach"):
                best_set(case)
            continue
        possible += 1
        found = best_set(case)
        assert set(found.actions) == expected
        assert [level.value for level in found.levels] == [sum(count[name] for name in expected) for count in counts]
        assert found.outcome == "proven"
        assert found.is_settled
        assert all(level.gap == 0 for level in found.levels)
    assert possible > 150


def test_what_is_left_alone_because_a_quick_set_is_as_good_changes_nothing(monkeypatch):
    for case in sound_cases(80):
        try:
            plainly = best_set(case)
        except Problem:
            continue
        with monkeypatch.context() as smaller:
            for name, many in (("_FIRST", 1), ("_UNDECIDED", 1), ("_SECOND", 2)):
                smaller.setattr(searching, name, many)
            assert best_set(case) == plainly


def test_that_numbers_of_actions_are_counted_changes_nothing(monkeypatch):
    monkeypatch.setattr(tallies, "_LEAST_TALLIED", 1)
    several = 0
    for case in sound_cases(120):
        said = Programme(case, Bank(case))
        everything, values = said.all_open(), as_one(counts_of(case), said.names)
        plainly = said.solve(values, (), everything, Patience())
        if plainly.chosen is None:
            continue
        for beyond in (-1, plainly.value - 1):
            counted = said.tallies(values, (), everything, beyond)
            assert all(tally.least <= len(tally.of & plainly.chosen) <= tally.most for tally in counted)
            assert said.solve(values, (), everything, Patience(), beyond=beyond, tallies=counted) == plainly
            several += len(counted) > 1
        counted = said.tallies(values, (), everything, plainly.value)
        beyond_it = said.solve(values, (), everything, Patience(), beyond=plainly.value, tallies=counted)
        assert beyond_it.is_complete
        assert beyond_it.value <= plainly.value
    assert several > 50


def test_no_set_that_the_bank_allows_breaks_a_row_into_which_other_needs_are_lifted(monkeypatch):
    monkeypatch.setattr(programme, "_RARE", 0)
    lifted = 0
    for seed, case in enumerate(sound_cases(60, most=7)):
        said = Programme(case, Bank(case))
        chance = random.Random(seed)  # noqa: S311 - the same for the same seed
        for number, stock in enumerate(said._stocks):
            for _try in range(4):
                some = frozenset(one for one in range(len(stock.served_by)) if chance.random() < 0.5)
                said._add(number, some)
        lifted += sum(is_lifted for _stock, _classes, is_lifted in said._found)
        places = {name: number for number, name in enumerate(said.names)}
        for done in allowed_sets(case):
            assert all(row.allows(frozenset(places[name] for name in done)) for row in said._found.values())
    assert lifted > 60


def test_counts_too_large_to_be_solved_at_once_give_the_same_set_one_after_the_other(monkeypatch):
    several = 0
    for case in sound_cases(80):
        try:
            at_once = best_set(case), worst_off_set(case)
        except Problem:
            continue
        with monkeypatch.context() as smaller:
            smaller.setattr(exact, "_LARGEST", 1)
            assert (best_set(case), worst_off_set(case)) == at_once
        several += len(at_once[0].levels) > 1
    assert several > 10


def test_worst_off_first_is_the_one_that_looking_at_every_set_finds():
    for case in sound_cases(60):
        reached = [{one.id: one.reaches.get(level, 0) for one in case.actions} for level in range(1, 6)]
        expected = best_by_enumeration(case, [*reached, *counts_of(case)])
        if expected is not None:
            assert set(worst_off_set(case).actions) == expected


def test_the_order_of_what_is_brought_changes_nothing():
    for seed, case in enumerate(sound_cases(25)):
        try:
            found = best_set(case)
        except Problem:
            continue
        other = shuffled(case, seed)
        assert best_set(other) == found
        assert unlockings(other, found.actions) == unlockings(case, found.actions)
        assert reasons(other, found.actions) == reasons(case, found.actions)
        assert Bank(other).given(found.actions) == Bank(case).given(found.actions)
        assert standings(other) == standings(case)


def test_nothing_can_be_added_to_the_best_set():
    for case in sound_cases(60):
        try:
            found = best_set(case)
        except Problem:
            continue
        assert all(one.clash or one.missing for one in unlockings(case, found.actions))


def test_an_empty_bank_gives_the_actions_that_need_nothing():
    case = case_of(Action("talk"), Action("build", hours(100)))
    assert best_set(case).actions == ("talk",)


def test_actions_that_need_each_other_go_together():
    pair = Action("a", hours(100), requires=("b",)), Action("b", hours(100), requires=("a",))
    enough = Pledge("p", "Ana", "hours", 200)
    assert best_set(case_of(*pair, pledges=[enough])).actions == ("a", "b")
    assert best_set(case_of(*pair, pledges=[replace(enough, amount=199)])).actions == ()


def test_by_order_the_first_criterion_decides_and_the_next_only_between_equals():
    rules = Rules((ChoiceCriterion("urgent"), ChoiceCriterion("easy")), by="order")
    given = {"a": (3, 0), "b": (2, 4), "c": (3, 1)}
    scores = tuple(
        Score("Ana", "inhabitants", name, criterion, value)
        for name, pair in given.items()
        for criterion, value in zip(("urgent", "easy"), pair, strict=True)
    )
    actions = tuple(Action(name, hours(100)) for name in given)
    case = Case(actions, (HOURS,), (Pledge("p", "Ana", "hours", 100),), rules, scores)
    assert best_set(case).actions == ("c",)


def test_a_minimum_that_the_bank_cannot_give_is_told_with_its_tags():
    rules = replace(ONE, minimum=(("north", 1), ("south", 1), ("east", 1)))
    actions = [Action(tag, hours(100), tags=(tag,)) for tag in ("north", "south")] + [Action("e", tags=("east",))]
    with pytest.raises(Problem) as told:
        best_set(case_of(*actions, rules=rules, pledges=[Pledge("p", "Ana", "hours", 100)]))
    assert told.value.code == "choice.minimum_out_of_reach"
    assert told.value.parameters["tags"] == ["north", "south"]


def test_a_solver_without_time_gives_a_set_that_fits_and_what_none_can_go_beyond():
    ticks = iter(range(1000))
    actions = [Action(f"a{number}", hours(100)) for number in range(6)]
    case = case_of(*actions, pledges=[Pledge("p", "Ana", "hours", 300)])
    found = best_set(case, Patience(0.5, lambda: float(next(ticks))))
    assert found.outcome == "found"
    assert not found.is_settled
    assert len(found.actions) == 3
    assert found.levels[0].bound >= best_set(case).levels[0].value


def test_without_time_and_with_a_minimum_out_of_sight_nothing_is_found():
    ticks = iter(range(1000))
    rules = replace(ONE, minimum=(("north", 1),))
    case = case_of(Action("a", hours(100), tags=("north",)), rules=rules)
    assert best_set(case, Patience(0.5, lambda: float(next(ticks)))).outcome == "nothing"


# The bank.


@settings(max_examples=200, deadline=None)
@given(
    sources=st.lists(st.integers(0, 9), max_size=4),
    wants=st.lists(st.tuples(st.integers(0, 9), st.sets(st.integers(0, 3))), max_size=4),
    before=st.integers(0, 9),
)
def test_what_is_shared_out_is_all_that_can_be_also_when_some_was_shared_before(sources, wants, before):
    served_by = [{one for one in served if one < len(sources)} for _amount, served in wants]
    amounts = [amount for amount, _served in wants]
    start = share_out(sources, [min(before, amount) for amount in amounts], served_by).given
    shared = share_out(sources, amounts, served_by, start)
    given_by = [
        sum(amount for (one, _), amount in shared.given.items() if one == source) for source in range(len(sources))
    ]
    got = [sum(amount for (_, one), amount in shared.given.items() if one == want) for want in range(len(wants))]
    assert all(source in served_by[want] and amount > 0 for (source, want), amount in shared.given.items())
    assert [have - gone for have, gone in zip(sources, given_by, strict=True)] == list(shared.left)
    assert [asked - had for asked, had in zip(amounts, got, strict=True)] == list(shared.lack)
    assert min(shared.left, default=0) >= 0
    assert min(shared.lack, default=0) >= 0
    # No sharing gives more than what the wants outside a set ask and the sources that serve the set hold.
    limits = []
    for chosen in range(1 << len(wants)):
        inside = [want for want in range(len(wants)) if chosen >> want & 1]
        serving = {source for want in inside for source in served_by[want]}
        outside = sum(amounts) - sum(amounts[want] for want in inside)
        limits.append(outside + sum(sources[source] for source in serving))
    assert sum(got) == min(limits)


def test_a_pledge_whose_condition_is_gone_does_not_hold():
    chain = [Pledge("a", "Ana", "hours", 1, only_if=("b",)), Pledge("b", "Bo", "hours", 1, only_if=("c",))]
    circle = [Pledge("d", "Di", "hours", 1, only_if=("e",)), Pledge("e", "Ed", "hours", 1, only_if=("d",))]
    assert [one.id for one in holding([*chain, *circle])] == ["d", "e"]


def test_a_pledge_withdrawn_after_the_choice_shows_what_is_missing():
    pledges = [Pledge("town", "Town hall", "room", 1), Pledge("p", "Ana", "hours", 300, only_if=("town",))]
    case = case_of(Action("a", (Need("hours", 200), Need("room", 1))), pledges=pledges)
    assert best_set(case).actions == ("a",)
    assert Bank(without(case, ["town"])).lacking(["a"]) == (("hours", 200), ("room", 1))


def test_the_balance_runs_down_as_actions_enter_and_what_is_shared_stays():
    pledges = [
        Pledge("p", "Ana", "hours", 500),
        Pledge("q", "Bo", "room", 2),
        Pledge("r", "Cy", "hours", 9, only_if=("s",)),
    ]
    case = case_of(
        Action("a", (Need("hours", 200), Need("room", 2))), Action("b", hours(150), excludes=()), pledges=pledges
    )
    first, second = Bank(case).running(["a", "b"])
    assert [(one.resource, one.used, one.left) for one in first] == [("hours", 200, 300), ("room", 0, 2)]
    assert [(one.resource, one.used, one.left) for one in second] == [("hours", 350, 150), ("room", 0, 2)]
    assert second[0].not_holding == 9


def test_a_pledge_serves_a_need_when_they_have_a_day_in_common_and_it_is_for_that_action():
    march, april = ("2027-03-01", "2027-03-31"), ("2027-04-01", "2027-04-30")
    actions = [Action("a", hours(100, *march)), Action("b", hours(100, *april))]
    may = [
        Pledge("p", "Ana", "hours", 100, "2027-03-31", "2027-04-01", only_for=("b",)),
        Pledge("q", "Bo", "hours", 100, "", "2027-03-01"),
    ]
    bank = Bank(case_of(*actions, pledges=may))
    assert [(one.pledge, one.action, one.amount) for one in bank.given(["a", "b"])] == [
        ("q", "a", 100),
        ("p", "b", 100),
    ]
    assert Bank(case_of(*actions, pledges=may[:1])).lacking(["a", "b"]) == (("hours", 100),)


# Scores.


def test_kinds_of_actors_weigh_the_same_however_many_they_are_and_what_divides_them_is_shown():
    scores = [Score(f"v{number}", "inhabitants", "a", "useful", 4) for number in range(30)]
    scores += [Score("mayor", "town hall", "a", "useful", 1), Score("clerk", "town hall", "a", "useful", 0)]
    scores += [Score("boss", "firms", "b", "useful", 3)]
    case = Case((Action("a"), Action("b")), (), (), ONE, tuple(scores))
    first, second = standings(case)
    assert first.mean == Fraction(4 + Fraction(1, 2), 2)
    assert (first.between, first.within) == (Fraction(7, 2), 1)
    assert first.silent == ("firms",)
    assert second.silent == ("inhabitants", "town hall")
    assert worths(case)["a"] == (Fraction(9, 16),)


# What would unlock.


def given_more(case, extra):
    """The case with more pledges."""
    return replace(case, pledges=(*case.pledges, *extra))


def as_pledges(missing, **changes):
    return [
        Pledge(f"new-{number}", "somebody", one.resource, one.amount, one.from_on, one.to_on, **changes)
        for number, one in enumerate(missing)
    ]


def test_with_the_unlocking_pledges_an_action_enters_and_without_any_one_of_them_it_does_not():
    seen = several = 0
    for case in sound_cases(150, most=7):
        try:
            chosen = best_set(case).actions
        except Problem:
            continue
        for one in unlockings(case, chosen):
            if not one.missing:
                continue
            seen += 1
            several += len(one.missing) > 1
            done = {*chosen, one.action, *one.comes_with}
            extra = as_pledges(one.missing)
            assert can_be_done(given_more(case, extra), done)
            for number, pledge in enumerate(extra):
                others = [*extra[:number], *extra[number + 1 :]]
                assert not can_be_done(given_more(case, others), done)
                less = replace(pledge, amount=pledge.amount - 1, from_on="", to_on="")
                assert not can_be_done(given_more(case, [*others, less] if less.amount else others), done)
    assert seen > 100
    assert several > 10


def test_any_single_day_of_those_told_is_enough_and_a_day_beside_them_is_not():
    checked = 0
    for case in sound_cases(120, most=7):
        for one in unlockings(case, ()):
            for number, missing in enumerate(one.missing):
                done = {one.action, *one.comes_with}
                others = [other for place, other in enumerate(as_pledges(one.missing)) if place != number]
                for day in (
                    "2026-12-31",
                    "2027-01-01",
                    "2027-01-15",
                    "2027-02-01",
                    "2027-02-15",
                    "2027-04-01",
                    "2027-04-02",
                ):
                    alone = Pledge("day", "somebody", missing.resource, missing.amount, day, day)
                    fits = can_be_done(given_more(case, [*others, alone]), done)
                    inside = missing.from_on <= day <= (missing.to_on or "9999")
                    if missing.is_any_day and inside:
                        checked += 1
                        assert fits
                    if not missing.is_any_day:
                        assert not fits
    assert checked > 100


def test_needs_on_days_far_apart_ask_for_somebody_free_on_all_of_them():
    case = case_of(Action("a", (*hours(100, "2027-03-01", "2027-03-10"), *hours(200, "2027-06-01", "2027-06-30"))))
    (missing,) = unlockings(case, ())[0].missing
    assert (missing.amount, missing.from_on, missing.to_on) == (300, "2027-03-10", "2027-06-01")
    assert not missing.is_any_day


def test_needs_from_the_first_of_all_days_to_the_last_are_needs_of_any_day():
    case = case_of(Action("a", (*hours(100, "0001-01-01", "9999-12-31"), *hours(200, "9999-12-31", "9999-12-31"))))
    (missing,) = unlockings(case, ())[0].missing
    assert (missing.amount, missing.from_on, missing.to_on, missing.is_any_day) == (300, "9999-12-31", "", True)


def test_no_pledge_lets_in_what_a_chosen_action_excludes():
    case = case_of(Action("a", excludes=("b",)), Action("b"), Action("c", requires=("b",)))
    told = {one.action: one for one in unlockings(case, ("a",))}
    assert told["b"].clash == ("b", "a")
    assert told["c"].clash == ("b", "a")
    assert not told["c"].can_help
    assert told["c"].comes_with == ("b",)


# Reasons.


def test_every_action_has_its_reason():
    rules = replace(ONE, minimum=(("north", 1),))
    actions = [
        Action("base", hours(100)),
        Action("top", hours(100), requires=("base",)),
        Action("rival", excludes=("top",)),
        Action("after", requires=("rival",)),
        Action("far", hours(100), tags=("north",)),
        Action("huge", hours(10_000)),
        Action("late", hours(150)),
        Action("free"),
    ]
    case = case_of(*actions, rules=rules, pledges=[Pledge("p", "Ana", "hours", 350)])
    told = {one.action: one for one in reasons(case, ("base", "top", "far", "free"))}
    assert {name: one.code for name, one in told.items()} == {
        "base": "required",
        "top": "worth",
        "far": "minimum",
        "free": "worth",
        "rival": "excluded",
        "after": "requires_excluded",
        "huge": "too_much",
        "late": "bank",
    }
    assert told["base"].parameters == {"by": ("top",)}
    assert told["after"].parameters == {"required": "rival", "by": ("top",)}
    assert told["huge"].parameters["missing"] == (("hours", 9650),)
    assert told["late"].parameters["missing"] == (("hours", 100),)
    assert told["late"].parameters["used_by"] == ("base", "far", "top")
    assert {one.code for one in reasons(case, ()) if one.action == "late"} == {"fits"}


# What is wrong.


def test_all_that_is_wrong_is_told_together():
    rules = Rules(
        (ChoiceCriterion("useful", weight=-1), ChoiceCriterion("flat", lowest=3, highest=3)),
        minimum=(("nowhere", 1), ("north", -1)),
    )
    actions = (
        Action("a", (Need("gold", 100), Need("hours", 0, "2027-02-30")), requires=("z",), excludes=("y",)),
        Action("a", reaches={6: 1, 1: -2}),
        Action("b", hours(1, "2027-03-02", "2027-03-01"), requires=("c",)),
        Action("c", excludes=("b",)),
    )
    pledges = (
        Pledge("p", "Ana", "hours", -5, only_for=("x",), only_if=("q",)),
        Pledge("p", "Ana", "silver", 5, "2020-01-01", "2020-01-02"),
    )
    scores = (
        Score("Ana", "inhabitants", "a", "useful", 9),
        Score("Ana", "firms", "a", "useful", -1),
        Score("Bo", "firms", "nobody", "nothing", 1),
    )
    with pytest.raises(Problems) as wrong:
        check(Case(actions, (HOURS, HOURS), pledges, rules, scores), today="2027-01-01")
    assert codes(wrong) == {
        "choice.action_twice",
        "choice.resource_twice",
        "choice.pledge_twice",
        "choice.unknown_action",
        "choice.unknown_resource",
        "choice.unknown_pledge",
        "choice.unknown_criterion",
        "choice.nothing_needed",
        "choice.nothing_pledged",
        "choice.no_such_day",
        "choice.days_upside_down",
        "choice.day_past",
        "choice.scale_upside_down",
        "choice.negative_weight",
        "choice.negative_minimum",
        "choice.too_few_tagged",
        "choice.no_such_situation",
        "choice.negative_people",
        "choice.off_scale",
        "choice.voter_of_two_kinds",
        "choice.scored_twice",
        "choice.not_scored",
        "choice.requires_what_it_excludes",
    }


def test_a_choice_without_criteria_or_weights_is_refused():
    for rules, code in [
        (Rules(()), "choice.no_criterion"),
        (Rules((ChoiceCriterion("c", weight=0),)), "choice.no_weight"),
    ]:
        with pytest.raises(Problems) as wrong:
            check(case_of(Action("a"), rules=rules))
        assert codes(wrong) == {code}


def test_what_is_wrong_is_told_in_the_same_order_whatever_the_order_of_the_case():
    case = case_of(Action("a", hours(0)), Action("b", (Need("gold", 1),)), pledges=[Pledge("p", "Ana", "hours", 0)])
    with pytest.raises(Problems) as first:
        check(case)
    with pytest.raises(Problems) as second:
        check(shuffled(case, 3))
    assert str(first.value) == str(second.value)
