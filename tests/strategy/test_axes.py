"""Strategic axes: what they rest on is kept, what is done on them is told, and the last change can be undone."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from factories import CycleFactory, GroupFactory, MembershipFactory
from spirale.journal.models import Event
from spirale.journal.queries import chain_is_whole
from spirale.method.problems import Problem
from spirale.mobilisation.models import Group
from spirale.strategy import operations
from spirale.strategy.models import Axis, AxisIdea
from spirale.strategy.operations.undoing import UNDOES
from spirale.strategy.queries.axes import axes_of, axis_shown, public_axes_of
from spirale.strategy.queries.history import UNDOABLE, history_of, last_undoable
from spirale.strategy.queries.refs import IdeaRef
from spirale.territories.models import Role

from .conftest import SAID, World, a_world, freeze

pytestmark = pytest.mark.database
EVENING, GARDENS, ALONE = SAID


def answered(axis: Axis) -> set[str]:
    return {one.idea.wording for version in axis_shown(axis).versions for one in version.ideas}


def undo(world: World, axis: Axis) -> Axis:
    last = last_undoable(history_of(axis))
    assert last
    return operations.undo_axis_change(axis=axis, number=last.number, by=world.facilitator)


def test_an_axis_keeps_its_links_to_ideas_and_counts_each_note_once(world: World) -> None:
    axis = world.axis(wordings=[EVENING, ALONE, EVENING])
    shown = axis_shown(axis)
    assert (shown.ideas, shown.notes) == (2, 5)
    assert answered(axis) == {EVENING, ALONE}
    assert axis.position == 0
    assert world.axis("Jardiner").position == 1


def test_an_axis_made_twice_is_made_once(world: World) -> None:
    same = uuid4()
    for _ in range(2):
        world.axis(axis_id=same, wordings=[EVENING])
    assert Axis.objects.count() == 1
    assert AxisIdea.objects.count() == 1
    assert Event.objects.filter(verb="axis made").count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "title of axis is missing"),
        ({"title": "t" * 161}, "words are too long"),
        ({"ideas": [IdeaRef(uuid4(), "x")]}, "idea is not in this version"),
    ],
)
def test_an_axis_that_says_nothing_or_answers_what_nobody_said_is_refused(
    world: World, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Problem, match=code):
        world.axis(**changes)
    assert not Axis.objects.exists()


def test_an_id_of_an_axis_of_another_territory_makes_an_axis_of_its_own(world: World) -> None:
    other = MembershipFactory(role=Role.FACILITATOR)
    theirs = world.axis("Respirer", territory=other.territory, by=other.account)
    ours = world.axis(axis_id=theirs.pk)
    assert (ours.territory, ours.title) == (world.territory, "Se retrouver")
    theirs.refresh_from_db()
    assert theirs.title == "Respirer"


def test_what_belongs_to_another_territory_is_refused(world: World) -> None:
    world.territory.slug = "ailleurs"
    world.territory.save()
    other = a_world()
    axis = world.axis()
    with pytest.raises(Problem, match="idea is not in this version"):
        operations.link_ideas(axis=axis, ideas=[other.ref(EVENING)], by=world.facilitator)
    with pytest.raises(Problem, match="existing is gone"):
        operations.link_existing(axis=axis, existing_ids=[other.existing().pk], by=world.facilitator)
    with pytest.raises(Problem, match="group not of this territory"):
        operations.set_group(axis=axis, group=GroupFactory(kind=Group.Kind.WORKING), by=world.facilitator)
    with pytest.raises(Problem, match="cycle not of this territory"):
        world.axis(cycle=CycleFactory())
    with pytest.raises(PermissionDenied):
        operations.retire_axis(axis=axis, by=other.facilitator)


def test_readers_read_and_do_not_change(world: World) -> None:
    reader = MembershipFactory(territory=world.territory, role=Role.READER).account
    axis = world.axis()
    acts: list[Callable[[], object]] = [
        lambda: world.axis(by=reader),
        lambda: operations.change_axis(axis=axis, title="x", text="", cycle=None, based_on=1, by=reader),
        lambda: operations.order_axes(territory=world.territory, axis_ids=[axis.pk], by=reader),
        lambda: operations.retire_axis(axis=axis, by=reader),
        lambda: operations.bring_back_axis(axis=axis, by=reader),
        lambda: operations.link_ideas(axis=axis, ideas=[], by=reader),
        lambda: operations.unlink_ideas(axis=axis, ideas=[], by=reader),
        lambda: operations.link_existing(axis=axis, existing_ids=[], by=reader),
        lambda: operations.unlink_existing(axis=axis, existing_ids=[], by=reader),
        lambda: operations.set_group(axis=axis, group=None, by=reader),
        lambda: operations.form_group_for_axis(axis=axis, group_id=uuid4(), name="x", by=reader),
        lambda: operations.undo_axis_change(axis=axis, number=1, by=reader),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_two_people_who_word_an_axis_at_once_both_keep_their_words(world: World) -> None:
    axis = world.axis()
    operations.change_axis(axis=axis, title="Se voir", text="", cycle=None, based_on=1, by=world.facilitator)
    with pytest.raises(Problem, match="axis changed meanwhile"):
        operations.change_axis(axis=axis, title="Sortir", text="", cycle=None, based_on=1, by=world.facilitator)
    assert Axis.objects.get().title == "Se voir"
    again = operations.change_axis(axis=axis, title="Se voir", text="", cycle=None, based_on=1, by=world.facilitator)
    assert again.version == 2


def test_axes_are_put_in_order_all_or_none(world: World) -> None:
    first, second, third = (world.axis(title) for title in ("A", "B", "C"))
    for _ in range(2):
        operations.order_axes(territory=world.territory, axis_ids=[third.pk, first.pk, second.pk], by=world.facilitator)
    assert [shown.axis.title for shown in axes_of(world.territory)] == ["C", "A", "B"]
    assert Event.objects.filter(verb="axes ordered").count() == 1
    operations.retire_axis(axis=first, by=world.facilitator)
    with pytest.raises(Problem, match="axes changed meanwhile"):
        operations.order_axes(territory=world.territory, axis_ids=[first.pk, second.pk, third.pk], by=world.facilitator)


def test_a_working_group_is_formed_for_an_axis_or_chosen(world: World) -> None:
    axis = world.axis()
    formed = uuid4()
    for _ in range(2):
        operations.form_group_for_axis(axis=axis, group_id=formed, name="Les soirs", by=world.facilitator)
    group = Axis.objects.get().group
    assert group
    assert (group.pk, group.kind, group.territory) == (formed, Group.Kind.WORKING, world.territory)
    other = GroupFactory(territory=world.territory, kind=Group.Kind.HOMOGENEOUS)
    with pytest.raises(Problem, match="group is no working group"):
        operations.set_group(axis=axis, group=other, by=world.facilitator)
    operations.set_group(axis=axis, group=None, by=world.facilitator)
    assert Axis.objects.get().group is None


def test_every_change_of_an_axis_is_undone_from_the_last_to_the_first(world: World) -> None:
    axis = world.axis(wordings=[EVENING], text="le soir")
    by = world.facilitator
    existing = world.existing()
    group = GroupFactory(territory=world.territory, kind=Group.Kind.WORKING)

    def state() -> tuple[object, ...]:
        kept = Axis.objects.get(pk=axis.pk)
        shown = axis_shown(kept)
        return (kept.title, kept.text, kept.group_id, kept.retired_at is None, answered(kept), shown.existing)

    acts: list[Callable[[], object]] = [
        lambda: operations.change_axis(axis=axis, title="Se voir", text="", cycle=None, based_on=1, by=by),
        lambda: operations.link_ideas(axis=axis, ideas=[world.ref(ALONE), world.ref(EVENING)], by=by),
        lambda: operations.unlink_ideas(axis=axis, ideas=[world.ref(EVENING)], by=by),
        lambda: operations.link_existing(axis=axis, existing_ids=[existing.pk], by=by),
        lambda: operations.unlink_existing(axis=axis, existing_ids=[existing.pk], by=by),
        lambda: operations.set_group(axis=axis, group=group, by=by),
        lambda: operations.retire_axis(axis=axis, by=by),
        lambda: operations.bring_back_axis(axis=axis, by=by),
    ]
    before = []
    for act in acts:
        before.append(state())
        act()
        assert state() != before[-1]
    for was in reversed(before):
        undo(world, axis)
        assert state() == was
    assert last_undoable(history_of(axis)) is None
    assert chain_is_whole(world.territory.pk)
    assert set(UNDOES) == UNDOABLE


def test_undoing_twice_undoes_once_and_not_under_a_later_change(world: World) -> None:
    axis = world.axis()
    operations.link_ideas(axis=axis, ideas=[world.ref(EVENING)], by=world.facilitator)
    first = last_undoable(history_of(axis))
    operations.link_ideas(axis=axis, ideas=[world.ref(ALONE)], by=world.facilitator)
    assert first
    with pytest.raises(Problem, match="axis changed since"):
        operations.undo_axis_change(axis=axis, number=first.number, by=world.facilitator)
    last = last_undoable(history_of(axis))
    assert last
    for _ in range(2):
        operations.undo_axis_change(axis=axis, number=last.number, by=world.facilitator)
    assert answered(axis) == {EVENING}


def test_nothing_is_linked_to_an_axis_that_was_put_away(world: World) -> None:
    axis = operations.retire_axis(axis=world.axis(), by=world.facilitator)
    with pytest.raises(Problem, match="axis is retired"):
        operations.link_ideas(axis=axis, ideas=[world.ref(EVENING)], by=world.facilitator)


def test_an_axis_is_open_to_all_when_all_it_answers_is(world: World) -> None:
    axis = world.axis(wordings=[EVENING])
    world.axis("Sans idée")
    assert [shown.axis for shown in public_axes_of(world.territory)] == [axis]
    hidden = freeze(world.frozen.synthesis, world.notes, SAID, version=2, is_public=False)
    operations.link_ideas(axis=axis, ideas=[IdeaRef(hidden.pk, world.ref(ALONE).idea)], by=world.facilitator)
    assert not public_axes_of(world.territory)
    undo(world, axis)
    world.territory.is_public = False
    world.territory.save()
    assert not public_axes_of(world.territory)
