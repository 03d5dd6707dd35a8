"""`spirale decide`: actions chosen under what is pledged, or a budget put to the vote; why, and what would unlock."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

import click

from spirale.cli import budget_choice, budget_folder, decision_folder, given, terminal, whole_folder
from spirale.cli.case_folder import read_case
from spirale.cli.case_places import check_places, placed
from spirale.cli.decision import FORM, Decision, decide
from spirale.cli.decision_words import Words
from spirale.cli.whole_folder import Source, digest_of_file
from spirale.method.choice.budgets import Budget, read_budget
from spirale.method.choice.values import By
from spirale.method.problems import Problem, Problems
from spirale.tables import Limits

FILES: Final = (
    "actions.csv",
    "unlocking.csv",
    "bank.csv",
    "pledges.csv",
    "payments.csv",
    "scores.csv",
    "projects.csv",
    "decision.json",
    "decision.html",
)


@click.command("decide")
@click.argument("source", metavar="FOLDER|FILE.pb", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--by",
    type=click.Choice(["weights", "order"]),
    default="weights",
    show_default=True,
    help="How the criteria speak together: by their weights, or the first that tells sets apart.",
)
@click.option(
    "--patience",
    type=click.FloatRange(0, 86_400),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to look for each set; then the best found is given, and what none can go beyond.",
)
@click.option(
    "--trials",
    type=click.IntRange(0, 1000),
    default=50,
    show_default=True,
    metavar="N",
    help="How many times weights and those who scored are drawn anew, to tell how firm the best set is.",
)
@click.option("--seed", default=0, show_default=True, help="Of these draws; the same seed gives the same bytes.")
@click.option(
    "--on",
    "today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="The day of the choice (2026-03-21), today otherwise: what ended before it is refused.",
)
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True, help="Of the page.")
@click.option("--title", metavar="TEXT", help="Title of the page; the name of the folder otherwise.")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write, whole or not."
)
@terminal.json_option
def command(
    source: Path,
    by: By,
    patience: float,
    trials: int,
    seed: int,
    today: datetime | None,
    language: str,
    title: str | None,
    out: Path,
) -> None:
    """Choose actions under what is pledged, from the tables of FOLDER; or projects, from a budget put to the vote.

    FOLDER holds actions, needs, bank, criteria, scores and, if need be, minimum, as CSV, XLSX or ODS. Gives the best
    set with its proof, and beside it the worst-off first and equal shares, with who paid for what; for each action why
    it is in or out, and for each one out a smallest set of pledges that would let it in; and how firm the best set is
    when weights and scores move. Writes actions.csv, unlocking.csv, bank.csv, pledges.csv, payments.csv, scores.csv,
    decision.json and decision.html. Of a budget put to the vote (FILE.pb), the most votes first and equal shares side
    by side: projects.csv, decision.json and decision.html.

    The same tables and version give the same bytes, as long as the proof is made in the time given. An earlier result
    of this command is replaced, any other folder is left alone. The machine proposes, people decide.
    """
    whole_folder.check(out, files=FILES, told="decision.json", forms=(FORM, budget_choice.FORM))
    words = Words(language)
    title = title or (source.resolve().name if source.is_dir() else source.stem).replace("_", " ")
    if source.is_dir():
        day = f"{today or datetime.now().astimezone():%Y-%m-%d}"
        with terminal.results_alone(), terminal.steps("Choosing") as begin:
            begin("reading")
            read = read_case(source, by=by)
            check_places(read, today=day)
            try:
                decision = decide(read.case, patience=patience, trials=trials, seed=str(seed), begin=begin)
            except Problem as problem:
                raise placed(read, Problems((problem,))) from None
            begin("writing")
            sources = [Source(table.path.name, digest_of_file(table.path)) for table in read.tables.values()]
            with whole_folder.replaced(out) as folder:
                decision_folder.write(folder, decision, words, title=title, sources=sources)
        _answer(decision, out)
    elif source.suffix.lower() == ".pb":
        budget = _budget(source)
        with terminal.progress("Choosing") as done, whole_folder.replaced(out) as folder:
            told = budget_folder.write(
                folder, budget, language, title=title, source=Source(source.name, digest_of_file(source)), done=done
            )
        terminal.answer(
            {**told, "out": str(out)},
            f"{told['projects']} projects: {told['greedy']} by most votes, {told['equal_shares']} by equal shares, "
            f"{told['shared']} by both, in {out}.",
        )
    else:
        raise Problem("not a budget", file=str(source))


def _answer(decision: Decision, out: Path) -> None:
    sets = {
        one.way: {"actions": len(one.actions), "outcome": one.outcome, "ties_settled": one.is_settled}
        for one in decision.sets
    }
    actions = len(decision.case.actions)
    told = ", ".join(f"{one.way.replace('_', ' ')} {len(one.actions)} ({one.outcome})" for one in decision.sets)
    firm = decision.firm and {"draws": decision.firm.found.draws, "unchanged": decision.firm.found.unchanged}
    stays = f", best the same in {firm['unchanged']} of {firm['draws']} draws" if firm and firm["draws"] else ""
    terminal.answer(
        {"actions": actions, "sets": sets, "in_all_sets": len(decision.shared), "firmness": firm, "out": str(out)},
        f"{actions} actions: {told}, {len(decision.shared)} in all{stays}, in {out}.",
    )


def _budget(file: Path) -> Budget:
    limit = Limits().file_bytes
    with given.being_read(file):
        if (size := file.stat().st_size) > limit:
            raise Problem("file too large", bytes=size, limit=limit)
        return read_budget(file.read_bytes())
