"""The one encoder of this process: loaded once, at first use, its vectors kept in the installation's folder."""

import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from django.conf import settings

from spirale.method.encoders import Encoder, Vectors, default_encoder, encoder_named
from spirale.method.kept_vectors import CachedEncoder, FolderStore, MemoryStore

_WORTH_A_FILE = 16
"""Vectors that come fewer at a time (somebody typing) stay in memory; they are read again at the next start."""

_one_at_a_time = threading.Lock()


class InstallationStore:
    """Vectors in memory for this process, and in the installation's folder for the next one; for many threads."""

    def __init__(self, folder: Path) -> None:
        self._memory = MemoryStore()
        self._folder = FolderStore(folder)
        self._turn = threading.RLock()

    def get(self, encoder: str, digests: Sequence[str]) -> Mapping[str, Vectors]:
        with self._turn:
            found = dict(self._memory.get(encoder, digests))
            if missing := [digest for digest in digests if digest not in found]:
                found |= self._folder.get(encoder, missing)
            return found

    def put(self, encoder: str, vectors: Mapping[str, Vectors]) -> None:
        with self._turn:
            (self._folder if len(vectors) >= _WORTH_A_FILE else self._memory).put(encoder, vectors)


def shared_encoder() -> Encoder:
    """The encoder that the settings name, else the default one; the model itself is read when it is first needed."""
    with _one_at_a_time:
        return _encoder(settings.ENCODER, settings.HOME)


@cache
def _encoder(name: str, home: Path) -> Encoder:
    if not name:
        chosen = default_encoder()
    elif Path(name).expanduser().is_dir():
        chosen = encoder_named(f"folder:{name}")
    else:
        chosen = encoder_named(name)
    return CachedEncoder(chosen, InstallationStore(home / "vectors"))
