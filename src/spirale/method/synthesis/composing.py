"""From ideas as they stand to a synthesis: placements, counts and ledgers are drawn from what people left."""

from collections.abc import Iterable, Mapping, Sequence

from spirale.method.ideas import ENGINE_VERSION, Idea, Ledger
from spirale.method.ideas.values import COLUMNS, columns_of, count_by, digest_of_inputs, ledger_of
from spirale.method.synthesis.document import (
    BY_ENGINE,
    Criterion,
    Document,
    Note,
    Placement,
    Sentence,
    WordedIdea,
    criteria_by_idea,
    said_of,
)


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
    said = {one.id: one for one in said_of(notes, criteria)}
    placements = tuple(
        Placement(member, idea.id, placed_by.get((member, idea.id), BY_ENGINE))
        for idea in ideas
        if not idea.height
        for member in idea.members
    )
    members = members_of(ideas, placements)
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
    ledger, ledger_of_notes = ledgers_of(notes, criteria, worded, placements, set_aside, notes_set_aside)
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


def members_of(ideas: Iterable[Idea | WordedIdea], placements: Iterable[Placement]) -> dict[str, set[str]]:
    """Give the criteria of each idea, those of the ideas under it included."""
    parents = {idea.id: idea.parent for idea in ideas}
    members: dict[str, set[str]] = {name: set() for name in parents}
    for holder, held in criteria_by_idea(placements).items():
        seen: set[str] = set()
        above: str | None = holder
        while above is not None and above in members and above not in seen:
            members[above].update(held)
            seen.add(above)
            above = parents[above]
    return members


def ledgers_of(
    notes: Sequence[Note],
    criteria: Sequence[Criterion],
    ideas: Sequence[WordedIdea],
    placements: Sequence[Placement],
    set_aside: Sequence[tuple[str, str]],
    notes_set_aside: Sequence[tuple[str, str]],
) -> tuple[Ledger, Ledger]:
    """Draw up the ledger of criteria, and that of notes from it."""
    held = criteria_by_idea(placements)
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
