"""Workshops, and what happens in them: notes, the hall, placing, speaking turns, pledges, minutes."""

from spirale.workshops.models.hall import Hall, Participant, QuestionSheet, Step, StepRun
from spirale.workshops.models.meetings import Workshop
from spirale.workshops.models.minutes import Minutes
from spirale.workshops.models.notes import Note, NoteSheet, SheetDraft, standing
from spirale.workshops.models.placing import Dealt, Move, Pile, Place
from spirale.workshops.models.pledges import Pledge, ShortlistedAction
from spirale.workshops.models.voice import FloorRequest, Turn

__all__ = [
    "Dealt",
    "FloorRequest",
    "Hall",
    "Minutes",
    "Move",
    "Note",
    "NoteSheet",
    "Participant",
    "Pile",
    "Place",
    "Pledge",
    "QuestionSheet",
    "SheetDraft",
    "ShortlistedAction",
    "Step",
    "StepRun",
    "Turn",
    "Workshop",
    "standing",
]
