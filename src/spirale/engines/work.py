"""What travels to a worker, and what is done there: a function by its name, a chunk, and what it shares.

A handle on something shared is pickled as a mark. The thing itself goes by the scheduler's own way, once for each
worker whatever the number of chunks, and takes the place of the mark where the work is done.
"""

from __future__ import annotations

import io
import pickle
import platform
from collections.abc import Callable, Sequence
from functools import cache
from importlib import metadata
from typing import Any, Final

from spirale.method.engine import Alone, Held
from spirale.method.problems import Problem

COUNTS: Final = ("spirale", "numpy", "scipy", "scikit-learn")
"""Packages whose version may change a result."""


class Mark:
    """A handle that travels as a mark, and is a `Held` where it arrives."""


def packed(function: Callable[[Any], object], chunk: object) -> tuple[bytes, list[Any]]:
    """Give the function and its chunk as bytes, and the handles that they hold, in the order of their marks."""
    stream = io.BytesIO()
    packer = _Packer(stream)
    packer.dump((function, chunk))
    return stream.getvalue(), packer.marks


def do(given: bytes, versions: tuple[str, ...], *values: object) -> object:
    """Apply the function to the chunk, where this is called, with what it shares.

    Raises Problem("worker of another version") rather than give what other versions would.
    """
    if versions != versions_here():
        raise Problem("worker of another version", worker=_told(versions_here()), here=_told(versions))
    function, chunk = _Unpacker(given, values).load()
    return _alone(function, chunk)


@cache
def versions_here() -> tuple[str, ...]:
    """Give the versions that results depend on: those of Python, of Spirale and of what it computes with."""
    python = ".".join(platform.python_version_tuple()[:2])
    return (f"python {python}", *(f"{name} {metadata.version(name)}" for name in COUNTS))


_alone = Alone()


class _Packer(pickle.Pickler):
    def __init__(self, stream: io.BytesIO) -> None:
        super().__init__(stream, protocol=pickle.HIGHEST_PROTOCOL)
        self.marks: list[Mark] = []

    def persistent_id(self, thing: object) -> int | None:
        if not isinstance(thing, Mark):
            return None
        if thing not in self.marks:
            self.marks.append(thing)
        return self.marks.index(thing)


class _Unpacker(pickle.Unpickler):
    def __init__(self, given: bytes, values: Sequence[object]) -> None:
        super().__init__(io.BytesIO(given))
        self._held = [Held(value) for value in values]

    def persistent_load(self, pid: int) -> Held[object]:
        return self._held[pid]


def _told(versions: tuple[str, ...]) -> str:
    return ", ".join(versions)
