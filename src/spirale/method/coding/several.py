"""Several labels for one text, where people give several: each label's own chance, and those likely enough together.

Source: Hastie, Tibshirani, Friedman (2009), The Elements of Statistical Learning, sections 5.8 and 7.10 (ridge on a
kernel, one left out); Platt (1999), Probabilistic outputs for support vector machines; Lipton, Elkan and
Naryanaswamy (2014), Optimal thresholding of classifiers to maximize F1 measure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize
from threadpoolctl import threadpool_limits

from spirale.method.coding.features import Features, Matrix, Reader
from spirale.method.coding.naming import first_examples
from spirale.method.encoders import Encoder, default_encoder, readable
from spirale.method.grid import Grid, parse_code
from spirale.method.problems import Problem
from spirale.method.text import digest, fold

PENALTY: Final = 0.6
NAME: Final = 0.3
"""How much the name of a label counts beside a text that people decided on."""

MOST: Final = 2_000
"""Decided texts that are learnt from; of more, those drawn by digest."""

USUAL: Final = 0.5
"""Threshold as long as decisions are too few to learn one; the learnt one is pulled towards it by _PULL texts."""

_PULL: Final = 10.0
_SHOWN: Final = 3
_PLATT: Final = np.array([8.0, 1.0, -0.5])  # slope on the score, on the log-odds of the label, and the constant


@dataclass(frozen=True, slots=True)
class Decided:
    """A text and all the labels that people gave it."""

    text: str
    labels: tuple[str, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class SeveralSuggestion:
    """Labels proposed together for one text, each with its own chance, the likeliest first; `alternatives` are next.

    A chance is how often such a label is right: they do not sum to one. A text with nothing to read gets none.
    """

    labels: tuple[tuple[str, float], ...]
    alternatives: tuple[tuple[str, float], ...]


class SeveralSuggester:
    """What has been learnt from texts with several labels, ready to speak of new ones."""

    labels: tuple[str, ...]
    """Every label that may be suggested, in order."""

    threshold: float
    """The chance from which a label is suggested: the one that decisions, each looked at as if not taken, ask for."""

    def __init__(self, decided: Iterable[Decided], encoder: Encoder, grid: Grid | None) -> None:
        known = _merged(decided, grid)
        if not known:
            raise Problem("nothing to learn from")
        self.labels = tuple(sorted({label for one in known for label in one.labels}))
        place = {label: position for position, label in enumerate(self.labels)}
        named = [example for example, _ in first_examples(self.labels, grid) if example.label in place]
        targets = np.zeros((len(known) + len(named), len(self.labels)))
        for row, one in enumerate(known):
            targets[row, [place[label] for label in one.labels]] = 1.0
        targets[len(known) + np.arange(len(named)), [place[example.label] for example in named]] = 1.0
        self._reader = Reader([*(one.text for one in known), *(example.text for example in named)], encoder)
        count = len(known)
        trust = np.concatenate([np.ones(count), np.full(len(named), NAME)])
        self._base: Matrix = (targets[:count].sum(axis=0) + 0.5) / (count + 1)
        self._known = self._reader.learnt
        inverse = linalg.inv(self._known.likeness(self._known) + np.diag(PENALTY / trust), check_finite=False)
        self._weights: Matrix = inverse @ (targets - self._base)
        held_out = (targets - self._weights / np.diag(inverse)[:, None])[:count]
        self._platt = _calibrated(held_out, self._base, targets[:count])
        self.threshold = _threshold(_chances(held_out, self._base, self._platt), targets[:count] > 0)

    @classmethod
    def learn(
        cls, decided: Iterable[Decided], *, encoder: Encoder | None = None, grid: Grid | None = None
    ) -> SeveralSuggester:
        """Learn from texts that people gave one label or several; a text decided twice has the labels of both.

        Raises Problem("nothing to learn from"), and Problem("code malformed") or ("code unknown to the grid") for a
        label that is no code of the grid.
        """
        with threadpool_limits(1, user_api="blas"):  # the same bytes whatever the machine lends
            return cls(decided, encoder or default_encoder(), grid)

    def suggest(self, texts: Sequence[str]) -> list[SeveralSuggestion]:
        """Suggest labels for each text, in order: the likeliest, and all those at or above the threshold."""
        with threadpool_limits(1, user_api="blas"):
            chances = self.chances(self._reader.features(texts)) if texts else np.zeros((0, len(self.labels)))
        return [
            self._one(row) if readable(text) else SeveralSuggestion((), ())
            for text, row in zip(texts, chances, strict=True)
        ]

    def chances(self, features: Features) -> Matrix:
        """Give the chance of each label (across) for each text (down), from 0 to 1."""
        scores = features.likeness(self._known) @ self._weights + self._base
        return _chances(scores, self._base, self._platt)

    def _one(self, row: Matrix) -> SeveralSuggestion:
        order = sorted(range(len(row)), key=lambda place: (-round(float(row[place]), 6), place))
        told = [(self.labels[place], round(float(row[place]), 6)) for place in order]
        size = max(1, sum(chance >= self.threshold for _, chance in told))
        return SeveralSuggestion(tuple(told[:size]), tuple(told[size : size + _SHOWN]))


def _merged(decided: Iterable[Decided], grid: Grid | None) -> list[Decided]:
    """Give each way of saying once, with all its labels, in the order of digests."""
    labels: dict[str, set[str]] = {}
    texts: dict[str, str] = {}
    for one in decided:
        given = {_checked(label.strip(), grid) for label in one.labels if label.strip()}
        if given and readable(one.text):
            labels.setdefault(fold(one.text), set()).update(given)
            texts[fold(one.text)] = min(texts.get(fold(one.text), one.text), one.text)
    order = sorted(labels, key=digest)[:MOST]
    return [Decided(texts[folded], tuple(sorted(labels[folded]))) for folded in order]


def _checked(label: str, grid: Grid | None) -> str:
    if grid is None:
        return label
    code = parse_code(label)
    grid.check(code)
    return str(code)


def _odds(share: Matrix) -> Matrix:
    odds: Matrix = np.log(share / (1 - share))
    return odds


def _chances(scores: Matrix, base: Matrix, platt: Matrix) -> Matrix:
    slope, usual, constant = platt
    chances: Matrix = 1 / (1 + np.exp(-np.clip(slope * (scores - base) + usual * _odds(base) + constant, -30, 30)))
    return chances


def _calibrated(held_out: Matrix, base: Matrix, truth: Matrix) -> Matrix:
    """Fit one logistic curve for all labels to what texts got without being learnt from, near the usual one."""

    def loss(tried: Matrix) -> float:
        chances = np.clip(_chances(held_out, base, tried), 1e-9, 1 - 1e-9)
        surprise = -(truth * np.log(chances) + (1 - truth) * np.log(1 - chances)).sum()
        return float(surprise + (((tried - _PLATT) / np.array([4.0, 0.5, 1.0])) ** 2).sum())

    found = optimize.minimize(loss, _PLATT, method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-4})
    fitted: Matrix = np.round(found.x, 6)
    return fitted


def _threshold(chances: Matrix, truth: NDArray[np.bool_]) -> float:
    """Find the threshold of largest F1 over held-out texts (the likeliest label is always given), pulled to USUAL."""
    top = chances.argmax(axis=1)

    def f1(threshold: float) -> float:
        given = chances >= threshold
        given[np.arange(len(top)), top] = True
        return float(2 * (given & truth).sum() / (given.sum() + truth.sum()))

    best = max(
        (round(step / 50, 2) for step in range(5, 41)), key=lambda tried: (round(f1(tried), 6), -abs(tried - USUAL))
    )
    share = len(chances) / (len(chances) + _PULL)
    return round(share * best + (1 - share) * USUAL, 4)
