"""Who does the long work of this installation, by an address; how work is cut and kept is the method's own affair."""

from __future__ import annotations

from typing import Final

from spirale.engines.cluster import PATIENCE, Cluster, cores
from spirale.method.engine import Engine, Here
from spirale.method.problems import Problem

CORES: Final = "cores"
"""The address of this machine's own processors: `cores`, or `cores:4` for four of them."""


def engine_at(address: str = "", *, patience: float = PATIENCE) -> Engine:
    """Give the engine at an address: this process for none, processes of this machine, or a scheduler's address.

    `patience` is how many seconds others may take to answer, at first and later.
    Raises Problem("engine address unknown"), ("cluster not installed"), ("cluster out of reach").
    """
    if not address:
        return Here()
    kind, _, rest = address.partition(":")
    if kind == CORES and (not rest or (rest.isascii() and rest.isdigit() and int(rest))):
        return Cluster(cores(int(rest or 0)), patience=patience)
    if kind in ("tcp", "tls") and rest.startswith("//"):
        return Cluster(address, patience=patience)
    raise Problem("engine address unknown", address=address)
