"""Beginning a synthesis: of which questions, of one group or of the whole territory."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.coding.operations import take_criteria
from spirale.cycles.models import Campaign, Question
from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.method.text import normalise
from spirale.mobilisation.models import Group
from spirale.people.models import Account
from spirale.synthesis import rules as _rules  # noqa: F401  permissions of this room
from spirale.synthesis.models import Idea, Placement, Synthesis
from spirale.synthesis.operations.grouping import APART
from spirale.synthesis.queries.criteria import arrivals_of
from spirale.territories.models import Territory
from spirale.territories.rules import require
from spirale.workshops.models import Workshop, standing


@transaction.atomic
def begin_synthesis(
    *,
    synthesis_id: UUID,
    territory: Territory,
    campaign: Campaign,
    questions: Sequence[Question],
    title: str,
    origin: str = Synthesis.Origin.PROPOSED,
    group: Group | None = None,
    seed: int = 1,
    by: Account,
) -> Synthesis:
    """Open the working state of a synthesis; grouped freely, each criterion starts as a slip by itself.

    Raises Problem("title is missing"), ("synthesis without a question"), ("question not of this campaign") or
    ("group not of this territory").
    """
    require("synthesis.edit", by, territory)
    title = normalise(title)[:160]
    if not title:
        raise Problem("title is missing")
    if not questions:
        raise Problem("synthesis without a question")
    if campaign.territory_id != territory.pk or any(question.campaign_id != campaign.pk for question in questions):
        raise Problem("question not of this campaign")
    if group and group.territory_id != territory.pk:
        raise Problem("group not of this territory")
    synthesis, is_new = Synthesis.objects.get_or_create(
        id=synthesis_id,
        defaults={
            "territory": territory,
            "campaign": campaign,
            "group": group,
            "title": title,
            "origin": origin,
            "seed": seed,
            "made_by": by,
            "made_at": timezone.now(),
        },
    )
    if not is_new:
        require("synthesis.edit", by, synthesis)
        return synthesis
    synthesis.questions.set(questions)
    take_criteria_of(synthesis, by=by)
    if synthesis.origin == Synthesis.Origin.FREE:
        lay_out_slips(synthesis, by=by, are_new=False)
    journal.append("synthesis begun", space=territory.pk, on=synthesis, by=by, title=title, origin=synthesis.origin)
    return synthesis


@transaction.atomic
def rename_synthesis(*, synthesis: Synthesis, title: str, by: Account) -> Synthesis:
    """Give a synthesis another title; versions frozen before keep theirs."""
    require("synthesis.edit", by, synthesis)
    title = normalise(title)[:160]
    if not title:
        raise Problem("title is missing")
    if synthesis.title != title:
        synthesis.title = title
        synthesis.save(update_fields=["title"])
        journal.append("synthesis renamed", space=synthesis.territory_id, on=synthesis, by=by, title=title)
    return synthesis


def take_criteria_of(synthesis: Synthesis, *, by: Account) -> None:
    """See to it that every note of the synthesis has its criterion."""
    workshops = Workshop.objects.filter(
        standing("notes__"),
        group__territory=synthesis.territory_id,
        notes__question__in=synthesis.questions.all(),
        notes__criteria=None,
    )
    if synthesis.group_id:
        workshops = workshops.filter(group=synthesis.group_id)
    for workshop in workshops.distinct():
        take_criteria(workshop=workshop, by=by)


def lay_out_slips(synthesis: Synthesis, *, by: Account, are_new: bool) -> int:
    """Lay each criterion that stands nowhere as a slip by itself, in the order they were written."""
    arrived = list(arrivals_of(synthesis).select_related("note").order_by("note__written_at", "position", "id"))
    at = timezone.now()
    last = Idea.objects.filter(synthesis=synthesis).order_by("-position").values_list("position", flat=True).first()
    ideas = [
        Idea(
            synthesis=synthesis,
            question_id=criterion.note.question_id,
            wording=criterion.text,
            position=(last or 0) + APART * place,
        )
        for place, criterion in enumerate(arrived, 1)
    ]
    Idea.objects.bulk_create(ideas, batch_size=500)
    Placement.objects.bulk_create(
        [
            Placement(idea=idea, criterion=criterion, by=by, at=at, is_new=are_new)
            for idea, criterion in zip(ideas, arrived, strict=True)
        ],
        batch_size=500,
    )
    return len(arrived)
