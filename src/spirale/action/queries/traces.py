"""From a task down to the notes that asked for it, and from a note up to what is being done about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from spirale.action.models import Commitment, Task
from spirale.action.queries.commitments import chosen_sheets
from spirale.decision.models import ActionSheet, SheetIdea
from spirale.strategy.queries.refs import IdeaRef
from spirale.strategy.queries.traces import ideas_above
from spirale.synthesis.models import FrozenSynthesis
from spirale.synthesis.queries.frozen import IdeaShown, Said, version_page
from spirale.territories.models import Territory


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

    @property
    def done(self) -> int:
        """How many of its tasks are done."""
        return sum(task.done == 100 for task in self.tasks)


def done_about(territory: Territory, notes: Sequence[UUID]) -> dict[UUID, list[Deed]]:
    """What is being done about each of these notes by the chosen actions of a territory, in as many round trips."""
    sheets = {sheet.pk: sheet for sheet in chosen_sheets(territory)}
    links = SheetIdea.objects.filter(sheet__in=sheets, retired_at=None).order_by("at", "id")
    serving: dict[IdeaRef, list[UUID]] = {}
    for link in links:
        serving.setdefault(IdeaRef(link.frozen_id, link.idea_id), []).append(link.sheet_id)
    wordings: dict[UUID, dict[UUID, list[str]]] = {}
    for note, ideas in ideas_above(list(serving), "note", notes).items():
        by_sheet = wordings.setdefault(note, {})
        for ref, wording in ideas.items():
            for sheet in serving[ref]:
                by_sheet.setdefault(sheet, []).append(wording)
    answering = {sheet for by_sheet in wordings.values() for sheet in by_sheet}
    tasks: dict[UUID, list[Task]] = {}
    for task in Task.objects.filter(sheet__in=answering, retired_at=None).order_by("made_at", "id"):
        tasks.setdefault(task.sheet_id, []).append(task)
    partners: dict[UUID, dict[str, None]] = {}
    signed = Commitment.objects.filter(sheet__in=answering, signed_at__isnull=False, retired_at=None)
    for sheet, who in signed.order_by("signed_at", "id").values_list("sheet_id", "who"):
        partners.setdefault(sheet, {})[who] = None
    return {
        note: [
            Deed(sheet, tuple(by_sheet[key]), tuple(tasks.get(key, ())), tuple(partners.get(key, ())))
            for key, sheet in sheets.items()
            if key in by_sheet
        ]
        for note, by_sheet in wordings.items()
    }
