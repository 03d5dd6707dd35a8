"""How an act on a working synthesis is kept: what it touched, before and after, so that it can be undone."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.people.models import Account
from spirale.synthesis import rules as _rules  # noqa: F401  permissions of this room
from spirale.synthesis.models import (
    Edit,
    Frame,
    Idea,
    ModelWording,
    Placement,
    Sentence,
    SentenceIdea,
    SetAside,
    Synthesis,
)
from spirale.territories.rules import require

Touched = Idea | Placement | SetAside | Sentence | Frame | ModelWording
Row = TypeVar("Row", Idea, Placement, SetAside, Sentence)
State = dict[str, dict[str, Any]]

KINDS: dict[str, type[Touched]] = {
    "idea": Idea,
    "placement": Placement,
    "aside": SetAside,
    "sentence": Sentence,
    "frame": Frame,
    "wording": ModelWording,
}
FIELDS: dict[str, tuple[str, ...]] = {
    "idea": ("wording", "is_worded_by_person", "worded_with", "position", "parent_id", "merged_into_id"),
    "placement": (),
    "aside": ("reason",),
    "sentence": ("text", "position", "worded_with"),
    "frame": ("answer",),
    "wording": ("answer",),
}
"""Besides whether it is retired. What an act changes of these can be undone."""

_KIND_OF: dict[type[Touched], str] = {model: kind for kind, model in KINDS.items()}


class Act:
    """One act being done: every row it makes or changes goes through here."""

    def __init__(self, synthesis: Synthesis, verb: str, by: Account, edit_id: UUID) -> None:
        self.synthesis = synthesis
        self.verb = verb
        self.by = by
        self.edit_id = edit_id
        self.at: datetime = timezone.now()
        self.done_before: Edit | None = None
        self.told: dict[str, Any] = {}
        self._before: State = {}
        self._rows: dict[str, Touched] = {}
        self._links: dict[str, bool] = {}

    def new_id(self, name: str) -> UUID:
        """The id of what this act makes: the same when the act is sent again."""
        return uuid5(self.edit_id, name)

    def change(self, rows: Iterable[Touched], **fields: Any) -> None:
        """Give rows of one kind the same values."""
        rows = list(rows)
        if not rows:
            return
        for row in rows:
            self._see(row)
            for name, value in fields.items():
                setattr(row, name, value)
        model = type(rows[0])
        for start in range(0, len(rows), 500):
            chunk = [row.pk for row in rows[start : start + 500]]
            model.objects.filter(pk__in=chunk).update(**fields)

    def retire(self, rows: Iterable[Touched]) -> None:
        """Take rows out of the synthesis; they stay in the table."""
        self.change(rows, retired_at=self.at)

    def make(self, rows: Iterable[Row]) -> list[Row]:
        """Add rows of one kind."""
        rows = list(rows)
        if rows:
            type(rows[0]).objects.bulk_create(rows, batch_size=500)
        for row in rows:
            key = _key(row)
            self._before[key] = {**_state(row), "retired": True}
            self._rows[key] = row
        return rows

    def place(self, idea: Idea, criteria: Iterable[UUID]) -> list[Placement]:
        """Put criteria under an idea, by this person; one that stands there already stays as it is."""
        there = set(idea.placements.filter(retired_at=None).values_list("criterion_id", flat=True))
        return self.make(
            Placement(
                id=self.new_id(f"{idea.pk}/{criterion}"), idea=idea, criterion_id=criterion, by=self.by, at=self.at
            )
            for criterion in criteria
            if criterion not in there
        )

    def link(self, sentence: Sentence, ideas: Iterable[Idea]) -> None:
        """Say that a sentence speaks of these ideas."""
        for idea in ideas:
            _, is_new = SentenceIdea.objects.get_or_create(
                sentence=sentence, idea=idea, defaults={"by": self.by, "at": self.at}
            )
            if is_new:
                self._links[link_key(sentence.pk, idea.pk)] = True

    def unlink(self, sentence: Sentence, ideas: Iterable[Idea]) -> None:
        """Say that a sentence does not speak of these ideas; the journal and the edit keep that it did."""
        for idea in ideas:
            removed, _ = SentenceIdea.objects.filter(sentence=sentence, idea=idea).delete()
            if removed:
                self._links[link_key(sentence.pk, idea.pk)] = False

    def states(self) -> tuple[State, State]:
        """What changed, before and after, and nothing of what stayed."""
        before: State = {}
        after: State = {}
        for key, row in self._rows.items():
            now = _state(row)
            changed = [name for name, value in self._before[key].items() if now[name] != value]
            if changed:
                before[key] = {name: self._before[key][name] for name in changed}
                after[key] = {name: now[name] for name in changed}
        for key, exists in self._links.items():
            before[key], after[key] = {"retired": exists}, {"retired": not exists}
        return before, after

    def _see(self, row: Touched) -> None:
        key = _key(row)
        if key not in self._rows:
            self._before[key] = _state(row)
        self._rows[key] = row


def link_key(sentence: UUID, idea: UUID) -> str:
    return f"link:{sentence}:{idea}"


@contextmanager
def acting(verb: str, *, synthesis: Synthesis, by: Account, edit_id: UUID) -> Iterator[Act]:
    """One act of a person on a working synthesis: checked, done whole or not at all, told once, and undoable.

    Sent again under the same `edit_id`, the act finds itself done (`done_before`) and must change nothing.
    """
    with transaction.atomic():
        require("synthesis.edit", by, synthesis)
        kept = Synthesis.objects.select_for_update().get(pk=synthesis.pk)
        act = Act(synthesis, verb, by, edit_id)
        act.done_before = Edit.objects.filter(pk=edit_id).first()
        if act.done_before:
            yield act
            return
        yield act
        before, after = act.states()
        if not after:
            return
        kept.last_edit += 1
        kept.save(update_fields=["last_edit"])
        synthesis.last_edit = kept.last_edit
        Edit.objects.filter(synthesis=kept, by=by, undone_at__isnull=False, is_lapsed=False).update(is_lapsed=True)
        Edit.objects.create(
            id=edit_id, synthesis=kept, number=kept.last_edit, verb=verb, before=before, after=after, by=by, at=act.at
        )
        journal.append(verb, space=kept.territory_id, on=kept, by=by, at=act.at, edit=edit_id, **act.told)


def _key(row: Touched) -> str:
    return f"{_KIND_OF[type(row)]}:{row.pk}"


def _state(row: Touched) -> dict[str, Any]:
    state: dict[str, Any] = {"retired": row.retired_at is not None}
    for name in FIELDS[_KIND_OF[type(row)]]:
        value = getattr(row, name)
        state[name] = str(value) if isinstance(value, UUID) else value
    return state
