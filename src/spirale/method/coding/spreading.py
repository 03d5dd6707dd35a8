"""What decisions say of the texts nobody has decided on, and what these then say of one another.

A workshop's criteria are all there before the first is coded. Each gets soft labels from what is known, then all learn
from all, a few times over; a text never learns from the label it was given itself, but from those of the others.

Source: Scudder (1965), Probability of error of some adaptive pattern-recognition machines (learning from one's own
guesses); Sinkhorn (1967), Diagonal equivalence to matrices with prescribed row and column sums (evening out).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from spirale.method.coding import ridge
from spirale.method.coding.features import Features, Matrix
from spirale.method.coding.honesty import FEW

MOST: Final = ridge.LARGEST_EXACT
"""Texts in all, with decisions and without, that learn from one another."""

ROUNDS: Final = 6
TRUST: Final = 0.3  # of a guess, beside a decision
TEMPERATURE: Final = 0.08
EVENNESS: Final = 0.05
_EVENED: Final = 20
_TURNS: Final = 3


def learn_from_all(texts: Features, targets: Matrix, trust: Matrix, seed: int, *, decided: int) -> ridge.Learnt:
    """Learn from the first texts, which have `targets` (texts by labels, one each), and from all that come after them.

    `trust` says how much each target counts; people decided the first `decided` of them, the others are names.
    """
    if len(texts) == len(targets):
        return ridge.learn(texts, targets, trust, seed)
    likeness = texts.likeness(texts)
    learnt = _spread(texts, likeness, targets, trust, decided)
    if decided < FEW:
        return learnt
    held_out = learnt.held_out.copy()
    held_out[:decided] = _as_if_undecided(texts, likeness, targets, trust, decided)
    return replace(learnt, held_out=held_out)


def _spread(texts: Features, likeness: Matrix, targets: Matrix, trust: Matrix, decided: int) -> ridge.Learnt:
    """Learn, guess what the others are, and learn again from both.

    As long as little is decided, guesses are evened out: names alone would leave nearly all texts to the labels with
    the most usual names. Decisions show by themselves what is usual.
    """
    known, count = targets.shape
    places = np.arange(len(texts))
    learnt = ridge.learn(texts.take(places[:known]), targets, trust, seed=0, likeness=likeness[:known, :known])
    scores = learnt.scores(texts.take(places[known:]))
    evenness = EVENNESS / (1 + decided / count)
    counts = np.concatenate([trust, np.full(len(scores), TRUST)])
    for _ in range(ROUNDS - 1):
        guessed = evened(_shares(scores), evenness)
        learnt = ridge.learn(texts, np.vstack([targets, guessed]), counts, seed=0, likeness=likeness)
        scores = learnt.held_out[known:]
    return learnt


def _as_if_undecided(texts: Features, likeness: Matrix, targets: Matrix, trust: Matrix, decided: int) -> Matrix:
    """Give what each decided text would get if it waited like the others: its label has spread to those it learns from.

    A part of the decisions is hidden at a time. One that alone speaks for its label is never hidden: its target stands.
    """
    labels = targets.argmax(axis=1)
    found = targets[:decided].copy()
    order = np.argsort(labels[:decided], kind="stable")
    turn = np.empty(decided, dtype=np.intp)
    turn[order] = np.arange(decided) % _TURNS
    alone = np.bincount(labels, minlength=targets.shape[1])[labels] == 1
    for each in range(_TURNS):
        is_hidden = np.zeros(len(targets), dtype=bool)
        is_hidden[:decided] = (turn == each) & ~alone[:decided]
        hidden, shown = np.flatnonzero(is_hidden), np.flatnonzero(~is_hidden)
        if not np.all(np.isin(np.arange(targets.shape[1]), labels[shown])):
            continue
        order = np.concatenate([shown, hidden, np.arange(len(targets), len(texts))])
        among = likeness[np.ix_(order, order)]
        learnt = _spread(texts.take(order), among, targets[shown], trust[shown], decided - len(hidden))
        found[hidden] = learnt.held_out[len(shown) : len(shown) + len(hidden)]
    return found


def evened(shares: Matrix, evenness: float) -> Matrix:
    """Bring the labels' totals nearer to one another: shares (texts by labels) whose rows still sum to one."""
    for _ in range(_EVENED if evenness else 0):
        shares = shares * (1 / len(shares[0]) / shares.mean(axis=0)) ** evenness
        shares /= shares.sum(axis=1, keepdims=True)
    return shares


def _shares(scores: Matrix) -> Matrix:
    raised = np.exp((scores - scores.max(axis=1, keepdims=True)) / TEMPERATURE)
    shares: Matrix = raised / raised.sum(axis=1, keepdims=True)
    return shares
