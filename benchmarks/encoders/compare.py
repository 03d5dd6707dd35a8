"""Compares what turns texts into vectors: what each costs, and how well it tells texts apart, on open French data.

One process an encoder, one thread, so that memory is its own. Run: python -m benchmarks.encoders.compare DATA_FOLDER
- Paris: themes of projects, logistic regression in five folds, then nearest centre with eight examples a theme.
- Grand Débat: are answers that readers tagged alike ranked first? Mean average precision over questions.
- Vrai Débat: eight themes of titles without accents, logistic regression in five folds.
"""

import json
import os
import random
import resource
import subprocess
import sys
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import StratifiedKFold, cross_val_score

from benchmarks.open_data import asking_for_data, grand_debat_answers, paris_projects, subjects, vrai_debat_proposals
from spirale.method.encoders import ENCODERS, centred, encoder_named
from spirale.method.kept_vectors import CachedEncoder

FOLDS = StratifiedKFold(5, shuffle=True, random_state=0)
COLUMNS = {
    "load": "load s", "title": "ms a title", "answer": "ms an answer", "memory": "MB",
    "paris": "Paris 5-fold", "eight": "Paris 8 each", "debat": "Grand Débat MAP", "vrai": "Vrai Débat",
}  # fmt: skip


def main() -> int:
    """Print one line an encoder."""
    asked = asking_for_data(__doc__)
    asked.add_argument("--encoder", help="measure this one only, as JSON")
    asked.add_argument("--answers", type=int, default=600, help="answers of the Grand Débat to read")
    asked.add_argument("--titles", type=int, default=1600, help="titles of the Vrai Débat to read")
    given = asked.parse_args()
    if given.encoder:
        print(json.dumps(measured(given.encoder, given.folder, given.answers, given.titles)))
        return 0
    print(f"{'':10}" + "".join(f"{title:>17}" for title in COLUMNS.values()))
    sizes = ["--answers", str(given.answers), "--titles", str(given.titles)]
    for name in ENCODERS:
        again = [sys.executable, "-m", "benchmarks.encoders.compare", str(given.folder), "--encoder", name, *sizes]
        alone = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        found = json.loads(subprocess.run(again, env=alone, capture_output=True, text=True, check=True).stdout)
        print(f"{name:10}" + "".join(f"{found[column]:17.3f}" for column in COLUMNS), flush=True)
    return 0


def measured(name: str, folder: Path, answers: int, titles: int) -> dict[str, float]:
    """Give the costs and the qualities of one encoder."""
    found: dict[str, float] = {}
    start, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    encoder = encoder_named(name)
    encoder.encode(["bonjour"])
    found["load"] = time.process_time() - start
    paris = paris_projects(folder)
    start = time.process_time()
    vectors = centred(encoder.encode([row["titre"] for row in paris]))
    found["title"] = (time.process_time() - start) / len(paris) * 1000
    found["memory"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    themes = np.array([row["thematique"] for row in paris])
    found["paris"] = five_folds(vectors, themes)
    found["eight"] = eight_each(vectors, themes)
    debat = sample(grand_debat_answers(folder), answers)
    start = time.process_time()
    vectors = CachedEncoder(encoder).encode([row["answer"] for row in debat])
    found["answer"] = (time.process_time() - start) / len(debat) * 1000
    found["debat"] = mean_average_precision(vectors, debat)
    vrai = [row for row in vrai_debat_proposals(folder) if "Expression" not in row["theme"]]
    vrai = sample(vrai, titles)
    vectors = centred(CachedEncoder(encoder).encode([row["titre_sans_accents"] for row in vrai]))
    found["vrai"] = five_folds(vectors, np.array([row["theme"] for row in vrai]))
    return found


def sample(whole: list[dict[str, str]], count: int) -> list[dict[str, str]]:
    """Draw some rows, the same at each run."""
    return random.Random(0).sample(whole, min(count, len(whole)))


def five_folds(vectors: np.ndarray, labels: np.ndarray) -> float:
    """Give the accuracy of a logistic regression over five folds."""
    model = LogisticRegression(C=10, max_iter=1000)
    return float(cross_val_score(model, vectors * np.sqrt(vectors.shape[1]) / 20, labels, cv=FOLDS).mean())


def eight_each(vectors: np.ndarray, labels: np.ndarray) -> float:
    """Give the accuracy of the nearest centre of eight examples a label, over twenty draws."""
    draws = np.random.default_rng(0)
    kinds = np.unique(labels)
    scores = []
    for _ in range(20):
        shown = np.concatenate([draws.permutation(np.flatnonzero(labels == kind))[:8] for kind in kinds])
        hidden = np.setdiff1d(np.arange(len(labels)), shown)
        centres = np.stack([vectors[shown[labels[shown] == kind]].mean(axis=0) for kind in kinds])
        centres /= np.linalg.norm(centres, axis=1, keepdims=True)
        scores.append(np.mean(kinds[np.argmax(vectors[hidden] @ centres.T, axis=1)] == labels[hidden]))
    return float(np.mean(scores))


def mean_average_precision(vectors: np.ndarray, answers: list[dict[str, str]]) -> float:
    """Rank pairs of answers to one question by cosine; those sharing a tag of two readers should come first."""
    by_question: dict[str, list[int]] = defaultdict(list)
    tags = []
    for place, answer in enumerate(answers):
        tags.append(set(subjects(answer)))
        if tags[-1]:
            by_question[answer["question_id"]].append(place)
    scores = []
    for places in by_question.values():
        if len(places) < 20:
            continue
        apart = centred(vectors[places])
        pairs = list(combinations(range(len(places)), 2))
        alike = [bool(tags[places[one]] & tags[places[other]]) for one, other in pairs]
        if any(alike) and not all(alike):
            scores.append(average_precision_score(alike, [float(apart[one] @ apart[other]) for one, other in pairs]))
    return float(np.mean(scores))


if __name__ == "__main__":
    sys.exit(main())
