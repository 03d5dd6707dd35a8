"""`spirale import`: notes into a workshop, or a whole territory from the folder that holds it."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

import click

from spirale.cli import terminal
from spirale.cli.site import open_site, territory_named
from spirale.method.problems import Problem

if TYPE_CHECKING:
    from spirale.territories.models import Territory
    from spirale.workshops.models import Workshop


@click.command("import")
@click.argument("source", metavar="FILE", type=click.Path(exists=True, path_type=Path))
@click.option("--territory", "slug", required=True, metavar="SLUG", help="Short address of the territory.")
@click.option("--workshop", type=click.UUID, metavar="ID", help="The workshop that the notes belong to.")
@click.option("--group", metavar="NAME", help="Or its group, if that has one workshop; or with --title, a new one.")
@click.option("--title", metavar="TITLE", help="Title of the workshop to open in the group.")
@click.option("--held-on", type=click.DateTime(["%Y-%m-%d"]), help="Its day. [default: today]")
@click.option("--campaign", metavar="NAME", help="Its campaign, where the territory has several.")
@click.option("--question", metavar="CODE", help="One question for all rows.")
@click.option("--text", "text_column", metavar="COLUMN", help="Column of the notes, if its name does not say so.")
@click.option("--question-column", metavar="COLUMN", help="Column of the question.")
@click.option("--sign", "sign_column", metavar="COLUMN", help="Column of the sign.")
@click.option("--said-by-others", is_flag=True, help="Add rows already here too: other people said the same words.")
@terminal.json_option
def command(
    source: Path,
    slug: str,
    workshop: UUID | None,
    group: str | None,
    title: str | None,
    held_on: datetime | None,
    campaign: str | None,
    question: str | None,
    text_column: str | None,
    question_column: str | None,
    sign_column: str | None,
    said_by_others: bool,
) -> None:
    """Bring a CSV, XLSX or ODS of notes into a workshop, or a folder of `spirale export` into a territory.

    A file comes in whole or not at all; importing it again adds nothing. A folder goes into a new or an empty
    territory, with the same identifiers.
    """
    if source.is_dir():
        _whole(source, slug)
        return
    if not workshop and not group:
        raise click.UsageError("Say which workshop the notes belong to, with --workshop or --group.")
    open_site()
    from django.conf import settings
    from django.db import transaction

    from spirale.workshops.operations import import_sheet
    from spirale.workshops.sheets import Choices

    territory = territory_named(slug)
    if source.stat().st_size > settings.UPLOAD_LIMIT:
        raise Problem("file too large", bytes=source.stat().st_size, limit=settings.UPLOAD_LIMIT)
    content = source.read_bytes()
    chosen = {"text": text_column, "question": question_column, "sign": sign_column}
    with transaction.atomic(), terminal.progress("Reading") as progress:
        progress(0, 1)
        meeting = _meeting(territory, workshop, group, title, held_on, campaign)
        asked = _question(meeting, question) if question else ""
        _columns_are_there(content, source.name, [column for column in chosen.values() if column])
        choices = Choices({role: column for role, column in chosen.items() if column}, asked, said_by_others)
        sheet_id = uuid5(meeting.pk, os.urandom(16).hex())
        done = import_sheet(
            sheet_id=sheet_id, workshop=meeting, content=content, file_name=source.name, choices=choices, by=None
        )
        progress(1, 1)
    terminal.answer(
        {"territory": slug, "workshop": str(meeting.pk), "new": done.new, "known": done.known},
        f"{done.new} notes added to {meeting.title}; {done.known} were here already.",
    )


def _whole(folder: Path, slug: str) -> None:
    open_site()
    from spirale.cli.folder import take_back

    with terminal.progress("Taking back") as progress:
        new = take_back(folder, slug=slug, progress=progress)
    terminal.answer(
        {"territory": slug, "new": new},
        f"{new['notes']} notes, {new['criteria']} criteria, {new['groups']} groups and {new['workshops']} workshops"
        f" added to {slug}. Codings and syntheses stay in the folder, to be read.",
    )


def _meeting(
    territory: Territory,
    workshop_id: UUID | None,
    group_name: str | None,
    title: str | None,
    held_on: datetime | None,
    campaign_name: str | None,
) -> Workshop:
    """The workshop that is named, or the one to open."""
    from spirale.cycles.models import Campaign
    from spirale.mobilisation.models import Group
    from spirale.workshops.models import Workshop
    from spirale.workshops.operations import open_workshop

    if workshop_id:
        found = Workshop.objects.filter(pk=workshop_id, group__territory=territory).first()
        if found is None:
            raise Problem("workshop unknown", id=workshop_id)
        return found
    groups = Group.objects.filter(territory=territory)
    group = groups.filter(name=group_name).first()
    if group is None:
        raise Problem("group unknown", name=group_name, known=tuple(groups.values_list("name", flat=True)) or ("-",))
    there = list(Workshop.objects.filter(group=group))
    if title is None:
        if len(there) != 1:
            known = tuple(f"{workshop} ({workshop.pk})" for workshop in there) or ("-",)
            raise Problem("workshop unclear", name=group_name, known=known)
        return there[0]
    if same := next((workshop for workshop in there if workshop.title == title), None):
        return same
    campaigns = list(Campaign.objects.filter(territory=territory))
    named = [campaign for campaign in campaigns if campaign_name in (None, campaign.name)]
    if len(named) != 1:
        raise Problem("campaign unclear", known=tuple(campaign.name for campaign in campaigns) or ("-",))
    return open_workshop(
        workshop_id=uuid5(group.pk, title),
        group=group,
        campaign=named[0],
        title=title,
        held_on=held_on.date() if held_on else date.today(),  # noqa: DTZ011 - the day of whoever types the command
        by=None,
    )


def _question(workshop: Workshop, code: str) -> str:
    from spirale.cycles.models import Question

    questions = Question.objects.filter(campaign=workshop.campaign_id)
    found = questions.filter(code=code).first()
    if found is None:
        raise Problem("question unknown", value=code, known=", ".join(questions.values_list("code", flat=True)))
    return str(found.pk)


def _columns_are_there(content: bytes, name: str, columns: list[str]) -> None:
    """A column named on the command line must be there: a misspelt one is not passed over in silence."""
    from django.conf import settings

    from spirale.tables import Limits, read_table

    if columns:
        read_table(content, name, limits=Limits(file_bytes=settings.UPLOAD_LIMIT)).require(columns)
