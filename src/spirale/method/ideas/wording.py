"""An idea is worded in the most central and shortest way people said it, every group weighing the same."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spirale.method.ideas.space import SCALE, Rows
from spirale.method.text import STOP_WORDS

_LANGUAGES_OF: Final = {
    word: tuple(language for language, listed in STOP_WORDS.items() if word in listed)
    for word in frozenset[str]().union(*STOP_WORDS.values())
}
# What a wording in another language than that of most groups costs: readers would meet an idea they cannot read.
_FOREIGN: Final = 0.3


@dataclass(frozen=True, slots=True)
class Way:
    """One way an idea was said: its key, its words, the criterion that stands for it and the groups that said it.

    `part` is not empty where people parted criteria said in the same words: each part is a way of its own. `language`
    is what `language_of` gives.
    """

    key: str
    text: str
    criterion: str
    groups: frozenset[str]
    part: str = ""
    language: str = ""


def choose_way(ways: Sequence[Way], rows: Rows, language: str = "") -> int:
    """Choose the way nearest to all others, every group weighing the same whatever it wrote, short ones preferred.

    `rows` has one for each way, codes not added; what is given is the place of a way. Where people speak several
    languages, that of most groups is preferred; between two, `language`.
    """
    if len(ways) == 1:
        return 0
    said_by = Counter(name for way in ways for name in way.groups)
    weights = np.array([sum(1.0 / said_by[name] for name in sorted(way.groups)) for way in ways])
    nearness = rows @ (weights / weights.sum() @ rows) / SCALE**2
    length = np.array([_excess(way.text) for way in ways])
    scores = np.round(nearness - length - _FOREIGN * _is_foreign(ways, weights.tolist(), language), 6)
    return min(
        range(len(ways)), key=lambda index: (-scores[index], len(ways[index].text), ways[index].key, ways[index].part)
    )


def _excess(text: str) -> float:
    """What a long wording costs: nothing up to 12 words, then a little for each doubling."""
    count = max(1, len(text.split()))
    return 0.1 * float(np.log2(max(12, count) / 12))


def _is_foreign(ways: Sequence[Way], weights: Sequence[float], preferred: str) -> NDArray[np.float64]:
    """Give 1 for each way told in another language than that which weighs most; one that tells none is never so."""
    told = [way.language for way in ways]
    sums: Counter[str] = Counter()
    for language, weight in zip(told, weights, strict=True):
        if language:
            sums[language] += round(1e6 * weight)
    main = min(sums, key=lambda language: (-sums[language], language != preferred, language), default="")
    return np.array([float(language not in ("", main)) for language in told])


def language_of(key: str) -> str:
    """Give the language whose small words a text holds most of, "" when none or several do."""
    hits = Counter(language for word in set(key.split()) for language in _LANGUAGES_OF.get(word, ()))
    most = max(hits.values(), default=0)
    best = [language for language, count in hits.items() if count == most]
    return best[0] if len(best) == 1 else ""
