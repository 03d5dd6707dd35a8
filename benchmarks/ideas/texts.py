"""The texts that ideas are measured on, with what people said of them: labels of readers, themes, votes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import open_data
from benchmarks.open_data import Row, rows_of, subjects
from spirale.method.encoders import default_encoder

Vectors = NDArray[np.float32]
Labels = NDArray[np.int64]

_FEWEST = 30
_VOTERS = 30
_POLIS = ("bowling-green", "canadian-electoral-reform", "austria-climate-produktion-konsum", "nz-affordable-housing")


@dataclass(frozen=True)
class Block:
    """Texts that answer one question; `alike` tells how alike people find two of them, where `known`."""

    texts: list[str]
    vectors: Vectors
    alike: NDArray[np.float64]
    known: NDArray[np.bool_]

    def part(self, kept: NDArray[np.int64]) -> Block:
        """Give the block with these texts only."""
        grid = np.ix_(kept, kept)
        return Block([self.texts[place] for place in kept], self.vectors[kept], self.alike[grid], self.known[grid])


def corpora(folder: Path) -> dict[str, list[Block]]:
    """Read the answers with readers' labels, the titles with their theme, the comments with their votes."""
    return {
        "answers": _answers(open_data.grand_debat_answers(folder)),
        "titles": _titles(open_data.paris_projects(folder)),
        "comments": [_comments(folder / "polis" / name) for name in _POLIS],
    }


def vectors_of(texts: Sequence[str]) -> Vectors:
    """Encode with the encoder of every installation."""
    return open_data.vectors_of(texts, default_encoder())


def agreement(blocks: Sequence[Block], found: Sequence[Labels]) -> float:
    """Hold groups against people, question by question, each weighing by its texts: 1 is agreement, 0 is chance.

    With labels it is Cohen's kappa, over pairs of texts, of "in one group" and "a label in common": the adjusted Rand
    index where each text has one label (Warrens, 2008), and defined where readers gave several. With votes it is the
    correlation, over pairs, between "in one group" and the correlation of the votes. A text left in no group is alone.
    """
    each = [_agreement(block, alone(labels)) for block, labels in zip(blocks, found, strict=True)]
    return float(np.average(each, weights=[len(block.texts) for block in blocks]))


def _agreement(block: Block, labels: Labels) -> float:
    left, right = np.triu_indices(len(labels), 1)
    known = block.known[left, right]
    people = block.alike[left, right][known]
    groups = (labels[left] == labels[right])[known].astype(float)
    if not np.isin(people, (0.0, 1.0)).all():
        return float(np.corrcoef(people, groups)[0, 1]) if groups.std() and people.std() else 0.0
    seen = float((people == groups).mean())
    chance = people.mean() * groups.mean() + (1 - people.mean()) * (1 - groups.mean())
    return float((seen - chance) / (1 - chance)) if chance < 1 else 0.0


def alone(labels: Labels) -> Labels:
    """Make each text left in no group (a label below 0) a group of its own."""
    apart = np.asarray(labels, dtype=np.int64).copy()
    nowhere = np.flatnonzero(apart < 0)
    apart[nowhere] = apart.max(initial=0) + 1 + np.arange(len(nowhere))
    return apart


def _answers(rows: Sequence[Row]) -> list[Block]:
    questions: dict[str, tuple[list[str], list[set[str]]]] = {}
    for row in rows:
        texts, told = questions.setdefault(row["question"], ([], []))
        texts.append(row["answer"])
        told.append(set(subjects(row)))
    return [_labelled(texts, told) for texts, told in questions.values() if len(texts) >= _FEWEST]


def _titles(rows: Sequence[Row]) -> list[Block]:
    return [_labelled([row["titre"] for row in rows], [{row["thematique"]} for row in rows])]


def _labelled(texts: list[str], told: Sequence[set[str]]) -> Block:
    names = sorted(set().union(*told))
    holds = np.array([[name in names_of for name in names] for names_of in told], dtype=float)
    known = holds.any(axis=1)
    return Block(texts, vectors_of(texts), ((holds @ holds.T) > 0).astype(float), np.outer(known, known))


def _comments(folder: Path) -> Block:
    comments = [row for row in rows_of(folder / "comments.csv") if row["comment-body"].strip()]
    voters = rows_of(folder / "participants-votes.csv")
    votes = np.array([[float(voter.get(one["comment-id"]) or "nan") for one in comments] for voter in voters])
    cast = (~np.isnan(votes)).astype(float)
    votes = np.nan_to_num(votes)
    count, sums, squares = cast.T @ cast, votes.T @ cast, (votes**2).T @ cast
    spread = np.sqrt(np.maximum(count * squares - sums**2, 0)) * np.sqrt(np.maximum(count * squares.T - sums.T**2, 0))
    known = (count >= _VOTERS) & (spread > 0)
    alike = np.where(known, (count * (votes.T @ votes) - sums * sums.T) / np.where(spread > 0, spread, 1), 0.0)
    texts = [one["comment-body"] for one in comments]
    return Block(texts, vectors_of(texts), alike, known)
