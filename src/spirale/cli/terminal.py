"""How commands speak: progress and problems on stderr, results on stdout, files written whole or not at all."""

from __future__ import annotations

import ctypes
import gettext
import json
import os
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, Any, Final, TypeVar

import click

import spirale.pages
from spirale.method.problems import Problem, Problems
from spirale.pages.sentences import Said, say

DONE: Final = 0
INPUT: Final = 1
USAGE: Final = 2
INSTALLATION: Final = 3
OURS: Final = 70

_OF_INSTALLATION: Final = frozenset(
    {
        "encoder not installed",
        "part missing",
        "cluster not installed",
        "cluster out of reach",
        "no mail server",
        "mail server out of reach",
    }
)
_JSON: Final = "spirale.json"
_SHOWN: Final = 20
_LINE: Final = 60

AnyCommand = TypeVar("AnyCommand", bound=Callable[..., Any])


def json_option(command: AnyCommand) -> AnyCommand:
    """Give a command `--json`: one JSON object on stdout, result or problems, and no progress."""

    def remember(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
        ctx.find_root().meta[_JSON] = value

    return click.option(
        "--json", is_flag=True, expose_value=False, is_eager=True, callback=remember,
        help="Print the result, or what is wrong, as one JSON object.",
    )(command)  # fmt: skip


def asks_json() -> bool:
    """Say whether the command was given `--json`."""
    ctx = click.get_current_context(silent=True)
    return bool(ctx and ctx.find_root().meta.get(_JSON))


def answer(result: Mapping[str, object], sentence: str) -> None:
    """Give the result of a command: a sentence for people, or all of it as JSON."""
    if asks_json():
        click.echo(json.dumps({"ok": True, **result}, ensure_ascii=False))
    else:
        click.echo(sentence)


def tell(sentence: str) -> None:
    """Say something beside the result, to people only."""
    if not asks_json():
        click.echo(sentence, err=True)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far long work is (call with done and total); silent with --json or away from a terminal."""
    if asks_json() or not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr, show_pos=True, show_eta=True) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield show


@contextmanager
def steps(label: str) -> Iterator[Callable[[str], None]]:
    """Show which step long work is at, and for how many seconds it has gone on (call with its name as it begins).

    For work of which nobody knows beforehand how long a step takes. Silent with --json or away from a terminal.
    """
    if asks_json() or not sys.stderr.isatty():
        yield lambda _step: None
        return
    began, at, is_over = time.monotonic(), "", threading.Event()

    def show() -> None:
        line = f"{label}: {at} ({time.monotonic() - began:.0f} s)"
        click.echo(f"\r{line:<{_LINE}}", err=True, nl=False)

    def begin(step: str) -> None:
        nonlocal at
        at = step
        show()

    def go_on() -> None:
        while not is_over.wait(1):
            show()

    shown = threading.Thread(target=go_on, daemon=True)
    shown.start()
    try:
        yield begin
    finally:
        is_over.set()
        shown.join()
        click.echo(f"\r{'':{_LINE}}\r", err=True, nl=False)


@contextmanager
def results_alone() -> Iterator[None]:
    """Keep what a library in C prints (some versions of HiGHS do) off stdout, where a program reads results."""
    try:
        kept = os.dup(1)
    except OSError:  # no stdout
        yield
        return
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        with suppress(OSError, AttributeError, TypeError):  # what C still holds would come out later
            ctypes.CDLL(None).fflush(None)
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


@contextmanager
def written(path: Path) -> Iterator[IO[str]]:
    """Write a text file whole or not at all: beside its place first, then into it.

    Raises Problem("file cannot be written") when the folder is missing or closed to us.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise Problem("file cannot be written", file=str(path), reason=error.strerror or "") from None
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            yield stream
        beside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_mask())
        beside.replace(path)
    except OSError as error:
        raise Problem("file cannot be written", file=str(path), reason=error.strerror or "") from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


@contextmanager
def told_apart(ctx: click.Context) -> Iterator[None]:
    """Turn what goes wrong into sentences on stderr (or JSON on stdout) and an exit code."""
    try:
        yield
    except Problem as problem:
        ctx.exit(_show((problem,)))
    except Problems as several:
        ctx.exit(_show(several.problems))
    except (click.ClickException, click.exceptions.Exit, click.Abort, KeyboardInterrupt):
        raise
    except Exception as error:
        if os.environ.get("SPIRALE_DEBUG") == "1":
            traceback.print_exc()
        ours = Problem("fault of ours", error=f"{type(error).__name__}: {error}"[:300])
        _show((ours,))
        ctx.exit(OURS)


def _show(problems: tuple[Problem, ...]) -> int:
    said = [(problem, say(problem, _translation().gettext)) for problem in problems]
    status = INSTALLATION if any(problem.code in _OF_INSTALLATION for problem in problems) else INPUT
    if asks_json():
        click.echo(json.dumps({"ok": False, "problems": [_plain(*each) for each in said]}, ensure_ascii=False))
        return status
    for _, one in said[:_SHOWN]:
        click.echo(_lines(one), err=True)
    if len(said) > _SHOWN:
        click.echo(f"(+ {len(said) - _SHOWN})", err=True)
    return status


def _lines(said: Said) -> str:
    first = f"{said.where}: {said.sentence}" if said.where else said.sentence
    return f"{first}\n  → {said.remedy}" if said.remedy else first


def _plain(problem: Problem, said: Said) -> dict[str, object]:
    parameters = {
        name: list(value) if isinstance(value, tuple) else value if isinstance(value, int | float) else str(value)
        for name, value in problem.parameters.items()
    }
    return {
        "code": problem.code, "sentence": said.sentence, "where": said.where, "remedy": said.remedy,
        "parameters": parameters,
    }  # fmt: skip


def translate(message: str) -> str:
    """A sentence in the language of this terminal."""
    return _translation().gettext(message)


@cache
def _translation() -> gettext.NullTranslations:
    """Load the sentences in the language of this terminal."""
    wanted = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return words_in(wanted.partition(".")[0] or "en")


def words_in(language: str) -> gettext.NullTranslations:
    """Load the sentences in a language, without the site's settings; those of the sources where it is not there."""
    folder = Path(next(iter(spirale.pages.__path__))) / "locale"
    return gettext.translation("django", folder, languages=[language], fallback=True)


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
