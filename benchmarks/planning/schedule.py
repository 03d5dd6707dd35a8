"""Schedules of plans made with a seed: how long they take, how many days, beside what none can go below.

    python -m benchmarks.planning.schedule [--rival PYTHON] [--seconds 60]

PYTHON is the interpreter of an environment that has `ortools` (and nothing of this project): its CP-SAT solver then
gets the same jobs, weeks and hours, with our number of days as its horizon, in a process of its own. The town is of
the size of Toulouse's: 37 actions, 300 tasks, 250 actors, three years. `crowd` says how much a few actors do of
everything: 0 not at all; 1 the first does half as much again as the two that follow. Nothing of these plans is data.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.planning.plans import town, working_group
from spirale.method.planning import Plan, critical_path, schedule
from spirale.method.planning.bounding import heads_of
from spirale.method.planning.network import Network

# Seed, tasks, people of a working group; then name, seed, actions, tasks, actors, crowd of a place.
GROUPS = tuple((seed, tasks, 3) for tasks in (8, 12) for seed in range(5))
PLACES = (
    ("village", 2, 3, 20, 4, 0.5),
    ("quarter", 3, 8, 60, 20, 1.0),
    ("town", 1, 37, 300, 250, 0.0),
    ("town", 1, 37, 300, 250, 0.5),
    ("town", 1, 37, 300, 250, 1.0),
    ("town", 2, 37, 300, 250, 1.0),
)
TARGET = 5.0


def main() -> int:
    """Print each size; 2 if a town takes longer than the target."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rival", metavar="PYTHON")
    asked.add_argument("--seconds", type=float, default=60.0, help="how long the rival may search")
    given = asked.parse_args()
    is_reached = True
    print("plan, seed, tasks | critical path | s | days | least, because | best | s of processor | rival")
    for name, plan in plans():
        path = critical_path(plan)
        wall, spent = time.perf_counter(), time.process_time()
        found = schedule(plan)
        wall, spent = time.perf_counter() - wall, time.process_time() - spent
        because = f"{found.because} {found.because_of}".strip()
        line = f"{name} | {path.days} | {wall:.2f} | {found.days} | {found.least_days}, {because}"
        is_asked = given.rival and len(plan.tasks) <= 300
        rival = beside(given.rival, plan, found.days, given.seconds) if is_asked else ""
        print(f"{line} | {'yes' if found.is_best else 'not known'} | {spent:.2f} | {rival}", flush=True)
        is_reached &= not name.startswith("town") or spent < TARGET
    return 0 if is_reached else 2


def plans() -> Iterator[tuple[str, Plan]]:
    """All plans, and what each is called."""
    for seed, tasks, people in GROUPS:
        yield f"group, {seed}, {tasks}", working_group(seed, tasks=tasks, people=people)
    for name, seed, actions, tasks, actors, crowd in PLACES:
        plan = town(seed, actions=actions, tasks=tasks, actors=actors, crowd=crowd)
        yield f"{name}, {seed}, {tasks}, crowd {crowd}", plan


def beside(python: str, plan: Plan, horizon: int, seconds: float) -> str:
    """What the rival finds for the same plan, in words."""
    told = json.dumps(numbers_of(plan, horizon, seconds))
    command = [python, str(Path(__file__).with_name("cpsat.py"))]
    done = subprocess.run(command, input=told, capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr.strip()[-200:]


def numbers_of(plan: Plan, horizon: int, seconds: float) -> dict[str, Any]:
    """The plan in numbers: for each job the days it may begin on and what it draws then, by pool and week."""
    network = Network(plan)
    weeks = range(network.calendar.week(horizon) + 1)
    heads = heads_of(network)
    jobs = [
        {
            "length": job.length,
            "first": heads[number],
            "before": job.before,
            "uses": bool(job.uses),
            "draws": [list(network.spread(number, weekday)) for weekday in range(7)],
        }
        for number, job in enumerate(network.jobs)
    ]
    rooms = [[pool.room(week) for week in weeks] for pool in network.pools]
    return {"jobs": jobs, "rooms": rooms, "horizon": horizon, "shift": network.calendar.shift, "seconds": seconds}


if __name__ == "__main__":
    sys.exit(main())
