"""From an axis down to the notes that asked for it, and from what was said up to the axes that answer it."""

from uuid import UUID, uuid5

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from spirale.method.trace import Node, Trace
from spirale.strategy import operations
from spirale.strategy.queries import traces
from spirale.strategy.queries.refs import IdeaRef

from .conftest import GENERAL, SAID, World, freeze, idea_id

pytestmark = pytest.mark.database
EVENING, GARDENS, ALONE = SAID


def labels(nodes: tuple[Node, ...], kind: str) -> set[str]:
    return {node.label for node in nodes if node.kind == kind}


def test_an_axis_leads_down_to_every_note_that_asked_for_it_and_to_no_other(world: World) -> None:
    axis = world.axis(wordings=[EVENING, GARDENS])
    existing = world.existing()
    operations.link_existing(axis=axis, existing_ids=[existing.pk], by=world.facilitator)
    trace = traces.trace_of_axis(axis)
    below = trace.down(traces.axis_node(axis))
    assert labels(below, "note") == {*SAID[EVENING], *SAID[GARDENS]}
    assert labels(below, "idea") == {EVENING, GARDENS}
    assert labels(below, "creator") == {"La Guinguette"}
    note = Node("note", str(world.notes["un jardin partagé"].pk))
    assert traces.axis_node(axis) in trace.up(note)
    assert len(trace.paths(traces.axis_node(axis), note)) == 1
    assert not trace.open_ends("note")


def test_a_general_idea_leads_down_through_its_parts(world: World) -> None:
    ref = IdeaRef(world.frozen.pk, idea_id(world.frozen.synthesis, GENERAL))
    trace = Trace(*traces.down_from_ideas([ref]))
    assert labels(trace.down(traces.idea_node(ref)), "note") == {*SAID[GARDENS], *SAID[ALONE]}


def test_an_idea_of_two_versions_is_two_nodes_with_the_notes_of_each(world: World) -> None:
    earlier = {EVENING: SAID[EVENING][:1], GARDENS: SAID[GARDENS], ALONE: SAID[ALONE]}
    other = freeze(world.frozen.synthesis, world.notes, earlier, version=2)
    first, second = world.ref(EVENING), IdeaRef(other.pk, world.ref(EVENING).idea)
    trace = Trace(*traces.down_from_ideas([first, second]))
    assert len(labels(trace.down(traces.idea_node(first)), "note")) == 2
    assert len(labels(trace.down(traces.idea_node(second)), "note")) == 1


def test_an_idea_that_its_version_does_not_hold_is_not_hidden(world: World) -> None:
    ref = IdeaRef(world.frozen.pk, "perdue")
    nodes, links = traces.down_from_ideas([ref])
    assert (nodes, links) == ([traces.idea_node(ref)], [])


def test_from_a_note_a_criterion_or_an_idea_up_to_the_axes(world: World) -> None:
    axis, other = world.axis(wordings=[EVENING]), world.axis("Jardiner", wordings=[EVENING, GARDENS])
    world.axis("Ailleurs", wordings=[ALONE])
    note = world.notes["plus aucun bus le soir"]
    criterion = uuid5(note.pk, "criterion")
    assert traces.axes_of_note(note) == [axis, other]
    assert traces.axes_of_criterion(world.territory.pk, criterion) == [axis, other]
    assert traces.axes_of_idea(world.ref(GARDENS)) == [other]
    operations.retire_axis(axis=axis, by=world.facilitator)
    assert traces.axes_of_note(note) == [other]
    assert traces.axes_of_idea(world.ref(EVENING)) == [other]


def test_a_note_that_no_axis_answers_leads_to_none(world: World) -> None:
    world.axis(wordings=[EVENING])
    unknown = UUID(int=7)
    gardens = world.notes["un jardin partagé"]
    assert traces.axes_by_note(world.territory.pk, [gardens.pk, unknown]) == {gardens.pk: [], unknown: []}


def test_the_round_trips_do_not_grow_with_axes_or_notes(world: World) -> None:
    axes = [world.axis(wordings=[EVENING])]

    def trips() -> int:
        with CaptureQueriesContext(connection) as caught:
            traces.down_from_axes(axes)
            traces.axes_by_note(world.territory.pk, [note.pk for note in world.notes.values()])
        return len(caught)

    before = trips()
    axes += [world.axis(str(number), wordings=list(SAID)) for number in range(8)]
    assert trips() == before <= 5


def test_the_same_links_give_the_same_rows_in_the_same_order(world: World) -> None:
    axis = world.axis(wordings=[ALONE, EVENING])
    assert traces.trace_of_axis(axis).to_rows() == traces.trace_of_axis(axis).to_rows()
