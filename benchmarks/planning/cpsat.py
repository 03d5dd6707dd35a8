"""The rival of `benchmarks.planning.schedule`, run by it in an environment of its own: CP-SAT of OR-Tools.

Reads jobs and hours as JSON, prints one line. One yes or no for each job that draws on hours and each day it may begin
on; what waits for what between the days themselves; two threads.
"""

import json
import sys
import time
from collections import defaultdict

from ortools.sat.python import cp_model

given = json.load(sys.stdin)
started = time.perf_counter()
model = cp_model.CpModel()
horizon, drawn = given["horizon"], defaultdict(list)
starts = []
for number, job in enumerate(given["jobs"]):
    first, last = job["first"], horizon - job["length"]
    start = model.new_int_var(first, last, f"start {number}")
    starts.append(start)
    if job["uses"]:
        begins = {day: model.new_bool_var("") for day in range(first, last + 1)}
        model.add_exactly_one(begins.values())
        model.add(start == sum(day * one for day, one in begins.items()))
        for day, one in begins.items():
            week, weekday = divmod(day + given["shift"], 7)
            # What is drawn was told for the first seven days of the plan.
            of_weekday = (weekday - given["shift"]) % 7
            told_week = (of_weekday + given["shift"]) // 7
            for pool, later, hours in job["draws"][of_weekday]:
                drawn[pool, week + later - told_week].append((one, hours))
for number, job in enumerate(given["jobs"]):
    for before, lag in job["before"]:
        model.add(starts[number] >= starts[before] + given["jobs"][before]["length"] + lag)
for (pool, week), asked in drawn.items():
    model.add(sum(hours * one for one, hours in asked) <= given["rooms"][pool][week])
end = model.new_int_var(0, horizon, "end")
for start, job in zip(starts, given["jobs"], strict=True):
    model.add(end >= start + job["length"])
model.minimize(end)
solver = cp_model.CpSolver()
solver.parameters.max_time_in_seconds = given["seconds"]
solver.parameters.num_workers = 2
status = solver.solve(model)
spent = time.perf_counter() - started
days = int(solver.objective_value) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else "none"
print(f"{days} days, least {int(solver.best_objective_bound)}, {solver.status_name(status)}, {spent:.1f} s")
