"""Acts of several people at once follow each other: each takes the territory first, so that none waits in a circle."""

from uuid import uuid4

import pytest
from django.db.models import Model

from spirale.strategy import operations
from spirale.strategy.queries.history import history_of, last_undoable
from spirale.territories.models import Territory

from .conftest import SAID, World

EVENING, GARDENS, ALONE = SAID


@pytest.mark.database
def test_every_act_takes_the_territory_before_anything_else(world: World, taken: list[type[Model]]) -> None:
    axis, existing, by = world.axis(wordings=[ALONE]), world.existing(), world.facilitator
    found = world.confront(ALONE, "confirms", "Le CCAS")
    worded = {"title": "Autrement", "text": "", "cycle": None, "based_on": axis.version}

    def undo() -> None:
        last = last_undoable(history_of(axis))
        assert last
        operations.undo_axis_change(axis=axis, number=last.number, by=by)

    acts = [
        lambda: operations.order_axes(territory=world.territory, axis_ids=[axis.pk], by=by),
        lambda: operations.carry_axis(axis=axis, ideas=[world.ref(ALONE)], by=by),
        lambda: operations.change_axis(axis=axis, by=by, **worded),
        undo,
        lambda: operations.link_ideas(axis=axis, ideas=[world.ref(GARDENS)], by=by),
        lambda: operations.form_group_for_axis(axis=axis, group_id=uuid4(), name="Le soir", by=by),
        lambda: operations.retire_axis(axis=axis, by=by),
        lambda: operations.bring_back_axis(axis=axis, by=by),
        lambda: operations.change_existing(existing=existing, name="La salle", description="", based_on=1, by=by),
        lambda: operations.retire_existing(existing=existing, by=by),
        lambda: operations.bring_back_existing(existing=existing, by=by),
        lambda: operations.withdraw_confrontation(confrontation=found, by=by),
        lambda: operations.carry_confrontations(frozen=world.frozen, accepted=[], by=by),
    ]
    for act in acts:
        taken.clear()
        act()
        assert taken[0] is Territory
