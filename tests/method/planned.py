"""Plans for tests: short ones to write by hand, random ones, and every schedule of tiny ones counted one by one."""

from datetime import date, timedelta
from itertools import product

from hypothesis import strategies as some

from spirale.method.planning import Capacity, Dependency, Plan, Task
from spirale.method.planning.board import with_fixed
from spirale.method.planning.network import Network

START = date(2027, 1, 4)  # a Monday


def on(day):
    """The day so many days after the first of the plan."""
    return (START + timedelta(days=day)).isoformat()


def after(shown):
    """Which day of the plan a date is."""
    return (date.fromisoformat(shown) - START).days


def a_plan(tasks, links=(), capacities=()):
    return Plan(START.isoformat(), tuple(tasks), tuple(Dependency(*link) for link in links), tuple(capacities))


@some.composite
def plans(draw, most=9, most_days=9, with_fixed_days=True):
    """Plans whose dependencies go from a task to a later one, so that none go in a circle."""
    names = [f"t{number}" for number in range(draw(some.integers(1, most)))]
    tasks = [draw(tasks_named(name, most_days, with_fixed_days)) for name in names]
    pairs = [(before, name) for place, name in enumerate(names) for before in names[:place]]
    chosen = draw(some.lists(some.sampled_from(pairs), max_size=most, unique=True)) if pairs else []
    links = [Dependency(*pair, draw(some.integers(0, 3))) for pair in chosen]
    lines = draw(some.lists(capacities(), max_size=4))
    return Plan(on(draw(some.integers(0, 6))), tuple(tasks), tuple(links), tuple(lines))


@some.composite
def tasks_named(draw, name, most_days, with_fixed_days):
    if draw(some.integers(0, 5)) == 0:
        return Task(name, is_milestone=True, due_on=draw(some.sampled_from(["", on(9)])))
    from_on = draw(some.sampled_from(["", on(7), on(10)]))
    return Task(
        name,
        owners=tuple(draw(some.lists(some.sampled_from("abc"), min_size=1, max_size=2, unique=True))),
        skill=draw(some.sampled_from(["", "", "", "", "d", "d", "e"])),
        work=100 * draw(some.integers(0, 9)),
        days=draw(some.integers(1, most_days)),
        from_on=from_on,
        due_on=draw(some.sampled_from(["", "", on(12), on(20)])),
        start_on=draw(some.sampled_from(["", "", "", on(8), on(11)])) if with_fixed_days else "",
    )


@some.composite
def capacities(draw):
    from_on, to_on = draw(some.sampled_from([("", ""), ("", on(16)), (on(5), ""), (on(3), on(30))]))
    weekly, skill = 100 * draw(some.integers(0, 12)), draw(some.sampled_from(["", "d", "e"]))
    return Capacity(draw(some.sampled_from("abcd")), weekly, from_on, to_on, skill)


def drawn_by_week(plan, placed):
    """Hundredths of hours drawn, by who gives them and by Monday, counted day by day from what a task says."""
    drawn = {}
    for place in placed:
        task = next(task for task in plan.tasks if task.id == place.task)
        length = after(place.end_on) - after(place.start_on) + 1
        owners = sorted(set(task.owners))
        givers = [task.skill] if task.skill else owners
        for rank, giver in enumerate(givers):
            work = task.work // len(givers) + (rank < task.work % len(givers))
            for day in range(length if not task.is_milestone else 0):
                monday = (after(place.start_on) + day) // 7
                hours = work * (day + 1) // length - work * day // length
                drawn[giver, monday] = drawn.get((giver, monday), 0) + hours
    return drawn


def pledged(plan, of, monday):
    """Hundredths of hours pledged in a week by somebody or of a skill, line by line; by all, if nobody is named."""
    total = 0
    for line in plan.capacities:
        first = max(after(line.from_on) if line.from_on else 0, after(plan.start_on), 7 * monday)
        last = min(after(line.to_on) if line.to_on else 10**6, 7 * monday + 6)
        total += line.weekly * max(0, last - first + 1) // 7 if not of or of in (line.of, line.skill) else 0
    return total


def best_of_all(plan, horizon):
    """The fewest days late, then the fewest days, of all schedules of a plan until a day, tried one by one."""
    network = Network(plan)
    jobs, dues = network.jobs, network.dues()
    free = [number for number in network.order if jobs[number].start is None]
    best = None
    for days in product(range(horizon), repeat=len(free)):
        starts = {number: job.start for number, job in enumerate(jobs) if job.start is not None}
        starts.update(zip(free, days, strict=True))
        if any(
            starts[number] < jobs[number].earliest
            or any(starts[before] + jobs[before].length + lag > starts[number] for before, lag in jobs[number].before)
            for number in free
        ):
            continue
        ends = {number: starts[number] + job.length for number, job in enumerate(jobs)}
        late = sum(max(0, ends[number] - dues[number]) for number in ends)
        found = (late, max(ends.values()))
        if (best is None or found < best) and _holds(network, starts, free):
            best = found
    return best


def _holds(network, starts, free):
    board = with_fixed(network)
    for number in free:
        if not board.fits(number, starts[number]):
            return False
        board.put(number, starts[number])
    return True
