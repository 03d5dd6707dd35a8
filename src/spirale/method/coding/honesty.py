"""How often a suggestion is right, from its scores: learnt from decisions that are looked at as if not taken.

Source: Guo, Pleiss, Sun, Weinberger (2017), On Calibration of Modern Neural Networks (one temperature); Platt (1999),
Probabilistic Outputs for Support Vector Machines (a fit on scores that were held out).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from spirale.method.coding.features import Matrix

FEW: Final = 10
"""With fewer decisions than this, what is usual stands: so few say more of themselves than of what will come."""

ALONE: Final = 0.11
TOGETHER: Final = 0.22
"""The temperature before decisions speak: learnt from names alone, and nearly all from texts that wait."""

SOFTENED: Final = 0.45
_USUAL_NOISE: Final = 0.01
_TRUST: Final = np.array([40.0, 1.0])  # how much the usual temperature and noise resist what few decisions say
_COUNTED: Final = 3.0  # what the number of right suggestions weighs beside the chance of each
_PRUDENCE: Final = 1.0  # standard errors that are taken from that number: few decisions seldom are what will come


@dataclass(frozen=True, slots=True)
class Honesty:
    """What makes probabilities of scores: a temperature, and how often people decide by something else than the text.

    `noise` is that share; it falls on labels as they are `usual`.
    """

    temperature: float
    noise: float
    usual: Matrix

    def probabilities(self, scores: Matrix) -> Matrix:
        """Turn scores (texts by labels) into probabilities that sum to one in each row."""
        return _probabilities(softened(scores), self.temperature, self.noise, self.usual)


def softened(scores: Matrix) -> Matrix:
    """Give the scores of each text around their mean, over their own length to the power SOFTENED.

    A text that resembles little has flat scores, and is right more often than they say; one that its neighbours agree
    on has told them so itself, and is right less often. Between trusting the length and passing over it: about a root.
    """
    apart = scores - scores.mean(axis=1, keepdims=True)
    lengths = np.sqrt((apart * apart).sum(axis=1, keepdims=True))
    lengths[lengths < 1e-12] = 1.0
    soft: Matrix = apart / lengths**SOFTENED
    return soft


def calibrate(held_out: Matrix, labels: NDArray[np.intp], trust: Matrix, *, waiting: float) -> Honesty:
    """Find what makes scores honest, from those that decided texts got without being learnt from.

    `held_out` (texts by labels), the places of the `labels` people gave, and the share of the texts learnt from that
    are `waiting`. Each decision should not surprise, and as many suggestions should be right as their confidences sum
    to, less one standard error: the second is what few decisions tell best, and they flatter when they are not shared
    out as what will come. When they are few, the answer stays near what other sets of French texts asked for (the
    record on calibration says which).
    """
    count = held_out.shape[1]
    counted = np.bincount(labels, weights=trust, minlength=count).astype(np.float64) + 0.5
    usual: Matrix = counted / counted.sum()
    temperature = ALONE ** (1 - waiting) * TOGETHER**waiting
    centre = np.array([np.log(temperature), np.log(_USUAL_NOISE / (1 - _USUAL_NOISE))])
    if count < 2 or len(labels) < FEW:
        return Honesty(temperature, _USUAL_NOISE, usual)
    soft = softened(held_out)
    rows = np.arange(len(labels))
    right = float(trust @ (held_out.argmax(axis=1) == labels))

    def loss(tried: Matrix) -> float:
        chances = _probabilities(soft, float(np.exp(tried[0])), _share(tried[1]), usual)
        surprise = -(trust * np.log(np.maximum(chances[rows, labels], 1e-12))).sum()
        sure = chances.max(axis=1)
        error = np.sqrt(float(trust @ (sure * (1 - sure))) + 1e-9)
        gap = (float(trust @ sure) - right) / error + _PRUDENCE
        return float(surprise + _COUNTED * gap**2 / 2 + (_TRUST * (tried - centre) ** 2).sum())

    found = optimize.minimize(loss, centre, method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-3, "maxiter": 80})
    return Honesty(float(np.exp(found.x[0])), _share(found.x[1]), usual)


def _probabilities(soft: Matrix, temperature: float, noise: float, usual: Matrix) -> Matrix:
    raised = np.exp((soft - soft.max(axis=1, keepdims=True)) / temperature)
    chances: Matrix = raised / raised.sum(axis=1, keepdims=True) * (1 - noise) + noise * usual
    return chances


def _share(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))
