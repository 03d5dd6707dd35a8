"""What travels to a worker, and what is done there: a function by its name, a chunk, and what it shares.

A handle on something shared is pickled as a mark. The thing itself goes by the scheduler's own way, once for each
worker whatever the number of chunks, and takes the place of the mark where the work is done.
"""

from __future__ import annotations

import importlib
import io
import pickle
import platform
from collections.abc import Callable, Sequence
from functools import cache
from importlib import metadata
from typing import Any, Final

import numpy as np
from threadpoolctl import threadpool_info

from spirale.method.engine import Alone, Held
from spirale.method.problems import Problem

PACKAGES: Final = ("spirale", "numpy", "scipy", "scikit-learn")
"""Packages whose version may change a result."""


class Mark:
    """A handle that travels as a mark, and is a `Held` where it arrives."""


def packed(function: Callable[[Any], object], chunk: object) -> tuple[bytes, list[Any]]:
    """Give the function and its chunk as bytes, and the handles that they hold, in the order of their marks."""
    stream = io.BytesIO()
    packer = _Packer(stream)
    packer.dump((function, chunk))
    return stream.getvalue(), packer.marks


def do(given: bytes, kind: tuple[str, ...], *values: object) -> object:
    """Apply the function to the chunk, where this is called, with what it shares.

    Raises Problem("worker of another kind") rather than give what other versions, or another processor, would.
    """
    if kind != kind_here():
        other = [one for one in kind_here() if one not in kind]
        raise Problem("worker of another kind", worker=other, here=[one for one in kind if one not in kind_here()])
    function, chunk = _Unpacker(given, values).load()
    return _alone(function, chunk)


@cache
def kind_here() -> tuple[str, ...]:
    """Give what results depend on: versions, and the instructions of the processor that sums of floats are made with.

    OPENBLAS_CORETYPE and NPY_ENABLE_CPU_FEATURES make processors of several kinds compute alike.
    """
    importlib.import_module("scipy.linalg")  # it brings a library of its own, to be seen on all sides
    python = ".".join(platform.python_version_tuple()[:2])
    versions = (f"python {python}", *(f"{name} {metadata.version(name)}" for name in PACKAGES))
    algebra = {str(library["architecture"]) for library in threadpool_info() if "architecture" in library}
    numpy_uses = (np.show_config(mode="dicts") or {}).get("SIMD Extensions", {}).get("found", [])
    return (*versions, " ".join([platform.machine(), *sorted(algebra), *numpy_uses]))


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
