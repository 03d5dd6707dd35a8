"""From axes down to the notes that asked for them, and from what was said up to the axes that answer it.

Nodes and links are those of `spirale.method.trace`. An idea is known by its version and its id (`idea_node`): the
same idea may hold other notes in another version. Criteria and notes are the same things in all versions.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias
from uuid import UUID

from spirale.method.synthesis import BY_ENGINE, Document
from spirale.method.trace import Link, Node, Trace
from spirale.strategy.models import Axis, AxisExisting, AxisIdea
from spirale.strategy.queries.refs import IdeaRef, versions_named
from spirale.synthesis.models import FrozenSynthesis
from spirale.synthesis.queries.documents import public_name, read_document
from spirale.workshops.models import Note

Pieces: TypeAlias = tuple[list[Node], list[Link]]


def idea_node(ref: IdeaRef, label: str = "") -> Node:
    """The node of an idea of a frozen synthesis."""
    return Node("idea", f"{ref.frozen}/{ref.idea}", label)


def axis_node(axis: Axis) -> Node:
    """The node of an axis."""
    return Node("axis", str(axis.pk), axis.title)


def down_from_ideas(ideas: Iterable[IdeaRef]) -> Pieces:
    """Nodes and links from ideas down to the notes under them; one round trip, however many ideas.

    An idea that its version does not hold gives a node alone: what was linked is never hidden.
    """
    refs = list(dict.fromkeys(ideas))
    nodes: dict[Node, None] = {}
    links: dict[Link, None] = {}
    for frozen in versions_named(refs).values():
        mine = [ref.idea for ref in refs if ref.frozen == frozen.pk]
        some_nodes, some_links = _under(frozen, mine)
        nodes.update(dict.fromkeys(some_nodes))
        links.update(dict.fromkeys(some_links))
    nodes.update(dict.fromkeys(idea_node(ref) for ref in refs if idea_node(ref) not in nodes))
    return list(nodes), list(links)


def down_from_axes(axes: Sequence[Axis]) -> Pieces:
    """Nodes and links from axes down: to what exists that they build on, to ideas, and from these to notes."""
    keys = {axis.pk: axis_node(axis) for axis in axes}
    answered = list(
        AxisIdea.objects.filter(axis__in=list(keys), retired_at=None).select_related("by").order_by("at", "id")
    )
    built_on = AxisExisting.objects.filter(axis__in=list(keys), retired_at=None).select_related("by", "existing")
    nodes, links = down_from_ideas(IdeaRef(row.frozen_id, row.idea_id) for row in answered)
    links += [
        Link(
            idea_node(IdeaRef(row.frozen_id, row.idea_id)),
            keys[row.axis_id],
            "supports",
            by=public_name(row.by),
            at=row.at.isoformat(),
        )
        for row in answered
    ]
    for row in built_on.order_by("at", "id"):
        node = Node(row.existing.column, str(row.existing_id), row.existing.name)
        nodes.append(node)
        links.append(Link(node, keys[row.axis_id], "supports", by=public_name(row.by), at=row.at.isoformat()))
    return [*nodes, *keys.values()], links


def trace_of_axis(axis: Axis) -> Trace:
    """An axis with everything it rests on, walked both ways."""
    return Trace(*down_from_axes([axis]))


def axes_of_idea(ref: IdeaRef) -> list[Axis]:
    """The axes that answer an idea, in their order."""
    links = {"ideas__frozen": ref.frozen, "ideas__idea_id": ref.idea, "ideas__retired_at": None}
    return list(Axis.objects.filter(retired_at=None, **links).distinct().order_by("position", "id"))


def axes_of_note(note: Note) -> list[Axis]:
    """The axes that answer an idea under which this note stands, in their order."""
    return axes_by_note(note.workshop.territory.pk, [note.pk])[note.pk]


def axes_of_criterion(territory_id: UUID, criterion_id: UUID) -> list[Axis]:
    """The axes that answer an idea under which this criterion stands, in their order."""
    return _axes_above(territory_id, "criterion", [criterion_id])[criterion_id]


def axes_by_note(territory_id: UUID, note_ids: Iterable[UUID]) -> dict[UUID, list[Axis]]:
    """The axes of a territory that answer each of these notes, in their order; two round trips for all of them."""
    return _axes_above(territory_id, "note", note_ids)


def _axes_above(territory_id: UUID, kind: str, ids: Iterable[UUID]) -> dict[UUID, list[Axis]]:
    answered = list(
        AxisIdea.objects.filter(axis__territory=territory_id, axis__retired_at=None, retired_at=None)
        .select_related("axis")
        .order_by("axis__position", "axis_id", "id")
    )
    refs = [IdeaRef(row.frozen_id, row.idea_id) for row in answered]
    above: dict[UUID, list[Axis]] = {}
    for identifier, ideas in ideas_above(refs, kind, ids).items():
        axes = {row.axis_id: row.axis for row, ref in zip(answered, refs, strict=True) if ref in ideas}
        above[identifier] = list(axes.values())
    return above


def ideas_above(refs: Sequence[IdeaRef], kind: str, ids: Iterable[UUID]) -> dict[UUID, dict[IdeaRef, str]]:
    """Of these ideas, those under which each thing of a kind stands, in their order, with their wordings.

    A thing that stands under none has an empty place of its own. One round trip, however many there are.
    """
    trace = Trace(*down_from_ideas(refs))
    known = set(trace.nodes)
    found: dict[UUID, dict[IdeaRef, str]] = {}
    for identifier in ids:
        node = Node(kind, str(identifier))
        reached = {one: one.label for one in trace.up(node)} if node in known else {}
        found[identifier] = {ref: reached[idea_node(ref)] for ref in refs if idea_node(ref) in reached}
    return found


def _under(frozen: FrozenSynthesis, idea_ids: Sequence[str]) -> Pieces:
    """What stands under some ideas of one version: their parts, criteria and notes."""
    document = read_document(frozen)
    held = _with_parts(document, idea_ids)
    wordings = {idea.id: idea.wording for idea in document.ideas}
    ideas = {key: idea_node(IdeaRef(frozen.pk, key), wordings[key]) for key in held}
    placed = [one for one in document.placements if one.idea in held]
    wanted = {one.criterion for one in placed}
    criteria = {one.id: one for one in document.criteria if one.id in wanted}
    spoken = {one.note for one in criteria.values()}
    notes = {note.id: Node("note", note.id, note.text) for note in document.notes if note.id in spoken}
    said = {key: Node("criterion", key, one.text) for key, one in criteria.items()}
    links = [Link(said[key], notes[one.note], "derived_from") for key, one in criteria.items()]
    engine = f"{document.engine} {document.encoder} seed {document.seed}"
    links += [
        Link(said[one.criterion], ideas[one.idea], "same_as", engine=engine)
        if one.by == BY_ENGINE
        else Link(said[one.criterion], ideas[one.idea], "same_as", by=one.by or None)
        for one in placed
    ]
    links += [
        Link(ideas[idea.id], ideas[idea.parent], "part_of")
        for idea in document.ideas
        if idea.parent in held and idea.id in held
    ]
    return [*notes.values(), *said.values(), *ideas.values()], links


def _with_parts(document: Document, idea_ids: Sequence[str]) -> dict[str, None]:
    """These ideas and all their parts, in the order of the document."""
    wanted = set(idea_ids)
    parents = {idea.id: idea.parent for idea in document.ideas}

    def is_held(key: str | None) -> bool:
        return key is not None and (key in wanted or is_held(parents.get(key)))

    return {idea.id: None for idea in document.ideas if is_held(idea.id)}
