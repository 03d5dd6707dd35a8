"""The folder that `spirale decide` writes for a budget put to the vote: projects, the decision as JSON, its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from spirale.cli import budget_page
from spirale.cli.budget_choice import Chosen, choose, plain_of
from spirale.cli.whole_folder import Source, json_bytes, write_table
from spirale.method.choice.budgets import Budget
from spirale.pages.amounts import amount_plain


def write(
    folder: Path, budget: Budget, language: str, *, title: str, source: Source, done: Callable[[int, int], None]
) -> dict[str, object]:
    """Write the files; give how many projects there are, and how many each rule chooses."""
    chosen = choose(budget, done)
    write_table(folder / "projects.csv", *_projects(chosen))
    (folder / "decision.json").write_bytes(json_bytes(plain_of(chosen, source)))
    page = budget_page.page_of(chosen, language, title=title, source=source)
    (folder / "decision.html").write_text(page, encoding="utf-8", newline="\n")
    return {
        "projects": len(budget.projects),
        "votes": len(budget.votes),
        **{one.rule: len(one.winners) for one in chosen.outcomes},
        "shared": len(chosen.shared),
    }


def _projects(chosen: Chosen) -> tuple[list[str], Iterator[list[str | int]]]:
    """One row a project, those with most votes or points first."""
    told = [f"{one.rule}: {name}" for one in chosen.outcomes for name in ("in", "lacked", "voters wronged")]

    def rows() -> Iterator[list[str | int]]:
        projects = {one.id: one for one in chosen.budget.projects}
        for name in chosen.ordered:
            cells: list[str | int] = [
                name,
                projects[name].name,
                amount_plain(projects[name].cost),
                chosen.points[name],
            ]
            for one in chosen.outcomes:
                lacked = amount_plain(budget_page.up(one.lacked[name])) if name in one.lacked else ""
                wronged = one.claims[name].many if name in one.claims else 0
                cells += ["yes" if name in one.winners else "no", lacked, wronged]
            yield cells

    return ["project", "name", "cost", "points", *told], rows()
