"""Suggests a label for each text: from the names and keywords of the grid at first, better with each decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
from threadpoolctl import ThreadpoolController

from spirale.method.coding.features import Index, Matrix, Reader, telling_words
from spirale.method.coding.honesty import calibrate
from spirale.method.coding.naming import first_examples
from spirale.method.coding.spreading import MOST, learn_from_all
from spirale.method.coding.values import Example, Reason, Suggestion
from spirale.method.encoders import Encoder, default_encoder, readable
from spirale.method.grid import Code, Grid, parse_code
from spirale.method.problems import Problem
from spirale.method.text import digest, fold

IN_DOUBT: Final = 0.5
"""A component is suggested when it holds at least this share of what speaks for its dimension; else the dimension."""

_AT_ONCE: Final = 256
_SHOWN: Final = 3
_ALIKE: Final = 0.1
_NEAREST: Final = 50  # decided examples looked at for reasons
_POOLS: Final = ThreadpoolController()  # numpy and scipy are there by now; finding them takes longer than a suggestion


class Suggester:
    """What has been learnt from people's decisions, ready to speak of new texts."""

    labels: tuple[str, ...]
    """Every label that may be suggested, in order."""

    def __init__(
        self,
        examples: Sequence[Example],
        encoder: Encoder,
        grid: Grid | None,
        seed: int,
        labels: Iterable[str] = (),
        undecided: Iterable[str] = (),
    ) -> None:
        counted = _counted(examples, grid)
        named = first_examples({*labels, *(example.label for example, _ in counted)}, grid)
        known = [*counted, *named]
        if not known:
            raise Problem("nothing to learn from")
        self.labels = tuple(sorted({example.label for example, _ in known}))
        place = {label: position for position, label in enumerate(self.labels)}
        belongs = np.array([place[example.label] for example, _ in known], dtype=np.intp)
        trust = np.array([weight for _, weight in known], dtype=np.float64)
        self._examples = [example for example, _ in counted]
        beside = _apart(undecided, [example.text for example, _ in known], MOST - len(known))
        self._reader = Reader([*(example.text for example, _ in known), *beside], encoder)
        self._tree = _Tree(self.labels) if grid else None
        self._decided = Index(self._reader.learnt.take(np.arange(len(counted))))
        targets = np.eye(len(self.labels))[belongs]
        self._learnt = learn_from_all(self._reader.learnt, targets, trust, seed, decided=len(counted))
        real = self._learnt.rows < len(counted)
        rows = self._learnt.rows[real]
        share = len(beside) / (len(beside) + len(known))
        self._honesty = calibrate(self._learnt.held_out[real], belongs[rows], trust[rows], waiting=share)
        waiting = self._learnt.held_out[self._learnt.rows >= len(known)]
        self._waiting = {fold(text): scores for text, scores in zip(beside, waiting, strict=True)}
        self._doubt = 1 / (1 + len(known) + len(beside))

    @classmethod
    def learn(
        cls,
        examples: Iterable[Example],
        *,
        encoder: Encoder | None = None,
        grid: Grid | None = None,
        labels: Iterable[str] = (),
        undecided: Iterable[str] = (),
        seed: int = 0,
    ) -> Suggester:
        """Learn from what people decided; identical decisions on identical texts count as the square root of many.

        With a grid, labels are codes of it, every object of the grid may be suggested, and doubt between components
        gives the more general code. Without one, labels are any names: those of the examples, and `labels`, that nobody
        may have given yet. Examples without text or label are passed over.

        `undecided` are texts that wait for a label; what is decided spreads to them and through them, the more so the
        less there is of it. Of very many, as many as fit beside the examples are read, drawn by what they say.
        Raises Problem("nothing to learn from"), and Problem("code malformed") or ("code unknown to the grid") for
        an example whose label is no code of the grid.
        """
        with _POOLS.limit(limits=1, user_api="blas"):  # the same bytes whatever the machine lends
            return cls(tuple(examples), encoder or default_encoder(), grid, seed, labels, undecided)

    @property
    def decided(self) -> tuple[str, ...]:
        """The texts that people decided on, each once for each label it was given."""
        return tuple(example.text for example in self._examples)

    def suggest(self, texts: Sequence[str]) -> list[Suggestion]:
        """Suggest a label for each text, in order; what one text gets does not depend on the others."""
        suggestions: list[Suggestion] = []
        for start in range(0, len(texts), _AT_ONCE):
            with _POOLS.limit(limits=1, user_api="blas"):
                suggestions += self._suggest(texts[start : start + _AT_ONCE])
        return suggestions

    def _suggest(self, texts: Sequence[str]) -> list[Suggestion]:
        features = self._reader.features(texts)
        scores = self._learnt.scores(features)
        for place, text in enumerate(texts):  # a text that waited does not learn from what was guessed of it
            scores[place] = self._waiting.get(fold(text), scores[place])
        chances = self._honesty.probabilities(scores)
        chances = chances * (1 - self._doubt) + self._doubt / (1 + len(self.labels))
        alike = self._decided.most_alike(features, _NEAREST)
        return [
            self._one(text, row_chances, row_alike) if readable(text) else _NOTHING
            for text, row_chances, row_alike in zip(texts, chances, alike, strict=True)
        ]

    def _one(self, text: str, chances: Matrix, alike: Sequence[tuple[int, float]]) -> Suggestion:
        if self._tree:
            label, confidence = self._tree.most_general_in_doubt(chances)
            under = self._tree.under(label)
        else:
            best = int(np.argmax(chances))
            label, confidence, under = self.labels[best], float(chances[best]), [best]
        order = np.argsort(-chances, kind="stable")
        others = [
            (self.labels[place], round(float(chances[place]), 6)) for place in order if self.labels[place] != label
        ]
        because = Reason(self._nearest(alike, {self.labels[place] for place in under}), self._words(text, under))
        return Suggestion(label, round(min(max(confidence, 0.0), 1.0), 6), because, tuple(others[:_SHOWN]))

    def _nearest(self, alike: Sequence[tuple[int, float]], bearing: set[str]) -> tuple[tuple[Example, float], ...]:
        found = [(self._examples[place], round(min(likeness, 1.0), 3)) for place, likeness in alike]
        near = [(example, likeness) for example, likeness in found if likeness >= _ALIKE]
        return tuple(sorted(near, key=lambda each: each[0].label not in bearing)[:_SHOWN])

    def _words(self, text: str, under: Sequence[int]) -> tuple[str, ...]:
        said: dict[str, float] = {}
        index = self._reader.words.index
        for word in telling_words(text):
            place = index.get(fold(word))
            if place is not None and word not in said:
                weights = self._learnt.by_features[place]
                said[word] = float(weights[list(under)].sum() - weights.mean() * len(under))
        telling = sorted((word for word, weight in said.items() if weight > 0), key=lambda word: (-said[word], word))
        return tuple(telling[:_SHOWN])


class _Tree:
    """Codes as a tree, from the dimension down to the most precise."""

    def __init__(self, labels: Sequence[str]) -> None:
        self._paths = [_path(parse_code(label)) for label in labels]
        self._below: dict[str, set[str]] = {}
        for path in self._paths:
            for parent, child in pairwise(("", *path)):
                self._below.setdefault(parent, set()).add(child)

    def under(self, label: str) -> list[int]:
        """Give the places of the labels a code covers."""
        return [place for place, path in enumerate(self._paths) if label in path]

    def most_general_in_doubt(self, chances: Matrix) -> tuple[str, float]:
        """Go down from the likeliest dimension as long as one code holds IN_DOUBT of what its parent holds.

        What a code holds is counted above an equal share: a dimension is not likelier for having more components.
        Its confidence is all that falls under it.
        """
        held: dict[str, float] = {}
        above: dict[str, float] = {}
        for path, chance in zip(self._paths, chances, strict=True):
            for node in path:
                held[node] = held.get(node, 0.0) + float(chance)
                above[node] = above.get(node, 0.0) + max(float(chance) - 1 / len(chances), 0.0)
        label = min(self._below[""], key=lambda node: (-above[node], -held[node], node))
        while below := self._below.get(label):
            likeliest = min(below, key=lambda node: (-above[node], -held[node], node))
            if above[likeliest] < IN_DOUBT * above[label] or above[label] <= 0:
                break
            label = likeliest
        return label, held[label]


def _apart(undecided: Iterable[str], known: Iterable[str], room: int) -> list[str]:
    """Give the texts that are read beside the known ones, each once, in an order that is that of their digests."""
    heard = {fold(text) for text in known}
    texts = {fold(text): text for text in undecided if readable(text)}
    apart = [text for folded, text in texts.items() if folded not in heard]
    return sorted(apart, key=digest)[: max(room, 0)]


_NOTHING: Final = Suggestion("", 0.0, Reason((), ()), ())


def _path(code: Code) -> tuple[str, ...]:
    """List the codes from the dimension down to this one: object, then sense, then beneficiary."""
    steps = [Code(code.dimension)]
    for part in ("component", "subobject", "sense", "sense_detail", "beneficiary"):
        if value := getattr(code, part):
            steps.append(replace(steps[-1], **{part: value}))
    return tuple(str(step) for step in steps)


def _counted(examples: Iterable[Example], grid: Grid | None) -> list[tuple[Example, float]]:
    """Merge what was decided alike of the same text; many copies weigh as the square root of their number."""
    copies: dict[tuple[str, str], list[Example]] = {}
    for example in examples:
        label = example.label.strip()
        if not label or not readable(example.text):
            continue
        if grid:
            code = parse_code(label)
            grid.check(code)
            label = str(code)
        copies.setdefault((fold(example.text), label), []).append(replace(example, label=label))
    return [(same[0], len(same) ** 0.5) for same in copies.values()]
