"""`spirale remind`: letters to those who own tasks or commitments or lead an action, when there is something new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from spirale.cli import terminal
from spirale.cli.site import open_site
from spirale.pages.sentences import sentence

if TYPE_CHECKING:
    from spirale.action.queries.reminders import Digest
    from spirale.action.reminding import Outcome


@click.command("remind")
@click.option("--dry-run", is_flag=True, help="Say who would get what; send and keep nothing.")
@terminal.json_option
@click.pass_context
def command(ctx: click.Context, dry_run: bool) -> None:
    """Send what is to be known by those who own tasks or commitments, or lead an action.

    To be run once a day. Each gets one letter at most, at the rhythm they chose, when there is something new since the
    last one. Running it again the same day sends what could not leave before, and nothing twice.

    Ends with exit code 1 if a letter was refused, 3 if the mail server does not answer.
    """
    open_site()
    from spirale.action.reminding import letters_due, send_reminders

    if dry_run:
        _show(letters_due())
        return
    with terminal.progress("Sending") as progress:
        outcomes = send_reminders(tell=progress)
    _answer(ctx, outcomes)


def _show(due: list[Digest]) -> None:
    """Print the letters as they would leave, each under its address."""
    from django.utils import translation

    from spirale.action.letters import words_of

    letters = []
    for digest in due:
        with translation.override(digest.person.language):
            subject, body = words_of(digest)
        letters.append({"address": digest.person.address, "subject": subject, "body": body})
    lines = [f"{one['address']}: {one['subject']}\n\n{_indented(one['body'])}\n" for one in letters]
    terminal.answer({"letters": letters}, "\n".join([*lines, f"{len(letters)} letters would leave. None did."]))


def _indented(body: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in body.strip().splitlines())


def _answer(ctx: click.Context, outcomes: list[Outcome]) -> None:
    """Say what left and what did not; that the mail server is out of reach, once for all the letters that wait."""
    told = [(one, one.problem) for one in outcomes if one.problem]
    problems = {problem.code: problem for _one, problem in told if problem.code == "mail server out of reach"}
    said = [sentence(problem, terminal.translate) for _one, problem in told if problem.code not in problems]
    said += [sentence(problem, terminal.translate) for problem in problems.values()]
    sent = len(outcomes) - len(told)
    terminal.answer(
        {
            "well": not told,
            "sent": sent,
            "not_sent": [{"address": one.address, "code": problem.code} for one, problem in told],
            "problems": said,
        },
        f"{sent} letters sent, {len(told)} not.",
    )
    for line in said:
        terminal.tell(line)
    if told:
        ctx.exit(terminal.INSTALLATION if problems else terminal.INPUT)
