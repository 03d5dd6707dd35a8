"""From a task down to the notes that asked for it, and from a note up to what is being done about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from spirale.action.models import Commitment, Task
from spirale.action.queries.commitments import chosen_sheets
from spirale.decision.models import ActionSheet, SheetIdea
from spirale.synthesis.models import FrozenSynthesis
from spirale.synthesis.queries.frozen import IdeaShown, Said, version_page
from spirale.workshops.models import Note


@dataclass(frozen=True, slots=True)
class Asked:
    """An idea that an action serves, in the frozen synthesis that holds it, with the notes under it."""

    frozen: FrozenSynthesis
    idea: IdeaShown
    said: tuple[Said, ...]


def asked_for(sheet: ActionSheet) -> list[Asked]:
    """What an action answers: its ideas, and under each every criterion with the note it comes from, once."""
    found = []
    links = SheetIdea.objects.filter(sheet=sheet, retired_at=None).select_related("frozen__synthesis__territory")
    for link in links.order_by("at", "id"):
        idea = version_page(link.frozen).ideas.get(link.idea_id)
        if idea is not None:
            found.append(Asked(link.frozen, idea, tuple({one.criterion: one for one in _said(idea)}.values())))
    return found


def _said(idea: IdeaShown) -> Iterator[Said]:
    yield from idea.said
    for part in idea.parts:
        yield from _said(part)


@dataclass(frozen=True, slots=True)
class Deed:
    """An action that was chosen for an idea under which a note stands, with its tasks and who signed for it."""

    sheet: ActionSheet
    ideas: tuple[str, ...]
    tasks: tuple[Task, ...]
    partners: tuple[str, ...]


def done_about(note: Note) -> list[Deed]:
    """What is being done about a note, by the chosen actions of its territory."""
    sheets = {sheet.pk: sheet for sheet in chosen_sheets(note.workshop.group.territory)}
    wordings: dict[UUID, list[str]] = {}
    links = SheetIdea.objects.filter(sheet__in=sheets, retired_at=None).select_related("frozen__synthesis")
    for link in links.order_by("at", "id"):
        idea = version_page(link.frozen).ideas.get(link.idea_id)
        if idea and any(one.note == str(note.pk) for one in _said(idea)):
            wordings.setdefault(link.sheet_id, []).append(idea.wording)
    tasks: dict[object, list[Task]] = {}
    for task in Task.objects.filter(sheet__in=list(wordings), retired_at=None).order_by("made_at", "id"):
        tasks.setdefault(task.sheet_id, []).append(task)
    partners: dict[object, list[str]] = {}
    signed = Commitment.objects.filter(sheet__in=list(wordings), signed_at__isnull=False, retired_at=None)
    for sheet, who in signed.order_by("signed_at", "id").values_list("sheet_id", "who"):
        partners.setdefault(sheet, []).append(who)
    return [
        Deed(sheet, tuple(wordings[key]), tuple(tasks.get(key, ())), tuple(dict.fromkeys(partners.get(key, ()))))
        for key, sheet in sheets.items()
        if key in wordings
    ]
