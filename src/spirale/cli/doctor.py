"""`spirale doctor`: what is missing or misconfigured, line by line, and what to do about it."""

from __future__ import annotations

import importlib
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

import click

from spirale.cli import terminal

Status = Literal["ok", "advice", "to mend"]

PARTS: Final = (
    "numpy",
    "scipy",
    "sklearn",
    "python_calamine",
    "xlsxwriter",
    "uvicorn",
    "a2wsgi",
    "sesame",
    "rules",
    "PIL",
)
ROOM_NEEDED: Final = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it is, and what to do if it is not well."""

    name: str
    status: Status
    sentence: str
    remedy: str = ""


@click.command("doctor")
@terminal.json_option
@click.pass_context
def command(ctx: click.Context) -> None:
    """Say what is missing or misconfigured, and what to do about it. Nothing is changed.

    Ends with exit code 3 if something is to mend; advice does not count.
    """
    findings = list(look())
    lacking = [finding for finding in findings if finding.status == "to mend"]
    lines = []
    for finding in findings:
        lines.append(f"{finding.status:<8} {finding.name}: {finding.sentence}")
        if finding.remedy:
            lines.append(f"         → {finding.remedy}")
    closing = f"{len(lacking)} to mend." if lacking else "All is well."
    terminal.answer(
        {"well": not lacking, "findings": [asdict(finding) for finding in findings]}, "\n".join([*lines, "", closing])
    )
    if lacking:
        ctx.exit(terminal.INSTALLATION)


def look() -> Iterator[Finding]:
    """Look at everything in turn; what cannot be looked at is a finding too."""
    yield _python()
    yield from _parts()
    settings = _settings()
    yield settings
    if settings.status == "to mend":
        return
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _home,
        _database,
        _words,
        _encoder,
        _cluster,
        _model,
        _letters,
        _address,
    )
    for check in checks:
        try:
            yield from check()
        except Exception as error:
            name = check.__name__.strip("_")
            yield Finding(name, "to mend", f"{type(error).__name__}: {error}", "Tell us: this should not happen.")


def _python() -> Finding:
    return Finding("python", "ok", ".".join(str(part) for part in sys.version_info[:3]))


def _parts() -> Iterator[Finding]:
    lacking = []
    for part in PARTS:
        try:
            importlib.import_module(part)
        except Exception as error:
            lacking.append(f"{part} ({error})")
    if lacking:
        yield Finding("parts", "to mend", "missing: " + ", ".join(lacking), "Run: pip install -r requirements.txt")
    else:
        yield Finding("parts", "ok", "all are installed")


def _settings() -> Finding:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spirale.config.settings")
    try:
        django.setup()
    except Exception as error:
        where = "The settings are named in docs/reference/settings.md."
        return Finding("settings", "to mend", f"{type(error).__name__}: {error}", where)
    return Finding("settings", "ok", "they can be read")


def _home() -> Iterator[Finding]:
    from django.conf import settings

    home = Path(settings.HOME)
    if not os.access(home, os.W_OK):
        yield Finding(
            "folder", "to mend", f"{home} cannot be written", "Give it to who runs Spirale, or set SPIRALE_HOME."
        )
        return
    free = shutil.disk_usage(home).free
    if free < ROOM_NEEDED:
        yield Finding("folder", "to mend", f"{home} has {free // 2**20} MiB left", "Make room: 500 MiB at least.")
    else:
        yield Finding("folder", "ok", f"{home}, {free // 2**20} MiB left")
    secret = home / "secret"
    if "SPIRALE_SECRET" not in os.environ and secret.exists() and secret.stat().st_mode & 0o077:
        yield Finding("secret", "to mend", f"others can read {secret}", f"Run: chmod 600 {secret}")
    else:
        yield Finding("secret", "ok", "kept to itself")
    yield _signature(home)
    if settings.DEBUG:
        yield Finding(
            "debug", "to mend", "SPIRALE_DEBUG=1 shows the inside of the site", "Leave it out when others come."
        )


def _signature(home: Path) -> Finding:
    """The fingerprint under which others know this installation; looking does not make the key."""
    from spirale.offline import signing

    key = home / "signing-key"
    if not key.exists():
        return Finding("fingerprint", "ok", "none yet: it is made with the first bundle of a workshop")
    if key.stat().st_mode & 0o077:
        return Finding("fingerprint", "to mend", f"others can read {key}", f"Run: chmod 600 {key}")
    return Finding("fingerprint", "ok", signing.in_groups(signing.own_fingerprint()))


def _database() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import Error
    from django.utils import timezone

    from spirale.pages.queries import health

    try:
        connection.ensure_connection()
        version = ".".join(str(part) for part in connection.get_database_version())
    except Error as error:
        reason = " ".join(str(error).split())
        yield Finding("database", "to mend", f"it does not answer: {reason}", "Start it, or mend SPIRALE_DATABASE.")
        return
    yield Finding("database", "ok", f"{connection.display_name} {version}")
    executor = MigrationExecutor(connection)
    steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if steps:
        yield Finding("tables", "to mend", f"{steps} steps behind this version", "Run: spirale serve (it catches up).")
        return
    yield Finding("tables", "ok", "up to date")
    found = health(at=timezone.now())
    if found.worker == "stopped":
        yield Finding(
            "worker", "to mend", f"{found.waiting} tasks wait and none is taken up", "Start spirale serve again."
        )
    else:
        yield Finding("worker", "ok", f"{found.worker}, {found.waiting} tasks waiting")


def _words() -> Iterator[Finding]:
    from django.conf import settings

    catalogues = list(Path(settings.PACKAGE).glob("*/locale/*/LC_MESSAGES/django.po"))
    lacking = [path for path in catalogues if not path.with_suffix(".mo").exists()]
    if lacking:
        rooms = ", ".join(sorted(path.relative_to(settings.PACKAGE).parts[0] for path in lacking))
        yield Finding("words", "to mend", f"French is not compiled for {rooms}", "Run: make catalogues")
    else:
        yield Finding("words", "ok", f"{len(catalogues)} catalogues")


def _encoder() -> Iterator[Finding]:
    from django.conf import settings

    from spirale.method.encoders import encoder_named
    from spirale.method.problems import Problem
    from spirale.pages.sentences import sentence

    try:
        encoder = encoder_named(settings.ENCODER)
        encoder.encode(["un banc à l'ombre"])
    except Problem as problem:
        yield Finding("encoder", "to mend", sentence(problem), "Leave SPIRALE_ENCODER out to use the usual one.")
    else:
        yield Finding("encoder", "ok", encoder.name)


def _cluster() -> Iterator[Finding]:
    from django.conf import settings

    from spirale.engines import engine_at
    from spirale.method.problems import Problem
    from spirale.pages.sentences import say

    if not settings.CLUSTER:
        return
    try:
        with engine_at(settings.CLUSTER, patience=10) as engine:
            engine.map(abs, [-1])
    except Problem as problem:
        said = say(problem)
        yield Finding("cluster", "to mend", said.sentence, said.remedy)
    else:
        yield Finding("cluster", "ok", f"work is shared out at {settings.CLUSTER}")


def _model() -> Iterator[Finding]:
    from spirale.method.problems import Problem
    from spirale.synthesis.language_model import chosen_model

    try:
        model = chosen_model()
    except Problem:
        usable = "Set SPIRALE_MODEL_ADDRESS to an https address, or to one of this machine or its own network."
        yield Finding("language model", "to mend", "its address cannot be used", usable)
    else:
        told = f"{model.name}, words go to {model.host}" if model else "none: nothing leaves this machine"
        yield Finding("language model", "ok", told)


def _letters() -> Iterator[Finding]:
    from django.conf import settings

    if not settings.EMAIL_HOST:
        yield Finding(
            "letters", "advice", "sign-in links are printed on this terminal, not sent", "Set SPIRALE_SMTP_HOST."
        )
        return
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        socket.create_connection((settings.EMAIL_HOST, settings.EMAIL_PORT), timeout=5).close()
    except OSError as error:
        yield Finding(
            "letters", "to mend", f"{server} does not answer: {error}", "Mend SPIRALE_SMTP_HOST and its port."
        )
        return
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        yield Finding("letters", "to mend", "they come from an address that nobody has", "Set SPIRALE_EMAIL_FROM.")
    else:
        yield Finding("letters", "ok", f"sent through {server}")


def _address() -> Iterator[Finding]:
    from django.conf import settings

    public = urlsplit(settings.PUBLIC_ADDRESS)
    if public.scheme not in {"http", "https"} or not public.hostname:
        yield Finding("address", "to mend", f"“{settings.PUBLIC_ADDRESS}” is not one", "Set SPIRALE_ADDRESS.")
        return
    here = public.hostname in {"localhost", "127.0.0.1", "::1"}
    listens_to_all = settings.HOST not in {"127.0.0.1", "localhost", "::1"}
    if here and listens_to_all:
        yield Finding(
            "address", "advice", f"others may come, and links lead to {public.geturl()}", "Set SPIRALE_ADDRESS."
        )
    elif not here and public.scheme == "http":
        yield Finding(
            "address", "advice", f"{public.geturl()} is not encrypted", "Put a proxy with a certificate before it."
        )
    else:
        yield Finding("address", "ok", public.geturl())
    if not here and settings.ALLOWED_HOSTS == ["*"]:
        yield Finding("hosts", "advice", "any name is answered to", f"Set SPIRALE_HOSTS={public.hostname}")
