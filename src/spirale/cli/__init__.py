"""The command `spirale`: each sub-command in a module of its own, loaded when it is asked for."""

from __future__ import annotations

import importlib
import importlib.util

import click

from spirale import __version__
from spirale.cli import terminal

COMMANDS = {
    "code": "Suggest a code for each row of a table.",
    "synthesise": "Group the notes of a table into ideas, with their ledger and trace.",
    "decide": "Choose actions under what is pledged, or projects put to the vote.",
    "serve": "Serve the site on this machine.",
    "demo": "Make the demonstration territory.",
    "remind": "Send letters to those who have something to do, when there is news.",
    "doctor": "Say what is missing or misconfigured.",
    "import": "Bring notes into a territory.",
    "export": "Take everything out of a territory.",
    "workshop": "Carry a workshop from one machine to another.",
}


def _module(name: str) -> str | None:
    """Find the module of a command; a word that Python keeps for itself has an underscore after it."""
    candidates = (f"{__name__}.{name}", f"{__name__}.{name}_")
    return next((candidate for candidate in candidates if importlib.util.find_spec(candidate)), None)


class Commands(click.Group):
    """Commands that are there, by name; none is loaded before it is used, and none can break another."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order of the work."""
        return [name for name in COMMANDS if _module(name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        module = _module(cmd_name) if cmd_name in COMMANDS else None
        if module is None:
            return None
        command: click.Command = importlib.import_module(module).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List what each command does without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; whatever goes wrong leaves as a sentence and an exit code."""
        with terminal.told_apart(ctx):
            return super().invoke(ctx)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="spirale")
def main() -> None:
    """Carry the SPIRAL method, from the first note to a synthesis anyone can check.

    Exit codes: 0 done; 1 something in the input is to be mended; 2 the command was not given as it should be;
    3 something is missing from this installation; 70 a fault of ours.
    """
