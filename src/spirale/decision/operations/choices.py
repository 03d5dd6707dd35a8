"""Making a choice, setting its rules while they are open, and putting sheets to it once they are frozen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.cycles.models import Cycle
from spirale.decision import rules as _rules  # noqa: F401  permissions of this room
from spirale.decision.models import ActionSheet, Choice, ChoiceCriterion
from spirale.decision.queries.choices import rules_seen
from spirale.journal import operations as journal
from spirale.method.problems import Problem, Problems
from spirale.method.text import normalise, normalise_lines
from spirale.people.models import Account
from spirale.territories.models import Territory
from spirale.territories.rules import require
from spirale.workshops.models import Workshop

SCALE = range(-100, 101)
MOST_WEIGHT = 1000


@dataclass(frozen=True, slots=True)
class CriterionDraft:
    """A criterion as somebody sets it; criteria come in their order of priority."""

    id: UUID
    name: str
    meaning: str = ""
    lowest: int = 0
    highest: int = 4
    weight: int = 1


@transaction.atomic
def make_choice(
    *,
    choice_id: UUID,
    territory: Territory,
    title: str,
    cycle: Cycle | None = None,
    workshop: Workshop | None = None,
    criteria: Sequence[CriterionDraft] = (),
    by: Account,
) -> Choice:
    """Begin a choice, with the criteria that are offered as a start; the same id again gives the one that is there."""
    require("decision.edit", by, territory)
    kept = Choice.objects.filter(pk=choice_id).first()
    if kept:
        if kept.territory_id != territory.pk:
            raise Problem("choice of another territory")
        return kept
    title = _title(title)
    _belong(territory, cycle, workshop)
    choice = Choice.objects.create(
        id=choice_id,
        territory=territory,
        title=title,
        cycle=cycle,
        workshop=workshop,
        made_by=by,
        made_at=timezone.now(),
    )
    _write_criteria(choice, criteria)
    journal.append("choice made", space=territory.pk, on=choice, by=by, title=title)
    return choice


@transaction.atomic
def change_choice(*, choice: Choice, title: str, cycle: Cycle | None, workshop: Workshop | None, by: Account) -> Choice:
    """Give a choice another title, cycle or meeting."""
    require("decision.edit", by, choice)
    choice = locked_choice(choice)
    _belong(choice.territory, cycle, workshop)
    before = {"title": choice.title, "cycle": choice.cycle_id, "workshop": choice.workshop_id}
    is_bound = choice.scorers.exists() or choice.pledges.filter(participant__isnull=False).exists()
    if choice.workshop_id and choice.workshop_id != (workshop.pk if workshop else None) and is_bound:
        raise Problem("scores came from this meeting")
    choice.title, choice.cycle, choice.workshop = _title(title), cycle, workshop
    after = {"title": choice.title, "cycle": choice.cycle_id, "workshop": choice.workshop_id}
    if after != before:
        choice.save(update_fields=["title", "cycle", "workshop"])
        journal.append("choice changed", space=choice.territory_id, on=choice, by=by, before=before, after=after)
    return choice


@transaction.atomic
def set_rules(
    *,
    choice: Choice,
    criteria: Sequence[CriterionDraft],
    criteria_by: str,
    who_scores: str,
    minimum: Sequence[tuple[str, int]],
    seen: str,
    by: Account,
) -> Choice:
    """Set the criteria of a choice, how they speak together, who scores and the minimum, as long as they are open.

    `seen` is what `rules_seen` gave when their writer opened the page: Problem("rules changed meanwhile") is raised
    when another person set them since. A criterion that is left out is retired. Raises Problem("rules are frozen"), and
    Problems with all that is wrong in them.
    """
    require("decision.edit", by, choice)
    choice = locked_choice(choice)
    if choice.decided_at:
        raise Problem("choice is decided")
    if choice.frozen_rules.filter(reopened_at=None).exists():
        raise Problem("rules are frozen")
    before = rules_seen(choice)
    if seen != before:
        raise Problem("rules changed meanwhile")
    criteria, minimum = [_tidy(one) for one in criteria], [(normalise(tag), least) for tag, least in minimum]
    if found := tuple(_wrong(criteria, minimum)):
        raise Problems(found)
    choice.by = Choice.By(criteria_by)
    choice.who_scores = normalise(who_scores)[:200]
    choice.minimum = [[tag, least] for tag, least in minimum]
    choice.save(update_fields=["by", "who_scores", "minimum"])
    _write_criteria(choice, criteria)
    if rules_seen(choice) != before:
        told = [[one.name, one.lowest, one.highest, one.weight] for one in criteria]
        journal.append("rules set", space=choice.territory_id, on=choice, by=by, criteria=told, criteria_by=criteria_by)
    return choice


@transaction.atomic
def put_sheets(*, choice: Choice, sheet_ids: Sequence[UUID], by: Account) -> None:
    """Put these sheets to the choice, and no other.

    Not before its rules are frozen: Problem("rules are not frozen"). A sheet that was scored stays:
    Problem("sheet has scores", title=...).
    """
    require("decision.edit", by, choice)
    choice = locked_choice(choice)
    if choice.decided_at:
        raise Problem("choice is decided")
    if not choice.frozen_rules.filter(reopened_at=None).exists():
        raise Problem("rules are not frozen")
    asked = set(sheet_ids)
    sheets = list(ActionSheet.objects.filter(pk__in=asked, territory=choice.territory_id))
    if len(sheets) != len(asked):
        raise Problem("sheet is gone")
    there = set(choice.sheets.values_list("pk", flat=True))
    if any(one.retired_at for one in sheets if one.pk not in there):
        raise Problem("sheet is gone")
    scored = ActionSheet.objects.filter(pk__in=there - asked, scores__scorer__choice=choice).first()
    if scored:
        raise Problem("sheet has scores", title=scored.title)
    if there == asked:
        return
    choice.sheets.set(sheets)
    journal.append(
        "sheets put to the choice",
        space=choice.territory_id,
        on=choice,
        by=by,
        put=sorted(str(one) for one in asked - there),
        taken_out=sorted(str(one) for one in there - asked),
    )


def locked_choice(choice: Choice) -> Choice:
    """The choice as it stands, which nobody else changes until the commit."""
    return Choice.objects.select_for_update(of=("self",)).select_related("territory").get(pk=choice.pk)


def _title(title: str) -> str:
    title = normalise(title)[:160]
    if not title:
        raise Problem("title of choice is missing")
    return title


def _belong(territory: Territory, cycle: Cycle | None, workshop: Workshop | None) -> None:
    if cycle and cycle.territory_id != territory.pk:
        raise Problem("cycle of another territory")
    if workshop and workshop.group.territory_id != territory.pk:
        raise Problem("workshop of another territory")


def _tidy(draft: CriterionDraft) -> CriterionDraft:
    return replace(draft, name=normalise(draft.name)[:120], meaning=normalise_lines(draft.meaning)[:2000])


def _wrong(criteria: Sequence[CriterionDraft], minimum: Sequence[tuple[str, int]]) -> list[Problem]:
    found = []
    names: set[str] = set()
    for one in criteria:
        if not one.name:
            found.append(Problem("criterion without a name"))
        elif one.name in names:
            found.append(Problem("choice.criterion_twice", id=one.name))
        names.add(one.name)
        if one.highest <= one.lowest:
            told = {"criterion": one.name, "lowest": one.lowest, "highest": one.highest}
            found.append(Problem("choice.scale_upside_down", **told))
        if one.lowest not in SCALE or one.highest not in SCALE:
            found.append(Problem("scale too wide", criterion=one.name))
        if not 0 <= one.weight <= MOST_WEIGHT:
            found.append(Problem("choice.negative_weight", criterion=one.name, weight=one.weight))
    tags: set[str] = set()
    for tag, least in minimum:
        if tag in tags:
            found.append(Problem("choice.minimum_twice", id=tag.partition(":")[2]))
        tags.add(tag)
        if not 0 < least <= MOST_WEIGHT:
            found.append(Problem("choice.negative_minimum", tag=tag.partition(":")[2], least=least))
    return found


def _write_criteria(choice: Choice, criteria: Sequence[CriterionDraft]) -> None:
    there = {one.pk: one for one in choice.criteria.all()}
    for position, draft in enumerate(criteria, 1):
        told = {
            "name": draft.name,
            "meaning": draft.meaning,
            "lowest": draft.lowest,
            "highest": draft.highest,
            "weight": draft.weight,
            "position": position,
            "retired_at": None,
        }
        one = there.pop(draft.id, None)
        if one is None:
            if ChoiceCriterion.objects.filter(pk=draft.id).exists():
                raise Problem("criterion of another choice")
            ChoiceCriterion.objects.create(id=draft.id, choice=choice, **told)
        else:
            ChoiceCriterion.objects.filter(pk=one.pk).update(**told)
    gone = [pk for pk, one in there.items() if one.retired_at is None]
    ChoiceCriterion.objects.filter(pk__in=gone).update(retired_at=timezone.now())
