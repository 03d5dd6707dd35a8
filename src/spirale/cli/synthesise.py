"""`spirale synthesise`: the notes of a table grouped into ideas, with their ledger and trace; no database."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from spirale.cli import given, standing, summary_page, synthesis_page, terminal
from spirale.engines import engine_at
from spirale.method import synthesis
from spirale.method.encoders import Encoder, Vectors, encoder_named
from spirale.method.engine import Engine, Here
from spirale.method.grid import parse_code
from spirale.method.ideas import Proposal, Said, propose_ideas
from spirale.method.kept_vectors import CachedEncoder
from spirale.method.problems import Problem, Problems
from spirale.method.signs import sign_written
from spirale.method.summary import Summary, summarise
from spirale.method.text import fold, normalise
from spirale.tables import Table, write_csv

FORM: Final = "spirale-synthesise-1"
FILES: Final = ("ideas.csv", "members.csv", "ledger.json", "summary.json", "synthesis.html", "provenance.json")


@click.command("synthesise")
@click.argument("file", type=given.FILE)
@click.option("--text", "text_column", required=True, metavar="COLUMN", help="Column of the notes.")
@click.option("--group", "group_column", metavar="COLUMN", help="Column of the group that wrote each note.")
@click.option("--question", "question_column", metavar="COLUMN", help="Column of the question each note answers.")
@click.option("--sign", "sign_column", metavar="COLUMN", help="Column of the sign: + or -, 1 or -1, empty if not told.")
@click.option(
    "--code", "code_column", metavar="COLUMN", help="Column of the code people decided, empty if they have not."
)
@click.option("--date", "date_column", metavar="COLUMN", help="Column of the day each note was written (2026-03-21).")
@click.option("--seed", default=0, show_default=True, help="Stated in the ledger; the same seed gives the same bytes.")
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True, help="Of the page.")
@click.option("--title", metavar="TEXT", help="Title of the page; the name of the file otherwise.")
@click.option(
    "--summary",
    "places",
    type=click.IntRange(1, 100),
    default=7,
    show_default=True,
    metavar="K",
    help="How many ideas to show in one page, every group weighing the same.",
)
@click.option(
    "--trials",
    type=click.IntRange(0, 1000),
    default=20,
    show_default=True,
    metavar="N",
    help="How many times ideas are proposed anew without a tenth of what was said, to tell which are firm.",
)
@given.encoder_option
@given.cluster_option
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write, whole or not."
)
@terminal.json_option
def command(
    file: Path,
    text_column: str,
    group_column: str | None,
    question_column: str | None,
    sign_column: str | None,
    code_column: str | None,
    date_column: str | None,
    seed: int,
    language: str,
    title: str | None,
    places: int,
    trials: int,
    encoder_name: str,
    cluster: str,
    out: Path,
) -> None:
    """Group the notes of FILE (CSV or XLSX) into ideas worded in people's own words.

    Every row is accounted for: shown, merged, single, or set aside with a reason. Questions and signs are never mixed.
    Codes that people decided draw notes of one component together and keep those of different dimensions apart.
    A summary of K ideas is chosen so that nobody who deserves a place is left out. Trials without a
    tenth of what was said tell which ideas are firm. Writes ideas.csv, members.csv,
    ledger.json, summary.json, synthesis.html and provenance.json in the folder; the same file, seed and version give
    the same bytes. An earlier result of this command is replaced, any other folder is left alone.
    """
    _check_folder(out)
    table = given.table_in(file)
    columns = Columns(text_column, group_column, question_column, sign_column, code_column, date_column)
    said = said_in(table, columns)
    encoder = encoder_named(encoder_name)
    with engine_at(cluster) if cluster else Here(os.cpu_count() or 1) as engine:
        vectors = _vectors(encoder, [one.text for one in said], engine)
        with terminal.progress("Grouping") as done:
            proposal = propose_ideas(
                said, vectors, seed=seed, engine=engine, progress=lambda _stage, made, total: done(made, total)
            )
        stands = standing.standing_of(proposal, said, vectors, seed=seed, trials=trials, engine=engine)
    title = title or file.stem.replace("_", " ")
    document = document_of(said, proposal, title=title, language=language, encoder=encoder.name, level="file")
    synthesis.check(document)
    summary = summarise(said, proposal.ideas, places=places)
    with _replaced(out) as folder, terminal.progress("Writing") as done:
        ledger = write_folder(folder, document, summary, stands, Source(file.name, _digest_of_file(file)), done)
    terminal.answer(
        {**ledger, "ideas": sum(1 for idea in proposal.ideas if not idea.height and not idea.single), "out": str(out)},
        f"{ledger['in']} notes: {ledger['shown']} shown, {ledger['merged']} merged, {ledger['single']} single, "
        f"{ledger['set_aside']} set aside, in {out}.",
    )


@dataclass(frozen=True, slots=True)
class Source:
    """The file the notes came from: its name and the SHA-256 of its bytes."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the columns to read; all but the text may be missing."""

    text: str
    group: str | None = None
    question: str | None = None
    sign: str | None = None
    code: str | None = None
    date: str | None = None


def said_in(table: Table, columns: Columns) -> list[Said]:
    """Give the notes of a table, each named by its row counted from 1 under the header.

    A row left blank between two others was read over by the table: it is a note with nothing written. Raises Problems
    with the row and column of each sign, code and day that is not one.
    """
    text, group, question, sign = map(_named, (columns.text, columns.group, columns.question, columns.sign))
    code, date = _named(columns.code), _named(columns.date)
    table.require([column for column in (text, group, question, sign, code, date) if column])
    said: list[Said] = []
    problems: list[Problem] = []
    for row in table.rows:
        number = row.number - table.header_row
        said.extend(Said(str(blank), "") for blank in range(len(said) + 1, number))
        told = row.cells[sign] if sign else ""
        value = 0 if fold(told) in ("", "?") else sign_written(told)
        if value is None:
            problems.append(Problem("sign unknown", row=row.number, column=sign, value=told))
        decided = ""
        try:
            written = row.cells[code].strip() if code else ""
            decided = parse_code(written).normal if written else ""
        except Problem as problem:
            problems.append(Problem(problem.code, row=row.number, column=code, **problem.parameters))
        day = row.cells[date].strip() if date else ""
        try:
            day = datetime.fromisoformat(day).date().isoformat() if day else ""
        except ValueError:
            problems.append(Problem("day unreadable", row=row.number, column=date, value=day))
        said.append(
            Said(
                str(number),
                row.cells[text or ""],
                normalise(row.cells[group]) if group else "",
                normalise(row.cells[question]) if question else "",
                value or 0,
                decided,
                day,
            )
        )
    if problems:
        raise Problems(tuple(problems))
    return said


def document_of(
    said: Sequence[Said], proposal: Proposal, *, title: str, language: str, encoder: str, level: str
) -> synthesis.Document:
    """Put the synthesis of a table together: each row is a note and its one criterion."""
    return synthesis.compose(
        title=title,
        level=level,
        language=language,
        notes=[synthesis.Note(one.id, one.text, one.group, one.question, one.sign, one.on) for one in said],
        criteria=[synthesis.Criterion(one.id, one.id, one.text, one.code, one.sign) for one in said],
        ideas=proposal.ideas,
        set_aside=proposal.set_aside,
        engine=proposal.engine,
        encoder=encoder,
        seed=proposal.seed,
        made_at="",
    )


def write_folder(
    folder: Path,
    document: synthesis.Document,
    summary: Summary,
    stands: standing.Standing,
    source: Source,
    done: Callable[[int, int], None] = lambda _made, _total: None,
) -> dict[str, object]:
    """Write the six files, the ledger last with the digests of the others; give the ledger."""
    steps = len(FILES)
    with (folder / "ideas.csv").open("w", encoding="utf-8", newline="") as stream:
        write_csv(stream, *_ideas_table(document, stands))
    done(1, steps)
    with (folder / "members.csv").open("w", encoding="utf-8", newline="") as stream:
        placed = sorted((int(one.criterion), one.idea) for one in document.placements)
        write_csv(stream, ["row", "idea"], placed)
    done(2, steps)
    provenance = synthesis.trace_of(document).to_prov()
    (folder / "provenance.json").write_bytes(_json(provenance))
    done(3, steps)
    digest = synthesis.digest(document)
    (folder / "summary.json").write_bytes(_json(summary_page.plain_of(summary, document, digest=digest)))
    done(4, steps)
    page = synthesis_page.page_of(
        document,
        digest=digest,
        source=source.name,
        source_digest=source.digest,
        summary=summary_page.section_of(summary, document),
        stands=stands,
    )
    (folder / "synthesis.html").write_text(page, encoding="utf-8", newline="\n")
    done(5, steps)
    counted = document.ledger
    ledger: dict[str, object] = {
        "form": FORM,
        "in": counted.in_,
        "shown": counted.shown,
        "merged": counted.merged,
        "single": counted.single,
        "set_aside": len(counted.set_aside),
        "reasons": counted.reasons,
        "set_aside_rows": [
            {"row": row, "reason": reason}
            for row, reason in sorted((int(identifier), reason) for identifier, reason in counted.set_aside)
        ],
        "engine": document.engine,
        "encoder": document.encoder,
        "seed": document.seed,
        "trials": stands.trials,
        "source": source.name,
        "digests": {
            "source": source.digest,
            "inputs": document.inputs,
            "synthesis": digest,
            **{name: _digest_of_file(folder / name) for name in FILES if name != "ledger.json"},
        },
    }
    (folder / "ledger.json").write_bytes(_json(ledger))
    done(6, steps)
    return ledger


def _ideas_table(
    document: synthesis.Document, stands: standing.Standing
) -> tuple[list[str], Iterator[list[str | int]]]:
    """One row an idea: counts by group and by sign, question, the row whose words it bears, firmness, neighbours."""
    groups = sorted({note.group for note in document.notes if note.group})
    signs = {1: "sign: +", -1: "sign: -", 0: "sign: not told"}
    columns = [
        "idea", "parent", "wording", "count",
        *(f"group: {name}" for name in groups), *signs.values(), "question", "wording_row", *standing.COLUMNS,
    ]  # fmt: skip

    def rows() -> Iterator[list[str | int]]:
        for idea in document.ideas:
            by_group, by_sign = dict(idea.by_group), dict(idea.by_sign)
            yield [
                idea.id,
                idea.parent or "",
                idea.wording,
                idea.count,
                *(by_group.get(name, 0) for name in groups),
                *(by_sign.get(sign, 0) for sign in signs),
                " | ".join(name for name, _ in idea.by_question),
                int(idea.wording_from),
                *stands.cells(idea.id),
            ]

    return columns, rows()


def _named(column: str | None) -> str | None:
    return normalise(column) if column else None


def _vectors(encoder: Encoder, texts: Sequence[str], engine: Engine) -> Vectors:
    with terminal.progress("Reading") as done:
        return CachedEncoder(encoder, given.vector_store(), progress=done, engine=engine).encode(texts)


def _check_folder(out: Path) -> None:
    """Refuse a folder that holds anything but an earlier result of this command."""
    if not out.parent.is_dir():
        raise Problem("file cannot be written", file=str(out), reason=os.strerror(2))
    if not out.exists():
        return
    found = {entry.name for entry in out.iterdir()}
    if found and not (found <= set(FILES) and _is_ours(out / "ledger.json")):
        raise Problem("folder not ours", folder=str(out))


def _is_ours(ledger: Path) -> bool:
    try:
        return bool(json.loads(ledger.read_bytes()).get("form") == FORM)
    except (OSError, ValueError, AttributeError):
        return False


@contextmanager
def _replaced(out: Path) -> Iterator[Path]:
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


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n"


def _digest_of_file(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
