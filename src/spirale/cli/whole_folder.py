"""Folders that commands write: whole or not at all, over an earlier result of theirs and over nothing else."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from spirale.method.problems import Problem
from spirale.tables import write_csv


@dataclass(frozen=True, slots=True)
class Source:
    """A file that a result came from: its name and the SHA-256 of its bytes."""

    name: str
    digest: str


def check(out: Path, *, files: Collection[str], told: str, forms: Collection[str]) -> None:
    """Refuse a folder that holds anything but an earlier result: these files, of which `told` says a known form.

    Raises Problem("folder not ours"), and ("file cannot be written") where there is no place for it.
    """
    if not out.parent.is_dir():
        raise Problem("file cannot be written", file=str(out), reason=os.strerror(2))
    if not out.exists():
        return
    found = {entry.name for entry in out.iterdir()}
    if found and not (found <= set(files) and _form(out / told) in forms):
        raise Problem("folder not ours", folder=str(out))


def _form(told: Path) -> object:
    try:
        return json.loads(told.read_bytes()).get("form")
    except (OSError, ValueError, AttributeError):
        return None


@contextmanager
def replaced(out: Path) -> Iterator[Path]:
    """Write a folder whole or not at all: beside its place first, then into it."""
    try:
        beside = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
        fresh, former = beside / "fresh", beside / "former"
        fresh.mkdir()
    except OSError as error:
        raise Problem("file cannot be written", file=str(out), reason=error.strerror or "") from None
    try:
        yield fresh
        if out.exists():
            out.rename(former)
        try:
            fresh.rename(out)
        except OSError:
            if former.exists():
                former.rename(out)
            raise
    except OSError as error:
        raise Problem("file cannot be written", file=str(out), reason=error.strerror or "") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    """Write a CSV."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_csv(stream, columns, rows)


def json_bytes(value: object) -> bytes:
    """Give a value as JSON, the same bytes for the same value."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n"


def digest_of_file(path: Path) -> str:
    """Give the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
