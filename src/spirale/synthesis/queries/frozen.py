"""A frozen version as its public page shows it: from the stored document alone."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from spirale.method import synthesis as method
from spirale.method.ideas import Ledger
from spirale.method.problems import Problem, Problems
from spirale.method.text import fold, normalise
from spirale.method.trace import Node
from spirale.synthesis.models import FrozenSynthesis, RivalWording, Synthesis
from spirale.synthesis.queries.documents import read_document
from spirale.synthesis.queries.one_page import OnePage, one_page
from spirale.synthesis.queries.wordings import ModelShare, shares_of

INLINE = 12
"""Notes shown under an idea at once; the idea's own page shows them all."""
FOUND = 50
"""Notes that a search shows."""


@dataclass(frozen=True, slots=True)
class Said:
    """A criterion as the page shows it, with the note it comes from."""

    criterion: str
    text: str
    note: str
    note_text: str
    group: str
    question: str
    sign: int
    code: str
    by: str

    @property
    def is_part(self) -> bool:
        """Whether the note says more than this criterion."""
        return normalise(self.note_text) != normalise(self.text)


@dataclass(frozen=True, slots=True)
class IdeaShown:
    """An idea with its counts and what was said."""

    id: str
    wording: str
    worded_by: str
    question: str
    count: int
    by_group: tuple[tuple[str, int], ...]
    by_sign: tuple[tuple[str, int], ...]
    said: tuple[Said, ...]
    parts: tuple["IdeaShown", ...]
    is_single: bool
    model: str = ""

    @property
    def shown(self) -> tuple[Said, ...]:
        return self.said[:INLINE]

    @property
    def more(self) -> int:
        return max(0, len(self.said) - INLINE)

    @property
    def is_worded_by_engine(self) -> bool:
        return self.worded_by == method.BY_ENGINE


@dataclass(frozen=True, slots=True)
class SentenceShown:
    """A sentence with the ideas it says."""

    id: str
    number: int
    text: str
    ideas: tuple[IdeaShown, ...]
    notes: int
    worded_by: str
    frame: str
    model: str


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """What a question holds besides the text: ideas in no sentence, and singles."""

    code: str
    wording: str
    ideas: tuple[IdeaShown, ...]
    singles: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class VersionPage:
    """Everything a public page shows."""

    title: str
    level: str
    language: str
    sentences: tuple[SentenceShown, ...]
    questions: tuple[QuestionShown, ...]
    aside: tuple[tuple[str, tuple[Said, ...]], ...]
    ledger: Ledger
    ledger_of_notes: Ledger
    engine: str
    encoder: str
    seed: int
    inputs: str
    made_at: str
    ideas: dict[str, IdeaShown]
    one_page: OnePage | None

    @property
    def shares(self) -> list[ModelShare]:
        """What language models had a hand in."""
        return shares_of([idea.model for idea in self.ideas.values()], [one.model for one in self.sentences])

    @property
    def shared(self) -> int:
        """How many ideas several notes share."""
        return sum(not idea.is_single and not idea.parts for idea in self.ideas.values())


def version_page(frozen: FrozenSynthesis) -> VersionPage:
    """The public page of a frozen version, put together once per process: it never changes."""
    return _page(frozen.digest, frozen.document)


@lru_cache(maxsize=16)
def _page(digest: str, document: str) -> VersionPage:
    return _laid_out(method.thaw(document.encode()))


def _laid_out(document: method.Document) -> VersionPage:
    notes = {note.id: note for note in document.notes}
    criteria = {one.id: one for one in document.criteria}

    def said(criterion: str, by: str = "") -> Said:
        one = criteria[criterion]
        note = notes[one.note]
        code = note.question.partition(" ")[0]
        return Said(one.id, one.text, note.id, note.text, note.group, code, one.sign, one.code, by)

    held: dict[str, list[Said]] = {}
    for placement in document.placements:
        held.setdefault(placement.idea, []).append(said(placement.criterion, placement.by))
    below: dict[str, list[method.WordedIdea]] = {}
    for idea in document.ideas:
        if idea.parent:
            below.setdefault(idea.parent, []).append(idea)

    def shown(idea: method.WordedIdea) -> IdeaShown:
        own = tuple(held.get(idea.id, ()))
        return IdeaShown(
            id=idea.id,
            wording=idea.wording,
            worded_by=idea.worded_by,
            question=idea.by_question[0][0] if idea.by_question else "",
            count=idea.count,
            by_group=idea.by_group,
            by_sign=tuple((_mark(sign), count) for sign, count in sorted(idea.by_sign, reverse=True) if sign),
            said=own,
            parts=tuple(shown(part) for part in below.get(idea.id, ())),
            is_single=len(own) == 1 and not below.get(idea.id) and bool(idea.wording_from),
            model=idea.model,
        )

    ideas = {idea.id: shown(idea) for idea in document.ideas}
    spoken = {name for one in document.sentences for name in one.ideas}
    spoken |= {part.id for name in set(spoken) for part in ideas[name].parts}
    trace = method.trace_of(document)
    sentences = tuple(
        SentenceShown(
            one.id,
            number,
            one.text,
            tuple(ideas[name] for name in one.ideas),
            sum(node.kind == "note" for node in trace.down(Node("sentence", one.id))),
            one.worded_by,
            one.frame,
            one.model,
        )
        for number, one in enumerate(document.sentences, 1)
    )
    aside: dict[str, list[Said]] = {}
    for criterion, reason in document.set_aside:
        aside.setdefault(reason, []).append(said(criterion))
    return VersionPage(
        title=document.title,
        level=document.level,
        language=document.language,
        sentences=sentences,
        questions=tuple(_questions(document, ideas, spoken)),
        aside=tuple((reason, tuple(left)) for reason, left in sorted(aside.items())),
        ledger=document.ledger,
        ledger_of_notes=document.ledger_of_notes,
        engine=document.engine,
        encoder=document.encoder,
        seed=document.seed,
        inputs=document.inputs,
        made_at=document.made_at,
        ideas=ideas,
        one_page=one_page(document),
    )


def _questions(document: method.Document, ideas: dict[str, IdeaShown], spoken: set[str]) -> Iterator[QuestionShown]:
    top = [ideas[idea.id] for idea in document.ideas if not idea.parent]
    for question in document.questions:
        code, _space, wording = question.partition(" ")
        mine = [idea for idea in top if idea.question == question]
        left = [idea for idea in mine if idea.id not in spoken and not idea.is_single]
        alone = [idea for idea in ideas.values() if idea.question == question and idea.is_single]
        yield QuestionShown(
            code,
            wording,
            tuple(left),
            tuple(each.said[0] for each in alone if each.id not in spoken),
        )


def _mark(sign: int) -> str:
    return "+" if sign > 0 else "−"


@dataclass(frozen=True, slots=True)
class NotePath:
    """What became of a note: its criteria, the ideas they stand under, the sentences that say them."""

    id: str
    text: str
    group: str
    question: str
    wording: str
    sign: int
    criteria: tuple[tuple[Said, tuple[IdeaShown, ...], str], ...]
    sentences: tuple[SentenceShown, ...]


def note_path(frozen: FrozenSynthesis, note_id: UUID) -> NotePath | None:
    """From a note up to every sentence that it is heard in."""
    document, page = read_document(frozen), version_page(frozen)
    note = next((each for each in document.notes if each.id == str(note_id)), None)
    if note is None:
        return None
    code, _space, wording = note.question.partition(" ")
    aside = dict(document.set_aside)
    under: dict[str, list[IdeaShown]] = {}
    by: dict[str, str] = {}
    for placement in document.placements:
        under.setdefault(placement.criterion, []).append(page.ideas[placement.idea])
        by.setdefault(placement.criterion, placement.by)
    criteria = tuple(
        (
            Said(one.id, one.text, note.id, note.text, note.group, code, one.sign, one.code, by.get(one.id, "")),
            tuple(under.get(one.id, ())),
            aside.get(one.id, ""),
        )
        for one in document.criteria
        if one.note == note.id
    )
    above = {node.id for node in method.trace_of(document).up(Node("note", note.id)) if node.kind == "sentence"}
    sentences = tuple(one for one in page.sentences if one.id in above)
    return NotePath(note.id, note.text, note.group, code, wording, note.sign, criteria, sentences)


def notes_with_words(frozen: FrozenSynthesis, words: str) -> tuple[list[method.Note], int]:
    """The first notes that hold all these words, and how many there are."""
    wanted = fold(words).split()
    found = (
        [note for note in read_document(frozen).notes if all(word in fold(note.text) for word in wanted)]
        if wanted
        else []
    )
    return found[:FOUND], len(found)


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was recomputed, and whether it holds."""

    what: str
    holds: bool
    problem: Problem | None = None


def check_version(frozen: FrozenSynthesis) -> list[Checked]:
    """Recompute digest, form, ledger, counts and paths of a stored document, now."""
    stored = frozen.document.encode()
    checked = [Checked("digest", hashlib.sha256(stored).hexdigest() == frozen.digest)]
    try:
        document = method.thaw(stored)
    except Problem as problem:
        return [*checked, Checked("form", holds=False, problem=problem)]
    checked.append(Checked("form", method.freeze(document) == stored))
    try:
        method.check(document)
    except Problems as problems:
        checked += [Checked("content", holds=False, problem=each) for each in problems.problems]
    else:
        checked += [Checked(what, holds=True) for what in ("ledger", "counts", "paths", "inputs")]
    return checked


def rival_wordings(frozen: FrozenSynthesis) -> dict[str, list[RivalWording]]:
    """Other wordings proposed, by the sentence or idea they would replace."""
    found: dict[str, list[RivalWording]] = {}
    for wording in frozen.rival_wordings.select_related("proposed_by").order_by("proposed_at", "id"):
        found.setdefault(wording.object_id, []).append(wording)
    return found


def trace_columns() -> list[str]:
    """The columns of the trace as a table."""
    return [
        "source_kind", "source_id", "source_label", "relation", "target_kind", "target_id", "target_label", "by", "at",
        "engine",
    ]  # fmt: skip


def trace_rows(frozen: FrozenSynthesis) -> list[dict[str, str]]:
    """The trace of a frozen version as a table, one link a row."""
    return method.trace_of(read_document(frozen)).to_rows()


def trace_as_prov(frozen: FrozenSynthesis) -> str:
    """The trace of a frozen version as W3C PROV, in JSON."""
    prov = method.trace_of(read_document(frozen)).to_prov()
    return json.dumps(prov, ensure_ascii=False, sort_keys=True, indent=1)


def versions_of(synthesis: Synthesis) -> list[FrozenSynthesis]:
    """The versions of a synthesis, latest first, without their documents."""
    return list(synthesis.versions.order_by("-version").defer("document").select_related("frozen_by"))
