"""What a workshop's bundle holds: each kind of row, what of it never changes, and what stays at home.

Accounts stay at home, always: where a row names one, the other installation reads nothing.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import models

from spirale.cycles.models import Campaign, Question
from spirale.mobilisation.models import Group
from spirale.territories.models import Territory
from spirale.workshops.models import (
    Dealt,
    FloorRequest,
    Hall,
    Minutes,
    Move,
    Note,
    NoteSheet,
    Participant,
    Pile,
    Place,
    Pledge,
    QuestionSheet,
    ShortlistedAction,
    Step,
    StepRun,
    Turn,
    Workshop,
)


@dataclass(frozen=True)
class Kind:
    """One kind of row. `path` leads from it to the workshop; `said` is what can only be said once.

    `ended` are instants that stay once they are there; `known_by` tells a row from the others; `at_home` never leaves.
    """

    name: str
    model: type[models.Model]
    path: str = "workshop"
    said: tuple[str, ...] = ("workshop_id",)
    ended: tuple[str, ...] = ()
    known_by: tuple[str, ...] = ("id",)
    at_home: tuple[str, ...] = ()

    @cached_property
    def fields(self) -> dict[str, "models.Field[Any, Any]"]:
        """The fields that travel, by the name of their value."""
        return {
            field.attname: field
            for field in self.model._meta.concrete_fields  # noqa: SLF001 - Django documents _meta
            if field.attname not in self.at_home and not is_of_account(field)
        }

    @cached_property
    def free(self) -> tuple[str, ...]:
        """What may be said otherwise later."""
        apart = {*self.said, *self.ended, *self.known_by}
        return tuple(name for name in self.fields if name not in apart)


def is_of_account(field: "models.Field[Any, Any]") -> bool:
    related = field.related_model
    return isinstance(related, type) and related._meta.label == settings.AUTH_USER_MODEL  # noqa: SLF001


TERRITORY: Final = Kind(
    "territory", Territory, path="groups__workshops", said=(), at_home=("parent_id", "is_public", "created_at")
)
GROUP: Final = Kind("group", Group, path="workshops", said=("territory_id",), at_home=("created_at", "archived_at"))
CAMPAIGN: Final = Kind("campaign", Campaign, path="workshops", said=("territory_id",), at_home=("cycle_id",))
QUESTIONS: Final = Kind("questions", Question, path="campaign__workshops", said=("campaign_id",))
WORKSHOP: Final = Kind("workshop", Workshop, path="pk", said=("group_id", "campaign_id"), at_home=("created_at",))
HALL: Final = Kind("hall", Hall, known_by=("workshop_id",), at_home=("guesses", "guessed_since"))
RUNS: Final = Kind("step_runs", StepRun, path="step__workshop", said=("step_id",), ended=("ended_at",))
SHEETS: Final = Kind(
    "question_sheets",
    QuestionSheet,
    ended=("revealed_at",),
    known_by=("workshop_id", "question_id"),
    at_home=("id",),
)
PARTICIPANTS: Final = Kind(
    "participants",
    Participant,
    said=("workshop_id", "handle", "key_digest"),
    ended=("joined_at", "erased_at"),
    at_home=("tokens", "tokens_at", "wrong_keys", "wrong_key_at"),
)
NOTES: Final = Kind("notes", Note, said=("workshop_id", "question_id", "text", "replaces_id"), ended=("withdrawn_at",))
MOVES: Final = Kind("moves", Move, path="note__workshop", said=("note_id", "code", "pile_id", "seen_id", "moved_at"))
PLACES: Final = Kind("places", Place, path="note__workshop", said=(), known_by=("note_id",))
REQUESTS: Final = Kind("floor_requests", FloorRequest, said=("workshop_id", "participant_id"), ended=("ended_at",))
TURNS: Final = Kind("turns", Turn, ended=("ended_at",))
PLEDGES: Final = Kind("pledges", Pledge, path="action__workshop", said=("action_id", "brings"), ended=("withdrawn_at",))
MINUTES: Final = Kind(
    "minutes", Minutes, said=("workshop_id", "sections"), known_by=("workshop_id", "number"), at_home=("id",)
)

AROUND: Final = (TERRITORY, GROUP, CAMPAIGN, QUESTIONS)
"""What a workshop stands in: made where it is missing, never changed where it is."""

WITHIN: Final = (
    WORKSHOP,
    HALL,
    Kind("steps", Step),
    RUNS,
    SHEETS,
    Kind("note_sheets", NoteSheet, said=("workshop_id", "file_digest")),
    PARTICIPANTS,
    NOTES,
    Kind("dealt", Dealt, path="note__workshop", said=("note_id",), known_by=("note_id",)),
    Kind("piles", Pile, said=("workshop_id", "question_id")),
    MOVES,
    PLACES,
    REQUESTS,
    TURNS,
    Kind("actions", ShortlistedAction, ended=("withdrawn_at",)),
    PLEDGES,
    MINUTES,
)
"""What belongs to the workshop, in the order in which rows come to refer to each other."""

KINDS: Final = (*AROUND, *WITHIN)
EVENTS: Final = "events"
"""The journal of the workshop's own space, without the accounts that acted."""

KIND_OF: Final = {kind.model: kind for kind in KINDS}


def rows_here(kind: Kind, workshop: UUID) -> "models.QuerySet[Any]":
    """The rows of one kind that belong to a workshop, in an order that never surprises."""
    return kind.model._default_manager.filter(**{kind.path: workshop}).distinct().order_by("pk")  # noqa: SLF001
