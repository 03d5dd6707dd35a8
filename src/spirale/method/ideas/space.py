"""Where criteria stand relative to one another: meaning and words in one vector of whole numbers.

Whole numbers small enough for sums of products to be exact in single precision: the likeness of two criteria is the
same on any machine, with any number of threads, in whatever order they came.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from spirale.method.text import STOP_WORDS, fold, words

# What a component of codes in common may add to a likeness at most.
MOST_OF_CODE: Final = 0.3
# A row of norm at most 4096 = 2**12 makes every partial sum of a product of two rows at most 2**24, exact in float32;
# meaning, words and stance have norm 1 together, to which a code adds at most 0.3 in square.
SCALE: Final = 3580.0
_WORD_DIMENSIONS: Final = 512
_GRAM: Final = 4
_BAND: Final = 8192
WEIGHT_OF_MEANING: Final = 0.49
WEIGHT_OF_WORDS: Final = 0.26
WEIGHT_OF_STANCE: Final = 0.25
# How many ways of saying it takes for what they have in common to be half known.
_CENTRE: Final = 8
_SHORT: Final = 15
_WIDEST: Final = 5 * np.pi / 12
# Words that deny, without accents, in the languages of the stop words; "n't" is seen at the end of any word.
_DENYING: Final = (
    "pas sans jamais aucun aucune ni non not no never without nor cannot dont doesnt shouldnt cant "
    "nicht kein keine ohne sem nao sin senza nessun nessuna fara nu niciun"
)
_DENIALS: Final = frozenset(_DENYING.split())

Rows = NDArray[np.float32]
Places = NDArray[np.int64]


def key_of(text: str) -> str:
    """Give what makes two texts the same words: no case, accent or punctuation; "" when nothing is written.

    A text of emoji alone is something written.
    """
    found = words(fold(text))
    if found:
        return " ".join(found)
    return "".join(character for character in fold(text) if ord(character) > 0x20FF and not character.isspace())


def stop_words_of(keys: Sequence[str]) -> frozenset[str]:
    """Give the small words of the language these texts are mostly in, the first by name when two are equal."""
    seen = Counter(word for key in keys for word in set(key.split()))
    hits = {language: sum(seen[word] for word in listed) for language, listed in STOP_WORDS.items()}
    best = min(hits, key=lambda language: (-hits[language], language))
    return STOP_WORDS[best] if hits[best] else frozenset()


def grams_of(word: str) -> list[str]:
    """Give a word, and the runs of four letters inside it, its edges marked."""
    edged = f"<{word}>"
    return [f"={word}", *(edged[start : start + _GRAM] for start in range(max(1, len(edged) - _GRAM + 1)))]


def words_in_space(keys: Sequence[str], *, stop_words: Set[str], usual: Places | None) -> NDArray[np.float32]:
    """Give unit rows (texts by 512) of their words and letters, those rare among the `usual` weighing more, if any.

    Terms weigh (1 + ln count) × (ln((1 + n) / (1 + texts with it)) + 1), n and texts being those at the places
    `usual`, and are laid in a fixed number of places by a signed hash, which keeps inner products in expectation.
    Source: Weinberger et al. (2009), Feature hashing.
    """
    terms: dict[str, int] = {}
    known: dict[str, list[int]] = {}
    columns: list[int] = []
    ends = [0]
    for key in keys:
        found = key.split()
        for word in [word for word in found if word not in stop_words] or found or [key]:
            told = known.get(word)
            if told is None:
                told = known[word] = [terms.setdefault(term, len(terms)) for term in grams_of(word)]
            columns += told
        ends.append(len(columns))
    shape = (len(keys), max(1, len(terms)))
    counts = csr_array((np.ones(len(columns)), np.array(columns, dtype=np.int64), np.array(ends)), shape=shape)
    counts.sum_duplicates()
    codes = np.array([zlib.crc32(term.encode("utf-8", "surrogatepass")) for term in terms], dtype=np.int64)
    weights = np.ones(len(terms))
    if usual is not None:
        texts = np.bincount(counts[usual].indices, minlength=len(terms))
        weights = np.log((1 + len(usual)) / (1 + texts[: len(terms)])) + 1.0
    weights = np.where((codes >> 16) & 1, weights, -weights)
    where = codes[counts.indices] % _WORD_DIMENSIONS
    amounts = weights[counts.indices] * (1.0 + np.log(counts.data))
    laid = np.empty((len(keys), _WORD_DIMENSIONS), dtype=np.float32)
    for start in range(0, len(keys), _BAND):
        bounds = counts.indptr[start : start + _BAND + 1]
        part = slice(int(bounds[0]), int(bounds[-1]))
        places = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds)) * _WORD_DIMENSIONS + where[part]
        band = np.bincount(places, amounts[part], (len(bounds) - 1) * _WORD_DIMENSIONS).astype(np.float64)
        laid[start : start + _BAND] = unit(band.reshape(-1, _WORD_DIMENSIONS))
    return laid


def place_in_space(keys: Sequence[str], vectors: NDArray[np.float32], usual: Places | None = None) -> Rows:
    """Join meaning (vectors), words and stance of texts in rows of whole numbers whose inner products are exact.

    The likeness of two rows is 0.49 × the cosine of their centred vectors + 0.26 × the cosine of their words + 0.25 ×
    the cosine between their stances. What is common and what is rare is read from the texts at the places `usual`,
    from all unless told.
    """
    usual = np.arange(len(keys)) if usual is None else usual
    width = vectors.shape[1]
    rows = np.empty((len(keys), width + _WORD_DIMENSIONS + 2), dtype=np.float32)
    common = common_of(vectors, usual)
    told = words_in_space(keys, stop_words=stop_words_of([keys[place] for place in usual.tolist()]), usual=usual)
    for start in range(0, len(keys), _BAND):
        band = slice(start, start + _BAND)
        meaning = unit(unit(vectors[band]) - common)
        rows[band, :width] = np.trunc(meaning * (np.sqrt(WEIGHT_OF_MEANING) * SCALE))
        rows[band, width:-2] = np.trunc(told[band] * (np.sqrt(WEIGHT_OF_WORDS) * SCALE))
    stances = np.array([stance_of(key) for key in keys])
    rows[:, -2] = np.trunc(np.cos(stances) * (np.sqrt(WEIGHT_OF_STANCE) * SCALE))
    rows[:, -1] = np.trunc(np.sin(stances) * (np.sqrt(WEIGHT_OF_STANCE) * SCALE))
    return rows


def place_each_once(
    keys: Sequence[str], vectors: NDArray[np.float32], order: Iterable[int]
) -> tuple[Rows, dict[str, int]]:
    """Place texts in space, each once however many say it; give the rows, and which of them each key has.

    Of the texts of one key, the first in `order` (places among `keys`, which `vectors` follows) stands for it. A text
    in which nothing is written has no row.
    """
    stands: dict[str, int] = {}
    for text in order:
        if keys[text]:
            stands.setdefault(keys[text], text)
    told = sorted(stands)
    rows = place_in_space(told, vectors[[stands[key] for key in told]])
    return rows, {key: row for row, key in enumerate(told)}


def common_of(vectors: NDArray[np.float32], usual: Places) -> NDArray[np.float64]:
    """Give what the vectors of a question have in common, which tells nothing apart, to be taken out of each.

    What answers one question shares its subject. Of the n unit vectors at the places `usual` it is n / (n + 8) of
    their mean: a mean of few says little of what would be common to many.
    """
    total = np.zeros(vectors.shape[1])
    for start in range(0, len(usual), _BAND):
        total += unit(vectors[usual[start : start + _BAND]]).sum(axis=0)
    return total / (len(usual) + _CENTRE)


def with_codes(rows: Rows, shares: NDArray[np.float64]) -> Rows:
    """Add to each row its shares (rows by components of codes): squared, at most 0.3 in sum for a row.

    The likeness of two rows grows by the inner product of their shares.
    """
    return np.hstack([rows, np.trunc(shares * SCALE).astype(np.float32)])


def stance_of(key: str) -> float:
    """Give the angle of what a text denies (below 0) or does not (above): wide for a short text, nearing 0 for a long.

    Vectors hardly see a negation. This keeps "legalise it" and "do not legalise it" apart, and never gives a sign.
    """
    found = key.split()
    angle = _WIDEST * min(1.0, _SHORT / max(1, len(found)))
    return -angle if denies(key) else angle


def denies(key: str) -> bool:
    """Say whether a text holds a word that denies."""
    found = key.split()
    return not _DENIALS.isdisjoint(found) or ("n't" in key and any(word.endswith("n't") for word in found))


def without_stance(rows: Rows) -> Rows:
    """Give the part of the rows, codes not added, that tells meaning and words."""
    return rows[:, :-2]


def likeness(left: Rows, right: Rows) -> NDArray[np.float64]:
    """Give the likeness of each left row (down) to each right one (across), 1 for the same text."""
    return (left @ right.T).astype(np.float64) / SCALE**2


def unit(rows: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Give rows of norm 1; a row of nothing stays one."""
    rows = rows.astype(np.float64)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    norms[norms == 0] = 1.0
    return np.asarray(rows / norms)
