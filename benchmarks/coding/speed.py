"""How long one suggestion takes among ten thousand decisions, the reading of its text by the encoder included."""

import os
import random
import time
from pathlib import Path

import numpy as np

from benchmarks.open_data import paris_projects
from spirale.method.coding import Example, Suggester
from spirale.method.encoders import default_encoder
from spirale.method.grid import Grid, shipped_grid
from spirale.method.kept_vectors import CachedEncoder

DECISIONS, ASKED = 10_000, 500
TARGET = 20.0  # milliseconds, for 99 suggestions in a hundred


def measure(folder: Path) -> bool:
    """Time eleven themes, then the codes of the working grid; whether 99 in a hundred are under TARGET."""
    made = recombined([(row["titre"], row["thematique"]) for row in paris_projects(folder)])
    themes = sorted({label for _, label in made})
    grid = shipped_grid()
    codes = [str(code) for code in grid.codes()]
    each = len(codes) // len(themes)  # codes a theme, in turn
    coded = [(text, codes[themes.index(label) * each + place % each]) for place, (text, label) in enumerate(made)]
    encoder = CachedEncoder(default_encoder())
    start = time.perf_counter(), time.process_time()
    encoder.encode([text for text, _ in made[:DECISIONS]])
    print(f"\nReading {DECISIONS} texts: {since(start)}", flush=True)
    found = [
        timed(f"{len(themes)} themes", made, encoder, None),
        timed(f"{each * len(themes)} codes", coded, encoder, grid),
    ]
    return all(found)


def recombined(titles: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Make other titles with the words of two of one label, with a seed, each once."""
    chance = random.Random(1)
    by_label: dict[str, list[list[str]]] = {}
    for title, label in titles:
        by_label.setdefault(label, []).append(title.split())
    made: dict[str, str] = {}
    while len(made) < DECISIONS + ASKED:
        _, label = chance.choice(titles)
        one, other = chance.choice(by_label[label]), chance.choice(by_label[label])
        said = chance.sample(one, -(-len(one) * 2 // 3)) + chance.sample(other, -(-len(other) // 2))
        if len(said) < 3:
            said.append(chance.choice(chance.choice(titles)[0].split()))
        made[" ".join(said)] = label
    return list(made.items())


def timed(name: str, made: list[tuple[str, str]], encoder: CachedEncoder, grid: Grid | None) -> bool:
    """Learn, then ask one by one; wall time and the processor's, which other programs on the machine disturb less."""
    start = time.perf_counter(), time.process_time()
    suggester = Suggester.learn([Example(text, label) for text, label in made[:DECISIONS]], encoder=encoder, grid=grid)
    learnt = since(start)
    suggester.suggest(["pour commencer"])
    wall, processor = [], []
    for text, _ in made[DECISIONS:]:
        start = time.perf_counter(), time.process_time()
        suggester.suggest([f"{text} {len(wall)}"])  # as nobody wrote it before
        wall.append((time.perf_counter() - start[0]) * 1000)
        processor.append((time.process_time() - start[1]) * 1000)
    print(f"\nOne suggestion among {DECISIONS} decisions, {name} ({ASKED} asked, milliseconds); learning: {learnt}")
    for kind, taken in (("wall", wall), ("processor", processor)):
        half, most, nearly = np.percentile(taken, [50, 95, 99])
        print(f"  {kind:12} p50 {half:6.1f}   p95 {most:6.1f}   p99 {nearly:6.1f}")
    print(f"  load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    return float(np.percentile(wall, 99)) < TARGET


def since(start: tuple[float, float]) -> str:
    return f"{time.perf_counter() - start[0]:.1f} s ({time.process_time() - start[1]:.1f} of processor)"
