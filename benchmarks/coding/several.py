"""Several labels at once beside what the field uses: answers of the Grand Débat that several readers tagged.

    python -m benchmarks.coding.several DATA_FOLDER [--least 3]

For each question with 38 tagged answers or more, five folds. A tag counts when two readers or more gave it; flags
("notable", "other", "no answer") are left out, and so are tags given to fewer answers than --least. F1 over all pairs
of answer and tag (micro), mean over tags (macro) and over answers (samples); mean over questions.

Rivals read the same vectors, and again vectors with the words and letters of the texts, as Spirale does. They have,
for each set of features, whichever of their own settings does best on the very answers they are tested on, which
nobody could know beforehand: strength of the logistic and balanced weights or not, number of neighbours; the threshold
from 0.2 to 0.5; the likeliest tag always given, as Spirale gives it.
"""

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold

from benchmarks.coding.texts import ENCODERS, words_and_letters
from benchmarks.open_data import Row, asking_for_data, grand_debat_answers, subjects, vectors_of
from spirale.method.coding.several import Decided, SeveralSuggester
from spirale.method.encoders import centred, encoder_named
from spirale.method.kept_vectors import CachedEncoder

FEWEST = 38
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)


@dataclass
class Question:
    """The tagged answers of one question."""

    texts: list[str]
    tags: list[tuple[str, ...]]
    kinds: list[str]
    truth: np.ndarray
    vectors: np.ndarray
    words: sparse.csr_matrix


Rival = Callable[[Question, str, np.ndarray, np.ndarray], np.ndarray]


def main() -> int:
    asked = asking_for_data(__doc__)
    asked.add_argument("--least", type=int, default=3, help="answers that a tag must have")
    given = asked.parse_args()
    questions = list(questions_of(grand_debat_answers(given.folder), given.least))
    print(f"{len(questions)} questions, {sum(len(one.texts) for one in questions)} answers")
    print(f"  {'':44}{'micro':>8}{'macro':>8}{'samples':>9}")
    best = [max(results, key=lambda found: found[0][0]) for results in rivals(questions)]
    for found, name in best:
        line(name, found)
    start = time.perf_counter()
    ours = np.mean([scores(one.truth, spirale(one)) for one in questions], axis=0)
    line(f"spirale ({time.perf_counter() - start:.0f} s)", ours)
    return 0 if ours[0] > max(found[0] for found, _ in best) else 2


def questions_of(rows: Sequence[Row], least: int) -> Iterator[Question]:
    by_question: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    for row in rows:
        if tags := subjects(row):
            by_question[row["question_id"]].append((row["answer"], tags))
    for tagged in by_question.values():
        if len(tagged) < FEWEST:
            continue
        counted = Counter(tag for _, tags in tagged for tag in tags)
        kinds = sorted(tag for tag, count in counted.items() if count >= least)
        kept = [(text, tuple(sorted({*tags} & {*kinds}))) for text, tags in tagged if {*tags} & {*kinds}]
        texts = [text for text, _ in kept]
        yield Question(
            texts=texts,
            tags=[tags for _, tags in kept],
            kinds=kinds,
            truth=np.array([[kind in tags for kind in kinds] for _, tags in kept]),
            vectors=centred(vectors_of(texts, encoder_named(ENCODERS[0]))),
            words=words_and_letters().fit_transform(texts).tocsr(),
        )


def folds(question: Question) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    yield from KFold(5, shuffle=True, random_state=0).split(question.texts)


def features(question: Question, kind: str) -> np.ndarray:
    """Rows whose products are those of the features, in as few columns as there are answers: quick, and exact."""
    products = question.vectors @ question.vectors.T
    if kind != "vectors":
        products = 0.5 * products + 0.25 * (question.words @ question.words.T).toarray()  # two sets of length 1
    values, directions = np.linalg.eigh(products.astype(np.float64))
    return directions * np.sqrt(np.clip(values, 0, None))


def rivals(questions: Sequence[Question]) -> Iterator[list[tuple[np.ndarray, str]]]:
    """For each rival and set of features, the scores of all its settings."""
    for kind in ("vectors", "vectors and words"):
        tried = []
        for strength in (1, 10, 100):
            for weights in (None, "balanced"):
                chances = [out_of_fold(one, kind, logistic(strength, weights)) for one in questions]
                tried += thresholded(questions, chances, f"one against rest, logistic, {kind}")
        yield tried
        tried = []
        for near in (3, 5, 10, 20):
            chances = [out_of_fold(one, kind, neighbours(near)) for one in questions]
            tried += thresholded(questions, chances, f"nearest neighbours, {kind}")
        yield tried


Fit = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def out_of_fold(question: Question, kind: str, fit: Fit) -> np.ndarray:
    rows = features(question, kind)
    chances = np.zeros(question.truth.shape)
    for shown, hidden in folds(question):
        chances[hidden] = fit(rows[shown], question.truth[shown], rows[hidden])
    return chances


def logistic(strength: float, weights: str | None) -> Fit:
    def fit(shown: np.ndarray, truth: np.ndarray, hidden: np.ndarray) -> np.ndarray:
        chances = np.zeros((len(hidden), truth.shape[1]))
        for label, has in enumerate(truth.T):
            if has.all() or not has.any():
                chances[:, label] = float(has.all())
                continue
            model = LogisticRegression(C=strength, class_weight=weights, max_iter=2000).fit(shown, has)
            chances[:, label] = model.predict_proba(hidden)[:, 1]
        return chances

    return fit


def neighbours(near: int) -> Fit:
    def fit(shown: np.ndarray, truth: np.ndarray, hidden: np.ndarray) -> np.ndarray:
        alike = hidden @ shown.T
        chosen = np.argsort(-alike, axis=1, kind="stable")[:, :near]
        weight = np.clip(np.take_along_axis(alike, chosen, axis=1), 1e-6, None)
        return (weight[:, :, None] * truth[chosen]).sum(axis=1) / weight.sum(axis=1, keepdims=True)

    return fit


def thresholded(
    questions: Sequence[Question], chances: Sequence[np.ndarray], name: str
) -> Iterator[tuple[np.ndarray, str]]:
    for threshold in THRESHOLDS:
        told = []
        for one, each in zip(questions, chances, strict=True):
            given = each >= threshold
            given[np.arange(len(given)), each.argmax(axis=1)] = True
            told.append(scores(one.truth, given))
        yield np.mean(told, axis=0), name


def spirale(question: Question) -> np.ndarray:
    given = np.zeros(question.truth.shape, dtype=bool)
    encoder = CachedEncoder(encoder_named(ENCODERS[0]))
    for shown, hidden in folds(question):
        decided = [Decided(question.texts[place], question.tags[place]) for place in shown]
        said = SeveralSuggester.learn(decided, encoder=encoder).suggest([question.texts[place] for place in hidden])
        for place, one in zip(hidden, said, strict=True):
            given[place, [question.kinds.index(label) for label, _ in one.labels]] = True
    return given


def scores(truth: np.ndarray, given: np.ndarray) -> list[float]:
    return [float(f1_score(truth, given, average=way, zero_division=0)) for way in ("micro", "macro", "samples")]


def line(name: str, found: Sequence[float]) -> None:
    print(f"  {name:44}{found[0]:8.3f}{found[1]:8.3f}{found[2]:9.3f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
