"""Least squares with a penalty, on likeness: which labels the texts decided so far speak for, and how surely.

Source: Hastie, Tibshirani, Friedman (2009), The Elements of Statistical Learning, sections 5.8 (ridge on a kernel) and
7.10 (leaving one out in closed form).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from spirale.method.coding.features import Features, Matrix

PENALTY: Final = 0.6
BALANCE: Final = 0.5
"""A label of n examples weighs n to the power 1 - BALANCE: between counting each example and each label alike."""

LARGEST_EXACT: Final = 2_000  # texts; beyond, the matrix of likenesses costs more than steps towards the same answer
_STEPS: Final = 60
_CLOSE: Final = 1e-3
_FOLDS: Final = 5


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt: how much each feature speaks for each label, and what each example gets from the others."""

    by_features: Matrix  # words and groups of letters, by labels
    by_vectors: Matrix  # dimensions of the vectors, by labels
    base: Matrix  # the score, by label, of a text that resembles nothing
    held_out: Matrix  # for each of `rows`, by labels: what the other examples say of this one
    rows: NDArray[np.intp]

    def scores(self, texts: Features) -> Matrix:
        """Score texts for every label; around `base` for a text unlike all examples, towards 1 for a sure label."""
        scores: Matrix = texts.sparse @ self.by_features + texts.dense @ self.by_vectors + self.base
        return scores


def learn(examples: Features, targets: Matrix, trust: Matrix, seed: int, *, likeness: Matrix | None = None) -> Learnt:
    """Fit the weights to `targets`: examples by labels, whose rows sum to one; every label has some.

    `trust` says how much each example counts. The seed only deals large sets into folds. `likeness` of the examples
    to one another (at most LARGEST_EXACT) spares measuring it again.
    """
    total, count = targets.shape
    sizes = trust @ targets
    weighed = trust * (targets @ (total / count / sizes) ** BALANCE)
    base: Matrix = (weighed[:, None] * targets).sum(axis=0) / weighed.sum()
    penalty = PENALTY / weighed
    if total <= LARGEST_EXACT:
        likeness = examples.likeness(examples) if likeness is None else likeness
        inverse = linalg.inv(likeness + np.diag(penalty), overwrite_a=True, check_finite=False)
        weights = inverse @ (targets - base)
        held_out = targets - weights / np.diag(inverse)[:, None]
        return _learnt(examples, weights, base, held_out, np.arange(total))
    weights = _solved_by_steps(examples, penalty, targets - base)
    order = np.random.default_rng(seed).permutation(total)
    hidden, shown = np.sort(order[: len(order) // _FOLDS]), np.sort(order[len(order) // _FOLDS :])
    part = examples.take(shown)
    partial = _solved_by_steps(part, penalty[shown], targets[shown] - base)
    held_out = _learnt(part, partial, base, base, shown).scores(examples.take(hidden))
    return _learnt(examples, weights, base, held_out, hidden)


def _learnt(examples: Features, weights: Matrix, base: Matrix, held_out: Matrix, rows: NDArray[np.intp]) -> Learnt:
    by_features: Matrix = examples.sparse.T @ weights
    return Learnt(by_features, examples.dense.T @ weights, base, held_out, rows)


def _solved_by_steps(examples: Features, penalty: Matrix, targets: Matrix) -> Matrix:
    """Solve (likeness + penalty) weights = targets without the matrix of likenesses, by conjugate gradients.

    All labels go together; each stops where its own error is a thousandth of its target.
    """
    diagonal = 1 / (1 + penalty)[:, None]
    weights = np.zeros_like(targets)
    left = targets.copy()
    towards = left * diagonal
    step = towards.copy()
    size = (left * towards).sum(axis=0)
    goal = _CLOSE**2 * np.maximum((targets * targets).sum(axis=0), 1e-30)
    transposed = examples.sparse.T.tocsr()
    for _ in range(_STEPS):
        if np.all((left * left).sum(axis=0) <= goal):
            break
        moved = examples.sparse @ (transposed @ step) + examples.dense @ (examples.dense.T @ step)
        moved += penalty[:, None] * step
        length = size / np.maximum((step * moved).sum(axis=0), 1e-300)
        weights += length * step
        left -= length * moved
        towards = left * diagonal
        before, size = size, (left * towards).sum(axis=0)
        step = towards + (size / np.maximum(before, 1e-300)) * step
    return weights
