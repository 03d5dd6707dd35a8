"""`spirale synthesise`: the notes of a table grouped into ideas, with their ledger and trace; no database."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from spirale.cli import given, standing, synthesis_folder, terminal, whole_folder
from spirale.engines import engine_at
from spirale.method import synthesis
from spirale.method.encoders import Encoder, Vectors, encoder_named
from spirale.method.engine import Engine, Here
from spirale.method.grid import parse_code
from spirale.method.ideas import Proposal, Said, propose_ideas
from spirale.method.kept_vectors import CachedEncoder
from spirale.method.problems import Problem, Problems
from spirale.method.signs import sign_written
from spirale.method.summary import summarise
from spirale.method.text import fold, normalise
from spirale.tables import Table


@click.command("synthesise")
@click.argument("file", type=given.FILE)
@click.option("--text", "text_column", required=True, metavar="COLUMN", help="Column of the notes.")
@click.option("--group", "group_column", metavar="COLUMN", help="Column of the group that wrote each note.")
@click.option(
    "--territory", "territory_column", metavar="COLUMN", help="Column of the territory where each note was written."
)
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
    territory_column: str | None,
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
    synthesis_folder.check(out)
    table = given.table_in(file)
    columns = Columns(
        text_column, group_column, question_column, sign_column, code_column, date_column, territory_column
    )
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
    with whole_folder.replaced(out) as folder, terminal.progress("Writing") as done:
        source = whole_folder.Source(file.name, whole_folder.digest_of_file(file))
        ledger = synthesis_folder.write(folder, document, summary, stands, source, done)
    terminal.answer(
        {**ledger, "ideas": sum(1 for idea in proposal.ideas if not idea.height and not idea.single), "out": str(out)},
        f"{ledger['in']} notes: {ledger['shown']} shown, {ledger['merged']} merged, {ledger['single']} single, "
        f"{ledger['set_aside']} set aside, in {out}.",
    )


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the columns to read; all but the text may be missing."""

    text: str
    group: str | None = None
    question: str | None = None
    sign: str | None = None
    code: str | None = None
    date: str | None = None
    territory: str | None = None


def said_in(table: Table, columns: Columns) -> list[Said]:
    """Give the notes of a table, each named by its row counted from 1 under the header.

    A row left blank between two others was read over by the table: it is a note with nothing written. Raises Problems
    with the row and column of each sign, code and day that is not one. Groups of one name in two territories are two.
    """
    text, group, question, sign = map(_named, (columns.text, columns.group, columns.question, columns.sign))
    code, date, territory = map(_named, (columns.code, columns.date, columns.territory))
    table.require([column for column in (text, group, question, sign, code, date, territory) if column])
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
        place = normalise(row.cells[territory]) if territory else ""
        who = normalise(row.cells[group]) if group else ""
        said.append(
            Said(
                str(number),
                row.cells[text or ""],
                " · ".join(filter(None, (place, who))) if who else "",
                normalise(row.cells[question]) if question else "",
                value or 0,
                decided,
                day,
                place,
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
        notes=[
            synthesis.Note(one.id, one.text, one.group, one.question, one.sign, one.on, one.territory) for one in said
        ],
        criteria=[synthesis.Criterion(one.id, one.id, one.text, one.code, one.sign) for one in said],
        ideas=proposal.ideas,
        set_aside=proposal.set_aside,
        engine=proposal.engine,
        encoder=encoder,
        seed=proposal.seed,
        made_at="",
    )


def _named(column: str | None) -> str | None:
    return normalise(column) if column else None


def _vectors(encoder: Encoder, texts: Sequence[str], engine: Engine) -> Vectors:
    with terminal.progress("Reading") as done:
        return CachedEncoder(encoder, given.vector_store(), progress=done, engine=engine).encode(texts)
