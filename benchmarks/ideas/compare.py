"""Ideas beside three usual ways of grouping, on the same vectors: `python benchmarks/ideas/compare.py DATA_FOLDER`.

DATA_FOLDER holds `grand_debat_annote/reponses_annotees.csv`, `paris_budget_participatif/
projets_laureats_2014_2019.csv` and `polis/bowling-green/comments.csv`. Prints one table:

- ideas: groups of at least two notes; single: share of notes alone; lost: share of notes the method leaves nowhere;
- pure: mean, over groups, of the share of pairs that human readers gave a label in common (or one official theme);
- found: share of the pairs with a label in common that are in one group;
- again: adjusted Rand index between two runs, the second with another seed on the notes in another order;
- seconds, encoding left out.
"""

from __future__ import annotations

import csv
import json
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import HDBSCAN, AgglomerativeClustering, KMeans
from sklearn.metrics import adjusted_rand_score

from spirale.method.encoders import CachedEncoder, default_encoder
from spirale.method.ideas import Said, propose_ideas

Vectors = NDArray[np.float32]
Labels = NDArray[np.int64]
Method = Callable[[Sequence[str], Vectors, int], Labels]

NOT_TOPICS = {"Idée marquée", "Z Autres", "Sans réponse / Hors sujet / Inclassable"}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def spirale(texts: Sequence[str], vectors: Vectors, seed: int) -> Labels:
    said = [Said(str(place), text) for place, text in enumerate(texts)]
    labels = np.full(len(texts), -1)
    ideas = [idea for idea in propose_ideas(said, vectors, seed=seed).ideas if not idea.height]
    for number, idea in enumerate(ideas):
        labels[[int(member) for member in idea.members]] = number
    return labels


def k_means(texts: Sequence[str], vectors: Vectors, seed: int) -> Labels:
    """As many groups as there are notes for three, close to what people make by hand."""
    return KMeans(max(2, len(texts) // 3), n_init=3, random_state=seed).fit_predict(vectors)


def hdbscan(_texts: Sequence[str], vectors: Vectors, _seed: int) -> Labels:
    return HDBSCAN(min_cluster_size=2, metric="euclidean", copy=True).fit_predict(vectors)


def agglomerative(texts: Sequence[str], vectors: Vectors, _seed: int) -> Labels:
    model = AgglomerativeClustering(max(2, len(texts) // 3), metric="cosine", linkage="average")
    return model.fit_predict(vectors)


METHODS: dict[str, Method] = {
    "spirale": spirale, "k-means": k_means, "HDBSCAN": hdbscan, "agglomerative": agglomerative,
}  # fmt: skip


def corpora(folder: Path) -> dict[str, list[tuple[list[str], list[set[str]]]]]:
    """Give blocks of texts with their labels: a block for each question."""
    answers = rows_of(folder / "grand_debat_annote" / "reponses_annotees.csv")
    questions: dict[str, tuple[list[str], list[set[str]]]] = {}
    for row in answers:
        labels = {name for name, readers in json.loads(row["tags"]).items() if readers > 1} - NOT_TOPICS
        texts, told = questions.setdefault(row["question"], ([], []))
        texts.append(row["answer"])
        told.append(labels)
    projects = rows_of(folder / "paris_budget_participatif" / "projets_laureats_2014_2019.csv")
    comments = rows_of(folder / "polis" / "bowling-green" / "comments.csv")
    return {
        "answers (13 questions)": list(questions.values()),
        "project titles": [([row["titre"] for row in projects], [{row["thematique"]} for row in projects])],
        "comments": [([row["comment-body"] for row in comments], [set() for _ in comments])],
    }


def measure(method: Method, blocks: Sequence[tuple[list[str], list[set[str]]]], encoder: CachedEncoder) -> list[str]:
    groups = alone = lost = notes = together = alike = 0
    purity: list[float] = []
    again: list[float] = []
    spent = 0.0
    for texts, told in blocks:
        vectors = encoder.encode(texts)
        start = time.perf_counter()
        labels = method(texts, vectors, 1)
        spent += time.perf_counter() - start
        order = np.random.default_rng(5).permutation(len(texts))
        other = np.empty(len(texts), dtype=np.int64)
        other[order] = method([texts[place] for place in order], vectors[order], 2)
        again.append(adjusted_rand_score(_apart(labels), _apart(other)))
        notes += len(texts)
        lost += int((labels < 0).sum())
        labelled = [place for place, names in enumerate(told) if names]
        for label in set(labels.tolist()) - {-1}:
            members = np.flatnonzero(labels == label)
            groups += len(members) > 1
            alone += len(members) == 1
            pairs = [(a, b) for a in members for b in members if a < b and told[a] and told[b]]
            if pairs:
                purity.append(sum(bool(told[a] & told[b]) for a, b in pairs) / len(pairs))
        for index, a in enumerate(labelled):
            for b in labelled[index + 1 :]:
                if told[a] & told[b]:
                    alike += 1
                    together += bool(labels[a] == labels[b] >= 0)
    return [
        str(groups), f"{alone / notes:.2f}", f"{lost / notes:.2f}",
        f"{np.mean(purity):.3f}" if purity else "-", f"{together / alike:.3f}" if alike else "-",
        f"{np.mean(again):.2f}", f"{spent:.1f}",
    ]  # fmt: skip


def _apart(labels: Labels) -> Labels:
    """Make each note left nowhere a group of its own, so that two runs compare."""
    apart = labels.copy()
    nowhere = np.flatnonzero(labels < 0)
    apart[nowhere] = labels.max() + 1 + np.arange(len(nowhere))
    return apart


def main(folder: Path) -> None:
    encoder = CachedEncoder(default_encoder())
    print(f"encoder {encoder.name}")
    print(f"{'':24}{'method':16}" + "".join(f"{name:>9}" for name in
          ("ideas", "single", "lost", "pure", "found", "again", "seconds")))  # fmt: skip
    for name, blocks in corpora(folder).items():
        encoder.encode([text for texts, _ in blocks for text in texts])
        for label, method in METHODS.items():
            print(
                f"{name:24}{label:16}" + "".join(f"{cell:>9}" for cell in measure(method, blocks, encoder)), flush=True
            )


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("Give the folder of the data sets: python benchmarks/ideas/compare.py DATA_FOLDER")
    warnings.filterwarnings("ignore", category=FutureWarning)
    main(Path(sys.argv[1]))
