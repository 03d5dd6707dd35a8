"""`spirale code`: a code for each row of a table, from examples people have decided, or from the grid alone."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

import click

from spirale.cli import given, terminal
from spirale.cli.code_columns import SEPARATOR, Asked, each_label, told_of
from spirale.engines import engine_at
from spirale.method.coding import Suggester, Suggestion
from spirale.method.coding.several import Decided, SeveralSuggester, SeveralSuggestion
from spirale.method.coding.sides import LANGUAGES
from spirale.method.encoders import encoder_named
from spirale.method.grid import Grid, load_grid, parse_code, shipped_grid
from spirale.method.kept_vectors import CachedEncoder, Progress
from spirale.method.problems import Problem, Problems
from spirale.method.text import normalise
from spirale.tables import write_csv

_AT_ONCE = 64


@click.command("code")
@click.argument("file", type=given.FILE)
@click.option("--text", "text_column", required=True, metavar="COLUMN", help="Column of the texts, in both files.")
@click.option("--examples", type=given.FILE, help="Table of texts that people have already coded.")
@click.option("--label", "label_column", metavar="COLUMN", help="Column of the examples' codes, or of any labels.")
@click.option("--grid", "grid_file", type=given.FILE, help="Grid the codes belong to (CSV).")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="CSV to write, whole or not at all."
)
@click.option("--code-column", default="code", show_default=True, metavar="NAME", help="Name of the column added.")
@click.option("--confidence-column", default="confidence", show_default=True, metavar="NAME", help="Idem.")
@click.option(
    "--several",
    "is_several",
    is_flag=True,
    help="Texts may have several labels: in cells they are separated by semicolons, those read and those written.",
)
@click.option("--order", "is_ordered", is_flag=True, help="Add `order`: 1 is the row whose decision teaches most.")
@click.option(
    "--sides",
    "language",
    type=click.Choice(LANGUAGES),
    help="Add `side` (1, -1, or 0 when not told) and `side_from`, the rule that gave it, in this language.",
)
@click.option("--question", "question_column", metavar="COLUMN", help="With --sides: column of the questions answered.")
@click.option(
    "--question-signs", default="Q1=+,Q2=-", show_default=True, metavar="SIGNS", help="Sign of each question."
)
@click.option("--sign", "sign_column", metavar="COLUMN", help="With --sides: column of signs already stated.")
@given.encoder_option
@given.cluster_option
@click.option("--seed", default=0, show_default=True, help="Deals very large sets of examples into folds.")
@click.option(
    "--for-spreadsheet", is_flag=True, help="Put an apostrophe before cells that a spreadsheet would run as formulas."
)
@terminal.json_option
def command(
    file: Path,
    text_column: str,
    examples: Path | None,
    label_column: str | None,
    grid_file: Path | None,
    out: Path,
    code_column: str,
    confidence_column: str,
    is_several: bool,
    is_ordered: bool,
    language: str | None,
    question_column: str | None,
    question_signs: str,
    sign_column: str | None,
    encoder_name: str,
    cluster: str,
    seed: int,
    for_spreadsheet: bool,
) -> None:
    """Suggest a code for each row of FILE (CSV or XLSX).

    With --examples, learns from rows that people have coded: any labels, or the codes of --grid when it is given.
    Without them, works from the names and keywords of the grid alone: --grid, or the working grid that is shipped.

    Writes the rows and columns of FILE in their order, then the code and how sure it is, from 0 to 1. In doubt between
    components, the more general code. A row without text gets no code, at 0. These are proposals: people decide.

    With --several, "A01; B02" in an example is one text with two labels, and all labels likely enough are written so,
    each with its own confidence in the next column.

    A side comes from the question, else from the sign stated, else from the words; never from likeness.
    """
    text_column, label_column = normalise(text_column), label_column and normalise(label_column)
    if bool(examples) != bool(label_column):
        raise click.UsageError("--examples and --label go together.")
    if is_several and not examples:
        raise click.UsageError("--several needs --examples: nobody has given several labels yet.")
    asked = Asked.read(
        is_ordered=is_ordered,
        language=language,
        question=question_column and normalise(question_column),
        question_signs=question_signs,
        stated=sign_column and normalise(sign_column),
    )
    columns = [code_column, confidence_column, *asked.columns]
    if len(set(columns)) < len(columns):
        raise click.UsageError("The columns added need names of their own.")
    if any(out.exists() and out.samefile(read) for read in (file, examples, grid_file) if read):
        raise click.UsageError("--out would replace a file that is read.")
    table = given.table_in(file, as_written=True)
    table.require([text_column, *asked.needed])
    for added in columns:
        if added in table.columns:
            raise Problem("column already there", row=table.header_row, column=added)
    grid = _grid(grid_file) if grid_file or not examples else None
    decided = (
        _examples(examples, text_column, label_column, grid, is_several=is_several) if examples and label_column else []
    )
    encoder = encoder_named(encoder_name)
    texts = [row.cells[text_column] for row in table.rows]
    store = given.vector_store()
    with engine_at(cluster) as engine, terminal.progress("Reading") as done:
        reader = CachedEncoder(encoder, store, progress=done, engine=engine)
        reader.encode([*texts, *(one.text for one in decided)])
    encoder = CachedEncoder(encoder, store)
    with terminal.progress("Learning"):
        suggester: Suggester | SeveralSuggester = (
            SeveralSuggester.learn(decided, encoder=encoder, grid=grid)
            if is_several
            else Suggester.learn(each_label(decided), encoder=encoder, grid=grid, undecided=texts, seed=seed)
        )
    with terminal.progress("Coding") as done:
        told = [told_of(suggestion) for suggestion in _suggestions(suggester, texts, done)]
    with terminal.progress("Ordering"):
        beside = asked.cells(table.rows, texts, [each.first for each in told], encoder, [one.text for one in decided])
    rows = [
        [*row.cells.values(), each.labels, each.confidences, *more]
        for row, each, more in zip(table.rows, told, beside, strict=True)
    ]
    with terminal.written(out) as stream:
        _write(stream, [*table.columns, *columns], rows, for_spreadsheet=for_spreadsheet)
    coded = sum(bool(each.labels) for each in told)
    terminal.answer(
        {
            "rows": len(rows),
            "coded": coded,
            "examples": len(decided),
            "labels": len(suggester.labels),
            "grid": f"{grid.name} {grid.version}" if grid else None,
            "encoder": encoder.name,
            "seed": seed,
            "out": str(out),
        },
        f"{coded} of {len(rows)} rows coded, in {out}.",
    )


def _grid(file: Path | None) -> Grid:
    if file is None:
        return shipped_grid()
    with given.being_read(file):
        return load_grid(file.read_bytes(), file.stem, "file")


def _examples(file: Path, text_column: str, label_column: str, grid: Grid | None, *, is_several: bool) -> list[Decided]:
    """Read what people have decided; with a grid, every label that is no code of it is told with its row."""
    table = given.table_in(file, as_written=True)
    table.require([text_column, label_column])
    problems: list[Problem] = []
    examples: list[Decided] = []
    for row in table.rows:
        cell = row.cells[label_column]
        labels = tuple(label.strip() for label in (cell.split(SEPARATOR) if is_several else [cell]))
        for label in filter(None, labels):
            try:
                if grid:
                    grid.check(parse_code(label))
            except Problem as problem:
                said = {**problem.parameters, "row": row.number, "column": label_column}
                problems.append(Problem(problem.code, **said))
        examples.append(Decided(row.cells[text_column], labels, str(row.number)))
    if problems:
        raise Problems(tuple(problems))
    return examples


def _suggestions(
    suggester: Suggester | SeveralSuggester, texts: Sequence[str], done: Progress
) -> Iterator[Suggestion | SeveralSuggestion]:
    for start in range(0, len(texts), _AT_ONCE):
        yield from suggester.suggest(texts[start : start + _AT_ONCE])
        done(min(start + _AT_ONCE, len(texts)), len(texts))


def _write(stream: IO[str], columns: Sequence[str], rows: Iterable[Sequence[str]], *, for_spreadsheet: bool) -> None:
    """Write cells exactly as they came, for the next program; or made harmless, for a spreadsheet."""
    if for_spreadsheet:
        write_csv(stream, columns, rows)
        return
    writer = csv.writer(stream)
    writer.writerow(columns)
    writer.writerows(rows)
