"""Budgets put to the vote beside `pabutools`, in one process: same winners, and how long each takes.

The rival is not one of this project's dependencies. In an environment of its own:

    pip install . pabutools                     (in an environment of its own)
    python -m benchmarks.choice.budgets DATA_FOLDER [--quick]

On random budgets, then on the folder's `.pb` files, whose winners are also compared with those that the town told. Both
reckon exactly, raise shares by one unit of the currency, and settle ties by the first name. Where nobody gives points,
projects by most votes are compared too. The time is that of the processor; ballots are set out in ours alone. `--quick`
leaves out the rival's longest runs.
"""

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pabutools.election import ApprovalProfile, Instance, parse_pabulib
from pabutools.election import Project as TheirProject
from pabutools.election.ballot import ApprovalBallot
from pabutools.election.satisfaction import Additive_Cardinal_Sat, Cost_Sat
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares

from benchmarks.open_data import asking_for_data
from spirale.method.choice.budgets import UNIT, Budget, Project, Vote, equal_shares, greedy, read_budget

# Voters, projects, runs of ours.
SIZES = ((100, 20, 5), (1_000, 50, 5), (5_000, 100, 3))
INSTANCES = 50
# Votes from which on `--quick` leaves the rival out.
LONG = 4_000


def random_budget(voters: int, projects: int, *, seed: int, ballot: float = 8, unit: int = 500) -> Budget:
    """Voters of a few camps, about `ballot` projects each, and two fifths of what all projects cost."""
    chance = random.Random(seed)
    camps = [[chance.random() ** 2 for _ in range(projects)] for _ in range(5)]
    costs = [chance.randint(5, 200) * unit for _ in range(projects)]
    scale = min(1.0, 3 * ballot / projects)
    votes = []
    for voter in range(voters):
        camp = chance.choice(camps)
        named = tuple(str(one) for one in range(projects) if chance.random() < camp[one] * scale)
        votes.append(Vote(str(voter), named))
    put_to_the_vote = tuple(Project(str(one), cost * UNIT) for one, cost in enumerate(costs))
    return Budget(sum(costs) * 2 // 5 * UNIT, "approval", put_to_the_vote, tuple(votes))


def as_theirs(budget: Budget) -> tuple[Instance, ApprovalProfile]:
    """The same budget, as the rival holds it."""
    projects = {one.id: TheirProject(one.id, one.cost // UNIT) for one in budget.projects}
    instance = Instance(projects.values(), budget_limit=budget.amount // UNIT)
    return instance, ApprovalProfile(
        [ApprovalBallot([projects[one] for one in vote.projects]) for vote in budget.votes]
    )


def theirs(instance: Any, profile: Any, *, has_points: bool = False) -> tuple[str, ...]:
    """The rival's winners, with the same completion."""
    satisfaction = Additive_Cardinal_Sat if has_points else Cost_Sat
    won = method_of_equal_shares(instance, profile, sat_class=satisfaction, voter_budget_increment=1)
    return tuple(sorted(one.name for one in won))


def timed(work: Callable[[], Any], runs: int = 1) -> tuple[float, Any]:
    """The shortest of several runs, in seconds of processor, and what came out."""
    times = []
    for _ in range(runs):
        started = time.process_time()
        found = work()
        times.append(time.process_time() - started)
    return min(times), found


def files(folder: Path, *, quick: bool) -> None:
    print("| file | projects | votes | most votes, as the rival | equal shares | ours | rival | same | as told |")
    print("|---|---|---|---|---|---|---|---|---|")
    for path in sorted(folder.rglob("*.pb")):
        budget = read_budget(path.read_bytes())
        spent, shares = timed(lambda: equal_shares(budget))  # noqa: B023 - called at once
        instance, profile = parse_pabulib(str(path))
        has_points = any(vote.points for vote in budget.votes)
        rival, same = "", "not run"
        first = greedy(budget)
        by_votes = money(first.cost)
        if not has_points:
            others = greedy_utilitarian_welfare(instance, profile, sat_class=Cost_Sat)
            by_votes += ", yes" if first.winners == tuple(sorted(one.name for one in others)) else ", no"
        if not quick or len(budget.votes) < LONG:
            took, won = timed(lambda: theirs(instance, profile, has_points=has_points))  # noqa: B023 - called at once
            rival, same = f"{took:,.1f} s", "yes" if won == shares.winners else "no"
        print(
            f"| {path.stem[:40]} | {len(budget.projects)} | {len(budget.votes):,} | {by_votes} "
            f"| {len(shares.winners)}, {money(shares.cost)} | {spent:.2f} s | {rival} | {same} "
            f"| {as_published(budget, shares.winners)} |",
            flush=True,
        )


def as_published(budget: Budget, winners: tuple[str, ...]) -> str:
    """Say whether the town chose the same, if it told what it chose."""
    chosen = {one.id for one in budget.projects if one.told.get("selected") == "1"}
    if not chosen:
        return "not told"
    others = sorted(chosen.symmetric_difference(winners))
    rule = budget.settings.get("rule", "")
    return "yes" if not others else f"but for {', '.join(others)} ({rule})"


def money(amount: int) -> str:
    return f"{amount / UNIT:,.0f}"


def same_winners() -> int:
    """On small random budgets: how many have the same winners."""
    same = 0
    for seed in range(INSTANCES):
        chance = random.Random(seed)
        voters, projects, ballot = chance.randint(2, 80), chance.randint(3, 25), chance.randint(1, 8)
        budget = random_budget(voters, projects, seed=seed, ballot=ballot, unit=chance.choice([1, 3, 10]))
        same += equal_shares(budget).winners == theirs(*as_theirs(budget))
    return same


def sizes(*, quick: bool) -> None:
    print("| voters | projects | Spirale | pabutools | times | same winners |\n|---|---|---|---|---|---|")
    for voters, projects, runs in SIZES[: 2 if quick else 3]:
        budget = random_budget(voters, projects, seed=voters)
        spent, shares = timed(lambda: equal_shares(budget), runs)  # noqa: B023 - called at once
        instance, profile = as_theirs(budget)
        rival, won = timed(lambda: theirs(instance, profile))  # noqa: B023 - called at once
        same = "yes" if won == shares.winners else "no"
        print(
            f"| {voters:,} | {projects} | {spent:.3f} s | {rival:.2f} s | {rival / spent:.0f} | {same} |",
            flush=True,
        )


def main(folder: Path, *, quick: bool) -> None:
    print(f"{INSTANCES} random budgets: same winners {same_winners()}\n", flush=True)
    sizes(quick=quick)
    print()
    files(folder, quick=quick)


if __name__ == "__main__":
    asked = asking_for_data(__doc__)
    asked.add_argument("--quick", action="store_true")
    options = asked.parse_args()
    sys.exit(main(options.folder, quick=options.quick))
