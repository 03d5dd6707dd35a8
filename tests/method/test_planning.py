"""A plan keeps its order, never draws more hours than were pledged, and says what does not hold."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from spirale.method.planning import Capacity, Dependency, Task, check, critical_path, late, moved_by, schedule
from spirale.method.problems import Problems

from .planned import START, a_plan, after, best_of_all, drawn_by_week, on, plans, pledged

# Hillier and Lieberman, Introduction to Operations Research, the Reliable Construction Co.: weeks, what each waits for.
HOUSE = {
    "A": (2, ""), "B": (4, "A"), "C": (10, "B"), "D": (6, "C"), "E": (4, "C"), "F": (5, "E"), "G": (7, "D"),
    "H": (9, "EG"), "I": (7, "C"), "J": (8, "FI"), "K": (4, "J"), "L": (5, "J"), "M": (2, "H"), "N": (6, "KL"),
}  # fmt: skip


def house():
    tasks = [Task(name, owners=("builder",), days=days) for name, (days, _) in HOUSE.items()]
    return a_plan(tasks, [(before, name) for name, (_, held) in HOUSE.items() for before in held])


def codes(plan):
    with pytest.raises(Problems) as raised:
        check(plan)
    return [problem.code for problem in raised.value.problems]


def test_the_critical_path_of_a_published_house_is_the_one_published():
    found = critical_path(house())
    assert (found.days, found.path) == (44, tuple("ABCEFJLN"))
    slack = {timing.task: timing.slack for timing in found.timings if timing.slack}
    assert slack == {"D": 4, "G": 4, "H": 4, "I": 2, "K": 1, "M": 4}
    starts = {timing.task: (after(timing.start_on), after(timing.latest_start_on)) for timing in found.timings}
    assert (starts["D"], starts["H"], starts["I"], starts["M"]) == ((16, 20), (29, 33), (16, 18), (38, 42))
    assert next(timing.free_slack for timing in found.timings if timing.task == "D") == 0


@given(plans(with_fixed_days=False))
def test_earliest_days_are_the_longest_way_to_each_task(plan):
    found = {timing.task: timing for timing in critical_path(plan).timings}
    tasks = {task.id: task for task in plan.tasks}

    def longest_to(name):
        ways = [
            longest_to(link.before) + length(link.before) + link.lag for link in plan.dependencies if link.task == name
        ]
        evening = int(tasks[name].is_milestone)
        own = after(tasks[name].from_on) + evening if tasks[name].from_on else after(plan.start_on)
        return max([own, after(plan.start_on), *ways])

    def length(name):
        return 0 if tasks[name].is_milestone else tasks[name].days

    for name, task in tasks.items():
        expected = longest_to(name)
        shown = max(expected - 1, after(plan.start_on)) if task.is_milestone else expected
        assert after(found[name].start_on) == shown
    end = max(longest_to(name) + length(name) for name in tasks)
    assert critical_path(plan).days == end - after(plan.start_on)


@given(plans())
@settings(max_examples=50, deadline=None)
def test_no_task_begins_before_what_it_waits_for_ends_unless_a_person_said_so(plan):
    found = schedule(plan)
    days = {place.task: place for place in found.placed}
    milestones = {task.id for task in plan.tasks if task.is_milestone}
    said = {(one.task, one.other) for one in found.conflicts if one.matter == "before what it waits for"}
    for link in plan.dependencies:
        if link.task in days and link.before in days and (link.task, link.before) not in said:
            between = after(days[link.task].start_on) - after(days[link.before].end_on)
            assert between > link.lag - (link.task in milestones) - (link.before in milestones)
    assert all(task.start_on for task in plan.tasks if task.id in {task for task, _ in said})


@given(plans())
@settings(max_examples=50, deadline=None)
def test_no_week_draws_more_hours_than_were_pledged_unless_a_person_set_its_days(plan):
    found = schedule(plan)
    limited = {line.of for line in plan.capacities}
    said = {(one.other, after(one.on) // 7) for one in found.conflicts if one.matter == "beyond capacity"}
    for (of, monday), hours in drawn_by_week(plan, found.placed).items():
        if of in limited and (of, monday) not in said:
            assert hours <= pledged(plan, of, monday)
    fixed = {task.id for task in plan.tasks if task.start_on}
    assert {one.task for one in found.conflicts if one.matter == "beyond capacity"} <= fixed


@given(plans())
@settings(max_examples=50, deadline=None)
def test_a_schedule_is_never_shorter_than_its_bound_and_every_task_has_days_or_a_reason(plan):
    found = schedule(plan)
    assert found.days >= found.least_days
    placed = {place.task for place in found.placed}
    reasons = {one.task for one in found.conflicts if one.matter in {"no time", "waits for no time"}}
    assert {task.id for task in plan.tasks} - placed == {task.id for task in plan.tasks if task.id in reasons} - placed
    assert placed | reasons == {task.id for task in plan.tasks}
    fixed = {task.id: task.start_on for task in plan.tasks if task.start_on}
    assert {place.task: place.start_on for place in found.placed if place.is_fixed} == fixed


@given(plans(), some.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_in_which_a_plan_is_told_changes_nothing(plan, chance):
    def mixed(several):
        several = list(several)
        chance.shuffle(several)
        return tuple(several)

    other = replace(
        plan,
        tasks=tuple(replace(task, owners=mixed(task.owners)) for task in mixed(plan.tasks)),
        dependencies=mixed(plan.dependencies),
        capacities=mixed(plan.capacities),
    )
    assert repr(schedule(other)) == repr(schedule(plan))
    assert repr(critical_path(other)) == repr(critical_path(plan))


@given(plans(most=4, most_days=3))
@settings(max_examples=40, deadline=None)
def test_the_schedule_of_a_tiny_plan_is_the_best_of_all_tried_one_by_one(plan):
    free = [task for task in plan.tasks if not task.start_on]
    assume(len(free) <= 3)
    found = schedule(plan)
    assume(len(found.placed) == len(plan.tasks))
    assert found.is_best
    assert (found.days_late, found.days) == best_of_all(plan, max(found.days + 1, 24))


def test_a_task_lasts_as_long_as_its_work_does_at_the_pace_of_who_does_it():
    task = Task("paint", owners=("amina",), work=1200)
    found = schedule(a_plan([task], capacities=[Capacity("amina", 400)]))
    assert [(after(place.start_on), after(place.end_on)) for place in found.placed] == [(0, 20)]


def test_two_tasks_of_one_person_follow_each_other_where_her_hours_do_not_do_for_both():
    tasks = [Task(name, owners=("amina",), work=400) for name in ("paint", "sow")]
    found = schedule(a_plan(tasks, capacities=[Capacity("amina", 400)]))
    assert [(place.task, after(place.start_on)) for place in found.placed] == [("paint", 0), ("sow", 7)]
    assert found.is_best
    assert schedule(a_plan(tasks)).days == 1
    assert schedule(a_plan(tasks)).unlimited == ("amina",)


def test_hours_of_a_skill_that_are_drawn_by_the_name_of_who_pledged_them_count_once():
    tasks = [Task("paint", owners=("amina",), work=400, days=7), Task("sow", skill="garden", work=400, days=7)]
    found = schedule(a_plan(tasks, capacities=[Capacity("amina", 400, skill="garden")]))
    assert [(place.task, after(place.start_on)) for place in found.placed] == [("paint", 0), ("sow", 7)]
    assert found.unlimited == ()
    with_luc = [Capacity("amina", 400, skill="garden"), Capacity("garden", 400)]
    assert schedule(a_plan(tasks, capacities=with_luc)).days == 7


def test_who_pledged_hours_of_two_skills_gives_what_is_drawn_by_name_from_both_alike():
    tasks = [
        Task("meet", owners=("amina",), work=400, days=7),
        Task("sow", skill="garden", work=300, days=7),
        Task("paint", skill="walls", work=100, days=7),
    ]
    lines = [Capacity("amina", 600, skill="garden"), Capacity("amina", 200, skill="walls")]
    found = schedule(a_plan(tasks, capacities=lines))
    assert {after(place.start_on) for place in found.placed} == {0}
    tasks[1] = replace(tasks[1], work=400)
    assert schedule(a_plan(tasks, capacities=lines)).days > 7


@given(plans(with_fixed_days=False))
def test_no_week_draws_more_than_all_pledged_however_many_names_a_pledge_has(plan):
    lines = [replace(line, skill="" if line.of in ("d", "e") else line.skill) for line in plan.capacities]
    plan = replace(plan, capacities=tuple(lines))
    limited = {name for line in lines for name in (line.of, line.skill) if name}
    drawn = {}
    for (giver, monday), hours in drawn_by_week(plan, schedule(plan).placed).items():
        drawn[monday] = drawn.get(monday, 0) + (hours if giver in limited else 0)
    for monday, hours in drawn.items():
        assert hours <= pledged(plan, "", monday)


def test_nothing_is_planned_while_nobody_is_there():
    task = Task("sow", owners=("amina",), work=200, days=5)
    lines = [Capacity("amina", 400, to_on=on(2)), Capacity("amina", 400, on(9))]
    assert after(schedule(a_plan([task], capacities=lines)).placed[0].start_on) == 9


def test_a_task_that_no_time_is_long_enough_for_is_said_with_those_that_wait_for_it():
    tasks = [Task("build", owners=("ali",), work=700, days=2), Task("open", is_milestone=True)]
    found = schedule(a_plan(tasks, [("build", "open")], [Capacity("ali", 300)]))
    assert found.placed == ()
    told = {(one.matter, one.task, one.other) for one in found.conflicts}
    assert told == {("no time", "build", "ali"), ("waits for no time", "open", "build")}


@pytest.mark.parametrize(("done", "is_told"), [(90, True), (100, False)])
def test_what_is_done_holds_nobody_back_who_began_on_a_day_of_their_own(done, is_told):
    tasks = [
        Task("dig", owners=("amina",), days=10, done=done, start_on=on(0)),
        Task("sow", owners=("ali",), days=2, done=50, start_on=on(4)),
    ]
    told = [(one.matter, one.task, one.amount) for one in schedule(a_plan(tasks, [("dig", "sow")])).conflicts]
    assert told == ([("before what it waits for", "sow", 6)] if is_told else [])


def test_a_day_that_a_person_set_stands_and_what_it_contradicts_is_said():
    tasks = [
        Task("dig", owners=("amina",), work=400, days=7),
        Task("sow", owners=("amina",), work=300, days=7, from_on=on(5), start_on=on(3)),
        Task("fair", owners=("ali",), days=2, due_on=on(4), start_on=on(4)),
    ]
    found = schedule(a_plan(tasks, [("dig", "sow")], [Capacity("amina", 400)]))
    assert {place.task: after(place.start_on) for place in found.placed if place.is_fixed} == {"sow": 3, "fair": 4}
    told = {(one.matter, one.task, one.other, one.amount) for one in found.conflicts}
    assert ("before its day", "sow", "", 2) in told
    assert ("late", "fair", "", 1) in told
    assert any(one.matter == "before what it waits for" and one.task == "sow" for one in found.conflicts)


def test_days_that_people_set_may_draw_too_much_and_it_is_said_of_each():
    tasks = [Task(name, owners=("amina",), work=300, days=7, start_on=on(0)) for name in ("dig", "sow")]
    found = schedule(a_plan(tasks, capacities=[Capacity("amina", 400)]))
    told = [(one.matter, one.task, one.other, one.on, one.amount) for one in found.conflicts]
    assert told == [("beyond capacity", name, "amina", on(0), 200) for name in ("dig", "sow")]


def test_a_promised_day_comes_before_a_short_plan():
    tasks = [
        Task("long", owners=("a",), work=700, days=14),
        Task("poster", owners=("a",), work=350, days=7, due_on=on(6)),
        Task("end", owners=("b",), days=14),
    ]
    found = schedule(a_plan(tasks, [("long", "end")], [Capacity("a", 350)]))
    assert after(next(place.end_on for place in found.placed if place.task == "poster")) == 6
    assert (found.days_late, found.days, found.is_best) == (0, 35, True)


def test_a_milestone_is_reached_in_the_evening_of_its_day():
    tasks = [
        Task("dig", owners=("a",), days=5),
        Task("dug", is_milestone=True, due_on=on(4)),
        Task("sow", owners=("a",), days=1),
    ]
    found = schedule(a_plan(tasks, [("dig", "dug"), ("dug", "sow")]))
    assert {place.task: after(place.start_on) for place in found.placed} == {"dig": 0, "dug": 4, "sow": 5}
    assert found.conflicts == ()


def test_a_task_may_slip_by_its_slack_and_no_more():
    tasks = [
        Task("dig", owners=("a",), days=9),
        Task("poster", owners=("b",), days=2),
        Task("fair", owners=("a",), days=1),
    ]
    found = schedule(a_plan(tasks, [("dig", "fair"), ("poster", "fair")]))
    assert {place.task: place.slack for place in found.placed} == {"dig": 0, "poster": 7, "fair": 0}


def test_before_today_nothing_begins_that_has_not_begun():
    tasks = [Task("dig", owners=("a",), days=9, done=50, start_on=on(0)), Task("poster", owners=("b",), days=2)]
    found = schedule(a_plan(tasks), today=on(4))
    assert {place.task: after(place.start_on) for place in found.placed} == {"dig": 0, "poster": 4}


def test_what_is_wrong_is_told_all_at_once():
    tasks = [
        Task("a", owners=("x",), days=1), Task("a", owners=("x",), days=1),
        Task("b", days=2), Task("c", owners=("x",)),
        Task("d", owners=("x",), days=1, from_on=on(4), due_on=on(2)),
        Task("e", owners=("x",), days=1, start_on=on(-3)),
        Task("f", is_milestone=True, days=3), Task("g", owners=("x",), days=-1),
        Task("h", owners=("x",), days=1, done=30),
    ]  # fmt: skip
    plan = a_plan(tasks, [("a", "nobody"), ("a", "b", -1)], [Capacity("x", -1), Capacity("y", 1, on(5), on(4))])
    assert codes(plan) == [
        "task twice", "task of nobody", "task without length", "task ends before it begins", "task before the plan",
        "milestone with length", "task out of bounds", "task begun on no day", "capacity less than nothing",
        "capacity ends before it begins", "lag out of bounds", "dependency on nothing",
    ]  # fmt: skip


def test_a_day_that_is_none_is_told_before_days_are_compared():
    assert codes(a_plan([Task("a", owners=("x",), days=1, from_on="2027-02-30")])) == ["day unreadable"]


@pytest.mark.parametrize("seed", range(5))
def test_tasks_in_a_circle_are_named_in_order_each_before_the_next(seed):
    links = [("dig", "sow"), ("sow", "water"), ("water", "dig"), ("sow", "pick"), ("own", "own")]
    Random(seed).shuffle(links)  # noqa: S311
    plan = a_plan([Task(name, owners=("a",), days=1) for name in ("dig", "sow", "water", "pick", "own")], links)
    with pytest.raises(Problems) as raised:
        check(plan)
    told = [problem.parameters["tasks"] for problem in raised.value.problems]
    assert told == [("dig", "sow", "water"), ("own",)]


def test_what_is_late_is_what_was_to_be_done_until_the_evening_before():
    tasks = [
        Task("over", owners=("a",), days=3, done=90, start_on=on(0)),
        Task("waits", owners=("b",), days=9, start_on=on(4)),
        Task("slow", owners=("c",), days=10, done=20, start_on=on(0)),
        Task("good", owners=("d",), days=10, done=60, start_on=on(0)),
        Task("made", owners=("e",), days=1, done=100, start_on=on(0)),
        Task("today", owners=("f",), days=1, start_on=on(6)),
    ]
    plan = a_plan(tasks)
    found = late(plan, schedule(plan).placed, today=on(6))
    assert [(one.task, one.why, one.days) for one in found] == [
        ("over", "not ended", 4),
        ("slow", "behind", 4),
        ("waits", "not begun", 2),
    ]


def test_a_delay_moves_what_waits_for_it_and_whoever_has_no_hours_left_and_nothing_else():
    tasks = [
        Task("dig", owners=("amina",), work=400),
        Task("paint", owners=("amina",), work=400),
        Task("sow", owners=("ali",), days=2),
        Task("poster", owners=("zoe",), days=2),
        Task("fair", owners=("zoe",), days=1, start_on=on(8)),
    ]
    plan = a_plan(tasks, [("dig", "sow"), ("sow", "fair")], [Capacity("amina", 400)])
    placed = schedule(plan).placed
    assert moved_by(plan, placed, {}).moved == ()
    moves = moved_by(plan, placed, {"dig": 3})
    days = {one.task: (after(one.start_on), after(one.new_start_on), one.days) for one in moves.moved}
    assert set(days) == {"dig", "sow"} | ({"paint"} if "paint" in days else set())
    assert days["dig"][2] == days["sow"][2] == 3
    assert "poster" not in days
    assert [(one.matter, one.task, one.other) for one in moves.conflicts] == [
        ("before what it waits for", "fair", "sow")
    ]


def test_a_task_that_has_begun_lasts_longer_when_it_is_delayed():
    tasks = [Task("dig", owners=("a",), days=4, done=10, start_on=on(0)), Task("sow", owners=("b",), days=1)]
    plan = a_plan(tasks, [("dig", "sow")])
    moves = moved_by(plan, schedule(plan).placed, {"dig": 2})
    told = [(one.task, after(one.new_start_on), after(one.new_end_on)) for one in moves.moved]
    assert told == [("dig", 0, 5), ("sow", 6, 6)]


@given(plans(with_fixed_days=False), some.data())
@settings(max_examples=40, deadline=None)
def test_after_a_delay_order_and_hours_still_hold_and_nothing_comes_sooner(plan, data):
    placed = schedule(plan).placed
    assume(placed)
    moves = moved_by(plan, placed, {data.draw(some.sampled_from(placed)).task: data.draw(some.integers(1, 9))})
    # Hours that end may leave no time for what is delayed: then it is said.
    lost = {one.task for one in moves.conflicts if one.matter in {"no time", "waits for no time"}}
    assert not lost & {place.task for place in placed} or any(line.to_on for line in plan.capacities)
    assert all(one.new_start_on >= one.start_on for one in moves.moved)
    new = {one.task: (one.new_start_on, one.new_end_on) for one in moves.moved}
    days = [
        replace(place, start_on=(pair := new.get(place.task, (place.start_on, place.end_on)))[0], end_on=pair[1])
        for place in placed
        if place.task not in lost
    ]
    limited = {line.of for line in plan.capacities}
    for (of, monday), hours in drawn_by_week(plan, days).items():
        assert of not in limited or hours <= pledged(plan, of, monday)


def test_an_empty_plan_has_no_days():
    found = schedule(a_plan([]))
    assert (found.days, found.placed, found.is_best) == (0, (), True)
    assert critical_path(a_plan([])).path == ()


def test_a_dependency_told_twice_holds_with_its_longest_lag():
    tasks = [Task("a", owners=("x",), days=1), Task("b", owners=("x",), days=1)]
    plan = replace(a_plan(tasks), dependencies=(Dependency("a", "b", 4), Dependency("a", "b", 1)))
    assert START.isoformat() == plan.start_on
    assert schedule(plan).days == 6


def test_short_tasks_that_fill_a_week_each_find_a_week_each():
    tasks = [Task(f"day {number}", owners=("amina",), work=400, days=1) for number in range(30)]
    found = schedule(a_plan(tasks, capacities=[Capacity("amina", 400)]))
    assert (found.days, found.is_best, found.conflicts) == (29 * 7 + 1, True, ())
