"""Carrying what was said of the ideas of earlier versions to a newer one, as people accept it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.people.models import Account
from spirale.strategy import rules as _rules  # noqa: F401  permissions of this room
from spirale.strategy.models import Axis, Confrontation
from spirale.strategy.operations.holding import held
from spirale.strategy.operations.links import link_rows, locked, unlink_rows
from spirale.strategy.queries.carrying import LeftBehind, Proposal, axis_carrying, carrying_to
from spirale.strategy.queries.refs import IdeaRef
from spirale.synthesis.models import FrozenSynthesis
from spirale.territories.rules import require


@dataclass(frozen=True, slots=True)
class Carried:
    """How much of what was proposed was carried, and how much left behind.

    `overtaken` is how much was accepted and not carried, because something else was said of it meanwhile.
    """

    carried: int
    left: int
    overtaken: int = 0


@transaction.atomic
def carry_confrontations(
    *,
    frozen: FrozenSynthesis,
    accepted: Collection[UUID],
    refused: Collection[UUID] = (),
    replaces: Collection[UUID] = (),
    by: Account,
) -> Carried:
    """Say of a version what was said of an idea in an earlier one, where it is proposed and people accept it.

    What they refuse is kept as refused, and not proposed again; what is neither stays proposed. The earlier rows stay
    as they are. `replaces` is what they saw that this takes the place of: what was said since they looked is kept.
    Sending it again changes nothing.
    """
    require("strategy.edit", by, frozen)
    territory = held(frozen.territory.pk)
    carrying = carrying_to(frozen)
    taken = [one for one in carrying.proposals if one.said.pk in accepted and one.replaces in {None, *replaces}]
    left = [one for one in carrying.proposals if one.said.pk in refused and one.said.pk not in accepted]
    overtaken = _overtaken(frozen, accepted, besides=[*taken, *carrying.left_behind])
    if not taken and not left:
        return Carried(0, 0, overtaken)
    at = timezone.now()
    Confrontation.objects.filter(pk__in=[one.replaces for one in taken if one.replaces]).update(retired_at=at)
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
    return Carried(len(taken), len(left), overtaken)


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


def _overtaken(frozen: FrozenSynthesis, accepted: Collection[UUID], besides: Iterable[Proposal | LeftBehind]) -> int:
    """How many of those accepted are neither carried nor `besides`: the group has said otherwise meanwhile."""
    carried = Confrontation.objects.filter(frozen=frozen, retired_at=None, carried_from__in=accepted)
    earlier = Confrontation.objects.filter(
        pk__in=set(accepted) - {one.said.pk for one in besides},
        frozen__synthesis=frozen.synthesis_id,
        frozen__version__lt=frozen.version,
        retired_at=None,
    )
    return earlier.exclude(pk__in=carried.values("carried_from")).count()


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
