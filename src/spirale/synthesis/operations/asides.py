"""What a synthesis leaves out, with the reason, and what people have looked at among what arrived."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.method.text import normalise
from spirale.people.models import Account
from spirale.synthesis.models import Placement, SetAside, Synthesis
from spirale.synthesis.operations.grouping import chosen_criteria, lift, retire_emptied, stand_alone
from spirale.synthesis.operations.recording import acting
from spirale.territories.rules import require


def set_aside(*, synthesis: Synthesis, criterion_ids: Sequence[UUID], reason: str, by: Account, edit_id: UUID) -> None:
    """Leave criteria out of the synthesis, with a reason that everyone will read."""
    with acting("criteria set aside", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        if act.done_before:
            return
        reason = normalise(reason)[:200]
        if not reason:
            raise Problem("reason is missing")
        asked = chosen_criteria(synthesis, criterion_ids)
        emptied = lift(act, asked)
        act.make(
            SetAside(
                id=act.new_id(f"aside/{pk}"), synthesis=synthesis, criterion_id=pk, reason=reason, by=by, at=act.at
            )
            for pk in asked
        )
        retire_emptied(act, emptied)
        act.told = {"criteria": asked, "reason": reason}


def take_back(*, synthesis: Synthesis, criterion_ids: Sequence[UUID], by: Account, edit_id: UUID) -> None:
    """Bring back criteria that were set aside: each stands by itself, in its own words."""
    with acting("criteria taken back", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        if act.done_before:
            return
        asked = chosen_criteria(synthesis, criterion_ids)
        aside = {row.criterion_id: row for row in synthesis.set_aside.filter(retired_at=None, criterion__in=asked)}
        back = [pk for pk in asked if pk in aside]
        act.retire(aside.values())
        stand_alone(act, back)
        act.told = {"criteria": back}


@transaction.atomic
def look_at_arrivals(*, synthesis: Synthesis, by: Account, idea_id: UUID | None = None) -> int:
    """Say that a person has looked at what arrived, in one idea or in all; give how many criteria that was."""
    require("synthesis.edit", by, synthesis)
    new = Placement.objects.filter(idea__synthesis=synthesis, is_new=True, retired_at=None)
    if idea_id:
        new = new.filter(idea=idea_id)
    count = new.update(is_new=False)
    if count:
        journal.append("arrivals looked at", space=synthesis.territory_id, on=synthesis, by=by, count=count)
    return count
