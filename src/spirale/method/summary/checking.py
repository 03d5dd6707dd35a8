"""Whether a committee leaves nobody out who deserves better: checked from ballots and committee alone."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from spirale.method.summary.electing import Ballots, Bits, Whole


@dataclass(frozen=True, slots=True)
class Claim:
    """A justified claim against a committee: enough voters share `candidate`, which is not in it, to deserve `seats`.

    Each of `entries` has fewer than `seats` representatives, and together they are at least seats × voters / committee.
    """

    candidate: int
    seats: int
    entries: tuple[int, ...]


def claims_against(ballots: Ballots, chosen: Iterable[int], seats: int) -> tuple[Claim, ...]:
    """List the claims that EJR+ justifies, one for each candidate left out that has any, in candidates' order.

    The committee satisfies EJR+ when the list is empty, and JR when no claim is to one seat. For each candidate left
    out and each number of seats, the voters with fewer representatives are counted: this is the whole check, in time
    proportional to the ballots. It looks at nothing of how the committee was made.
    Source: Brill and Peters (2023), definition of EJR+ and its verification; Aziz et al. (2017) for JR.
    """
    inside = np.zeros(ballots.candidates, dtype=bool)
    inside[list(chosen)] = True
    representatives = representatives_of(ballots, inside)
    left_out = np.flatnonzero(~inside)
    place = np.full(ballots.candidates, -1, dtype=np.intp)
    place[left_out] = np.arange(len(left_out))
    asks = place[ballots.choices] >= 0
    counts = np.zeros((len(left_out), seats + 1), dtype=np.intp)
    have = np.minimum(representatives[ballots.owners[asks]], seats)
    np.add.at(counts, (place[ballots.choices[asks]], have), ballots.weights[ballots.owners[asks]])
    # Column l - 1: how many voters of the candidate have fewer than l representatives.
    fewer = np.cumsum(counts[:, :seats], axis=1)
    deserve = fewer * seats >= np.arange(1, seats + 1, dtype=np.intp) * ballots.voters
    found = []
    for row in np.flatnonzero((deserve & (fewer > 0)).any(axis=1)):
        least = int(np.argmax(deserve[row])) + 1
        entries = ballots.supporters(int(left_out[row]))
        found.append(Claim(int(left_out[row]), least, tuple(entries[representatives[entries] < least].tolist())))
    return tuple(found)


def representatives_of(ballots: Ballots, inside: Bits) -> Whole:
    """How many candidates of the committee each entry approves; `inside` says which candidates are in it."""
    counts = np.zeros(len(ballots.weights), dtype=np.intp)
    np.add.at(counts, ballots.owners, inside[ballots.choices].astype(np.intp))
    return counts
