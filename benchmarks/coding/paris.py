"""Suggests the theme of projects of Paris' participatory budget, beside two baselines, in one run.

Trained on the editions of 2014 to 2018, tested on that of 2019. Whatever is tuned is tuned by cross-validation inside
the training editions; 2019 is looked at once. Run: python benchmarks/coding/paris.py [FOLDER OF THE DATA]
"""

import csv
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_union
from sklearn.svm import LinearSVC

from spirale.method.coding import Example, Suggester
from spirale.method.encoders import CachedEncoder, default_encoder

HERE = Path(__file__).resolve()
DATA = HERE.parents[3] / "shared" / "data"
FILE = Path("paris_budget_participatif") / "projets_laureats_2014_2019.csv"
FOLDS = StratifiedKFold(5, shuffle=True, random_state=0)

Predict = Callable[[], Sequence[str]]


def main(folder: Path) -> int:
    """Print the table; 1 when the data is not there, 2 when a baseline does as well."""
    path = folder / FILE
    if not path.is_file():
        print(f"The data is not there: {path}. Give the folder that holds {FILE.parent}.", file=sys.stderr)
        return 1
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    before = [row for row in rows if row["edition"] != "2019"]
    after = [row for row in rows if row["edition"] == "2019"]
    encoder = CachedEncoder(default_encoder())
    start = time.perf_counter()
    vectors = encoder.encode([row["titre"] for row in rows])
    print(f"{len(before)} projects to learn from, {len(after)} to test, {encoder.name}, read in {_since(start)}")
    texts, labels = [row["titre"] for row in before], [row["thematique"] for row in before]
    asked, truth = [row["titre"] for row in after], [row["thematique"] for row in after]
    seen = np.array([row["edition"] != "2019" for row in rows])
    runs: dict[str, Predict] = {
        "words and n-grams, linear": lambda: _linear(texts, labels, asked),
        "nearest neighbours": lambda: _nearest(vectors[seen], labels, vectors[~seen]),
        "spirale": lambda: _spirale(texts, labels, asked, encoder, truth),
    }
    accuracy: dict[str, float] = {}
    print(f"\n{'':28}{'accuracy':>10}{'macro F1':>10}{'seconds':>10}")
    for name, predict in runs.items():
        start = time.perf_counter()
        said = predict()
        took = time.perf_counter() - start
        accuracy[name] = float(np.mean([one == other for one, other in zip(said, truth, strict=True)]))
        balanced = f1_score(truth, said, average="macro", zero_division=0)
        print(f"{name:28}{accuracy[name]:10.4f}{balanced:10.4f}{took:10.2f}")
    return 0 if accuracy["spirale"] > max(accuracy[name] for name in runs if name != "spirale") else 2


def _linear(texts: Sequence[str], labels: Sequence[str], asked: Sequence[str]) -> Sequence[str]:
    """TF-IDF of words 1-2 and letters 2-5; a linear model and its penalty, chosen on the training editions."""
    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, strip_accents="unicode"),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, strip_accents="unicode"),
    )
    tried = [
        {"model": [LinearSVC()], "model__C": [0.03, 0.1, 0.3, 1, 3], "model__class_weight": [None, "balanced"]},
        {
            "model": [LogisticRegression(max_iter=2000)],
            "model__C": [3, 10, 30],
            "model__class_weight": [None, "balanced"],
        },
    ]
    with tempfile.TemporaryDirectory() as kept:  # features are the same for every penalty
        pipeline = Pipeline([("features", features), ("model", LinearSVC())], memory=kept)
        search = GridSearchCV(pipeline, tried, cv=FOLDS).fit(texts, labels)
        said = list(search.predict(asked))
    model = search.best_params_["model"]
    chosen = f"{type(model).__name__}, C={model.C}, class_weight={model.class_weight}"
    print(f"  [cross-validation {search.best_score_:.4f}: {chosen}]")
    return said


def _nearest(vectors: np.ndarray, labels: Sequence[str], asked: np.ndarray) -> Sequence[str]:
    """Nearest neighbours on the default encoder; how many, and how they weigh, chosen on the training editions."""
    tried = {"n_neighbors": [1, 3, 5, 7, 10, 15, 20, 30], "weights": ["uniform", "distance"]}
    search = GridSearchCV(KNeighborsClassifier(metric="cosine"), tried, cv=FOLDS).fit(vectors, labels)
    print(f"  [cross-validation {search.best_score_:.4f}: {search.best_params_}]")
    return list(search.predict(asked))


def _spirale(
    texts: Sequence[str], labels: Sequence[str], asked: Sequence[str], encoder: CachedEncoder, truth: Sequence[str]
) -> Sequence[str]:
    """Suggestions as the command gives them; nothing is tuned here."""
    examples = [Example(text, label) for text, label in zip(texts, labels, strict=True)]
    within = []
    for shown, hidden in FOLDS.split(texts, labels):
        learnt = Suggester.learn([examples[place] for place in shown], encoder=encoder)
        said = learnt.suggest([texts[place] for place in hidden])
        within.append(np.mean([one.label == labels[place] for one, place in zip(said, hidden, strict=True)]))
    print(f"  [cross-validation {np.mean(within):.4f}]")
    start = time.perf_counter()
    suggester = Suggester.learn(examples, encoder=encoder)
    took = _since(start)
    said = suggester.suggest(asked)
    right = np.array([one.label == other for one, other in zip(said, truth, strict=True)])
    sure = np.array([one.confidence for one in said])
    print(f"  [learnt in {took}; calibration error {_calibration_error(sure, right):.3f}]")
    return [one.label for one in said]


def _calibration_error(sure: np.ndarray, right: np.ndarray) -> float:
    """Mean gap between confidence and accuracy over ten bins, weighed by what each holds."""
    bins = np.minimum((sure * 10).astype(int), 9)
    return float(sum(abs(sure[bins == each].sum() - right[bins == each].sum()) for each in range(10)) / len(sure))


def _since(start: float) -> str:
    return f"{time.perf_counter() - start:.2f} s"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA))
