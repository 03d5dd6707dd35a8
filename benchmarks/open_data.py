"""The open data that benchmarks read: a folder with one folder a set, none of it in the repository."""

from __future__ import annotations

import csv
import hashlib
import json
import tempfile
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from spirale.method.encoders import Encoder
from spirale.method.kept_vectors import CachedEncoder

_FLAGS = ("Idée marquée", "Z Autres", "Sans réponse")

Row = dict[str, str]


def asking_for_data(documentation: str | None) -> ArgumentParser:
    """Make a reader of the command line that asks for the folder of the data first."""
    asked = ArgumentParser(description=documentation, formatter_class=RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=_folder, metavar="DATA_FOLDER")
    return asked


def _folder(path: str) -> Path:
    if not Path(path).is_dir():
        raise SystemExit(f"The data is not there: {path}.")
    return Path(path)


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def paris_projects(folder: Path) -> list[Row]:
    """Projects of Paris' participatory budget: `titre`, `thematique`."""
    return rows_of(folder / "paris_budget_participatif" / "projets_laureats_2014_2019.csv")


def vrai_debat_proposals(folder: Path) -> list[Row]:
    """Proposals of the Vrai Débat: `titre_sans_accents`, `theme`."""
    return rows_of(folder / "vrai_debat" / "titres_propositions.csv")


def grand_debat_answers(folder: Path) -> list[Row]:
    """Answers of the Grand Débat that several readers tagged: `question_id`, `question`, `answer`, `tags`."""
    return rows_of(folder / "grand_debat_annote" / "reponses_annotees.csv")


def subjects(answer: Row) -> list[str]:
    """The tags that two readers or more gave, but for those that name no subject: notable, other, no answer."""
    tags: dict[str, int] = json.loads(answer["tags"])
    return [tag for tag, readers in tags.items() if readers > 1 and not tag.startswith(_FLAGS)]


def vectors_of(texts: Sequence[str], encoder: Encoder) -> NDArray[np.float32]:
    """Encode once; kept among this machine's temporary files for the next run, for it is not what is measured."""
    named = hashlib.sha256("\x1f".join([encoder.name, *texts]).encode()).hexdigest()[:20]
    kept = Path(tempfile.gettempdir()) / f"spirale-vectors-{named}.npy"
    if not kept.is_file():
        np.save(kept, CachedEncoder(encoder).encode(texts))
    return np.load(kept)
