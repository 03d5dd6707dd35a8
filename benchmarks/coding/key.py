"""Rule 6 of the determination key: in doubt the more general code; is the confidence given at that level honest?

A suggestion is right when the decided code is the suggested one or lies under it. Themes of the two sets are put under
dimensions of our own, as components are; and the demonstration's criteria have the codes of the working grid.
"""

import csv
import io
from pathlib import Path

import numpy as np
from sklearn.model_selection import KFold

from benchmarks.coding.measures import print_calibration
from benchmarks.coding.texts import ENCODERS, WAYS, Kept, Texts, sets, splits, stored
from spirale.demo import content
from spirale.method.coding import Example, Suggester
from spirale.method.encoders import Encoder
from spirale.method.grid import Grid, load_grid, parse_code, shipped_grid

DIMENSIONS = {
    "A": ("Espaces publics et environnement", ("Cadre", "Environnement", "Mobilités", "Propreté", "Transition")),
    "B": ("Vie commune, culture et éducation", ("Education", "Éducation", "Culture", "Sport")),
    "C": ("Solidarité, santé et économie", ("Solidarités", "Santé", "Attractivité", "Économie")),
    "D": ("Institutions et sécurité", ("Démocratie", "Justice", "Europe", "Prévention")),
}
SURE = 0.9
COLUMNS = ("kind", "code", "parent", "label_fr", "label_en", "note", "status", "source")


def measure(folder: Path, titles: int, draws: int) -> bool:
    """Print each set and setting; whether what is said to be sure at SURE or more is right as often."""
    is_honest = True
    for texts in sets(folder, titles):
        grid, codes = two_levels(texts)
        decided = [codes[str(label)] for label in texts.labels]
        for way in WAYS:
            for encoder in ENCODERS:
                parts = list(splits(texts, way, draws))
                print(f"\n{texts.name} under {len(grid.dimensions)} dimensions, {way}, {encoder}")
                is_honest &= report(texts.texts, decided, parts, Kept(texts, encoder), grid, is_alone=False)
    criteria = [part for note in content.notes() for part in note.parts if part.code]
    said, decided = [part.text for part in criteria], [str(parse_code(part.code)) for part in criteria]
    every = np.arange(len(said))
    folds = [split for seed in range(draws) for split in KFold(5, shuffle=True, random_state=seed).split(every)]
    encoder = stored(ENCODERS[0])
    for way, parts in (("none", [(every[:0], every)]), ("four fifths", folds)):
        for is_alone in (False, True):
            print(f"\nThe demonstration's criteria, working grid, {way}{', alone' if is_alone else ''}")
            is_honest &= report(said, decided, parts, encoder, shipped_grid(), is_alone=is_alone)
    return is_honest


def two_levels(texts: Texts) -> tuple[Grid, dict[str, str]]:
    """Make a grid whose components are the themes; and say which code each theme has."""
    kinds = [str(kind) for kind in texts.kinds]
    written = io.StringIO()
    table = csv.DictWriter(written, COLUMNS, restval="", lineterminator="\n")
    table.writeheader()
    codes: dict[str, str] = {}
    for letter, (name, starts) in DIMENSIONS.items():
        table.writerow({"kind": "object", "code": letter, "label_fr": name, "status": "unverified"})
        for place, kind in enumerate((kind for kind in kinds if kind.startswith(starts)), start=1):
            codes[kind] = f"{letter}{place:02}"
            row = {"kind": "object", "code": codes[kind], "parent": letter, "label_fr": kind, "status": "unverified"}
            table.writerow(row)
    assert codes.keys() == set(kinds), set(kinds) - codes.keys()
    return load_grid(written.getvalue(), texts.name, "1"), codes


def report(texts: list[str], decided: list[str], parts: list, encoder: Encoder, grid: Grid, *, is_alone: bool) -> bool:
    """Print how often it stops at a dimension, is right there, and how honest it is."""
    sure, right, is_general, exact = [], [], [], []
    for shown, hidden in parts:
        asked = [texts[place] for place in hidden]
        examples = [Example(texts[place], decided[place]) for place in shown]
        suggester = Suggester.learn(examples, encoder=encoder, grid=grid, undecided=() if is_alone else asked)
        for place, said in zip(hidden, suggester.suggest(asked), strict=True):
            if not said.label:
                continue
            given, truth = parse_code(said.label), parse_code(decided[place])
            sure.append(said.confidence)
            right.append(given.covers(truth))
            exact.append(given == truth)
            is_general.append(given.component is None)
    sure, right, is_general = np.array(sure), np.array(right), np.array(is_general)
    print(
        f"    the dimension is given for {is_general.mean():.3f} of the texts: right {share(right[is_general])},"
        f" sure {share(sure[is_general])}; a component or more precise: right {share(right[~is_general])},"
        f" sure {share(sure[~is_general])}; the very code {np.mean(exact):.3f}"
    )
    print_calibration("at the level given", sure, right)
    most = sure >= SURE
    honest = share(right[most])
    print(f"    sure at {SURE} or more: {most.sum()}, right {honest}, mean confidence {share(sure[most])}", flush=True)
    return not most.any() or float(right[most].mean()) >= SURE


def share(values: np.ndarray) -> str:
    return f"{values.mean():.3f}" if len(values) else "none"
