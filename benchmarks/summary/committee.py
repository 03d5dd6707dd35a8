"""The fair summary's election beside `abcvoting`, in one process: same winners, and how long each takes.

The rival is not one of this project's dependencies. In an environment of its own:

    pip install . abcvoting                     (in an environment of its own)
    python -m benchmarks.summary.committee [--quick]

Both get the same random ballots and settle ties by the lowest number; the rival runs its fastest exact algorithm
(fractions of gmpy2) and is not charged for reading its ballots, ours is. `--quick` leaves out the largest.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from abcvoting import abcrules, properties
from abcvoting.preferences import Profile

from spirale.method.summary.checking import claims_against
from spirale.method.summary.electing import Ballots, elect

# Voters, candidates, places, runs of the rival (ours runs 20 times).
SIZES = ((100, 30, 10, 5), (1_000, 200, 10, 3), (5_000, 1_000, 12, 1))
INSTANCES = 50


def random_ballots(voters: int, candidates: int, *, seed: int) -> list[list[int]]:
    """Voters of a few camps, who approve much of what their camp does and a little of the rest; never nothing."""
    chance = random.Random(seed)
    camps = [[chance.random() ** 3 for _ in range(candidates)] for _ in range(6)]
    scale = min(1.0, 12 / (candidates / 4))
    ballots = []
    for _ in range(voters):
        camp = chance.choice(camps)
        ballot = [one for one in range(candidates) if chance.random() < camp[one] * scale]
        ballots.append(ballot or [chance.randrange(candidates)])
    return ballots


def profile_of(ballots: Sequence[Sequence[int]], candidates: int) -> Profile:
    """The same ballots, as the rival reads them."""
    profile = Profile(candidates)
    profile.add_voters(ballots)
    return profile


def theirs(profile: Profile, seats: int) -> list[int]:
    """The rival's committee: the same rule, one winning committee."""
    rule = {"algorithm": "gmpy2-fractions", "resolute": True, "completion": "seqphragmen"}
    return sorted(abcrules.compute_equal_shares(profile, seats, **rule)[0])


def ours(ballots: Sequence[Sequence[int]], candidates: int, seats: int) -> list[int]:
    """Our committee, ballots read anew."""
    return sorted(one.candidate for one in elect(Ballots(ballots, candidates), seats))


def best_of(runs: int, work: Callable[[], Any]) -> tuple[float, Any]:
    """The shortest of several runs, in seconds, and what came out."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - started)
    return min(times), found


def same_winners() -> tuple[int, int, int]:
    """On small random elections: how many have the same winners, satisfy EJR+ by both checks, and agree on others."""
    same = sound = agree = 0
    for seed in range(INSTANCES):
        chance = random.Random(seed)
        voters, candidates = chance.randint(2, 60), chance.randint(3, 30)
        seats = chance.randint(1, candidates - 1)
        plain = random_ballots(voters, candidates, seed=seed)
        approved = {one for ballot in plain for one in ballot}
        seats = min(seats, len(approved))
        profile = profile_of(plain, candidates)
        won = ours(plain, candidates, seats)
        same += won == theirs(profile, seats)
        sound += not claims_against(Ballots(plain, candidates), won, seats) and holds(profile, won)
        others = chance.sample(range(candidates), seats)
        agree += (not claims_against(Ballots(plain, candidates), others, seats)) == holds(profile, others)
    return same, sound, agree


def holds(profile: Profile, committee: Sequence[int]) -> bool:
    """The rival's own check of EJR+."""
    return bool(properties.check("ejr+", profile, committee))


def main(*, quick: bool) -> None:
    same, sound, agree = same_winners()
    print(f"{INSTANCES} random elections: same winners {same}; EJR+ by both checks {sound}; ", end="")
    print(f"checks agree on a random committee {agree}")
    print("| voters | candidates | places | Spirale | abcvoting | times | same winners |")
    print("|---|---|---|---|---|---|---|")
    for voters, candidates, seats, runs in SIZES[: 2 if quick else 3]:
        plain = random_ballots(voters, candidates, seed=voters)
        profile = profile_of(plain, candidates)
        spent, won = best_of(20, lambda: ours(plain, candidates, seats))  # noqa: B023 - called at once
        rival, others = best_of(runs, lambda: theirs(profile, seats))  # noqa: B023 - called at once
        print(
            f"| {voters:,} | {candidates:,} | {seats} | {spent * 1000:.1f} ms | {rival * 1000:,.0f} ms "
            f"| {rival / spent:,.0f} | {'yes' if won == others else 'no'} |",
            flush=True,
        )


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true")
    sys.exit(main(quick=options.parse_args().quick))
