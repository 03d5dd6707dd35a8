"""`spirale workshop`: a workshop in a signed file, from one machine to another and back."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from spirale.cli import terminal
from spirale.cli.site import open_site, territory_named
from spirale.method.problems import Problem

if TYPE_CHECKING:
    from spirale.territories.models import Territory
    from spirale.workshops.bundles import BroughtIn


@click.group("workshop")
def command() -> None:
    """Carry a workshop from one machine to another, as a signed file, and back."""


@command.command("export")
@click.argument("workshop", metavar="WORKSHOP", type=click.UUID)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@terminal.json_option
def export(workshop: UUID, out: Path) -> None:
    """Write all of a workshop into a signed file: WORKSHOP is the identifier in the address of its page.

    The file holds notes that are still sealed, which participant wrote what, first names, and contacts under pledges:
    keep it as you would keep the paper sheets. It holds no account and no e-mail address.
    """
    open_site()
    from spirale.offline import signing
    from spirale.workshops.bundles import take_out
    from spirale.workshops.models import Workshop

    found = Workshop.objects.filter(pk=workshop).first()
    if found is None:
        known = tuple(f"{each} ({each.pk})" for each in Workshop.objects.order_by("-created_at")[:8])
        raise Problem("workshop not on this machine", id=workshop, known=known or ("-",))
    try:
        descriptor, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.", suffix=".part")
        beside = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                counts = take_out(stream, workshop=found)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(out)
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
    except OSError as error:
        raise Problem("file cannot be written", file=str(out), reason=error.strerror or "") from None
    fingerprint = signing.own_fingerprint()
    terminal.answer(
        {"workshop": str(found.pk), "file": str(out), "counts": counts, "fingerprint": fingerprint},
        f"{found.title} is in {out}: {counts['notes']} notes, {counts['participants']} participants,"
        f" {counts['moves']} moves, {counts['pledges']} pledges.\n"
        f"Signed by this installation: {signing.in_groups(fingerprint)}",
    )


@command.command("import")
@click.argument("source", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--territory", "slug", metavar="SLUG", help="The territory to bring it into. [default: its own]")
@click.option("--trust", metavar="FINGERPRINT", help="Believe bundles signed by this installation, from now on.")
@click.option("--facilitator", metavar="EMAIL", help="Who leads the workshop here; prints a link that signs them in.")
@terminal.json_option
def import_(source: Path, slug: str | None, trust: str | None, facilitator: str | None) -> None:
    """Bring a workshop in from a file of `spirale workshop export`, whole or not at all.

    Importing it again adds nothing. What happened on both machines since they parted is kept from both.
    """
    open_site()
    from django.db import transaction

    from spirale.offline.bundles import read_bundle
    from spirale.workshops.bundles import KIND, bring_in

    territory = territory_named(slug) if slug else None
    with transaction.atomic(), terminal.progress("Reading") as progress:
        progress(0, 2)
        with source.open("rb") as stream:
            bundle = read_bundle(stream, kind=KIND, believes=_believing(trust))
        progress(1, 2)
        done = bring_in(bundle=bundle, territory=territory, by=None)
        link = _leader(done.workshop.territory, facilitator) if facilitator else ""
        progress(2, 2)
    terminal.answer(
        {
            "workshop": str(done.workshop.pk),
            "territory": done.workshop.territory.slug,
            "how": done.how,
            "new": dict(done.new),
            "changed": dict(done.changed),
            "signed_by": bundle.fingerprint,
            "sign_in_link": link,
        },
        "\n".join(filter(None, [_said(done), link])),
    )


def _believing(trust: str | None) -> Callable[[str, str], bool]:
    """Who signed is believed if it is this installation, one already trusted, or the one named now."""
    from django.utils import timezone

    from spirale.offline import signing
    from spirale.offline.models import TrustedKey

    wanted = signing.tidy_fingerprint(trust or "")

    def believes(fingerprint: str, public_key: str) -> bool:
        if wanted and wanted != fingerprint:
            raise Problem(
                "bundle signed by another",
                fingerprint=signing.in_groups(fingerprint),
                trusted=signing.in_groups(wanted),
            )
        if wanted:
            TrustedKey.objects.get_or_create(
                fingerprint=fingerprint, defaults={"public_key": public_key, "trusted_at": timezone.now()}
            )
        known = TrustedKey.objects.filter(fingerprint=fingerprint, public_key=public_key)
        return fingerprint == signing.own_fingerprint() or known.exists()

    return believes


def _leader(territory: Territory, email: str) -> str:
    """Give somebody here what it takes to lead, and a link to sign in by."""
    from spirale.people.operations import sign_in_link_for
    from spirale.territories.models import Membership, Role
    from spirale.territories.operations import add_member

    is_first = not Membership.objects.filter(territory=territory).exists()
    role = Role.ADMINISTRATOR if is_first else Role.FACILITATOR
    membership = add_member(territory=territory, by=None, email=email, role=role, sends_letter=False)
    return sign_in_link_for(membership.account)


def _said(done: BroughtIn) -> str:
    title, slug = done.workshop.title, done.workshop.territory.slug
    notes = done.new.get("notes", 0)
    if done.how == "known":
        return f"{title} is in {slug} already, with all that the file holds. Nothing was added."
    if done.how == "merged":
        return f"{title} went on here and there: both are in {slug} now, with {notes} notes more."
    return f"{title} is in {slug}: {notes} notes added, with all that goes with them."
