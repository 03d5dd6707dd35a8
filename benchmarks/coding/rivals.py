"""What the field uses to label short texts: each rival, with all the settings it is tried in."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

from benchmarks.coding.texts import ENCODERS, Texts
from spirale.method.encoders import centred

Rival = Callable[[Texts, NDArray[np.intp], NDArray[np.intp]], Sequence[str]]


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
