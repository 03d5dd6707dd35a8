"""Suggested labels beside what the field uses, with all, eight and no examples a label."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score

from benchmarks.coding.measures import print_calibration
from benchmarks.coding.rivals import Rival, rivals_of
from benchmarks.coding.texts import ENCODERS, WAYS, Kept, Labels, Split, Texts, sets, splits
from spirale.method.coding import Example, Suggester


def compare(folder: Path, titles: int, draws: int) -> bool:
    """Print every set and setting; whether Spirale is ahead of every rival on the same vectors, with less than 0.05."""
    is_ahead = True
    for texts in sets(folder, titles):
        print(f"\n{texts.name}: {len(texts.texts)} texts, {len(texts.kinds)} labels", flush=True)
        for way in WAYS:
            is_ahead &= report(texts, way, list(splits(texts, way, draws)))
    return is_ahead


@dataclass
class Figures:
    """How one method did over the splits of a setting."""

    right: list[float] = field(default_factory=list)
    balanced: list[float] = field(default_factory=list)
    seconds: float = 0.0
    how: str = ""

    def add(self, truth: Labels, said: Sequence[str], seconds: float) -> None:
        self.right.append(float(np.mean(truth == np.asarray(said))))
        self.balanced.append(float(f1_score(truth, said, average="macro", zero_division=0)))
        self.seconds += seconds

    @property
    def macro(self) -> float:
        return float(np.mean(self.balanced))

    @property
    def accuracy(self) -> float:
        return float(np.mean(self.right))


def report(texts: Texts, way: str, parts: list[Split]) -> bool:
    """Print one setting; whether Spirale is ahead of every rival that has the same vectors, or words alone."""
    print(f"\n  {way:34}{'accuracy':>10}{'macro F1':>10}{'seconds':>10}")
    best = {name: max((run(texts, parts, tried) for tried in rivals), key=lambda found: found.accuracy)
            for name, rivals in rivals_of(way).items()}  # fmt: skip
    for name, found in best.items():
        line(name, found)
    ours = {}
    curves = {}
    for encoder in ENCODERS:
        for is_alone in (True, False):
            found, sure, was_right = spirale(texts, parts, encoder, is_alone=is_alone)
            name = f"spirale, {encoder}{', alone' if is_alone else ''}"
            curves[name] = sure, was_right
            line(name, found)
        ours[encoder] = found
    for name, (sure, was_right) in curves.items():
        print_calibration(name, sure, was_right, is_whole="alone" not in name)
    return verdict(best, ours)


def verdict(best: dict[str, Figures], ours: dict[str, Figures]) -> bool:
    """Say, encoder by encoder, who is ahead; then the default encoder beside all rivals on any vectors."""
    is_ahead = True
    for encoder in (*ENCODERS, "any"):
        found = ours[ENCODERS[0] if encoder == "any" else encoder]
        others = {name: each for name, each in best.items()
                  if encoder == "any" or not any(other in name for other in ENCODERS if other != encoder)}  # fmt: skip
        who = f"spirale on {ENCODERS[0]} beside rivals on any vectors" if encoder == "any" else f"on {encoder}"
        for measure in ("accuracy", "macro"):
            name = max(others, key=lambda each: getattr(others[each], measure))
            gap = getattr(found, measure) - getattr(others[name], measure)
            print(f"    {who}, {measure}: {'ahead' if gap > 0 else 'BEHIND'} by {abs(gap):.4f} ({name})")
            is_ahead &= gap > 0 or encoder == "any"
    return is_ahead


def line(name: str, found: Figures) -> None:
    print(f"  {name:34}{found.accuracy:10.4f}{found.macro:10.4f}{found.seconds:10.2f}   {found.how}", flush=True)


def run(texts: Texts, parts: list[Split], tried: tuple[str, Rival]) -> Figures:
    how, rival = tried
    found = Figures(how=how)
    for shown, hidden in parts:
        start = time.perf_counter()
        said = rival(texts, shown, hidden)
        found.add(texts.labels[hidden], said, time.perf_counter() - start)
    return found


def spirale(
    texts: Texts, parts: list[Split], encoder: str, *, is_alone: bool
) -> tuple[Figures, np.ndarray, np.ndarray]:
    """Suggestions as the site gives them; nothing is tuned here."""
    kept = Kept(texts, encoder)
    found, sure, right = Figures(), [], []
    for shown, hidden in parts:
        asked = [texts.texts[place] for place in hidden]
        start = time.perf_counter()
        examples = [Example(texts.texts[place], str(texts.labels[place])) for place in shown]
        suggester = Suggester.learn(
            examples, encoder=kept, labels=map(str, texts.kinds), undecided=() if is_alone else asked
        )
        said = suggester.suggest(asked)
        found.add(texts.labels[hidden], [one.label for one in said], time.perf_counter() - start)
        sure += [one.confidence for one in said]
        right += [one.label == truth for one, truth in zip(said, texts.labels[hidden], strict=True)]
    return found, np.array(sure), np.array(right)
