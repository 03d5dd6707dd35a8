"""`spirale export`: all of a territory, as plain files in a folder."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click

from spirale.cli import terminal
from spirale.cli.site import open_site, territory_named
from spirale.method.problems import Problem


@click.command("export")
@click.option("--territory", "slug", required=True, metavar="SLUG", help="Short address of the territory.")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="New folder to write, whole or not."
)
@terminal.json_option
def command(slug: str, out: Path) -> None:
    """Take everything out of a territory, as plain files that `spirale import` takes back.

    Writes territory.json (cycles, campaigns, questions, groups, workshops), notes.csv (all that was ever written, with
    corrections and withdrawals), criteria.csv, codings.csv, and each frozen synthesis as it was frozen.
    """
    open_site()
    from spirale.cli.folder import write_folder

    territory = territory_named(slug)
    if out.exists() and any(out.iterdir()):
        raise Problem("folder not empty", folder=str(out))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise Problem("file cannot be written", file=str(out), reason=error.strerror or "") from None
    try:
        with terminal.progress("Writing") as progress:
            counts = write_folder(territory, beside, progress=progress)
        beside.chmod(0o755)
        if out.exists():
            out.rmdir()
        beside.rename(out)
    except OSError as error:
        raise Problem("file cannot be written", file=str(out), reason=error.strerror or "") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    terminal.answer(
        {"territory": slug, "folder": str(out), "counts": counts},
        f"{counts['notes']} notes, {counts['criteria']} criteria and {counts['codings']} codings of {territory.name}"
        f" are in {out}.",
    )
