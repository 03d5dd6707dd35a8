"""What a text is compared by: its words, its groups of letters, and its vector."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from spirale.method.encoders import Encoder, readable
from spirale.method.text import ALL_STOP_WORDS, fold, words

Matrix = NDArray[np.float64]

WORDS: Final = 0.25
LETTERS: Final = 0.25
VECTORS: Final = 0.5
"""Shares of the likeness of two texts; they sum to one, so that a text is like itself by one."""

_FEW: Final = 5.0  # with fewer texts than this, their mean says more of them than of the language

_ROUGHLY: Final = 1e-4  # a hundred times what is lost by counting with half of the digits


class Vocabulary:
    """Texts as weighed counts (log of the count, times how rare it is among the texts learnt from), of length 1."""

    def __init__(self, analyse: Callable[[str], Iterable[str]], texts: Sequence[str]) -> None:
        self._analyse = analyse
        counted = [Counter(analyse(text)) for text in texts]
        seen_in = Counter(feature for counts in counted for feature in counts)
        self.index = {feature: position for position, feature in enumerate(sorted(seen_in))}
        rarity = [np.log((1 + len(texts)) / (1 + seen_in[feature])) + 1 for feature in self.index]
        self._rarity: Matrix = np.array(rarity, dtype=np.float64)
        self.learnt = self._rows(counted)

    def rows(self, texts: Sequence[str]) -> sparse.csr_array:
        """Give one row per text; what was never learnt is passed over."""
        return self._rows([Counter(self._analyse(text)) for text in texts])

    def _rows(self, counted: Sequence[Counter[str]]) -> sparse.csr_array:
        places = [np.zeros(0, dtype=np.int32)]
        values = [np.zeros(0)]
        ends = [0]
        for features in counted:
            known = sorted((self.index[feature], count) for feature, count in features.items() if feature in self.index)
            found = np.array([place for place, _ in known], dtype=np.int32)
            weights = (1 + np.log(np.array([count for _, count in known], dtype=np.float64))) * self._rarity[found]
            places.append(found)
            values.append(weights / (np.sqrt((weights * weights).sum()) if known else 1.0))
            ends.append(ends[-1] + len(known))
        rows = (np.concatenate(values), np.concatenate(places), np.array(ends, dtype=np.int32))
        return sparse.csr_array(rows, shape=(len(counted), len(self.index)))


@dataclass(frozen=True, slots=True)
class Features:
    """Some texts, ready to be compared: sparse rows (words, then letters) beside dense ones (vectors)."""

    sparse: sparse.csr_array
    dense: Matrix

    def __len__(self) -> int:
        """Say how many texts there are."""
        return len(self.dense)

    def likeness(self, other: Features) -> Matrix:
        """Give how alike the texts of both sides are, about -0.5 to 1: rows of self, columns of other."""
        likeness: Matrix = (self.sparse @ other.sparse.T).toarray() + self.dense @ other.dense.T
        return likeness

    def take(self, rows: NDArray[np.intp]) -> Features:
        """Give some of the texts."""
        return Features(self.sparse[rows], self.dense[rows])


class Index:
    """Texts kept so that those most like another are found at once, among ten thousand."""

    def __init__(self, texts: Features) -> None:
        self._texts = texts
        self._by_feature = sparse.csr_array(texts.sparse.T)
        self._rough = texts.dense.astype(np.float32)

    def most_alike(self, texts: Features, count: int) -> list[list[tuple[int, float]]]:
        """Give for each text the places of the `count` texts most like it, and how alike (9 decimals), in order.

        Of two texts that are as like, the first comes first. Half of the digits choose who may be among them; those
        are then compared with all digits.
        """
        if not len(self._texts) or not count:
            return [[] for _ in range(len(texts))]
        by_words = (texts.sparse @ self._by_feature).toarray()
        rough = by_words + (self._rough @ texts.dense.astype(np.float32).T).T
        kept = min(count, rough.shape[1])
        least = np.partition(rough, -kept, axis=1)[:, -kept] - _ROUGHLY
        return [
            self._in_order(np.flatnonzero(rough[row] >= least[row]), by_words[row], texts.dense[row])[:kept]
            for row in range(len(texts))
        ]

    def _in_order(self, places: NDArray[np.intp], by_words: Matrix, vector: Matrix) -> list[tuple[int, float]]:
        alike = np.round(by_words[places] + (self._texts.dense[places] * vector).sum(axis=1), 9)
        order = np.argsort(-alike, kind="stable")
        return [(int(places[each]), float(alike[each])) for each in order]


class Reader:
    """Turns texts into features, by what the texts learnt from have in common."""

    def __init__(self, texts: Sequence[str], encoder: Encoder) -> None:
        read = [readable(text) for text in texts]
        self._encoder = encoder
        self._letters = Vocabulary(letters_of, read)
        self.words = Vocabulary(words_of, read)
        vectors = encoder.encode(read).astype(np.float64)
        self._shared: Matrix = vectors.mean(axis=0) * (len(read) / (len(read) + _FEW))
        self.learnt = self._beside(self.words.learnt, self._letters.learnt, vectors)

    def features(self, texts: Sequence[str]) -> Features:
        """Give the features of new texts."""
        read = [readable(text) for text in texts]
        vectors = self._encoder.encode(read).astype(np.float64)
        return self._beside(self.words.rows(read), self._letters.rows(read), vectors)

    def _beside(self, by_words: sparse.csr_array, by_letters: sparse.csr_array, vectors: Matrix) -> Features:
        apart = np.where(np.any(vectors != 0, axis=1)[:, None], vectors - self._shared, 0.0)
        lengths = np.linalg.norm(apart, axis=1, keepdims=True)
        lengths[lengths < 1e-12] = 1.0
        both = sparse.hstack([by_words * WORDS**0.5, by_letters * LETTERS**0.5], format="csr")
        return Features(sparse.csr_array(both), apart / lengths * VECTORS**0.5)


def words_of(text: str) -> list[str]:
    """List the words that carry meaning, alone and two by two, without case or accents."""
    telling = [fold(word) for word in telling_words(text)]
    return telling + [f"{first} {second}" for first, second in pairwise(telling)]


def telling_words(text: str) -> list[str]:
    """List the words that carry meaning in their order, small words left out."""
    return [word for word in words(text) if word not in ALL_STOP_WORDS and fold(word) not in ALL_STOP_WORDS]


def letters_of(text: str) -> list[str]:
    """List the groups of 2 to 5 letters inside the words of a text, their ends marked by a space."""
    found: list[str] = []
    for word in fold(text).split():
        padded = f" {word} "
        for size in (2, 3, 4, 5):
            if len(padded) <= size:
                found.append(padded)
                break
            found += [padded[start : start + size] for start in range(len(padded) - size + 1)]
    return found
