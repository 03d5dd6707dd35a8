"""Whether a synthesis holds what it says of itself: its ledgers close, and each sentence leads to notes."""

from collections import Counter
from dataclasses import replace

from spirale.method.ideas.values import count_by, digest_of_inputs
from spirale.method.problems import Problem, Problems
from spirale.method.synthesis.composing import ledgers_of, members_of
from spirale.method.synthesis.document import Document, said_of
from spirale.method.synthesis.tracing import trace_of


def check(document: Document) -> None:
    """Recompute what a synthesis says of itself: its ledgers, its counts, its digest of inputs, every path.

    Raises Problems with all that does not hold.
    """
    found = [*_misplaced(document)]
    if not found:
        found += [*_miscounted(document), *_open_paths(document)]
    if found:
        raise Problems(tuple(found))


def _misplaced(document: Document) -> list[Problem]:
    """Find ids given twice and links to what is not in the document."""
    found = []
    for kind, identifiers in (
        ("note", [note.id for note in document.notes]),
        ("criterion", [one.id for one in document.criteria]),
        ("idea", [idea.id for idea in document.ideas]),
        ("sentence", [one.id for one in document.sentences]),
    ):
        twice = sorted(name for name, times in Counter(identifiers).items() if times > 1)
        found += [Problem("synthesis.same_id", kind=kind, id=name) for name in twice]
    notes = {note.id for note in document.notes}
    criteria = {one.id for one in document.criteria}
    ideas = {idea.id: idea for idea in document.ideas}
    pointed = [
        *(("note", one.note, notes) for one in document.criteria),
        *(("criterion", one.criterion, criteria) for one in document.placements),
        *(("idea", one.idea, ideas) for one in document.placements),
        *(("idea", idea.parent, ideas) for idea in document.ideas if idea.parent is not None),
        *(("idea", name, ideas) for one in document.sentences for name in one.ideas),
        *(("criterion", identifier, criteria) for identifier, _ in document.set_aside),
        *(("note", identifier, notes) for identifier, _ in document.notes_set_aside),
        *(("criterion", idea.wording_from, criteria) for idea in document.ideas if idea.wording_from),
    ]
    found += [Problem("synthesis.unknown", kind=kind, id=name) for kind, name, known in pointed if name not in known]
    for idea in document.ideas:
        above, seen = idea.parent, {idea.id}
        while above is not None and above in ideas and above not in seen:
            seen.add(above)
            above = ideas[above].parent
        if above in seen:
            found.append(Problem("synthesis.idea_in_itself", id=idea.id))
    placed = {one.criterion for one in document.placements}
    found += [
        Problem("synthesis.both_placed_and_set_aside", id=name) for name, _ in document.set_aside if name in placed
    ]
    return found


def _miscounted(document: Document) -> list[Problem]:
    """Recompute counts, ledgers and the digest of the inputs."""
    found = []
    said = {one.id: one for one in said_of(document.notes, document.criteria)}
    members = members_of(document.ideas, document.placements)
    for idea in document.ideas:
        count, counts = len(members[idea.id]), count_by([said[name] for name in members[idea.id]])
        if replace(idea, count=count, **counts) != idea:
            found.append(Problem("synthesis.idea_miscounted", id=idea.id, said=idea.count, counted=count))
        if idea.wording_from and idea.wording_from not in members[idea.id]:
            found.append(Problem("synthesis.wording_from_elsewhere", id=idea.id, criterion=idea.wording_from))
    ledger, ledger_of_notes = ledgers_of(
        document.notes, document.criteria, document.ideas, document.placements, document.set_aside,
        document.notes_set_aside,
    )  # fmt: skip
    for of, told, counted_again in (
        ("criteria", document.ledger, ledger),
        ("notes", document.ledger_of_notes, ledger_of_notes),
    ):
        if told != counted_again:
            found.append(Problem("synthesis.ledger_differs", of=of))
        if not counted_again.closes:
            found.append(Problem("synthesis.ledger_open", of=of))
    if document.inputs != digest_of_inputs(said.values()):
        found.append(Problem("synthesis.inputs_differ"))
    return found


def _open_paths(document: Document) -> list[Problem]:
    return [Problem("synthesis.open_path", kind=node.kind, id=node.id) for node in trace_of(document).open_ends()]
