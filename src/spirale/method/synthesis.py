"""A synthesis anyone can check: its ledger closes, each sentence leads to notes, same inputs give the same bytes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spirale.method.ideas import ENGINE_VERSION, NO_EDITS, Edits, Idea, Ledger, Proposal, Said, propose_ideas
from spirale.method.ideas.values import COLUMNS, columns_of, count_by, digest_of_inputs, ledger_of
from spirale.method.problems import Problem, Problems
from spirale.method.text import canonical_json, digest_of
from spirale.method.trace import Link, Node, Trace

FORM: Final = "spirale-synthesis-1"
BY_ENGINE: Final = "engine"
_MAY_BE_TOLD: Final = frozenset({"frame", "model", "on"})

__all__ = [
    "BY_ENGINE",
    "ENGINE_VERSION",
    "FORM",
    "Criterion",
    "Document",
    "Ledger",
    "Note",
    "Placement",
    "Sentence",
    "WordedIdea",
    "check",
    "compose",
    "digest",
    "freeze",
    "freeze_proposal",
    "replay",
    "thaw",
    "trace_of",
]


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it was written; `sign` is that of its question or of its author, 0 when not told.

    `on` is the day it was said, "" when not known.
    """

    id: str
    text: str
    group: str = ""
    question: str = ""
    sign: int = 0
    on: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One unit of meaning of a note, with the code it was given and its own sign."""

    id: str
    note: str
    text: str
    code: str = ""
    sign: int = 0


@dataclass(frozen=True, slots=True)
class WordedIdea:
    """An idea of a synthesis; `worded_by` is "engine" or a person's public name, counts are of criteria.

    `model` names the language model whose words that person took, "" where there was none.
    """

    id: str
    wording: str
    worded_by: str
    wording_from: str
    parent: str | None
    count: int
    by_group: tuple[tuple[str, int], ...]
    by_question: tuple[tuple[str, int], ...]
    by_sign: tuple[tuple[int, int], ...]
    model: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a synthesis and the ideas it links.

    `frame` is the engine and the relation of the frame that it was written in, `model` the language model whose words
    its writer took; "" where there was none.
    """

    id: str
    text: str
    ideas: tuple[str, ...]
    worded_by: str = ""
    frame: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """A criterion stands in an idea; `by` is "engine" or the public name of the person who put it there."""

    criterion: str
    idea: str
    by: str = BY_ENGINE


@dataclass(frozen=True, slots=True)
class Document:
    """A synthesis as it is frozen: everything one needs to read it, to walk it both ways and to check it.

    `set_aside` holds (criterion's id, reason) and `notes_set_aside` (note's id, reason) for notes without a criterion.
    `ledger` counts criteria and `ledger_of_notes` notes; a note stands in the first column true of one of its criteria.
    """

    title: str
    level: str
    language: str
    questions: tuple[str, ...]
    ideas: tuple[WordedIdea, ...]
    sentences: tuple[Sentence, ...]
    notes: tuple[Note, ...]
    criteria: tuple[Criterion, ...]
    placements: tuple[Placement, ...]
    set_aside: tuple[tuple[str, str], ...]
    notes_set_aside: tuple[tuple[str, str], ...]
    ledger: Ledger
    ledger_of_notes: Ledger
    engine: str
    encoder: str
    seed: int
    inputs: str
    made_at: str


def compose(
    *,
    title: str,
    level: str,
    language: str,
    notes: Sequence[Note],
    criteria: Sequence[Criterion],
    ideas: Sequence[Idea],
    set_aside: Sequence[tuple[str, str]],
    notes_set_aside: Sequence[tuple[str, str]] = (),
    sentences: Sequence[Sentence] = (),
    worded_by: Mapping[str, str] | None = None,
    worded_with: Mapping[str, str] | None = None,
    placed_by: Mapping[tuple[str, str], str] | None = None,
    engine: str = ENGINE_VERSION,
    encoder: str,
    seed: int,
    made_at: str,
) -> Document:
    """Put a synthesis together from ideas as they stand; counts, ledgers and digest of the inputs are drawn from them.

    `worded_by` tells who worded an idea, `worded_with` the language model whose words they took, and `placed_by` who
    put a criterion in an idea, where it was not the engine.
    The members of an idea that holds ideas are those of the ideas it holds: give members to the others only.
    """
    worded_by, worded_with, placed_by = worded_by or {}, worded_with or {}, placed_by or {}
    said = {one.id: one for one in _said(notes, criteria)}
    members = _members_with_children(ideas)
    placements = tuple(
        Placement(member, idea.id, placed_by.get((member, idea.id), BY_ENGINE))
        for idea in ideas
        if not idea.height
        for member in idea.members
    )
    worded = tuple(
        WordedIdea(
            idea.id,
            idea.wording,
            worded_by.get(idea.id, BY_ENGINE if idea.wording_from else ""),
            idea.wording_from,
            idea.parent,
            len(members[idea.id]),
            **count_by([said[member] for member in members[idea.id] if member in said]),
            model=worded_with.get(idea.id, ""),
        )
        for idea in ideas
    )
    ledger, ledger_of_notes = _ledgers(notes, criteria, worded, placements, set_aside, notes_set_aside)
    return Document(
        title=title,
        level=level,
        language=language,
        questions=tuple(dict.fromkeys(note.question for note in notes if note.question)),
        ideas=worded,
        sentences=tuple(sentences),
        notes=tuple(notes),
        criteria=tuple(criteria),
        placements=placements,
        set_aside=tuple(sorted(set_aside)),
        notes_set_aside=tuple(sorted(notes_set_aside)),
        ledger=ledger,
        ledger_of_notes=ledger_of_notes,
        engine=engine,
        encoder=encoder,
        seed=seed,
        inputs=digest_of_inputs(said.values()),
        made_at=made_at,
    )


def freeze(document: Document) -> bytes:
    """Write a synthesis as the only bytes it can have: canonical JSON."""
    return canonical_json(_plain(document))


def digest(document: Document) -> str:
    """Give the SHA-256 of the frozen synthesis, in hexadecimal."""
    return digest_of(_plain(document))


def thaw(frozen: bytes) -> Document:
    """Read a frozen synthesis back. Raises Problem `synthesis.not_ours` when it is not one."""
    try:
        plain = json.loads(frozen)
        if plain.pop("form") != FORM:
            raise Problem("synthesis.not_ours")
        return Document(
            **{
                **plain,
                "questions": tuple(plain["questions"]),
                "ideas": tuple(
                    WordedIdea(
                        **{**idea, **{name: _pairs(idea[name]) for name in ("by_group", "by_question", "by_sign")}}
                    )
                    for idea in plain["ideas"]
                ),
                "sentences": tuple(Sentence(**{**one, "ideas": tuple(one["ideas"])}) for one in plain["sentences"]),
                "notes": tuple(Note(**one) for one in plain["notes"]),
                "criteria": tuple(Criterion(**one) for one in plain["criteria"]),
                "placements": tuple(Placement(**one) for one in plain["placements"]),
                "set_aside": _pairs(plain["set_aside"]),
                "notes_set_aside": _pairs(plain["notes_set_aside"]),
                "ledger": _thawed_ledger(plain["ledger"]),
                "ledger_of_notes": _thawed_ledger(plain["ledger_of_notes"]),
            }
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Problem("synthesis.not_ours") from error


def check(document: Document) -> None:
    """Recompute what a synthesis says of itself: its ledgers, its counts, its digest of inputs, every path.

    Raises Problems with all that does not hold.
    """
    found = [*_misplaced(document)]
    if not found:
        found += [*_miscounted(document), *_open_paths(document)]
    if found:
        raise Problems(tuple(found))


def trace_of(document: Document) -> Trace:
    """Give the links of a synthesis: note, criterion, idea, sentence, synthesis, and the reasons to set aside."""
    top = Node("synthesis", document.inputs[:16], document.title)
    notes = {note.id: Node("note", note.id, note.text) for note in document.notes}
    criteria = {one.id: Node("criterion", one.id, one.text) for one in document.criteria}
    ideas = {idea.id: Node("idea", idea.id, idea.wording) for idea in document.ideas}
    reasons = {
        reason: Node("set_aside", reason, reason) for _, reason in (*document.set_aside, *document.notes_set_aside)
    }
    sentences = {one.id: Node("sentence", one.id, one.text) for one in document.sentences}
    engine = f"{document.engine} {document.encoder} seed {document.seed}"

    def made(source: Node, target: Node, relation: str, by: str, helped_by: str = "") -> Link:
        if by == BY_ENGINE:
            return Link(source, target, relation, engine=engine)
        return Link(source, target, relation, by=by or None, engine=helped_by or None)

    links = [Link(criteria[one.id], notes[one.note], "derived_from") for one in document.criteria]
    links += [made(criteria[one.criterion], ideas[one.idea], "same_as", one.by) for one in document.placements]
    links += [Link(criteria[identifier], reasons[reason], "part_of") for identifier, reason in document.set_aside]
    links += [Link(notes[identifier], reasons[reason], "part_of") for identifier, reason in document.notes_set_aside]
    for idea in document.ideas:
        by, model = (idea.worded_by or None, _model(idea.model)) if idea.model else (None, None)
        links.append(Link(ideas[idea.id], ideas[idea.parent] if idea.parent else top, "part_of", by=by, engine=model))
    for one in document.sentences:
        helped_by = ", ".join(filter(None, [one.frame, _model(one.model)]))
        links += [made(ideas[name], sentences[one.id], "supports", one.worded_by, helped_by) for name in one.ideas]
        links.append(Link(sentences[one.id], top, "part_of"))
    nodes = [
        *notes.values(), *criteria.values(), *ideas.values(), *reasons.values(), *sentences.values(), top,
    ]  # fmt: skip
    return Trace(nodes, links)


def freeze_proposal(proposal: Proposal) -> bytes:
    """Write a proposal as the only bytes it can have."""
    return canonical_json(asdict(proposal))


def replay(
    proposal: Proposal, said: Sequence[Said], vectors: NDArray[np.float32], *, edits: Edits = NO_EDITS
) -> Proposal:
    """Make a proposal again from its criteria, version and seed, and hold it against what was kept.

    Raises Problem `synthesis.other_engine`, `synthesis.other_inputs` or `synthesis.replay_differs`.
    """
    if proposal.engine != ENGINE_VERSION:
        raise Problem("synthesis.other_engine", kept=proposal.engine, here=ENGINE_VERSION)
    if proposal.inputs != digest_of_inputs(said):
        raise Problem("synthesis.other_inputs")
    again = propose_ideas(said, vectors, seed=proposal.seed, edits=edits)
    if freeze_proposal(again) != freeze_proposal(proposal):
        raise Problem("synthesis.replay_differs")
    return again


def _model(name: str) -> str:
    return f"language model {name}" if name else ""


def _plain(document: Document) -> dict[str, Any]:
    """Give a synthesis as plain values, without what may be told of a note, an idea or a sentence and is not.

    Documents frozen before it could be told have the bytes that they had.
    """
    plain: dict[str, Any] = {"form": FORM, **asdict(document)}
    for kind in ("notes", "ideas", "sentences"):
        plain[kind] = [
            {name: value for name, value in one.items() if value or name not in _MAY_BE_TOLD} for one in plain[kind]
        ]
    return plain


def _said(notes: Sequence[Note], criteria: Sequence[Criterion]) -> list[Said]:
    by_note = {note.id: note for note in notes}
    nobody = Note("", "")
    return [
        Said(
            one.id,
            one.text,
            by_note.get(one.note, nobody).group,
            by_note.get(one.note, nobody).question,
            one.sign,
            one.code,
            by_note.get(one.note, nobody).on,
        )
        for one in criteria
    ]


def _members_with_children(
    ideas: Sequence[Idea | WordedIdea], placements: Sequence[Placement] = ()
) -> dict[str, set[str]]:
    """Give the criteria of each idea, those of the ideas under it included."""
    members: dict[str, set[str]] = {idea.id: set() for idea in ideas}
    parents = {idea.id: idea.parent for idea in ideas}
    for idea in ideas:
        if isinstance(idea, Idea) and not idea.height:
            members[idea.id].update(idea.members)
    for one in placements:
        if one.idea in members:
            members[one.idea].add(one.criterion)
    own = {name: frozenset(held) for name, held in members.items()}
    for name, held in own.items():
        seen = {name}
        above = parents[name]
        while above is not None and above in members and above not in seen:
            members[above] |= held
            seen.add(above)
            above = parents[above]
    return members


def _ledgers(
    notes: Sequence[Note],
    criteria: Sequence[Criterion],
    ideas: Sequence[WordedIdea],
    placements: Sequence[Placement],
    set_aside: Sequence[tuple[str, str]],
    notes_set_aside: Sequence[tuple[str, str]],
) -> tuple[Ledger, Ledger]:
    """Draw up the ledger of criteria, and that of notes from it."""
    held: dict[str, list[str]] = {}
    for placement in placements:
        held.setdefault(placement.idea, []).append(placement.criterion)
    of_criteria = columns_of([(held[idea.id], idea.wording_from) for idea in ideas if idea.id in held], set_aside)
    of_notes: dict[str, str] = {}
    for one in criteria:
        column = of_criteria.get(one.id)
        if column:
            of_notes[one.note] = min(of_notes.get(one.note, column), column, key=COLUMNS.index)
    criterion_of = {one.id: one.note for one in criteria}
    reasons: dict[str, set[str]] = {}
    for identifier, reason in set_aside:
        if identifier in criterion_of:
            reasons.setdefault(criterion_of[identifier], set()).add(reason)
    for note, reason in notes_set_aside:
        of_notes.setdefault(note, "set_aside")
        reasons.setdefault(note, set()).add(reason)
    notes_aside = [(note, "; ".join(sorted(told))) for note, told in reasons.items()]
    return (
        ledger_of(len(criteria), of_criteria, set_aside),
        ledger_of(len(notes), of_notes, notes_aside),
    )


def _misplaced(document: Document) -> list[Problem]:
    """Find ids given twice and links to what is not in the document."""
    found = []
    for kind, identifiers in (
        ("note", [note.id for note in document.notes]),
        ("criterion", [one.id for one in document.criteria]),
        ("idea", [idea.id for idea in document.ideas]),
        ("sentence", [one.id for one in document.sentences]),
    ):
        twice = sorted({name for name in identifiers if identifiers.count(name) > 1}) if _repeats(identifiers) else []
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
    said = {one.id: one for one in _said(document.notes, document.criteria)}
    members = _members_with_children(document.ideas, document.placements)
    for idea in document.ideas:
        count, counts = len(members[idea.id]), count_by([said[name] for name in members[idea.id]])
        if replace(idea, count=count, **counts) != idea:
            found.append(Problem("synthesis.idea_miscounted", id=idea.id, said=idea.count, counted=count))
        if idea.wording_from and idea.wording_from not in members[idea.id]:
            found.append(Problem("synthesis.wording_from_elsewhere", id=idea.id, criterion=idea.wording_from))
    ledger, ledger_of_notes = _ledgers(
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


def _repeats(identifiers: Sequence[str]) -> bool:
    return len(set(identifiers)) < len(identifiers)


def _pairs(listed: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    return tuple(tuple(pair) for pair in listed)


def _thawed_ledger(plain: Mapping[str, Any]) -> Ledger:
    return Ledger(**{**plain, "set_aside": _pairs(plain["set_aside"])})
