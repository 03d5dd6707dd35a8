"""Is the same component suggested for the same note in eight languages, when decisions are in French only?

The notes and their translations are our own (notes.csv). First, what is decided is these notes in French; then, other
criteria in French, the demonstration's, so that a note resembles a decision only by what it says.
"""

import csv
from pathlib import Path

import numpy as np

from benchmarks.coding.texts import ENCODERS, stored
from spirale.demo import content
from spirale.method.coding import Example, Suggester
from spirale.method.encoders import centred
from spirale.method.grid import parse_code, shipped_grid
from spirale.method.kept_vectors import CachedEncoder

LANGUAGES = ("fr", "en", "ro", "it", "pt", "el", "es", "de")


def measure() -> bool:
    """Print accuracy by language beside the nearest decision on the same vectors; whether Spirale is ahead in all."""
    with (Path(__file__).parent / "notes.csv").open(encoding="utf-8", newline="") as stream:
        notes = list(csv.DictReader(stream))
    own = [(note["fr"], note["code"]) for note in notes]
    parts = [part for note in content.notes() for part in note.parts if part.code]
    demonstration = [(part.text, component(part.code)) for part in parts]
    is_ahead = True
    for name, decided in (("these notes in French", own), ("the demonstration's criteria", demonstration)):
        print(f"\n{len(notes)} notes in {len(LANGUAGES)} languages, decided: {name} ({len(decided)})")
        print(f"  {'component found':34}" + "".join(f"{language:>8}" for language in LANGUAGES) + f"{'all':>8}")
        for short in ENCODERS:
            encoder = stored(short)
            near = {each: nearest(decided, notes, each, encoder) for each in LANGUAGES}
            found = {each: suggested(decided, notes, each, encoder) for each in LANGUAGES}
            right = {each: same(found[each], [note["code"] for note in notes]) for each in LANGUAGES}
            line(f"nearest neighbour, {short}", near)
            line(f"spirale, {short}", right)
            line("  the component or its dimension", {each: covered(found[each], notes) for each in LANGUAGES})
            line("  the same as for the French", {each: same(found[each], found["fr"]) for each in LANGUAGES})
            is_ahead &= np.mean(list(right.values())) > np.mean(list(near.values()))
    return bool(is_ahead)


def component(code: str) -> str:
    return parse_code(code).object_code[:3]


def same(found: list[str], others: list[str]) -> list[bool]:
    return [one == other for one, other in zip(found, others, strict=True)]


def covered(found: list[str], notes: list[dict[str, str]]) -> list[bool]:
    return [note["code"].startswith(code) for code, note in zip(found, notes, strict=True)]


def suggested(decided: list, notes: list[dict[str, str]], language: str, encoder: CachedEncoder) -> list[str]:
    """The component suggested, with the working grid and the notes of one language that wait; a dimension is none."""
    texts = [note[language] for note in notes]
    waiting = [text for text in texts if text not in {known for known, _ in decided}]
    examples = [Example(text, code) for text, code in decided]
    suggester = Suggester.learn(examples, encoder=encoder, grid=shipped_grid(), undecided=waiting)
    return [suggestion.label[:3] for suggestion in suggester.suggest(texts)]


def nearest(decided: list, notes: list[dict[str, str]], language: str, encoder: CachedEncoder) -> list[bool]:
    known, asked = encoder.encode([text for text, _ in decided]), encoder.encode([note[language] for note in notes])
    vectors = centred(np.vstack([known, asked]))
    closest = np.argmax(vectors[len(known) :] @ vectors[: len(known)].T, axis=1)
    return [decided[place][1] == note["code"] for place, note in zip(closest, notes, strict=True)]


def line(name: str, found: dict[str, list[bool]]) -> None:
    every = np.mean([share for shares in found.values() for share in shares])
    print(f"  {name:34}" + "".join(f"{np.mean(found[each]):8.3f}" for each in LANGUAGES) + f"{every:8.3f}", flush=True)
