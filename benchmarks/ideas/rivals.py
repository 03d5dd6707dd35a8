"""The usual ways of grouping texts, each with the settings its users try, all on the vectors given."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence

import numpy as np
from sklearn.cluster import HDBSCAN, KMeans

from benchmarks.ideas.texts import Labels, Vectors
from spirale.method.ideas import Said, propose_ideas

Method = Callable[[Sequence[str], Vectors, int], Labels]

_COUNTS = (4, 6, 8, 12, 16, 24)
_SHARES = (10, 5, 3)


def methods() -> dict[str, dict[str, Method]]:
    """Give each method's settings; Spirale's are its levels, from the ideas up."""
    return {
        "Spirale": {"ideas": spirale(0), "headings": spirale(-1), "headings below": spirale(-2)},
        "k-means": _with_counts(k_means),
        "HDBSCAN": {f"least {least}": hdbscan(least) for least in (2, 3, 5, 10)},
        "UMAP, k-means": _with_counts(umap_k_means),
        "EVoC": {f"least {least}, layer {layer}": evoc(least, layer) for least in (2, 3, 5) for layer in range(3)},
        "BERTopic": {f"least {least}": bertopic(least) for least in (3, 5, 10)},
    }


def _with_counts(method: Callable[[Callable[[int], int]], Method]) -> dict[str, Method]:
    fixed = {f"{count} groups": method(lambda _texts, count=count: count) for count in _COUNTS}
    return fixed | {f"1 group for {share}": method(lambda texts, share=share: texts // share) for share in _SHARES}


def spirale(level: int) -> Method:
    """Give the ideas (0), the most general headings (-1) or those below (-2); what has no heading stands for itself."""

    def found(texts: Sequence[str], vectors: Vectors, seed: int) -> Labels:
        proposal = propose_ideas([Said(str(place), text) for place, text in enumerate(texts)], vectors, seed=seed)
        ideas = {idea.id: idea for idea in proposal.ideas}
        labels = np.full(len(texts), -1)
        numbers = {name: number for number, name in enumerate(ideas)}
        for idea in proposal.ideas:
            if idea.height:
                continue
            above = [idea]
            while above[-1].parent:
                above.append(ideas[above[-1].parent])
            chosen = above[0] if not level else above[max(0, len(above) + level)]
            labels[[int(member) for member in idea.members]] = numbers[chosen.id]
        return labels

    return found


def k_means(count: Callable[[int], int]) -> Method:
    def found(texts: Sequence[str], vectors: Vectors, seed: int) -> Labels:
        groups = max(2, min(count(len(texts)), len(texts) - 1))
        return KMeans(groups, n_init=5, random_state=seed).fit_predict(vectors)

    return found


def hdbscan(least: int) -> Method:
    return lambda _texts, vectors, _seed: HDBSCAN(min_cluster_size=least, copy=True).fit_predict(vectors)


def umap_k_means(count: Callable[[int], int]) -> Method:
    def found(texts: Sequence[str], vectors: Vectors, seed: int) -> Labels:
        from umap import UMAP

        drawn = UMAP(n_neighbors=min(15, len(texts) - 1), n_components=min(5, len(texts) - 3), metric="cosine")
        groups = max(2, min(count(len(texts)), len(texts) - 1))
        return KMeans(groups, n_init=5, random_state=seed).fit_predict(drawn.fit_transform(vectors))

    return found


def evoc(least: int, layer: int) -> Method:
    def found(_texts: Sequence[str], vectors: Vectors, _seed: int) -> Labels:
        from evoc import EVoC

        model = EVoC(base_min_cluster_size=least)
        labels = model.fit_predict(vectors)
        layers = model.cluster_layers_
        return np.asarray(layers[min(layer, len(layers) - 1)] if layers else labels)

    return found


def bertopic(least: int) -> Method:
    def found(texts: Sequence[str], vectors: Vectors, _seed: int) -> Labels:
        from bertopic import BERTopic
        from umap import UMAP

        drawn = UMAP(n_neighbors=min(15, len(texts) - 1), n_components=min(5, len(texts) - 3), metric="cosine")
        topics, _ = BERTopic(min_topic_size=least, umap_model=drawn).fit_transform(list(texts), vectors)
        return np.array(topics)

    return found


def quietly(method: Method, texts: Sequence[str], vectors: Vectors, seed: int) -> Labels:
    """Run a method without its warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.asarray(method(texts, vectors, seed))
