"""Carrying what was said of the ideas of earlier versions to a newer one, as people accept it."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.people.models import Account
from spirale.strategy import rules as _rules  # noqa: F401  permissions of this room
from spirale.strategy.models import Axis, Confrontation
from spirale.strategy.operations.links import link_rows, locked, unlink_rows
from spirale.strategy.queries.carrying import Proposal, axis_carrying, carrying_to
from spirale.strategy.queries.refs import IdeaRef
from spirale.synthesis.models import FrozenSynthesis
from spirale.territories.models import Territory
from spirale.territories.rules import require


@dataclass(frozen=True, slots=True)
class Carried:
    """How much of what was proposed was carried, and how much left behind."""

    carried: int
    left: int


@transaction.atomic
def carry_confrontations(
    *, frozen: FrozenSynthesis, accepted: Collection[UUID], refused: Collection[UUID] = (), by: Account
) -> Carried:
    """Say of a version what was said of an idea in an earlier one, where it is proposed and people accept it.

    What they refuse is kept as refused, and not proposed again; what is neither stays proposed. The earlier rows stay
    as they are. Sending it again changes nothing.
    """
    require("strategy.edit", by, frozen)
    territory = Territory.objects.select_for_update().get(pk=frozen.territory.pk)
    proposals = carrying_to(frozen).proposals
    taken = [one for one in proposals if one.said.pk in accepted]
    left = [one for one in proposals if one.said.pk in refused and one.said.pk not in accepted]
    if not taken and not left:
        return Carried(0, 0)
    at = timezone.now()
    for one in taken:
        if one.takes_place:
            Confrontation.objects.filter(
                frozen=frozen, idea_id=one.idea.id, column=one.said.column, existing=None, retired_at=None
            ).update(retired_at=at)
    made = Confrontation.objects.bulk_create(
        [
            *(Confrontation(**_said_again(one, frozen), by=by, at=at) for one in taken),
            *(Confrontation(**_said_again(one, frozen), by=by, at=at, retired_at=at) for one in left),
        ]
    )
    pairs = [[each.carried_from_id, each.pk] for each in made]
    journal.append(
        "confrontations carried",
        space=territory.pk,
        on=frozen,
        by=by,
        at=at,
        carried=pairs[: len(taken)],
        left=pairs[len(taken) :],
    )
    return Carried(len(taken), len(left))


@transaction.atomic
def carry_axis(*, axis: Axis, ideas: Collection[IdeaRef], by: Account, with_confrontations: bool = True) -> int:
    """Let an axis answer these ideas in the newest version of their synthesis, no longer in the version they were
    taken from; gives how many.

    With `with_confrontations`, what was found of them is carried too, unless the group has said otherwise since.
    Ideas that are there no more stay linked as they are. Sending it again changes nothing.
    """
    kept = locked(axis, by)
    at = timezone.now()
    moved: list[IdeaRef] = []
    fresh: list[IdeaRef] = []
    for part in axis_carrying(kept):
        chosen = [one.ref for one in part.ideas if one.idea is not None and one.ref in ideas]
        if not chosen:
            continue
        moved += unlink_rows(kept, chosen, at)
        fresh += link_rows(kept, dict.fromkeys(IdeaRef(part.newest.pk, ref.idea) for ref in chosen), by, at)
        if with_confrontations:
            wanted = {ref.idea for ref in chosen}
            proposed = carrying_to(part.newest, wanted).proposals
            accepted = {one.said.pk for one in proposed if not one.takes_place}
            carry_confrontations(frozen=part.newest, accepted=accepted, by=by)
    if moved:
        journal.append(
            "axis carried",
            space=kept.territory_id,
            on=kept,
            by=by,
            at=at,
            ideas=[[str(ref.frozen), ref.idea] for ref in moved],
            to=[[str(ref.frozen), ref.idea] for ref in fresh],
        )
    return len(moved)


def _said_again(one: Proposal, frozen: FrozenSynthesis) -> dict[str, object]:
    """The same of the newer version; its id follows from both, so that it is carried once."""
    said = one.said
    return {
        "id": uuid5(frozen.pk, f"carried {said.pk}"),
        "frozen": frozen,
        "idea_id": said.idea_id,
        "column": said.column,
        "existing_id": said.existing_id,
        "verdict": said.verdict,
        "comment": said.comment,
        "carried_from": said,
    }
