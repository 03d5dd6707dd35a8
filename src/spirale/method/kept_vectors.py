"""Vectors kept once they are computed: a text is read once, whoever asks and however often it is said."""

from __future__ import annotations

import os
import threading
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from spirale.method.encoders import Encoder, Vectors, readable
from spirale.method.engine import Engine, Here
from spirale.method.text import digest

Progress = Callable[[int, int], None]
"""Called with how many texts are done, of how many."""


class VectorStore(Protocol):
    """Where vectors are kept between two runs, by encoder and by digest of the text."""

    def get(self, encoder: str, digests: Sequence[str]) -> Mapping[str, Vectors]:
        """Give the vectors that are kept, among those asked for."""

    def put(self, encoder: str, vectors: Mapping[str, Vectors]) -> None:
        """Keep vectors; keeping one twice changes nothing."""


class CachedEncoder:
    """An encoder that reads each text once: identical texts share a vector, and a store keeps them for next time."""

    def __init__(
        self,
        encoder: Encoder,
        store: VectorStore | None = None,
        *,
        batch: int = 64,
        progress: Progress | None = None,
        engine: Engine | None = None,
    ) -> None:
        self._encoder = encoder
        self._engine = engine if engine is not None else Here()
        self._store = store if store is not None else MemoryStore()
        self._batch = batch
        self._progress = progress

    @property
    def name(self) -> str:
        """The name of the encoder it keeps the vectors of."""
        return self._encoder.name

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._encoder.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Give one row per text, from the store where it has them; what is new is kept batch by batch."""
        read = [readable(text) for text in texts]
        keys = [digest(text) for text in read]
        wanted = dict(zip(keys, read, strict=True))
        found = dict(self._store.get(self.name, list(wanted)))
        missing = [key for key in wanted if key not in found]
        batches = [missing[start : start + self._batch] for start in range(0, len(missing), self._batch)]
        each = self._engine.each(self._encoder.encode, ([wanted[key] for key in batch] for batch in batches))
        done = 0
        for batch, vectors in zip(batches, each, strict=True):
            fresh = dict(zip(batch, vectors, strict=True))
            self._store.put(self.name, fresh)
            found |= fresh
            done += len(batch)
            if self._progress:
                self._progress(done, len(missing))
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, key in enumerate(keys):
            rows[row] = found[key]
        return rows


class MemoryStore:
    """Vectors kept as long as the process lives."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Vectors] = {}

    def get(self, encoder: str, digests: Sequence[str]) -> Mapping[str, Vectors]:
        """Give the vectors that are kept, among those asked for."""
        return {key: self._kept[encoder, key] for key in digests if (encoder, key) in self._kept}

    def put(self, encoder: str, vectors: Mapping[str, Vectors]) -> None:
        """Keep vectors."""
        self._kept.update({(encoder, key): vector for key, vector in vectors.items()})


class FolderStore:
    """Vectors kept in a folder, a small file for each batch; a damaged file is passed over and computed again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, dict[str, Vectors]] = {}

    def get(self, encoder: str, digests: Sequence[str]) -> Mapping[str, Vectors]:
        """Give the vectors that are kept, among those asked for."""
        kept = self._kept(encoder)
        return {key: kept[key] for key in digests if key in kept}

    def put(self, encoder: str, vectors: Mapping[str, Vectors]) -> None:
        """Keep vectors in a file of their own, whole or not at all."""
        kept = self._kept(encoder)
        fresh = {key: vector for key, vector in vectors.items() if key not in kept}
        if not fresh:
            return
        folder = self._of(encoder)
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / (digest(",".join(sorted(fresh)))[:32] + ".npz")
        # A name of its own: others may be keeping the same vectors in this instant.
        beside = target.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
        with beside.open("wb") as stream:
            np.savez(stream, keys=np.array(list(fresh)), vectors=np.stack(list(fresh.values())))
        beside.replace(target)
        kept.update(fresh)

    def _kept(self, encoder: str) -> dict[str, Vectors]:
        if encoder not in self._read:
            kept: dict[str, Vectors] = {}
            for path in sorted(self._of(encoder).glob("*.npz")):
                try:
                    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
                        kept.update(zip(file["keys"].tolist(), file["vectors"], strict=True))
                except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
                    continue
            self._read[encoder] = kept
        return self._read[encoder]

    def _of(self, encoder: str) -> Path:
        return self._folder / digest(encoder)[:16]
